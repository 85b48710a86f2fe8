"""Companies, over asynchronous sessions."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, HTTPException, Query, Response
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import asc, col, desc, func, or_, select

from board.dependencies import AsyncSessionOf, CompanyOf, UserOf, WindowOf
from board.models import Company, CompanySize, Job, JobStatus, Office
from board.models.company import (
    CompanyCreate,
    CompanyDetails,
    CompanyPublic,
    CompanyTree,
    CompanyUpdate,
    OfficeBase,
    OfficePublic,
)
from board.models.page import Page
from board.services.audit import record
from board.services.listing import page_of

router = APIRouter(prefix="/companies", tags=["companies"])


@router.post("", response_model=CompanyPublic, status_code=201)
async def create_company(
    body: CompanyCreate, session: AsyncSessionOf, tasks: BackgroundTasks, response: Response
) -> Company:
    if body.parent_id is not None and await session.get(Company, body.parent_id) is None:
        raise HTTPException(422, "the parent does not exist")
    plan = {"plan": "trial"} if body.size is CompanySize.LARGE else {}
    company = Company.model_validate(body.model_dump(exclude={"offices"}), update=plan)
    company.offices = [Office.model_validate(office, update={"company_id": company.id}) for office in body.offices]
    session.add(company)
    try:
        await session.commit()
    except (IntegrityError, OperationalError):
        await session.rollback()
        raise HTTPException(409, f"{body.slug!r} is taken") from None
    await session.refresh(company)
    tasks.add_task(record, "company-created", company.slug, {"offices": len(body.offices), "size": company.size})
    response.headers["Location"] = f"/companies/{company.id}"
    return company


@router.get("", response_model=Page[CompanyPublic])
async def list_companies(
    session: AsyncSessionOf,
    window: WindowOf,
    search: str | None = None,
    size: Annotated[list[CompanySize] | None, Query()] = None,
    founded_from: date | None = None,
    founded_to: date | None = None,
    has_parent: bool | None = None,
    order: Literal["name", "-name", "founded", "-founded"] = "name",
) -> Page[CompanyPublic]:
    statement = select(Company)
    if search:
        statement = statement.where(
            or_(col(Company.name).ilike(f"%{search}%"), col(Company.slug).startswith(search, autoescape=True))
        )
    if size:
        statement = statement.where(col(Company.size).in_(size))
    if founded_from and founded_to:
        statement = statement.where(col(Company.founded).between(founded_from, founded_to))
    elif founded_from:
        statement = statement.where(col(Company.founded) >= founded_from)
    if has_parent is not None:
        parent_id = col(Company.parent_id)
        statement = statement.where(parent_id.is_not(None) if has_parent else parent_id.is_(None))
    column = col(Company.founded) if order.endswith("founded") else func.lower(Company.name)
    direction = desc(column) if order.startswith("-") else asc(column)
    statement = statement.order_by(col(Company.founded).is_(None), direction, col(Company.slug))
    return await page_of(session, statement, window, CompanyPublic.model_validate)


@router.get("/by-slug/{slug}", response_model=CompanyDetails)
async def company_by_slug(slug: str, session: AsyncSessionOf) -> Company:
    statement = select(Company).where(Company.slug == slug)
    statement = statement.options(
        joinedload(Company.parent), selectinload(Company.subsidiaries), selectinload(Company.offices)
    )
    return (await session.exec(statement)).one()


@router.get("/only", response_model=CompanyPublic)
async def only_company(session: AsyncSessionOf, city: str) -> Company:
    """Give the one company with an office in a city."""
    return (await session.exec(select(Company).join(Office).where(Office.city == city))).one()


@router.get("/roots", response_model=list[CompanyTree])
async def roots(session: AsyncSessionOf) -> list[Company]:
    children = selectinload(Company.subsidiaries)
    deep = children.selectinload(Company.subsidiaries).selectinload(Company.subsidiaries)
    statement = select(Company).where(col(Company.parent_id).is_(None)).options(deep).order_by(Company.name)
    return list((await session.exec(statement)).all())


@router.get("/hiring", response_model=list[CompanyPublic])
async def hiring(session: AsyncSessionOf, minimum: int = 1) -> list[Company]:
    jobs = select(func.count(col(Job.id))).where(Job.company_id == Company.id, Job.status == JobStatus.published)
    statement = select(Company).where(jobs.correlate(Company).scalar_subquery() >= minimum).order_by(Company.slug)
    return list((await session.exec(statement)).all())


@router.get("/{company_id}", response_model=CompanyPublic)
async def read_company(company: CompanyOf) -> Company:
    return company


@router.get("/{company_id}/staff", response_model=list[OfficePublic])
async def read_staffed_offices(company_id: UUID, session: AsyncSessionOf) -> list[Office]:
    company = await session.get_one(Company, company_id)
    await session.refresh(company, attribute_names=["offices"])
    return [office for office in company.offices if office.capacity >= 10]


@router.patch("/{company_id}", response_model=CompanyPublic)
async def update_company(company: CompanyOf, body: CompanyUpdate, session: AsyncSessionOf) -> Company:
    data = body.model_dump(exclude_unset=True)
    preferences = data.pop("preferences", None)
    company.sqlmodel_update(data, update={"preferences": {**company.preferences, **(preferences or {})}})
    session.add(company)
    await session.commit()
    await session.refresh(company)
    return company


@router.delete("/{company_id}", status_code=204)
async def delete_company(company: CompanyOf, session: AsyncSessionOf, user: UserOf, tasks: BackgroundTasks) -> None:
    await session.delete(company)
    await session.commit()
    tasks.add_task(record, "company-deleted", company.slug, {"by": user})


@router.post("/{company_id}/offices", response_model=OfficePublic, status_code=201)
async def create_office(company: CompanyOf, body: OfficeBase, session: AsyncSessionOf) -> Office:
    office = Office.model_validate(body, update={"company_id": company.id})
    session.add(office)
    await session.commit()
    await session.refresh(office)
    return office


@router.get("/{company_id}/offices", response_model=list[OfficePublic])
async def list_offices(company: CompanyOf, session: AsyncSessionOf, country: str | None = None) -> list[Office]:
    statement = select(Office).where(Office.company_id == company.id).order_by(Office.city)
    if country:
        statement = statement.filter_by(country=country)
    return list(await session.exec(statement))
