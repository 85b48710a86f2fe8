"""The short ways of a blocking session give what the long ones give, and stand back where somebody is told."""

import gc
import logging
import weakref

import pytest

from sqlmodel_rs import Field, Relationship, Session, create_engine, event, exc, select, text
from sqlmodel_rs.orm import close_all_sessions, object_session
from sqlmodel_rs.orm.state import _sessions, all_sessions

from .models import Base, Hero


class Seat(Base, table=True):
    __tablename__ = "session_seat"

    row: int = Field(primary_key=True)
    letter: str = Field(primary_key=True)
    taken: bool = False


class Rack(Base, table=True):
    __tablename__ = "session_rack"

    id: int = Field(primary_key=True)
    shelves: list["Shelf"] = Relationship(sa_relationship_kwargs={"lazy": "selectin", "order_by": "Shelf.id"})


class Shelf(Base, table=True):
    __tablename__ = "session_shelf"

    id: int = Field(primary_key=True)
    rack_id: int | None = Field(default=None, foreign_key="session_rack.id")


@pytest.fixture
def heroes(engine) -> None:
    with Session(engine) as session:
        session.add_all([Hero(name=name, age=age) for name, age in [("a", 1), ("b", 2), ("c", 3)]])
        session.add_all([Seat(row=1, letter="a"), Seat(row=1, letter="b", taken=True)])
        session.commit()


@pytest.fixture
def statements(engine) -> list[str]:
    seen: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection, cursor, statement, parameters, context, executemany):
        seen.append(statement)

    return seen


def test_get_reads_each_key_and_knows_it_afterwards(engine, heroes):
    with Session(engine) as session:
        first, second = session.get(Hero, 1), session.get(Hero, 2)
        assert (first.name, second.name, session.get(Hero, 99)) == ("a", "b", None)
        assert session.get(Hero, 1) is first
        assert session.in_transaction()
    with Session(engine) as session:
        assert session.get(Hero, 1) is not first


def test_a_listener_that_comes_later_is_told_of_every_read(engine, heroes):
    with Session(engine) as session, Session(engine) as other:
        session.get(Hero, 1)
        seen = []

        @event.listens_for(engine, "before_cursor_execute")
        def note(connection, cursor, statement, parameters, context, executemany):
            seen.append(tuple(parameters))

        session.get(Hero, 2)
        other.get(Hero, 3)
        event.remove(engine, "before_cursor_execute", note)
        session.get(Hero, 3)
    assert seen == [(2,), (3,)]


def test_a_session_that_chooses_its_bind_is_asked(engine, heroes):
    class Choosing(Session):
        asked = 0

        def get_bind(self, mapper=None, **options):
            self.asked += 1
            return super().get_bind(mapper, **options)

    with Choosing(engine) as session:
        assert session.get(Hero, 1).name == "a"
        assert session.exec(select(Hero).where(Hero.name == "b")).one().age == 2
        assert session.asked == 2


def test_what_autobegin_and_close_forbid_is_said(engine, heroes):
    with Session(engine, autobegin=False) as session:
        with pytest.raises(exc.InvalidRequestError, match="Autobegin is disabled"):
            session.get(Hero, 1)
        with session.begin():
            assert session.get(Hero, 1).name == "a"
    ended = Session(engine, close_resets_only=False)
    assert ended.get(Hero, 1).name == "a"
    ended.close()
    with pytest.raises(exc.InvalidRequestError, match="permanently closed"):
        ended.get(Hero, 1)


def test_get_takes_composite_keys_in_every_form(engine, heroes):
    for ident in [(1, "b"), [1, "b"], {"row": 1, "letter": "b"}]:
        with Session(engine) as session:
            assert session.get(Seat, ident).taken
    with Session(engine) as session:
        assert session.get(Seat, (2, "a")) is None
        with pytest.raises(exc.InvalidRequestError, match="Incorrect number of values"):
            session.get(Seat, 1)


