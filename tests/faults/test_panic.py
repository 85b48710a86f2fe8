"""A panic inside the engine is an InternalError; the pool stays whole. Debug builds of the engine have the switch."""

from collections.abc import Callable

import pytest

from sqlmodel_rs import Session, _native, exc, select, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import create_async_engine

from .conftest import asynchronous
from .models import Box, full_box

panic_at = getattr(_native, "_panic_at", None)
pytestmark = pytest.mark.skipif(panic_at is None, reason="a release build has no switch for panics")


@pytest.mark.parametrize("place", ["compile", "execute", "build", "release"])
def test_a_panic_is_an_internal_error(made: Callable[..., Engine], place: str) -> None:
    engine = made(pool_size=1, max_overflow=0, pool_timeout=5)
    with Session(engine) as session:
        session.add(full_box())
        session.commit()

    def work() -> None:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            panic_at(place)
            connection.execute(select(Box)).all()

    with pytest.raises(exc.InternalError, match=f"the engine failed unexpectedly: injected in {place}"):
        work()
    with Session(engine) as session:
        assert session.exec(select(Box)).one().name == "b"
    assert engine.pool.checkedout() == 0


@pytest.mark.parametrize("place", ["compile", "execute", "build"])
async def test_a_panic_in_an_awaited_call(database_url: str, made: Callable[..., Engine], place: str) -> None:
    engine = create_async_engine(asynchronous(database_url), pool_size=1, max_overflow=0, pool_timeout=5)

    async def work() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
            panic_at(place)
            await connection.execute(text("SELECT 2"))

    with pytest.raises(exc.InternalError):
        await work()
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT 3")) == 3
    assert engine.sync_engine.pool.checkedout() == 0
    await engine.dispose()
