"""What routes ask for: sessions, the clock, the page, the user."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, HTTPException, Query
from pydantic import BaseModel
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from board import clock
from board.config import settings
from board.db import async_session, new_session
from board.models import Company


def get_clock() -> clock.Clock:
    return clock.Clock()


async def use_clock(chosen: Annotated[clock.Clock, Depends(get_clock)]) -> None:
    clock.current.set(chosen)


def get_session() -> Iterator[Session]:
    with new_session() as session:
        yield session


async def get_async_session() -> AsyncIterator[AsyncSession]:
    async with async_session() as session:
        yield session


class Window(BaseModel):
    offset: int = 0
    limit: int = settings.page_size


def get_window(
    offset: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=50)] = settings.page_size
) -> Window:
    return Window(offset=offset, limit=limit)


def get_user(x_token: Annotated[str | None, Header()] = None, x_user: Annotated[str, Header()] = "anonymous") -> str:
    if x_token is None:
        raise HTTPException(401, "a token is needed", headers={"WWW-Authenticate": "Token"})
    if x_token != settings.token:
        raise HTTPException(403, "that token is not valid")
    return x_user


SessionOf = Annotated[Session, Depends(get_session)]
AsyncSessionOf = Annotated[AsyncSession, Depends(get_async_session)]
WindowOf = Annotated[Window, Depends(get_window)]
UserOf = Annotated[str, Depends(get_user)]


async def get_company(company_id: UUID, session: AsyncSessionOf) -> Company:
    company = await session.get(Company, company_id)
    if company is None:
        raise HTTPException(404, f"there is no company {company_id}")
    return company


CompanyOf = Annotated[Company, Depends(get_company)]
