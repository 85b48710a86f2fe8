"""What all tables share."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from board import clock

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def document() -> JSON:
    """JSON everywhere, and the kind with operators where there is one; a new type for each column."""
    return JSON().with_variant(JSONB(), "postgresql")


class Timestamps(SQLModel):
    created_at: datetime = Field(default_factory=clock.now)
    updated_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": clock.now})


class Message(SQLModel):
    detail: str
    extra: dict[str, Any] = Field(default_factory=dict)
