"""Objects of several classes that share a table are inserted together, in the order in which they were added."""

from types import SimpleNamespace
from typing import Any

import pytest

from sqlmodel_rs import JSON, Field, Session, SQLModel, create_engine, event, select, text
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel_rs.orm.registry import registry


def declare() -> Any:
    class Base(SQLModel, registry=registry()):
        pass

    class Item(Base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "item"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str | None = Field(default=None, max_length=10)
        title: str = Field(max_length=20)

    class Book(Item):
        __mapper_args__ = {"polymorphic_identity": "book"}
        pages: int
        about: dict[str, Any] | None = Field(default=None, sa_type=JSON)

    class Film(Item):
        __mapper_args__ = {"polymorphic_identity": "film"}
        minutes: int = 90

    class Stored(Item):
        __tablename__ = "stored"
        __mapper_args__ = {"polymorphic_identity": "stored"}
        shelf: int

    return SimpleNamespace(**{key: value for key, value in locals().items() if isinstance(value, type)})


@pytest.fixture
def shop(database_url):
    m = declare()
    m.engine = create_engine(database_url)
    m.Base.metadata.create_all(m.engine)
    m.inserts = []

    def note(connection, cursor, statement, *rest):
        if statement.startswith("INSERT"):
            m.inserts.append(statement)

    event.listen(m.engine, "before_cursor_execute", note)
    yield m
    m.engine.dispose()


def mixed(m: Any) -> list[Any]:
    made = []
    for number in range(9):
        made.append(m.Book(title=f"b{number}", pages=number, about={"n": number} if number % 2 else None))
        made.append(m.Film(title=f"f{number}", minutes=number))
        made.append(m.Item(title=f"i{number}"))
        made.append(m.Stored(title=f"s{number}", shelf=number))
    return made


def test_classes_of_one_table_take_one_statement(shop):
    made = mixed(shop)
    with Session(shop.engine) as session:
        session.add_all(made)
        session.commit()
        keys = [one.id for one in made]
        assert keys == sorted(keys)
        assert not hasattr(made[1], "pages")
    assert len([one for one in shop.inserts if "INTO item" in one or "INTO `item`" in one]) == 1
    with Session(shop.engine) as session:
        found = session.exec(select(shop.Item).order_by(shop.Item.id)).all()
        assert [(type(one), one.model_dump()) for one in found] == [(type(one), one.model_dump()) for one in made]
        nulls = "SELECT count(*) FROM item WHERE kind <> 'book' AND (pages IS NOT NULL OR about IS NOT NULL)"
        assert session.connection().execute(text(nulls)).scalar() == 0


def test_one_class_names_only_its_own_columns(shop):
    with Session(shop.engine) as session:
        session.add_all([shop.Film(title="a"), shop.Film(title="b")])
        session.commit()
    assert len(shop.inserts) == 1
    assert "minutes" in shop.inserts[0]
    assert "pages" not in shop.inserts[0]


def test_column_that_the_database_fills_in_stays_with_its_class(database_url):
    class Base(SQLModel, registry=registry()):
        pass

    class Item(Base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "item"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str | None = Field(default=None, max_length=10)

    class Song(Item):
        __mapper_args__ = {"polymorphic_identity": "song"}
        stars: int | None = Field(default=None, sa_column_kwargs={"server_default": "3"})

    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Song(), Item(), Song(stars=5), Item()])
        session.commit()
        stars = session.connection().execute(text("SELECT stars FROM item ORDER BY id")).scalars().all()
        assert stars == [3, 3, 5, 3]
    engine.dispose()


async def test_async_session_inserts_them_together(async_database_url):
    m = declare()
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(m.Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all(mixed(m))
        await session.commit()
        found = (await session.exec(select(m.Item).order_by(m.Item.id))).all()
        assert [type(one) for one in found] == [m.Book, m.Film, m.Item, m.Stored] * 9
    await engine.dispose()
