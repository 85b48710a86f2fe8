"""Documents with arrays and binary JSON, on PostgreSQL."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Index, Integer, Numeric, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as UuidType
from sqlalchemy.ext.mutable import MutableDict
from sqlmodel import Field, SQLModel


class DocumentBase(SQLModel):
    name: str = Field(unique=True)
    tags: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String(30)), nullable=False))
    scores: list[int | None] = Field(default_factory=list, sa_column=Column(ARRAY(Integer)))
    grid: list[list[int]] | None = Field(default=None, sa_column=Column(ARRAY(Integer, dimensions=2)))
    prices: list[Decimal] | None = Field(default=None, sa_column=Column(ARRAY(Numeric(8, 2))))
    days: list[date] | None = Field(default=None, sa_column=Column(ARRAY(Date)))
    owners: list[UUID] | None = Field(default=None, sa_column=Column(ARRAY(UuidType(as_uuid=True))))
    attributes: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(MutableDict.as_mutable(JSONB), nullable=False)
    )


class Document(DocumentBase, table=True):
    __table_args__ = (
        Index("ix_document_tags", "tags", postgresql_using="gin"),
        Index("ix_document_attributes", "attributes", postgresql_using="gin"),
    )

    id: int | None = Field(default=None, primary_key=True)


class DocumentCreate(SQLModel):
    name: str
    tags: list[str] = []
    scores: list[int | None] = []
    grid: list[list[int]] | None = None
    prices: list[Decimal] | None = None
    days: list[date] | None = None
    owners: list[UUID] | None = None
    attributes: dict[str, Any] = {}


class DocumentPublic(DocumentCreate):
    id: int
