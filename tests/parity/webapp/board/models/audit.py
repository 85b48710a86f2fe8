"""What happened on the board."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from board import clock
from board.models.base import document


class AuditBase(SQLModel):
    at: datetime = Field(default_factory=clock.now)
    action: str = Field(index=True, max_length=30)
    subject: str = Field(max_length=100)
    details: dict[str, Any] | None = Field(default=None, sa_type=document())


class AuditEntry(AuditBase, table=True):
    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)


class AuditPublic(AuditBase):
    id: int
