"""The book, which refers to the author."""

from typing import TYPE_CHECKING, Optional

from sqlmodel_rs import Field, Relationship, SQLModel

if TYPE_CHECKING:
    from .author import Author


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")
    author: Optional["Author"] = Relationship(back_populates="books")
