"""The author. The book's module imports this one, so this one imports the book for the type checker alone."""

from typing import TYPE_CHECKING

from sqlmodel_rs import Field, Relationship, SQLModel

if TYPE_CHECKING:
    from .book import Book


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(back_populates="author")