def test_get_flushes_first_as_a_query_does(session):
    hero = Hero(id=5, name="pending")
    session.add(hero)
    with session.no_autoflush:
        assert session.get(Hero, 5) is None
    assert session.get(Hero, 5) is hero


def test_get_shows_the_value_that_cannot_be_bound(session):
    with pytest.raises(exc.StatementError) as failed:
        session.get(Hero, "no number")
    assert "no number" in str(failed.value) and failed.value.statement.startswith("SELECT")


def test_get_of_a_class_with_eager_relationships_loads_them(session):
    session.add(Rack(id=1, shelves=[Shelf(id=1), Shelf(id=2)]))
    session.commit()
    session.expunge_all()
    assert [shelf.id for shelf in session.get(Rack, 1).__dict__["shelves"]] == [1, 2]


def test_listeners_of_statements_are_told_of_every_read(engine, heroes, statements):
    with Session(engine) as session:
        session.get(Hero, 1)
        session.get(Hero, 2)
        session.exec(select(Hero).where(Hero.age > 1)).all()
    assert len(statements) == 3 and all(one.startswith("SELECT") for one in statements)


def test_listeners_of_transactions_are_told(engine, heroes):
    seen = []
    event.listen(engine, "begin", lambda connection: seen.append("begin"))
    event.listen(engine, "rollback", lambda connection: seen.append("rollback"))
    with Session(engine) as session:
        session.get(Hero, 1)
    assert seen == ["begin", "rollback"]


def test_listeners_of_a_session_are_told(engine, heroes):
    seen = []
    with Session(engine) as session:
        event.listen(session, "after_begin", lambda *_: seen.append("begin"))
        event.listen(session, "do_orm_execute", lambda state: seen.append("execute"))
        session.exec(select(Hero)).all()
    assert seen == ["execute", "begin"]


def test_the_log_shows_reads_and_their_transaction(database_url, engine, heroes, caplog):
    with caplog.at_level(logging.INFO, logger="sqlalchemy.engine.Engine"), Session(engine) as session:
        session.get(Hero, 1)
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0] == "BEGIN (implicit)" and lines[1].startswith("SELECT") and lines[-1] == "ROLLBACK"


def test_exec_gives_scalars_and_execute_gives_rows(engine, heroes):
    with Session(engine) as session:
        statement = select(Hero).where(Hero.age < 3).order_by(Hero.name)
        assert [hero.name for hero in session.exec(statement)] == ["a", "b"]
        assert [row[0].name for row in session.execute(statement)] == ["a", "b"]
        assert [row.name for row in session.exec(select(Hero.name, Hero.age).order_by(Hero.age))] == ["a", "b", "c"]


def test_closing_detaches_every_object_and_gives_the_connection_back(engine, heroes):
    session = Session(engine)
    loaded, pending = session.exec(select(Hero)).all(), Hero(name="new")
    session.add(pending)
    session.close()
    assert all(object_session(one) is None for one in [*loaded, pending])
    assert not session.in_transaction() and list(session) == []
    assert engine.pool.checkedout() == 0
    with Session(engine) as other:
        other.add(loaded[0])
        assert loaded[0] in other


def test_a_session_that_is_in_use_refuses_others_on_the_short_way_too(engine, heroes):
    with Session(engine) as session:
        session.get(Hero, 1)
        session._user = -1
        with pytest.raises(exc.IllegalStateChangeError):
            session.get(Hero, 2)
        session._user = None


def test_sessions_in_memory_are_known_until_they_go(engine, heroes):
    kept, gone = Session(engine), Session(engine)
    kept.get(Hero, 1)
    reference = weakref.ref(gone)
    del gone
    gc.collect()
    close_all_sessions()
    assert reference() is None and not kept.in_transaction()


