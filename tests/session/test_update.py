"""Many changed or deleted objects in one flush: batches, rows that need more than a batch, rows that are gone."""

import logging
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal

import pytest

from sqlmodel_rs import Session, create_engine, event, exc, func, select, text
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm.attributes import flag_modified

from .update_models import Base, Engineer, Item, Manager, Person, Seat, Stamped, Versioned


@pytest.fixture
def engine(database_url: str) -> Iterator[object]:
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def log(engine, caplog) -> pytest.LogCaptureFixture:
    """The log of the statements; a listener would be told of rows that are made one by one."""
    caplog.set_level(logging.INFO, "sqlalchemy.engine.Engine")
    return caplog


def written(log: pytest.LogCaptureFixture) -> list[str]:
    return [line for line in log.messages if line.startswith(("UPDATE", "DELETE"))]


def make_items(session: Session, count: int) -> list[Item]:
    items = [Item(name=f"n{number}", size=number) for number in range(count)]
    session.add_all(items)
    session.commit()
    return items


def stored(session: Session, model: type) -> list:
    session.expunge_all()
    return list(session.exec(select(model).order_by(*model.__mapper__.primary_key)).all())


@pytest.mark.parametrize("count", [1, 2, 150])
def test_changed_rows_of_one_shape_are_one_statement(session, log, count):
    items = make_items(session, count)
    for number, item in enumerate(session.exec(select(Item).order_by(Item.id)).all()):
        item.size = -1 - number
    log.clear()
    session.commit()
    [statement] = written(log)
    assert statement.startswith("UPDATE update_item SET size=") and "name" not in statement
    assert [(row.name, row.size) for row in stored(session, Item)] == [
        (f"n{number}", -1 - number) for number in range(len(items))
    ]


def test_each_shape_writes_its_own_columns(session, log):
    for number, item in enumerate(make_items(session, 9)):
        item.name = f"m{number}"
        if number % 3 == 0:
            item.size = None
        if number % 3 == 1:
            item.price = Decimal("2.50")
    log.clear()
    session.flush()
    assert len(written(log)) == 9
    found = [(row.name, row.size, row.price) for row in stored(session, Item)]
    assert found[:4] == [("m0", None, None), ("m1", 1, Decimal("2.50")), ("m2", 2, None), ("m3", None, None)]


def test_value_that_is_set_back_is_not_written(session, log):
    first, second = make_items(session, 2)
    before = first.name
    first.name = "other"
    first.name = before
    second.size = second.size
    log.clear()
    session.commit()
    assert written(log) == []
    assert not session.dirty and not session.is_modified(first)


def test_type_says_whether_a_value_has_changed(session, log):
    [item] = make_items(session, 1)
    item.shape = "abc"
    session.commit()
    assert item.shape == "abc"
    item.shape = "xyz"
    log.clear()
    session.commit()
    assert written(log) == [] and item.shape == "abc"
    item.shape = "longer"
    session.commit()
    assert item.shape == "longer"


def test_flagged_value_is_written_as_it_is(session):
    [item] = make_items(session, 1)
    item.note = {"k": 1}
    session.commit()
    item.note["k"] = 2
    session.commit()
    assert item.note == {"k": 1}
    item.note["k"] = 3
    flag_modified(item, "note")
    session.commit()
    assert item.note == {"k": 3}


def test_sql_among_the_values_goes_alone(session, log):
    items = make_items(session, 5)
    # Reading what expired would write the changes before it.
    sizes = [item.size for item in items]
    for item, size in zip(items, sizes, strict=True):
        item.size = size + 10
    items[2].size = Item.size + 100
    log.clear()
    session.flush()
    assert len(written(log)) == 3
    assert items[2].size == 102
    assert [row.size for row in stored(session, Item)] == [10, 11, 102, 13, 14]


def test_composite_keys_find_their_rows_and_may_change(session):
    session.add_all([Seat(row=row, letter=letter) for row in (1, 2) for letter in "ab"])
    session.commit()
    seats = stored(session, Seat)
    for seat in seats:
        seat.guest = f"{seat.row}{seat.letter}"
    seats[3].row = 5
    assert session.get(Seat, (5, "b")) is seats[3]
    session.commit()
    assert [(seat.row, seat.letter, seat.guest) for seat in stored(session, Seat)] == [
        (1, "a", "1a"),
        (1, "b", "1b"),
        (2, "a", "2a"),
        (5, "b", "2b"),
    ]
    assert session.get(Seat, (2, "b")) is None


def test_hierarchy_writes_only_the_tables_that_changed(session, log):
    session.add_all([Engineer(name="e", language="c"), Manager(name="m", level=1), Person(name="p")])
    session.commit()
    engineer, manager, person = stored(session, Person)
    engineer.language = "rust"
    manager.name, manager.level = "n", 2
    person.name = "q"
    log.clear()
    session.commit()
    assert [statement.split()[1] for statement in written(log)] == [
        "update_person",
        "update_engineer",
        "update_manager",
    ]
    engineer, manager, person = stored(session, Person)
    assert (engineer.name, engineer.language) == ("e", "rust")
    assert (manager.name, manager.level, person.name) == ("n", 2, "q")


def test_onupdate_and_versions_are_the_program_s(session):
    session.add_all([Stamped(name=f"s{number}") for number in range(3)])
    session.add_all([Versioned(name=f"v{number}") for number in range(3)])
    session.commit()
    stored(session, Stamped)[0].name = "changed"
    session.commit()
    stored(session, Versioned)[1].name = "changed"
    session.commit()
    assert [row.writes for row in stored(session, Stamped)] == [7, 0, 0]
    assert [row.version for row in stored(session, Versioned)] == [1, 2, 1]


