"""Listeners of engines, connections and pools."""

from pathlib import Path
from typing import Any

import pytest

from sqlmodel_rs import Field, Session, SQLModel, event, exc, select
from sqlmodel_rs.engine import Engine, create_engine
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.orm import registry
from sqlmodel_rs.pool import NullPool, Pool
from sqlmodel_rs.sql.expression import text


def test_a_pragma_set_at_connect_stays_with_the_connection() -> None:
    engine = create_engine("sqlite://")
    seen: list[Any] = []

    @event.listens_for(engine, "connect")
    def enable(dbapi_connection: Any, record: Any) -> None:
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()
        seen.append(dbapi_connection)

    for _ in range(3):
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert len(seen) == 1


def test_each_new_connection_is_told_of(database_url: str) -> None:
    if database_url == "sqlite://":
        pytest.skip("a database in memory has one connection")
    engine = create_engine(database_url, poolclass=NullPool)
    seen: list[int] = []
    event.listen(engine, "connect", lambda connection, record: seen.append(1))
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.execute(text("select 1")).scalar() == 1
    assert len(seen) == 2


@pytest.mark.parametrize("target", [Engine, Pool])
def test_listening_to_all_engines(target: Any) -> None:
    seen: list[int] = []

    def told(connection: Any, record: Any) -> None:
        seen.append(1)

    event.listen(target, "connect", told)
    try:
        create_engine("sqlite://").connect().close()
    finally:
        event.remove(target, "connect", told)
    create_engine("sqlite://").connect().close()
    assert len(seen) == 1


