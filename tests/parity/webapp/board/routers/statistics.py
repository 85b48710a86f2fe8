"""Figures over everything: grouping, cases, casts, windows, common table expressions."""

from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import Integer, String, distinct, exists, literal, union_all
from sqlalchemy.orm import aliased
from sqlmodel import case, cast, col, extract, func, select

from board.dependencies import AsyncSessionOf, SessionOf
from board.models import Application, AuditEntry, Candidate, Company, Job, JobStatus, Office
from board.models.audit import AuditPublic

router = APIRouter(prefix="/statistics", tags=["statistics"])


class Salaries(BaseModel):
    kind: str
    jobs: int
    lowest: Decimal
    highest: Decimal
    average: float


@router.get("/salaries", response_model=list[Salaries])
def salaries(session: SessionOf, minimum: int = 1) -> Any:
    statement = (
        select(
            Job.kind,
            func.count(col(Job.id)).label("jobs"),
            func.min(Job.salary_min).label("lowest"),
            func.max(Job.salary_max).label("highest"),
            func.avg(Job.salary_max).label("average"),
        )
        .group_by(col(Job.kind))
        .having(func.count(col(Job.id)) >= minimum)
        .order_by(Job.kind)
    )
    return session.exec(statement).mappings().all()


@router.get("/bands")
async def bands(session: AsyncSessionOf) -> list[tuple[str, int, int]]:
    band = case((col(Job.salary_max) >= 80000, "high"), (col(Job.salary_max) >= 40000, "middle"), else_="low")
    published = func.sum(case((col(Job.status) == JobStatus.published, 1), else_=0))
    statement = select(band, func.count(), cast(published, Integer)).group_by(band).order_by(band)
    return list((await session.exec(statement)).all())


@router.get("/companies")
async def companies(session: AsyncSessionOf) -> list[dict[str, Any]]:
    seats = (
        select(Office.company_id, func.sum(Office.capacity).label("seats")).group_by(col(Office.company_id)).subquery()
    )
    anywhere = aliased(Job)
    statement = (
        select(
            col(Company.name),
            func.coalesce(seats.c.seats, 0).label("seats"),
            func.count(distinct(col(Job.id))).label("jobs"),
            exists().where(anywhere.company_id == Company.id, col(anywhere.remote)).label("remote"),
        )
        .outerjoin(seats, seats.c.company_id == Company.id)
        .outerjoin(Job)
        .group_by(col(Company.id), col(Company.name), seats.c.seats)
        .order_by(col(Company.name))
    )
    result = await session.exec(statement)
    return [{**row, "seats": int(row["seats"]), "remote": bool(row["remote"])} for row in result.mappings().all()]


@router.get("/years")
def years(session: SessionOf) -> dict[str, int]:
    year = extract("year", col(Company.founded))
    statement = select(year, func.count()).where(col(Company.founded).is_not(None)).group_by(year).order_by(year)
    return {str(int(founded)): count for founded, count in session.exec(statement)}


@router.get("/groups")
def groups(session: SessionOf) -> list[dict[str, Any]]:
    """Give each company with the depth below the top of its group."""
    tree = (
        select(Company.id, Company.name, literal(0).label("depth"))
        .where(col(Company.parent_id).is_(None))
        .cte("tree", recursive=True)
    )
    child = aliased(Company)
    tree = tree.union_all(select(child.id, child.name, tree.c.depth + 1).join(tree, child.parent_id == tree.c.id))
    rows = session.execute(select(tree.c.name, tree.c.depth).order_by(tree.c.depth, tree.c.name)).all()
    return [{"name": name, "depth": depth} for name, depth in rows]


@router.get("/people")
def people(session: SessionOf) -> list[str]:
    jobs = select(literal("job").label("kind"), col(Job.title).label("label"))
    candidates = select(literal("candidate"), col(Candidate.last_name))
    both = union_all(jobs, candidates).subquery()
    statement = select(both.c.kind + ": " + both.c.label).order_by(both.c.kind, both.c.label)
    return list(session.exec(statement).all())


@router.get("/places")
def places(session: SessionOf) -> list[tuple[str, str, int, int]]:
    """Number the jobs of each company by what they pay."""
    place = func.row_number().over(partition_by=Job.company_id, order_by=[col(Job.salary_max).desc(), Job.title])
    total = func.count().over(partition_by=Job.company_id)
    statement = select(Company.slug, Job.title, place, total).join(Company).order_by(Company.slug, place)
    return list(session.exec(statement).all())


@router.get("/totals")
async def totals(session: AsyncSessionOf) -> dict[str, Any]:
    async def scalar(statement: Any) -> Any:
        return await session.scalar(statement)

    return {
        "companies": await scalar(select(func.count()).select_from(Company)),
        "jobs": await scalar(select(func.count(Job.id)).where(Job.status != JobStatus.closed)),
        "applications": await scalar(select(func.count()).select_from(Application)),
        "score": str(await scalar(select(func.round(func.sum(Application.score), 2)))),
        "labels": await scalar(select(cast(func.count(), String) + " in " + func.min(Office.city)).select_from(Office)),
        "first": await scalar(select(func.min(Job.published_at))),
        "longest": await scalar(select(func.max(func.length(Job.title)))),
    }


@router.get("/audit", response_model=list[AuditPublic])
async def audit(session: AsyncSessionOf, action: str | None = None) -> Any:
    statement = select(AuditEntry).order_by(col(AuditEntry.id).desc())
    if action:
        statement = statement.where(col(AuditEntry.action).like(f"{action}%"))
    return (await session.exec(statement)).fetchmany(20)