@pytest.mark.parametrize("gone", [0, 1])
def test_row_that_is_gone_is_stale(session, gone):
    items = make_items(session, 2)
    keys = [item.id for item in items]
    session.connection().execute(text(f"DELETE FROM update_item WHERE id = {keys[gone]}"))
    for item in items:
        item.name = "changed"
    message = r"UPDATE statement on table 'update_item' expected to update 2 row\(s\); 1 were matched"
    with pytest.raises(exc.StaleDataError, match=message):
        session.flush()
    session.rollback()
    assert [row.name for row in stored(session, Item)] == ["n0", "n1"]


def test_value_that_does_not_fit_shows_statement_and_row(session):
    first, second = make_items(session, 2)
    key = second.id
    first.size, second.size = 5, "many"
    with pytest.raises(exc.StatementError) as caught:
        session.commit()
    assert caught.value.statement.startswith("UPDATE update_item SET size=")
    assert tuple(caught.value.params) == ("many", key)
    session.rollback()
    assert [row.size for row in stored(session, Item)] == [0, 1]


def test_rollback_gives_changed_objects_their_rows_back(session):
    items = make_items(session, 3)
    for item in items:
        item.name = "changed"
    session.flush()
    with session.begin_nested() as savepoint:
        items[0].size = 99
        session.flush()
        savepoint.rollback()
    assert (items[0].name, items[0].size) == ("changed", 0)
    session.rollback()
    assert [item.name for item in items] == ["n0", "n1", "n2"]


def test_listeners_hear_of_each_object(session):
    heard: list[tuple[str, str]] = []

    def note(name):
        def listener(mapper, connection, target):
            heard.append((name, target.name))
            if name == "before_update":
                target.size = 40

        return listener

    items = make_items(session, 3)
    names = ("before_update", "after_update", "before_delete", "after_delete")
    listeners = [(name, note(name)) for name in names]
    for name, listener in listeners:
        event.listen(Item, name, listener)
    try:
        items[0].name = items[1].name = "x"
        session.delete(items[2])
        session.commit()
    finally:
        for name, listener in listeners:
            event.remove(Item, name, listener)
    assert heard == [("before_update", "x")] * 2 + [("after_update", "x")] * 2 + [
        ("before_delete", "n2"),
        ("after_delete", "n2"),
    ]
    assert [(row.name, row.size) for row in stored(session, Item)] == [("x", 40), ("x", 40)]


def test_statement_listeners_are_told_of_updates_and_may_rewrite_them(engine, session):
    [item] = make_items(session, 1)

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def rewrite(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("UPDATE"):
            parameters = ("rewritten", *parameters[1:])
        return statement, parameters

    item.name = "changed"
    session.commit()
    assert item.name == "rewritten"


def test_many_rows_are_deleted_by_one_statement(session, log):
    items = make_items(session, 40)
    for item in items[:39]:
        session.delete(item)
    log.clear()
    session.commit()
    [statement] = written(log)
    assert statement.startswith("DELETE FROM update_item WHERE")
    assert [row.name for row in stored(session, Item)] == ["n39"]
    assert items[0] not in session


def test_deleting_a_hierarchy_begins_with_the_child_tables(session, log):
    session.add_all([Engineer(name="e", language="c"), Manager(name="m", level=1), Person(name="p")])
    session.commit()
    for person in session.exec(select(Person)).all():
        session.delete(person)
    log.clear()
    session.commit()
    assert sorted(statement.split()[2] for statement in written(log)[:2]) == ["update_engineer", "update_manager"]
    assert [statement.split()[2] for statement in written(log)[2:]] == ["update_person"]
    assert session.exec(select(func.count()).select_from(Person)).one() == 0


def test_row_that_is_gone_before_its_delete_is_warned_of(session):
    first, second = make_items(session, 2)
    session.connection().execute(text(f"DELETE FROM update_item WHERE id = {first.id}"))
    session.delete(first)
    session.delete(second)
    message = r"DELETE statement on table 'update_item' expected to delete 2 row\(s\); 1 were matched"
    with pytest.warns(exc.SAWarning, match=message):
        session.commit()


@pytest.fixture
async def async_session(async_database_url: str) -> AsyncIterator[AsyncSession]:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        yield session
    await engine.dispose()


async def test_async_flush_writes_and_deletes_many(async_session):
    session = async_session
    session.add_all([Item(name=f"n{number}", size=number) for number in range(30)])
    await session.commit()
    items = list((await session.exec(select(Item).order_by(Item.id))).all())
    for item in items[:20]:
        item.name = f"m{item.size}"
    items[3].size = Item.size + 100
    for item in items[20:]:
        await session.delete(item)
    await session.commit()
    session.expunge_all()
    found = [(row.name, row.size) for row in (await session.exec(select(Item).order_by(Item.id))).all()]
    assert len(found) == 20 and found[2:5] == [("m2", 2), ("m3", 103), ("m4", 4)]


async def test_async_stale_row_fails_the_flush(async_session):
    session = async_session
    session.add(Item(name="a"))
    await session.commit()
    item = (await session.exec(select(Item))).one()
    await session.exec(text("DELETE FROM update_item"))
    item.name = "b"
    with pytest.raises(exc.StaleDataError):
        await session.commit()
    await session.rollback()
    await session.refresh(item)
    assert item.name == "a"
