"""Skills, which jobs ask for and candidates have."""

from typing import TYPE_CHECKING

from sqlmodel import Field, Relationship, SQLModel

if TYPE_CHECKING:
    from board.models.candidate import Candidate
    from board.models.job import JobSkill

from board.models.candidate_skill import CandidateSkill


class SkillBase(SQLModel):
    name: str = Field(unique=True, index=True, max_length=50)
    category: str = Field(default="general", max_length=30)


class Skill(SkillBase, table=True):
    id: int | None = Field(default=None, primary_key=True)

    candidates: list["Candidate"] = Relationship(back_populates="skills", link_model=CandidateSkill)
    job_links: list["JobSkill"] = Relationship(back_populates="skill", cascade_delete=True)


class SkillCreate(SkillBase):
    pass


class SkillPublic(SkillBase):
    id: int


class SkillUpdate(SQLModel):
    name: str | None = None
    category: str | None = None
