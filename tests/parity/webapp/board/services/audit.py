"""The record of what happened, written with sessions of its own and from listeners."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session as PlainSession
from sqlmodel import Session, update

from board.db import async_session, engine
from board.models import AuditEntry, Candidate, Job


async def record(action: str, subject: str, details: dict[str, Any] | None = None) -> None:
    async with async_session() as session, session.begin():
        session.add(AuditEntry(action=action, subject=subject, details=details))


def count_view(job_slug: str) -> None:
    with Session(engine) as session:
        session.exec(update(Job).where(Job.slug == job_slug).values(views=Job.views + 1))
        session.commit()


@event.listens_for(PlainSession, "before_flush")
def record_deleted_candidates(session: PlainSession, context: Any, instances: Any) -> None:
    for instance in list(session.deleted):
        if isinstance(instance, Candidate):
            session.add(AuditEntry(action="candidate-deleted", subject=instance.email, details={"id": instance.id}))
