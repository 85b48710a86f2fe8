"""Pages of a statement: how many rows there are, and some of them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlmodel import Session, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from board.dependencies import Window
from board.models.page import Page

Row = TypeVar("Row")
Public = TypeVar("Public")


def _count(statement: SelectOfScalar[Any]) -> SelectOfScalar[int]:
    return select(func.count()).select_from(statement.order_by(None).subquery())


def _page(rows: Sequence[Row], total: int, window: Window, convert: Callable[[Row], Public]) -> Page[Public]:
    return Page(items=[convert(row) for row in rows], total=total, limit=window.limit, offset=window.offset)


async def page_of(
    session: AsyncSession, statement: SelectOfScalar[Row], window: Window, convert: Callable[[Row], Public]
) -> Page[Public]:
    total = (await session.exec(_count(statement))).one()
    rows = (await session.exec(statement.offset(window.offset).limit(window.limit))).all()
    return _page(rows, total, window, convert)


def sync_page_of(
    session: Session, statement: SelectOfScalar[Row], window: Window, convert: Callable[[Row], Public]
) -> Page[Public]:
    total = session.exec(_count(statement)).one()
    rows = session.exec(statement.offset(window.offset).limit(window.limit)).all()
    return _page(rows, total, window, convert)
