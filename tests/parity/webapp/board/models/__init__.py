"""The tables and what goes in and out of them."""

from board.config import settings
from board.models.application import Application, ApplicationNote, ApplicationStatus
from board.models.audit import AuditEntry
from board.models.candidate import Candidate, Profile
from board.models.candidate_skill import CandidateSkill
from board.models.company import Company, CompanySize, Office
from board.models.job import Job, JobKind, JobSkill, JobStatus
from board.models.skill import Skill

if settings.is_postgresql:
    from board.models import document as document

__all__ = [
    "Application",
    "ApplicationNote",
    "ApplicationStatus",
    "AuditEntry",
    "Candidate",
    "CandidateSkill",
    "Company",
    "CompanySize",
    "Job",
    "JobKind",
    "JobSkill",
    "JobStatus",
    "Office",
    "Profile",
    "Skill",
]
