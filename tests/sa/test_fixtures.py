"""The ways in which applications' test suites set up engines, transactions and sessions."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Depends, FastAPI

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import MetaData, event, inspect
from sqlmodel_rs.sa.ext.asyncio import create_async_engine
from sqlmodel_rs.sa.pool import StaticPool

with warnings.catch_warnings():
    # Starlette asks for another client package.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


class Base(SQLModel, registry=registry()):
    pass


class Item(Base, table=True):
    __tablename__ = "fixture_item"
    id: int | None = Field(default=None, primary_key=True)
    name: str


@pytest.fixture
def engine(database_url: str) -> Iterator[Any]:
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    yield engine
    Base.metadata.drop_all(engine)
    engine.dispose()


def stored(engine: Any) -> list[str]:
    with Session(engine) as session:
        return [item.name for item in session.exec(select(Item).order_by(Item.id))]


def test_outer_transaction_with_savepoints_made_by_the_session(engine):
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    session.add(Item(name="a"))
    session.commit()
    session.add(Item(name="b"))
    session.rollback()
    assert [item.name for item in session.exec(select(Item))] == ["a"]
    session.close()
    transaction.rollback()
    connection.close()
    assert stored(engine) == []


def test_outer_transaction_with_a_listener_that_renews_the_savepoint(engine):
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection)
    nested = connection.begin_nested()

    @event.listens_for(session, "after_transaction_end")
    def renew(session: Any, ended: Any) -> None:
        nonlocal nested
        if not nested.is_active:
            nested = connection.begin_nested()

    session.add(Item(name="a"))
    session.commit()
    session.add(Item(name="b"))
    session.commit()
    assert [item.name for item in session.exec(select(Item).order_by(Item.id))] == ["a", "b"]
    session.close()
    transaction.rollback()
    connection.close()
    assert stored(engine) == []


def test_static_pool_and_an_overridden_dependency():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    Base.metadata.create_all(engine)
    app = FastAPI()

    def get_session() -> Iterator[Session]:
        raise AssertionError("the test overrides it")

    @app.post("/items")
    def create(item: Item, session: Session = Depends(get_session)) -> Item:
        session.add(item)
        session.commit()
        session.refresh(item)
        return item

    with Session(engine) as session:
        app.dependency_overrides[get_session] = lambda: session
        client = TestClient(app)
        assert client.post("/items", json={"name": "a"}).json() == {"id": 1, "name": "a"}
        app.dependency_overrides.clear()
        assert session.get(Item, 1).name == "a"
    engine.dispose()


def test_foreign_keys_are_turned_on_by_a_connect_listener(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/x.db")

    @event.listens_for(engine, "connect")
    def turn_on(dbapi_connection: Any, record: Any) -> None:
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_reflection_and_inspection(engine):
    metadata = MetaData()
    metadata.reflect(engine)
    assert set(metadata.tables) == {"fixture_item"}
    inspector = inspect(engine)
    assert inspector.get_table_names() == ["fixture_item"] and inspector.has_table("fixture_item")
    assert [column["name"] for column in inspector.get_columns("fixture_item")] == ["id", "name"]


async def test_asynchronous_outer_transaction(async_database_url):
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with engine.connect() as connection:
        transaction = await connection.begin()
        async with AsyncSession(bind=connection, join_transaction_mode="create_savepoint") as session:
            session.add(Item(name="a"))
            await session.commit()
            assert [item.name for item in (await session.exec(select(Item))).all()] == ["a"]
        await transaction.rollback()
    async with AsyncSession(engine) as session:
        assert (await session.exec(select(Item))).all() == []
    await engine.dispose()