def test_a_listener_of_connections_costs_reads_nothing(database_url, heroes, engine):
    other = create_engine(engine.url)
    seen = []
    event.listen(other, "connect", lambda connection, record: seen.append(connection))
    if other.url.database in (None, ":memory:"):
        pytest.skip("a database in memory belongs to its engine")
    for number in (1, 2, 3):
        with Session(other) as session:
            assert session.get(Hero, number) is not None
    assert len(seen) == 1
    other.dispose()


def test_closing_rolls_back_where_the_pool_leaves_transactions_open(database_url):
    other = create_engine(database_url, pool_reset_on_return=None)
    Base.metadata.create_all(other)
    with Session(other) as session:
        session.add(Hero(name="lost"))
        session.flush()
    with Session(other) as session:
        assert session.exec(select(Hero)).all() == []
    other.dispose()


def test_a_session_that_only_reads_makes_no_transaction_object_until_asked(engine, heroes):
    with Session(engine) as session:
        # Who is told of flushes has nothing to hear of reads.
        event.listen(session, "before_flush", lambda *given: None)
        session.get(Hero, 1)
        session.exec(select(Hero).where(Hero.id == 2)).one()
        assert session._lease is not None and engine.pool.checkedout() == 1
        transaction = session.get_transaction()
        assert session._lease is None and transaction.is_active and session._transaction is transaction
        connection = session.connection()
        assert connection.in_transaction() and connection in transaction.connections
        assert engine.pool.checkedout() == 1
        session.get(Hero, 3)
        assert session.get_transaction() is transaction


def test_what_is_written_after_reads_belongs_to_the_transaction_of_the_reads(engine, heroes):
    with Session(engine) as session:
        hero = session.get(Hero, 1)
        hero.name = "changed"
        session.flush()
        session.rollback()
        assert hero.name == "a"
        hero.name = "kept"
        session.commit()
    with Session(engine) as session:
        assert session.get(Hero, 1).name == "kept"
        with pytest.raises(exc.InvalidRequestError, match="already begun"):
            session.begin()
        with session.begin_nested():
            session.get(Hero, 2).age = 20
        session.commit()
    with Session(engine) as session:
        assert session.get(Hero, 2).age == 20


def test_a_first_read_that_fails_leaves_a_session_that_rolls_back(engine, heroes):
    told = []
    with Session(engine) as session:
        assert session.get(Hero, 1) is not None
        event.listen(engine, "handle_error", lambda context: told.append(context.connection))
        with pytest.raises(exc.DBAPIError, match="no_such_column"):
            session.exec(select(Hero).where(text("no_such_column = 1"))).all()
        assert told == [session.connection()]
        session.rollback()
        assert session.get(Hero, 2).name == "b"
    assert engine.pool.checkedout() == 0


def test_a_listener_that_comes_after_reads_is_told_of_the_end(engine, heroes):
    seen = []
    with Session(engine) as session:
        session.get(Hero, 1)
        event.listen(engine, "rollback", lambda connection: seen.append("rollback"))
    assert seen == ["rollback"] and engine.pool.checkedout() == 0


def test_a_session_that_is_forgotten_after_reads_gives_its_connection_back(engine, heroes):
    session = Session(engine)
    session.get(Hero, 1)
    del session
    gc.collect()
    assert engine.pool.checkedout() == 0


def test_sessions_that_are_gone_are_not_counted_for_long(engine):
    kept = Session(engine)
    for _ in range(3000):
        Session(engine)
    assert len(_sessions) < 1500 and kept in all_sessions()


def test_a_commit_after_a_read_tells_of_its_flush(engine, heroes):
    told = []
    with Session(engine) as session:
        for name in ("before_flush", "after_flush", "after_flush_postexec"):
            event.listen(session, name, lambda *given, name=name: told.append(name))
        session.get(Hero, 1).age = 40
        session.commit()
        assert told == ["before_flush", "after_flush", "after_flush_postexec"]
        told.clear()
        session.get(Hero, 1)
        session.add(Hero(name="new"))
        session.commit()
        assert told == ["before_flush", "after_flush", "after_flush_postexec"]
