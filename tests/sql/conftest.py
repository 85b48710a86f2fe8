"""Tables that the statement tests share."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sqlmodel_rs.schema.column import Column
from sqlmodel_rs.schema.foreign_key import ForeignKey
from sqlmodel_rs.schema.metadata import MetaData
from sqlmodel_rs.schema.table import Table
from sqlmodel_rs.sql.entity import Entity
from sqlmodel_rs.types import JSON, Boolean, Integer, String


@pytest.fixture
def schema() -> Any:
    """Return tables `hero` and `team`, and a mapped class `Hero` that is nothing but its entity."""
    metadata = MetaData()
    team = Table("team", metadata, Column("id", Integer, primary_key=True), Column("name", String))
    hero = Table(
        "hero",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String),
        Column("age", Integer),
        Column("alive", Boolean),
        Column("data", JSON),
        Column("team_id", Integer, ForeignKey("team.id")),
    )

    class Hero:
        name = hero.c.name
        age = hero.c.age

    Hero.__sql_entity__ = Entity(  # type: ignore[attr-defined]
        SimpleNamespace(local_table=hero), hero, tuple(hero.c), None, None, "Hero", Hero
    )
    return SimpleNamespace(hero=hero, team=team, Hero=Hero, metadata=metadata)
