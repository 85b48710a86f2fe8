"""Applications of candidates for jobs, and notes on them."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, Relationship, SQLModel

from board import clock
from board.models.candidate import Candidate, CandidatePublic
from board.models.job import Job, JobPublic


class ApplicationStatus(Enum):
    sent = "sent"
    invited = "invited"
    hired = "hired"
    rejected = "rejected"


class ApplicationNote(SQLModel, table=True):
    __tablename__ = "application_note"
    __table_args__ = (
        ForeignKeyConstraint(
            ["job_id", "candidate_id"], ["application.job_id", "application.candidate_id"], ondelete="CASCADE"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    job_id: UUID
    candidate_id: int
    author: str = Field(max_length=40)
    text: str = Field(max_length=500)

    application: "Application" = Relationship(back_populates="notes")


class Application(SQLModel, table=True):
    job_id: UUID = Field(foreign_key="job.id", primary_key=True, ondelete="CASCADE")
    candidate_id: int = Field(foreign_key="candidate.id", primary_key=True, ondelete="CASCADE")
    status: ApplicationStatus = ApplicationStatus.sent
    score: Decimal | None = Field(default=None, max_digits=5, decimal_places=3)
    letter: str | None = Field(default=None, max_length=1000)
    sent_at: datetime = Field(default_factory=clock.now)

    job: Job = Relationship(back_populates="applications")
    candidate: Candidate = Relationship(back_populates="applications")
    notes: list[ApplicationNote] = Relationship(
        back_populates="application", cascade_delete=True, sa_relationship_kwargs={"order_by": "ApplicationNote.id"}
    )


class ApplicationCreate(SQLModel):
    candidate_id: int
    letter: str | None = Field(default=None, max_length=1000)


class ApplicationUpdate(SQLModel):
    status: ApplicationStatus | None = None
    score: Decimal | None = Field(default=None, max_digits=5, decimal_places=3, ge=0)


class NoteCreate(SQLModel):
    author: str = Field(max_length=40)
    text: str = Field(min_length=1, max_length=500)


class NotePublic(NoteCreate):
    id: int


class ApplicationPublic(SQLModel):
    status: ApplicationStatus
    score: Decimal | None
    letter: str | None
    sent_at: datetime


class ApplicationDetails(ApplicationPublic):
    job: JobPublic
    candidate: CandidatePublic
    notes: list[NotePublic]
