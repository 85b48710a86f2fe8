"""Which candidate has which skill."""

from sqlmodel import Field, SQLModel


class CandidateSkill(SQLModel, table=True):
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id", primary_key=True, ondelete="CASCADE")
    skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True, ondelete="CASCADE")
