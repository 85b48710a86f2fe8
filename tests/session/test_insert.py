"""Many new objects in one flush: batches, what comes back for each row, and rows that need more than a batch."""

import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from sqlmodel_rs import Session, create_engine, event, exc, func, select, text
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession

from .insert_models import Base, Club, Color, Counter, Engineer, Item, Manager, Member, Person, Stamped, Ticket


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
def statements(engine) -> list[tuple[str, object]]:
    seen: list[tuple[str, object]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection, cursor, statement, parameters, context, executemany) -> None:
        seen.append((statement, parameters))

    return seen


def stored(session: Session, model: type) -> dict[object, object]:
    session.expunge_all()
    return {row.id: row for row in session.exec(select(model)).all()}


@pytest.mark.parametrize("count", [1, 2, 17, 149, 1300])
def test_each_object_learns_its_own_key(session, count):
    items = [Item(name=f"n{number}") for number in range(count)]
    session.add_all(items)
    session.flush()
    keys = [item.id for item in items]
    assert keys == sorted(keys) and len(set(keys)) == count
    assert [item in session for item in items] == [True] * count
    rows = stored(session, Item)
    assert [rows[key].name for key in keys] == [f"n{number}" for number in range(count)]


def test_rows_of_one_shape_are_one_statement(session, statements):
    session.add_all([Item(name=f"n{number}", size=1) for number in range(300)])
    session.flush()
    [(statement, parameters)] = statements
    assert statement.startswith("INSERT INTO insert_item (name, color, tags, note, size) VALUES")
    assert len(parameters) == 300
    assert parameters[2] == ("n2", Color.RED, [], None, 1)


def test_shapes_alternate_and_keep_their_order(session):
    items = [Item(name=f"n{number}", size=None if number % 3 else number) for number in range(50)]
    items += [Item(id=5000 + number, name=f"given {number}") for number in range(5)]
    session.add_all(items)
    session.flush()
    assert [item.size for item in items[:5]] == [0, 7, 7, 3, 7]
    assert [item.id for item in items[50:]] == [5000, 5001, 5002, 5003, 5004]
    expected = {item.id: (item.name, item.size) for item in items}
    assert {key: (row.name, row.size) for key, row in stored(session, Item).items()} == expected


def test_keys_made_by_the_program_find_their_rows(session):
    tickets = [Ticket(name=f"t{number}", size=None if number % 2 else number) for number in range(40)]
    tickets[3].id = str(tickets[3].id)
    for ticket in tickets[::2]:
        ticket.size = None
    given = {ticket.name: uuid.UUID(str(ticket.id)) for ticket in tickets}
    session.add_all(tickets)
    session.flush()
    assert all(ticket.size == 7 for ticket in tickets)
    assert {row.name: row.id for row in stored(session, Ticket).values()} == given


def test_model_with_nothing_but_a_counted_key(session):
    counters = [Counter() for _ in range(3)]
    session.add_all(counters)
    session.flush()
    assert len({counter.id for counter in counters}) == 3
    session.add(Counter())
    session.commit()
    assert session.exec(select(func.count()).select_from(Counter)).one() == 4


def test_values_of_all_kinds_arrive(session):
    items = [
        Item(name=f"n{number}", color=Color.BLUE if number % 2 else Color.RED, tags=["ä", str(number)], note={"k": [1]})
        for number in range(20)
    ]
    session.add_all(items)
    session.flush()
    keys = [item.id for item in items]
    rows = stored(session, Item)
    assert [(rows[key].color, rows[key].tags, rows[key].note) for key in keys[:3]] == [
        (Color.RED, ["ä", "0"], {"k": [1]}),
        (Color.BLUE, ["ä", "1"], {"k": [1]}),
        (Color.RED, ["ä", "2"], {"k": [1]}),
    ]


def test_sql_among_the_values_goes_alone(session, statements):
    items = [Item(name=f"n{number}", size=number) for number in range(6)]
    items[2].size = select(func.max(Item.size) + 100).scalar_subquery()
    session.add_all(items)
    session.flush()
    assert len(statements) == 3
    session.commit()
    assert [item.size for item in items] == [0, 1, 101, 3, 4, 5]


def test_client_side_defaults_are_filled_in_column_order(session):
    rows = [Stamped(name=f"n{number}") for number in range(4)]
    session.add_all(rows)
    session.commit()
    first = rows[0].number
    assert [(row.number, row.double, row.constant, row.length) for row in rows] == [
        (first + number, 2 * (first + number), 5, 4) for number in range(4)
    ]


