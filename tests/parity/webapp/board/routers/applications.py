"""Applications for jobs: rows with two keys."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy import func
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import selectinload
from sqlmodel import col, select, update

from board.dependencies import AsyncSessionOf, SessionOf
from board.models import Application, ApplicationNote, ApplicationStatus, Candidate, Job
from board.models.application import (
    ApplicationCreate,
    ApplicationDetails,
    ApplicationPublic,
    ApplicationUpdate,
    NoteCreate,
    NotePublic,
)
from board.services.audit import record

router = APIRouter(prefix="/jobs/{job_id}/applications", tags=["applications"])


@router.post("", response_model=ApplicationPublic, status_code=201)
async def apply(job_id: UUID, body: ApplicationCreate, session: AsyncSessionOf, tasks: BackgroundTasks) -> Application:
    application = Application(job_id=job_id, **body.model_dump())
    session.add(application)
    await session.commit()
    tasks.add_task(record, "applied", f"{body.candidate_id}", {"letter": body.letter is not None})
    return application


@router.get("", response_model=list[ApplicationDetails])
async def list_applications(job_id: UUID, session: AsyncSessionOf) -> Any:
    statement = (
        select(Application)
        .where(Application.job_id == job_id)
        .options(selectinload(Application.job), selectinload(Application.candidate), selectinload(Application.notes))
        .order_by(col(Application.score).is_(None), col(Application.score).desc(), col(Application.sent_at))
    )
    return (await session.exec(statement)).all()


@router.get("/summary")
async def summary(job_id: UUID, session: AsyncSessionOf) -> dict[str, Any]:
    rows = await session.exec(
        select(Application.status, func.count(), func.avg(Application.score))
        .where(Application.job_id == job_id)
        .group_by(col(Application.status))
        .order_by(func.count().desc(), col(Application.status))
    )
    return {status.value: {"count": count, "score": str(score)} for status, count, score in rows}


@router.patch("/{candidate_id}", response_model=ApplicationPublic)
def update_application(job_id: UUID, candidate_id: int, body: ApplicationUpdate, session: SessionOf) -> Application:
    application = session.get(Application, (job_id, candidate_id), with_for_update=True)
    if application is None:
        raise NoResultFound("there is no such application")
    application.sqlmodel_update(body.model_dump(exclude_unset=True))
    session.commit()
    session.refresh(application)
    return application


@router.post("/{candidate_id}/notes", response_model=list[NotePublic], status_code=201)
def add_note(job_id: UUID, candidate_id: int, body: NoteCreate, session: SessionOf) -> list[ApplicationNote]:
    application = session.get_one(Application, {"job_id": job_id, "candidate_id": candidate_id})
    application.notes.append(ApplicationNote(**body.model_dump()))
    session.commit()
    return application.notes


@router.post("/reject-rest")
def reject_rest(job_id: UUID, session: SessionOf) -> dict[str, int]:
    statement = (
        update(Application)
        .where(col(Application.job_id) == job_id, col(Application.status) == ApplicationStatus.sent)
        .values(status=ApplicationStatus.rejected)
    )
    rejected = session.exec(statement).rowcount
    session.commit()
    return {"rejected": rejected}


@router.get("/ranking")
def ranking(job_id: UUID, session: SessionOf) -> list[dict[str, Any]]:
    place = func.rank().over(order_by=col(Application.score).desc()).label("place")
    statement = (
        select(place, Candidate.last_name, Job.title, Application.score)
        .select_from(Application)
        .join(Candidate)
        .join(Job)
        .where(Application.job_id == job_id, col(Application.score).is_not(None))
        .order_by("place", Candidate.last_name)
    )
    return [dict(row) for row in session.exec(statement).mappings()]
