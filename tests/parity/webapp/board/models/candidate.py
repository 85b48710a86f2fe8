"""Candidates, their profiles and skills."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Optional

from pydantic import ConfigDict, EmailStr, computed_field
from sqlalchemy import Text
from sqlmodel import Field, Relationship, SQLModel

from board.models.base import Timestamps
from board.models.candidate_skill import CandidateSkill
from board.models.skill import Skill, SkillPublic

if TYPE_CHECKING:
    from board.models.application import Application


class ProfileBase(SQLModel):
    summary: str = Field(sa_type=Text)
    expected_salary: Decimal | None = Field(default=None, max_digits=9, decimal_places=2)
    notice: timedelta | None = None


class Profile(ProfileBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", unique=True, ondelete="CASCADE")

    candidate: "Candidate" = Relationship(back_populates="profile")


class CandidateBase(SQLModel):
    model_config = ConfigDict(str_strip_whitespace=True)

    email: EmailStr = Field(unique=True, max_length=120)
    first_name: str = Field(min_length=1, max_length=40)
    last_name: str = Field(min_length=1, max_length=40)
    born: date | None = None
    rating: float = Field(default=0.0, ge=0, le=5)
    active: bool = True


class Candidate(CandidateBase, Timestamps, table=True):
    id: int | None = Field(default=None, primary_key=True)

    profile: Optional[Profile] = Relationship(  # noqa: UP045 - as SQLModel's own tutorial spells it
        back_populates="candidate", cascade_delete=True, sa_relationship_kwargs={"uselist": False}
    )
    skills: list[Skill] = Relationship(
        back_populates="candidates", link_model=CandidateSkill, sa_relationship_kwargs={"order_by": "Skill.name"}
    )
    applications: list["Application"] = Relationship(back_populates="candidate", cascade_delete=True)


class ProfilePublic(ProfileBase):
    id: int


class CandidateCreate(CandidateBase):
    profile: ProfileBase | None = None
    skill_ids: list[int] = []


class CandidateUpdate(SQLModel):
    email: EmailStr | None = None
    first_name: str | None = Field(default=None, min_length=1)
    last_name: str | None = None
    rating: float | None = Field(default=None, ge=0, le=5)
    active: bool | None = None


class CandidatePublic(CandidateBase):
    id: int

    @computed_field(description="First and last name")
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class CandidateDetails(CandidatePublic):
    profile: ProfilePublic | None
    skills: list[SkillPublic]
