"""Companies, which may own others, and their offices."""

from datetime import date, time
from enum import Enum
from typing import TYPE_CHECKING, Any, Optional
from uuid import UUID

from pydantic import field_validator
from sqlalchemy import CheckConstraint, Column, String, UniqueConstraint, text
from sqlmodel import Field, Relationship, SQLModel

from board import clock
from board.models.base import Timestamps, document

if TYPE_CHECKING:
    from board.models.job import Job


class CompanySize(str, Enum):  # noqa: UP042 - as most applications spell it
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class OfficeBase(SQLModel):
    city: str = Field(max_length=60, min_length=1)
    country: str = Field(max_length=2, schema_extra={"pattern": "^[A-Z]{2}$"})
    capacity: int = 10
    latitude: float | None = Field(default=None, ge=-90, le=90)
    opens_at: time | None = None


class Office(OfficeBase, table=True):
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity_is_positive"),
        UniqueConstraint("company_id", "city"),
    )

    id: int | None = Field(default=None, primary_key=True)
    company_id: UUID = Field(foreign_key="company.id", ondelete="CASCADE")

    company: "Company" = Relationship(back_populates="offices")


class OfficePublic(OfficeBase):
    id: int


class CompanyBase(SQLModel):
    name: str = Field(index=True, min_length=2, max_length=80, description="The name in the register")
    slug: str = Field(unique=True, max_length=40, schema_extra={"pattern": "^[a-z0-9-]+$", "examples": ["acme", "a-2"]})
    size: CompanySize = Field(default=CompanySize.SMALL)
    founded: date | None = None
    website: str | None = Field(default=None, max_length=200)


class Company(CompanyBase, Timestamps, table=True):
    id: UUID = Field(default_factory=clock.key, primary_key=True)
    parent_id: UUID | None = Field(default=None, foreign_key="company.id", ondelete="SET NULL")
    preferences: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(document(), nullable=False, server_default=text("'{}'"))
    )
    plan: str = Field(default=None, sa_column=Column(String(20), nullable=False, server_default="free"))

    parent: Optional["Company"] = Relationship(
        back_populates="subsidiaries", sa_relationship_kwargs={"remote_side": "Company.id"}
    )
    subsidiaries: list["Company"] = Relationship(
        back_populates="parent", sa_relationship_kwargs={"order_by": "Company.name"}
    )
    offices: list[Office] = Relationship(
        back_populates="company", cascade_delete=True, sa_relationship_kwargs={"order_by": "Office.city"}
    )
    jobs: list["Job"] = Relationship(back_populates="company", cascade_delete=True)


class CompanyCreate(CompanyBase):
    parent_id: UUID | None = None
    preferences: dict[str, Any] = Field(default_factory=dict)
    offices: list[OfficeBase] = Field(default_factory=list, max_length=3)

    @field_validator("slug", mode="before")
    @classmethod
    def lower_slug(cls, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("website")
    @classmethod
    def website_is_a_url(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("a website begins with http:// or https://")
        return value


class CompanyUpdate(SQLModel):
    name: str | None = Field(default=None, min_length=2, max_length=80)
    slug: str | None = Field(default=None, max_length=40)
    size: CompanySize | None = None
    founded: date | None = None
    website: str | None = None
    parent_id: UUID | None = None
    preferences: dict[str, Any] | None = None


class CompanyPublic(CompanyBase, Timestamps):
    id: UUID
    plan: str
    parent_id: UUID | None = None


class CompanyDetails(CompanyPublic):
    preferences: dict[str, Any]
    parent: CompanyPublic | None = None
    subsidiaries: list[CompanyPublic] = []
    offices: list[OfficePublic] = []


class CompanyTree(SQLModel):
    name: str
    subsidiaries: list["CompanyTree"] = []