def test_classes_of_a_hierarchy_share_the_base_tables_batch(session, statements):
    people = []
    for number in range(20):
        people.append(Engineer(name=f"e{number}", language="Rust"))
        people.append(Manager(name=f"m{number}", level=number))
        people.append(Person(name=f"p{number}"))
    session.add_all(people)
    session.flush()
    assert len(statements) == 3
    keys = [person.id for person in people]
    assert keys == sorted(keys)
    rows = stored(session, Person)
    assert [(type(rows[key]), rows[key].name) for key in keys[:3]] == [
        (Engineer, "e0"),
        (Manager, "m0"),
        (Person, "p0"),
    ]
    assert rows[keys[4]].level == 1


def test_one_refused_row_leaves_nothing_and_the_error_shows_the_rows(session):
    session.add(Item(name="n70"))
    session.commit()
    items = [Item(name=f"n{number}") for number in range(200)]
    session.add_all(items)
    with pytest.raises(exc.IntegrityError) as caught:
        session.flush()
    assert caught.value.statement.startswith("INSERT INTO insert_item")
    assert caught.value.params[70][0] == "n70"
    session.rollback()
    assert [item.id for item in items] == [None] * 200
    assert session.exec(select(Item.name)).all() == ["n70"]
    items[70].name = "other"
    session.add_all(items)
    session.commit()
    assert session.exec(select(func.count()).select_from(Item)).one() == 201


def test_value_that_does_not_fit_names_its_row(session):
    session.add_all([Item(name="a", size=1), Item(name="b", size="many"), Item(name="c", size=3)])
    with pytest.raises(exc.StatementError) as caught:
        session.flush()
    assert caught.value.params == ("b", Color.RED, [], None, "many")
    session.rollback()
    assert session.exec(select(Item)).all() == []


def test_mapper_events_surround_the_batch(session):
    seen: list[tuple[str, object]] = []

    def before(mapper, connection, target) -> None:
        seen.append(("before", target.id))
        target.size = 42

    def after(mapper, connection, target) -> None:
        seen.append(("after", target.id is not None))

    event.listen(Item, "before_insert", before)
    event.listen(Item, "after_insert", after)
    try:
        items = [Item(name="a"), Item(name="b")]
        session.add_all(items)
        session.commit()
    finally:
        event.remove(Item, "before_insert", before)
        event.remove(Item, "after_insert", after)
    assert seen == [("before", None), ("before", None), ("after", True), ("after", True)]
    assert [item.size for item in items] == [42, 42]


def test_commit_expires_what_the_mapping_knows_and_nothing_else(session):
    item = Item(name="a")
    item.__dict__["scratch"] = 1
    session.add(item)
    session.commit()
    assert item.__dict__ == {"scratch": 1}
    session.execute(text("UPDATE insert_item SET name = 'changed'"))
    assert item.name == "changed"


def test_savepoint_takes_a_batch_back(session):
    session.add(Item(name="kept"))
    session.flush()
    nested = session.begin_nested()
    items = [Item(name=f"n{number}") for number in range(5)]
    session.add_all(items)
    session.flush()
    nested.rollback()
    assert not any(item in session for item in items)
    session.commit()
    assert session.exec(select(Item.name)).all() == ["kept"]


def test_add_all_takes_every_kind_of_object(session):
    kept = Item(name="kept")
    session.add(kept)
    session.commit()
    session.expunge(kept)
    member = Member(club=Club(code="c"))
    session.add_all(iter([Item(name="a"), kept, member, Item(name="b")]))
    assert [type(one).__name__ for one in session.new] == ["Item", "Member", "Club", "Item"]
    with pytest.raises(exc.UnmappedInstanceError):
        session.add_all([object()])
    session.commit()
    assert member.club.code == "c"


@pytest.fixture
async def async_session(async_database_url: str) -> AsyncIterator[AsyncSession]:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        yield session
    await engine.dispose()


async def test_batch_under_async(async_session):
    items = [Item(name=f"n{number}") for number in range(140)]
    async_session.add_all([*items, Counter(), Ticket(name="t")])
    await async_session.flush()
    keys = [item.id for item in items]
    assert keys == sorted(keys)
    await async_session.commit()
    assert (await async_session.exec(select(Item.id).order_by(Item.id))).all() == keys
    async_session.add_all([Item(name="x"), Item(name="n3")])
    with pytest.raises(exc.IntegrityError):
        await async_session.flush()
    await async_session.rollback()
    assert (await async_session.exec(select(func.count()).select_from(Item))).one() == 140


async def test_key_of_an_expired_parent_is_awaited(async_session):
    club = Club(code="chess")
    async_session.add(club)
    await async_session.commit()
    assert "code" not in club.__dict__
    member = Member(club=club)
    async_session.add(member)
    await async_session.flush()
    assert member.club_code == "chess"
