"""Rows that are fetched bit by bit, sync and awaited."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sqlmodel_rs import Field, Session, SQLModel, exc, select
from sqlmodel_rs.engine import Engine, create_engine
from sqlmodel_rs.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel_rs.ext.asyncio.exc import AsyncMethodRequired
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm import registry
from sqlmodel_rs.sql.expression import text

ROWS = 2500


class Base(SQLModel, registry=registry()):
    """A metadata of its own."""


class Number(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    value: int


table: Any = Number.__table__  # type: ignore[attr-defined]


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/stream.db" if database_url == "sqlite://" else database_url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(table.insert(), [{"id": n, "value": n * 2} for n in range(1, ROWS + 1)])
    yield engine
    engine.dispose()


class Counted:
    """Counts the fetches of a result."""

    def __init__(self, result: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sizes: list[int] = []
        source = type(result._source)
        fetch = source._fetch_steps

        def counting(own: Any) -> Any:
            answer = yield from fetch(own)
            self.sizes.append(len(answer.rows))
            return answer

        monkeypatch.setattr(source, "_fetch_steps", counting)


def ordered() -> Any:
    return select(table.c.id, table.c.value).order_by(table.c.id)


def test_yield_per_fetches_so_many_rows_at_a_time(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.connect() as connection:
        result = connection.execute(ordered(), execution_options={"yield_per": 1000})
        counted = Counted(result, monkeypatch)
        parts = [len(part) for part in result.partitions()]
        assert parts == [1000, 1000, 500]
        assert counted.sizes == [1000, 500]


def test_streamed_rows_are_the_rows(engine: Engine) -> None:
    with engine.connect() as connection:
        streaming = connection.execution_options(stream_results=True)
        assert [tuple(row) for row in streaming.execute(ordered())] == [(n, n * 2) for n in range(1, ROWS + 1)]
        assert streaming.execute(ordered()).all()[-1].value == ROWS * 2
        assert streaming.scalars(ordered()).all() == list(range(1, ROWS + 1))
        assert streaming.execute(ordered()).mappings().fetchmany(2) == [{"id": 1, "value": 2}, {"id": 2, "value": 4}]
        assert streaming.execute(text("select id from number where id > 2400 order by id")).scalars().all()[0] == 2401


def test_an_empty_stream_has_its_columns(engine: Engine) -> None:
    with engine.connect().execution_options(stream_results=True) as connection:
        result = connection.execute(text("select id, value from number where id < 0"))
        assert (list(result.keys()), result.all()) == (["id", "value"], [])


def test_the_connection_is_free_while_a_result_is_read(engine: Engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(ordered(), execution_options={"yield_per": 100})
        first = list(itertools.islice(result, 150))
        assert connection.execute(text("select count(*) from number")).scalar() == ROWS
        connection.execute(table.update().where(table.c.id == 2400).values(value=-1))
        other = connection.execute(ordered(), execution_options={"yield_per": 100})
        assert next(other).id == 1
        rest = list(result)
        assert [row.id for row in [*first, *rest]] == list(range(1, ROWS + 1))
        other.close()
        connection.commit()
        assert connection.execute(text("select value from number where id = 2400")).scalar() == -1


def test_a_result_given_up_leaves_a_connection_that_works(url: str, engine: Engine) -> None:
    single = create_engine(url, pool_size=1, max_overflow=0)
    for _ in range(3):
        with single.connect() as connection:
            result = connection.execute(ordered(), execution_options={"stream_results": True})
            assert next(result).id == 1
        with single.begin() as connection:
            connection.execute(table.update().where(table.c.id == 1).values(value=7))
    single.dispose()


def test_a_stream_outside_transactions(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", yield_per=50) as connection:
        result = connection.execute(ordered())
        assert len(result.fetchmany(60)) == 60
        assert len(result.all()) == ROWS - 60


def test_errors_of_a_stream_are_the_statement_s(engine: Engine) -> None:
    with engine.connect().execution_options(stream_results=True) as connection:
        with pytest.raises(exc.DBAPIError, match="nope"):
            connection.execute(text("select id from nope")).all()
        connection.rollback()
        assert len(connection.execute(ordered()).all()) == ROWS


def test_a_session_streams_instances(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with Session(engine) as session:
        statement = select(Number).order_by(table.c.id).execution_options(yield_per=400)
        result = session.exec(statement)
        counted = Counted(result, monkeypatch)
        seen = 0
        for number in result:
            assert number.value == number.id * 2
            seen += 1
            if seen == 500:
                number.value = 0
                session.flush()
        assert seen == ROWS
        assert counted.sizes[0] == 400
        assert len(session.identity_map) < ROWS
        session.commit()
    with Session(engine) as session:
        assert session.get_one(Number, 500).value == 0


@pytest.fixture
def async_engine(async_database_url: str, engine: Engine, url: str) -> AsyncEngine:
    if url.startswith("sqlite"):
        async_database_url = url.replace("sqlite", "sqlite+aiosqlite", 1)
    return create_async_engine(async_database_url)


async def test_awaited_streams(async_engine: AsyncEngine) -> None:
    async with async_engine.connect() as connection:
        async with connection.stream(ordered()) as result:
            assert (await result.fetchone()).id == 1
            assert [row.id for row in await result.fetchmany(3)] == [2, 3, 4]
            assert [row.id async for row in result] == list(range(5, ROWS + 1))
        result = await connection.stream(ordered(), execution_options={"yield_per": 1000})
        assert [len(part) async for part in result.partitions()] == [1000, 1000, 500]
        assert (await (await connection.stream(ordered())).first()).id == 1
        with pytest.raises(exc.MultipleResultsFound):
            await (await connection.stream(ordered())).one()
        scalars = await connection.stream_scalars(ordered())
        assert len(await scalars.all()) == ROWS
    await async_engine.dispose()


async def test_an_async_session_streams_instances(async_engine: AsyncEngine) -> None:
    async with AsyncSession(async_engine) as session:
        result = await session.stream_scalars(select(Number).order_by(table.c.id))
        assert [number.value async for number in result] == [n * 2 for n in range(1, ROWS + 1)]
        with pytest.raises(AsyncMethodRequired, match="stream"):
            await session.exec(select(Number).execution_options(yield_per=10))
    await async_engine.dispose()
