"""Jobs and the skills they ask for."""

from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from pydantic import computed_field, model_validator
from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint, event, text
from sqlalchemy import Enum as EnumType
from sqlalchemy.ext.mutable import MutableList
from sqlmodel import Field, Relationship, SQLModel

from board import clock
from board.models.base import Timestamps, document
from board.models.company import Company, CompanyPublic
from board.models.skill import Skill, SkillPublic

if TYPE_CHECKING:
    from board.models.application import Application


class JobKind(StrEnum):
    FULL_TIME = "full-time"
    PART_TIME = "part-time"
    CONTRACT = "contract"


class JobStatus(StrEnum):
    draft = "draft"
    published = "published"
    closed = "closed"


class Level(IntEnum):
    JUNIOR = 1
    SENIOR = 5


class JobSkill(SQLModel, table=True):
    __tablename__ = "job_skill"

    job_id: UUID = Field(foreign_key="job.id", primary_key=True, ondelete="CASCADE")
    skill_id: int = Field(foreign_key="skill.id", primary_key=True)
    years: int = 0
    required: bool = True

    job: "Job" = Relationship(back_populates="skill_links")
    skill: Skill = Relationship(back_populates="job_links")


class JobBase(SQLModel):
    title: str = Field(min_length=3, max_length=100)
    description: str = Field(default="", sa_type=Text)
    kind: JobKind = JobKind.FULL_TIME
    level: Level | None = None
    salary_min: Decimal = Field(default=Decimal("0"), ge=0, max_digits=10, decimal_places=2)
    salary_max: Decimal = Field(default=Decimal("0"), max_digits=10, decimal_places=2)
    remote: bool = False
    closes_at: datetime | None = None


class Job(JobBase, Timestamps, table=True):
    __table_args__ = (
        CheckConstraint("salary_max >= salary_min", name="salary_range"),
        UniqueConstraint("company_id", "title", name="uq_job_title_of_company"),
        Index("ix_job_company_status", "company_id", "status"),
        {"comment": "What companies offer"},
    )

    id: UUID = Field(default_factory=clock.key, primary_key=True)
    company_id: UUID = Field(foreign_key="company.id", ondelete="CASCADE")
    status: JobStatus = Field(default=JobStatus.draft, index=True)
    kind: JobKind = Field(
        default=JobKind.FULL_TIME,
        sa_column=Column(
            EnumType(
                JobKind, values_callable=lambda kinds: [kind.value for kind in kinds], native_enum=False, length=20
            ),
            nullable=False,
        ),
    )
    slug: str = Field(default="", max_length=120)
    revision: int = 1
    views: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=text("0")))
    benefits: list[str] = Field(
        default_factory=list, sa_column=Column(MutableList.as_mutable(document()), nullable=False)
    )
    published_at: datetime | None = Field(default=None, index=True)

    company: Company = Relationship(back_populates="jobs")
    skill_links: list[JobSkill] = Relationship(
        back_populates="job", cascade_delete=True, sa_relationship_kwargs={"order_by": "JobSkill.skill_id"}
    )
    applications: list["Application"] = Relationship(back_populates="job", cascade_delete=True)


@event.listens_for(Job, "before_insert")
def name_in_addresses(mapper: Any, connection: Any, job: Job) -> None:
    job.slug = "-".join(job.title.lower().split())


@event.listens_for(Job, "before_update")
def count_revision(mapper: Any, connection: Any, job: Job) -> None:
    job.revision += 1
    job.slug = "-".join(job.title.lower().split())


class JobSkillCreate(SQLModel):
    skill_id: int
    years: int = Field(default=0, ge=0)
    required: bool = True


class JobCreate(JobBase):
    company_id: UUID
    benefits: list[str] = []
    skills: list[JobSkillCreate] = []

    @model_validator(mode="after")
    def range_is_ordered(self) -> Self:
        if self.salary_max < self.salary_min:
            raise ValueError("salary_max is less than salary_min")
        return self


class JobUpdate(SQLModel):
    title: str | None = Field(default=None, min_length=3, max_length=100)
    description: str | None = None
    kind: JobKind | None = None
    level: Level | None = None
    salary_min: Decimal | None = Field(default=None, ge=0)
    salary_max: Decimal | None = None
    remote: bool | None = None
    closes_at: datetime | None = None


class JobPublic(JobBase):
    id: UUID
    slug: str
    status: JobStatus
    revision: int
    views: int
    benefits: list[str]
    published_at: datetime | None

    @computed_field
    def salary_range(self) -> str:
        return f"{self.salary_min}..{self.salary_max}"


class JobSkillPublic(SQLModel):
    years: int
    required: bool
    skill: SkillPublic


class JobDetails(JobPublic):
    company: CompanyPublic
    skill_links: list[JobSkillPublic]
