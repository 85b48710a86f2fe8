"""Listeners of engines, connections and pools."""

from typing import Any

import pytest

from sqlmodel_rs import event, exc
from sqlmodel_rs.engine import Engine, create_engine
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
    assert seen == ["begin", "select ?1 (5,) False", "kept", "select 1 () False", "kept", "commit"]


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
