"""A COMMIT that fails: nothing is written, and the session says so until `rollback()` is called."""

from typing import Any

import pytest

from sqlmodel_rs import Field, Session, SQLModel, create_engine, event, exc, select, text
from sqlmodel_rs.ext.asyncio.engine import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.schema import MetaData


class Base(SQLModel):
    metadata = MetaData()


class Owner(Base, table=True):
    __tablename__ = "failed_owner"

    id: int | None = Field(default=None, primary_key=True)


class Thing(Base, table=True):
    __tablename__ = "failed_thing"

    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="failed_owner.id")


@pytest.fixture
def engine(database_url: str) -> Any:
    engine = create_engine(database_url)
    if database_url.startswith("sqlite"):
        event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA foreign_keys=ON"))
    (key,) = Thing.__table__.foreign_key_constraints
    key.deferrable, key.initially = (None, None) if database_url.startswith("mysql") else (True, "DEFERRED")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def doom(session: Session) -> Thing:
    """Write what the COMMIT will refuse: a reference to nothing, checked at the end; or take the connection away."""
    mysql = session.bind.dialect.name == "mysql"
    owner = Owner(id=1)
    thing = Thing(id=1, owner_id=1 if mysql else 99)
    session.add(owner)
    session.flush()
    session.add(thing)
    session.flush()
    if mysql:
        number = session.scalar(text("SELECT connection_id()"))
        with session.bind.connect() as other:
            other.execute(text(f"KILL {number}"))
    return thing


def test_the_session_is_inactive_until_it_is_rolled_back(engine):
    with Session(engine) as session:
        thing = doom(session)
        with pytest.raises(exc.DBAPIError):
            session.commit()
        assert not session.is_active and session.in_transaction() and thing not in session
        for use in (
            session.commit,
            session.begin_nested,
            lambda: session.get(Owner, 1),
            lambda: session.exec(select(Owner)).all(),
        ):
            with pytest.raises(exc.PendingRollbackError, match=r"exception during commit\. .*rollback\(\)"):
                use()
        session.rollback()
        assert session.is_active and not session.in_transaction()
        assert session.exec(select(Thing)).all() == session.exec(select(Owner)).all() == []
        session.add(Owner(id=1))
        session.commit()
    with Session(engine) as session:
        assert [owner.id for owner in session.exec(select(Owner))] == [1]
    assert engine.pool.checkedout() == 0


def test_what_was_added_after_it_is_not_written_by_a_second_commit(engine):
    with Session(engine) as session:
        doom(session)
        with pytest.raises(exc.DBAPIError):
            session.commit()
        session.add(Owner(id=2))
        with pytest.raises(exc.PendingRollbackError, match="during commit"):
            session.commit()
    with Session(engine) as session:
        assert session.exec(select(Owner)).all() == []


def test_a_block_rolls_back_by_itself(engine):
    with Session(engine) as session:
        with pytest.raises(exc.DBAPIError), session.begin():
            doom(session)
        assert session.is_active and session.exec(select(Thing)).all() == []


async def test_awaited(engine, async_database_url):
    other = engine if async_database_url.startswith("sqlite") else None
    awaited = create_async_engine(async_database_url)
    async with awaited.begin() as connection:
        if other is not None:
            await connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(awaited) as session:
        if other is not None:
            await (await session.connection()).exec_driver_sql("PRAGMA foreign_keys=ON")
        await session.run_sync(doom)
        with pytest.raises(exc.DBAPIError):
            await session.commit()
        with pytest.raises(exc.PendingRollbackError, match="during commit"):
            await session.get(Owner, 1)
        await session.rollback()
        assert (await session.exec(select(Owner))).all() == []
    await awaited.dispose()
