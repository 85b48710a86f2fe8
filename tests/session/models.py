"""Models of the session tests, in a registry of their own."""

from typing import Optional

from sqlmodel_rs import Field, Relationship, SQLModel
from sqlmodel_rs.orm import registry

own = registry()


class Base(SQLModel, registry=own):
    pass


class Team(Base, table=True):
    __tablename__ = "session_team"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(Base, table=True):
    __tablename__ = "session_hero"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int | None = None
    team_id: int | None = Field(default=None, foreign_key="session_team.id")
    team: Optional["Team"] = Relationship(back_populates="heroes")


class Note(Base, table=True):
    __tablename__ = "session_note"
    __mapper_args__ = {"version_id_col": "version"}

    id: int | None = Field(default=None, primary_key=True)
    text: str
    version: int | None = None
