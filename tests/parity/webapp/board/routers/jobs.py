"""Jobs, over asynchronous sessions."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, HTTPException, Query, Response
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from board import clock
from board.dependencies import AsyncSessionOf, UserOf, WindowOf
from board.models import Company, Job, JobKind, JobSkill, JobStatus, Skill
from board.models.job import JobCreate, JobDetails, JobPublic, JobUpdate
from board.models.page import Page
from board.services.audit import count_view, record
from board.services.listing import page_of

router = APIRouter(prefix="/jobs", tags=["jobs"])
DETAILS = (joinedload(Job.company), selectinload(Job.skill_links).joinedload(JobSkill.skill))


async def job_or_404(session: AsyncSession, job_id: UUID, *options: Any) -> Job:
    job = await session.get(Job, job_id, options=options, populate_existing=bool(options))
    if job is None:
        raise HTTPException(404, {"message": "there is no such job", "id": str(job_id)})
    return job


@router.post("", response_model=JobDetails, status_code=201)
async def create_job(body: JobCreate, session: AsyncSessionOf) -> Job:
    job = Job.model_validate(body.model_dump(exclude={"skills"}))
    job.skill_links = [JobSkill(job_id=job.id, **link.model_dump()) for link in body.skills]
    session.add(job)
    await session.commit()
    return await job_or_404(session, job.id, *DETAILS)


def filters(
    q: str | None = None,
    kind: Annotated[list[JobKind] | None, Query()] = None,
    status: JobStatus | None = None,
    remote: bool | None = None,
    salary_from: Annotated[Decimal | None, Query(ge=0)] = None,
    open_at: datetime | None = None,
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if q:
        found.append(or_(col(Job.title).icontains(q, autoescape=True), col(Job.description).ilike(f"%{q}%")))
    if kind:
        found.append(col(Job.kind).in_(kind))
    if status:
        found.append(col(Job.status) == status)
    if remote is not None:
        found.append(col(Job.remote) == remote)
    if salary_from is not None:
        found.append(and_(col(Job.salary_min) >= salary_from, col(Job.salary_max) > 0))
    if open_at is not None:
        found.append(or_(col(Job.closes_at).is_(None), col(Job.closes_at) > open_at))
    return found


@router.get("", response_model=Page[JobPublic])
async def list_jobs(
    session: AsyncSessionOf,
    window: WindowOf,
    response: Response,
    q: str | None = None,
    kind: Annotated[list[JobKind] | None, Query()] = None,
    status: JobStatus | None = None,
    remote: bool | None = None,
    salary_from: Annotated[Decimal | None, Query(ge=0)] = None,
    open_at: datetime | None = None,
    company: str | None = None,
) -> Page[JobPublic]:
    statement = select(Job).where(*filters(q, kind, status, remote, salary_from, open_at))
    if company:
        statement = statement.join(Job.company).where(Company.slug == company)
    statement = statement.order_by(col(Job.salary_max).desc(), col(Job.title))
    page = await page_of(session, statement, window, JobPublic.model_validate)
    response.headers["X-Total-Count"] = str(page.total)
    return page


@router.get("/latest", response_model=list[JobDetails])
async def latest(session: AsyncSessionOf, limit: int = 3) -> list[Job]:
    statement = (
        select(Job)
        .join(Company)
        .options(contains_eager(Job.company), *DETAILS[1:])
        .where(col(Job.published_at).is_not(None))
        .order_by(col(Job.published_at).desc())
        .limit(limit)
    )
    return list((await session.exec(statement)).all())


@router.get("/asking-for", response_model=list[JobPublic])
async def asking_for(
    session: AsyncSessionOf, skill: Annotated[list[str], Query(min_length=1)], required: bool = True
) -> list[Job]:
    """Give the jobs that ask for all of these skills."""
    statement = (
        select(Job)
        .join(JobSkill, col(JobSkill.job_id) == Job.id)
        .join(Skill)
        .where(col(Skill.name).in_(skill), JobSkill.required == required)
        .group_by(col(Job.id))
        .having(func.count(col(Skill.id).distinct()) == len(set(skill)))
        .order_by(col(Job.title))
    )
    return list((await session.exec(statement)).all())


@router.get("/benefits")
async def benefits(session: AsyncSessionOf) -> dict[str, list[str]]:
    rows = (await session.exec(select(Job.title, Job.benefits).order_by(Job.title))).all()
    return dict(rows)


@router.get("/{job_id}", response_model=JobDetails)
async def read_job(job_id: UUID, session: AsyncSessionOf, tasks: BackgroundTasks) -> Job:
    job = await job_or_404(session, job_id, *DETAILS)
    tasks.add_task(count_view, job.slug)
    return job


@router.patch("/{job_id}", response_model=JobPublic)
async def update_job(job_id: UUID, body: JobUpdate, session: AsyncSessionOf) -> Job:
    job = await job_or_404(session, job_id)
    job.sqlmodel_update(body.model_dump(exclude_unset=True))
    session.add(job)
    await session.commit()
    await session.refresh(job)
    return job


@router.post("/{job_id}/publish", response_model=JobPublic)
async def publish(job_id: UUID, session: AsyncSessionOf, user: UserOf, tasks: BackgroundTasks) -> Job:
    job = await job_or_404(session, job_id)
    if job.status is not JobStatus.draft:
        raise HTTPException(409, f"it is {job.status.value} already")
    job.status = JobStatus.published
    job.published_at = clock.now()
    await session.commit()
    tasks.add_task(record, "published", job.slug, {"by": user, "salary": str(job.salary_max), "remote": job.remote})
    return job


@router.post("/{job_id}/benefits", response_model=list[str])
async def add_benefit(job_id: UUID, session: AsyncSessionOf, name: str) -> list[str]:
    job = await job_or_404(session, job_id)
    job.benefits.append(name)
    await session.commit()
    await session.refresh(job)
    return job.benefits


@router.delete("/{job_id}", status_code=204)
async def delete_job(job_id: UUID, session: AsyncSessionOf, user: UserOf) -> None:
    await session.delete(await job_or_404(session, job_id))
    await session.commit()
