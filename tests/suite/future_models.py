"""Models whose annotations are all strings, with relationships among them."""

from __future__ import annotations

from typing import Optional

from sqlmodel_rs import Field, Relationship, SQLModel
from sqlmodel_rs.main import registry


class Future(SQLModel, registry=registry()):
    pass


class League(Future, table=True):
    id: int | None = Field(default=None, primary_key=True)
    clubs: list[Club] = Relationship(back_populates="league")
    captain: Optional[Captain] = Relationship(back_populates="league")  # noqa: UP045


class Club(Future, table=True):
    id: int | None = Field(default=None, primary_key=True)
    league_id: int | None = Field(default=None, foreign_key="league.id")
    league: League | None = Relationship(back_populates="clubs")


class Captain(Future, table=True):
    id: int | None = Field(default=None, primary_key=True)
    league_id: int | None = Field(default=None, foreign_key="league.id")
    league: Optional["League"] = Relationship(back_populates="captain")  # noqa: UP037, UP045