def test_statements_and_transactions_are_told_of() -> None:
    engine = create_engine("sqlite://")
    seen: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def before(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        context.mark = "kept"
        seen.append(f"{statement} {parameters} {executemany}")

    @event.listens_for(engine, "after_cursor_execute")
    def after(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        seen.append(context.mark)

    for name in ("begin", "commit", "rollback"):
        event.listen(engine, name, lambda connection, name=name: seen.append(name))
    with engine.begin() as connection:
        connection.execute(text("select :x"), {"x": 5})
        connection.exec_driver_sql("select 1")
    assert seen == ["begin", "select ? (5,) False", "kept", "select 1 () False", "kept", "commit"]


def test_errors_may_be_replaced() -> None:
    engine = create_engine("sqlite://")

    @event.listens_for(engine, "handle_error")
    def replace(context: Any) -> Exception:
        assert isinstance(context.sqlalchemy_exception, exc.OperationalError)
        return KeyError("mine")

    with engine.connect() as connection, pytest.raises(KeyError, match="mine"):
        connection.execute(text("select * from nope"))


def test_listeners_can_be_removed_and_asked_for() -> None:
    engine = create_engine("sqlite://")
    seen: list[int] = []

    def begun(connection: Any) -> None:
        seen.append(1)

    event.listen(engine, "begin", begun)
    assert event.contains(engine, "begin", begun)
    event.remove(engine, "begin", begun)
    assert not event.contains(engine, "begin", begun)
    engine.connect().begin()
    assert seen == []
    with pytest.raises(exc.InvalidRequestError):
        event.listen(engine, "no_such_event", begun)


def test_once_means_once() -> None:
    engine = create_engine("sqlite://")
    seen: list[int] = []
    event.listen(engine, "begin", lambda connection: seen.append(1), once=True)
    for _ in range(2):
        with engine.begin():
            pass
    assert seen == [1]


@pytest.fixture
def engine(database_url: str) -> Any:
    engine = create_engine(database_url, pool_size=1, max_overflow=0)
    with engine.begin() as connection:
        connection.execute(text("create table t (x integer)"))
    yield engine
    engine.dispose()


def values(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(text("select x from t order by x")))


def test_before_and_after_execute_have_sqlalchemy_s_arguments(engine: Engine) -> None:
    seen: list[Any] = []

    @event.listens_for(engine, "before_execute")
    def before(connection: Any, clause: Any, multiparams: Any, params: Any, options: Any) -> None:
        seen.append((str(clause), multiparams, params, options.get("mine")))

    @event.listens_for(engine, "after_execute")
    def after(connection: Any, clause: Any, multiparams: Any, params: Any, options: Any, result: Any) -> None:
        seen.append((multiparams, params, result.rowcount))

    insert = text("insert into t values (:x)")
    with engine.begin() as connection:
        connection.execute(insert, {"x": 1}, execution_options={"mine": "kept"})
        connection.execute(insert, [{"x": 2}, {"x": 3}])
    assert seen == [
        ("insert into t values (:x)", [], {"x": 1}, "kept"),
        ([], {"x": 1}, 1),
        ("insert into t values (:x)", [{"x": 2}, {"x": 3}], {}, None),
        ([{"x": 2}, {"x": 3}], {}, 2),
    ]
    assert values(engine) == [1, 2, 3]


def test_before_execute_may_replace_the_statement(engine: Engine) -> None:
    @event.listens_for(engine, "before_execute", retval=True)
    def replace(connection: Any, clause: Any, multiparams: Any, params: Any, options: Any) -> Any:
        return (text("insert into t values (:y)"), [], {"y": 9}) if params else (clause, multiparams, params)

    with engine.begin() as connection:
        connection.execute(text("insert into t values (:x)"), {"x": 1})
    assert values(engine) == [9]


def test_before_cursor_execute_may_rewrite_text_and_parameters(engine: Engine) -> None:
    told: list[str] = []

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def rewrite(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> Any:
        if not statement.startswith("insert"):
            return statement, parameters
        doubled = [(one[0] * 2,) for one in parameters] if many else (parameters[0] * 2,)
        return "/* marked */ " + statement, doubled

    @event.listens_for(engine, "after_cursor_execute")
    def after(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        told.append(f"{statement.split('(')[0]}{parameters}")

    with engine.begin() as connection:
        connection.execute(text("insert into t values (:x)"), {"x": 1})
        connection.execute(text("insert into t values (:x)"), [{"x": 2}, {"x": 3}])
    event.remove(engine, "after_cursor_execute", after)
    assert values(engine) == [2, 4, 6]
    assert told == ["/* marked */ insert into t values (2,)", "/* marked */ insert into t values [(4,), (6,)]"]


def test_a_rewritten_select_still_gives_instances(engine: Engine) -> None:
    class Base(SQLModel, registry=registry()):
        """A metadata of its own."""

    class Thing(Base, table=True):
        id: int = Field(primary_key=True)
        name: str

    Base.metadata.create_all(engine)
    texts: list[str] = []

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def rewrite(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> Any:
        texts.append(statement)
        return statement + " -- traced", parameters

    with Session(engine) as session:
        session.add_all([Thing(id=1, name="a"), Thing(id=2, name="b")])
        session.commit()
        assert [thing.name for thing in session.exec(select(Thing).order_by(Thing.id))] == ["a", "b"]
        assert session.get_one(Thing, 2).name == "b"
    assert texts


def test_a_listener_without_retval_changes_nothing(engine: Engine) -> None:
    event.listen(engine, "before_cursor_execute", lambda *args: ("nonsense", ()))
    event.listen(engine, "before_execute", lambda *args: ("nonsense", [], {}))
    assert values(engine) == []


def test_listeners_by_name(engine: Engine) -> None:
    seen: list[Any] = []
    event.listen(engine, "savepoint", lambda **given: seen.append(sorted(given)), named=True)
    with engine.begin() as connection, connection.begin_nested():
        pass
    assert seen == [["conn", "name"]]
    with pytest.raises(TypeError, match="nonsense"):
        event.listen(engine, "begin", print, nonsense=True)
    with pytest.raises(exc.ArgumentError, match="no use for retval"):
        event.listen(engine, "begin", print, retval=True)


def test_transactions_and_savepoints_are_told_of(engine: Engine) -> None:
    seen: list[str] = []
    for name in (
        "engine_connect",
        "begin",
        "savepoint",
        "release_savepoint",
        "rollback_savepoint",
        "rollback",
        "commit",
    ):
        event.listen(engine, name, lambda *args, name=name: seen.append(name))
    with engine.connect() as connection:
        with connection.begin_nested():
            pass
        connection.begin_nested().rollback()
        connection.commit()
        connection.begin()
    assert seen == [
        "engine_connect",
        "begin",
        "savepoint",
        "release_savepoint",
        "savepoint",
        "rollback_savepoint",
        "commit",
        "begin",
        "rollback",
    ]


def test_the_life_of_a_connection(engine: Engine) -> None:
    engine.dispose()
    seen: list[str] = []
    records: list[Any] = []

    def told(name: str) -> Any:
        def listener(connection: Any, record: Any, *rest: Any) -> None:
            seen.append(name)
            records.append(record)

        return listener

    for name in ("first_connect", "connect", "checkout", "reset", "checkin", "invalidate", "close"):
        event.listen(engine, name, told(name))
    with engine.connect() as connection:
        connection.info["note"] = 1
    with engine.connect() as connection:
        assert connection.info == {"note": 1}
        assert records[-1].info is connection.info
        connection.invalidate()
    assert seen[:7] == ["first_connect", "connect", "checkout", "reset", "checkin", "checkout", "invalidate"]
    assert len({id(record) for record in records}) == 1
    seen.clear()
    with engine.connect() as connection:
        assert connection.info == {}
    engine.dispose()
    assert [name for name in seen if name in ("connect", "close")][-2:] == ["connect", "close"]
    assert "first_connect" not in seen


def test_a_connection_that_a_checkout_listener_disowns_is_replaced(engine: Engine) -> None:
    engine.dispose()
    disowned: list[Any] = []

    @event.listens_for(engine, "checkout")
    def check(connection: Any, record: Any, proxy: Any) -> None:
        if not disowned:
            disowned.append(record)
            raise exc.DisconnectionError("stale")

    with engine.connect() as connection:
        assert connection.execute(text("select 1")).scalar() == 1
    event.remove(engine, "checkout", check)

    @event.listens_for(engine, "checkout")
    def never(connection: Any, record: Any, proxy: Any) -> None:
        raise exc.DisconnectionError("stale")

    with pytest.raises(exc.InvalidRequestError, match="This connection is closed"):
        engine.connect()


def test_do_connect_may_change_the_arguments(database_url: str) -> None:
    right = create_engine(database_url).url
    engine = create_engine(right.set(database="nowhere_at_all/nothing"))
    seen: list[Any] = []

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, cargs: list[Any], cparams: dict[str, Any]) -> None:
        name = "dbname" if dialect.name == "postgresql" else "database"
        place: Any = cargs if dialect.name == "sqlite" else cparams
        key: Any = 0 if dialect.name == "sqlite" else name
        seen.append((place[key], cparams.get("user")))
        place[key] = right.database or ":memory:"

    for _ in range(2):
        with engine.connect() as connection:
            assert connection.execute(text("select 1")).scalar() == 1
    assert seen == [("nowhere_at_all/nothing", right.username)]
    engine.dispose()

    @event.listens_for(engine, "do_connect")
    def refuse(dialect: Any, record: Any, cargs: Any, cparams: dict[str, Any]) -> None:
        raise KeyError("token")

    with pytest.raises(KeyError, match="token"):
        engine.connect()


def test_a_listener_may_execute_in_the_driver_s_place(engine: Engine) -> None:
    @event.listens_for(engine, "do_execute")
    def execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        if "select x" not in statement:
            return False
        cursor.execute("select 41 as x")
        return True

    assert values(engine) == [41]


async def test_awaited_connections_have_the_same_events(async_database_url: str) -> None:
    engine = create_async_engine(async_database_url)
    seen: list[str] = []
    for name in ("connect", "checkout", "begin", "before_execute", "after_execute", "rollback", "checkin"):
        event.listen(engine.sync_engine, name, lambda *args, name=name: seen.append(name))
    async with engine.connect() as connection:
        await connection.execute(text("select 1"))
    assert seen == ["connect", "checkout", "begin", "before_execute", "after_execute", "rollback", "checkin"]
    await engine.dispose()


def test_a_softly_invalidated_connection_is_used_to_its_end(database_url: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/soft.db" if database_url == "sqlite://" else database_url
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    records: list[Any] = []
    closed: list[Any] = []
    event.listen(engine, "checkout", lambda connection, record, proxy: records.append(record))
    event.listen(engine, "close", lambda connection, record: closed.append(record))
    for soft, expected in ((False, 0), (True, 1)):
        with engine.connect() as connection:
            if soft:
                records[-1].invalidate(soft=True)
            assert connection.scalar(text("select 1")) == 1
            assert not connection.invalidated
            with pytest.raises(exc.TimeoutError):
                engine.connect()
        assert closed == records[:expected]
    with engine.connect() as connection:
        assert connection.scalar(text("select 2")) == 2
    assert records[0] is records[1] and records[1] is not records[2]
    engine.dispose()


def test_a_method_is_known_again_when_it_is_removed() -> None:
    class Watch:
        def __init__(self) -> None:
            self.seen: list[str] = []

        def note(self, conn: Any, cursor: Any, statement: str, *_rest: Any) -> None:
            self.seen.append(statement)

    watch, other, engine = Watch(), Watch(), create_engine("sqlite://")
    event.listen(engine, "before_cursor_execute", watch.note)
    event.listen(engine, "before_cursor_execute", watch.note)
    assert event.contains(engine, "before_cursor_execute", watch.note)
    assert not event.contains(engine, "before_cursor_execute", other.note)
    with engine.connect() as connection:
        connection.execute(text("select 1"))
        event.remove(engine, "before_cursor_execute", watch.note)
        connection.execute(text("select 2"))
    assert watch.seen == ["select 1"]
