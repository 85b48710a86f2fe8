"""Transactions and savepoints: what stays, what goes, and what is refused."""

from typing import Any

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs.engine import Connection, Engine, create_engine
from sqlmodel_rs.sql.expression import text


@pytest.fixture
def engine(database_url: str) -> Any:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("create table t (x integer)"))
    yield engine
    engine.dispose()


def add(connection: Connection, value: int) -> None:
    connection.execute(text("insert into t values (:x)"), {"x": value})


def stored(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(text("select x from t order by x")))


def test_a_connection_begins_by_itself_and_forgets_what_is_not_committed(engine: Engine) -> None:
    with engine.connect() as connection:
        assert not connection.in_transaction()
        add(connection, 1)
        assert connection.in_transaction()
        connection.commit()
        assert not connection.in_transaction()
        add(connection, 2)
    assert stored(engine) == [1]


def test_engine_begin_commits_or_rolls_back(engine: Engine) -> None:
    with engine.begin() as connection:
        add(connection, 1)
    with pytest.raises(KeyError), engine.begin() as connection:
        add(connection, 2)
        raise KeyError
    assert stored(engine) == [1]


def test_savepoints_undo_a_part(engine: Engine) -> None:
    with engine.begin() as connection:
        add(connection, 1)
        inner = connection.begin_nested()
        add(connection, 2)
        assert connection.in_nested_transaction()
        inner.rollback()
        with connection.begin_nested():
            add(connection, 3)
            with pytest.raises(KeyError), connection.begin_nested():
                add(connection, 4)
                raise KeyError
        assert connection.get_nested_transaction() is None
    assert stored(engine) == [1, 3]


def test_ending_the_transaction_ends_its_savepoints(engine: Engine) -> None:
    with engine.connect() as connection:
        outer = connection.begin()
        inner = connection.begin_nested()
        outer.commit()
        assert (inner.is_active, outer.is_active, connection.in_transaction()) == (False, False, False)
        with pytest.raises(exc.InvalidRequestError, match="This nested transaction is inactive"):
            inner.commit()


def test_a_second_begin_is_refused(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.begin()
        with pytest.raises(exc.InvalidRequestError, match=r"can't call begin\(\) here unless"):
            connection.begin()


def test_an_ended_transaction_cannot_go_on_inside_its_block(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        transaction.rollback()
        with pytest.raises(
            exc.InvalidRequestError, match="Can't operate on closed transaction inside context manager."
        ):
            add(connection, 1)
        with pytest.raises(exc.InvalidRequestError, match="This transaction is inactive"):
            transaction.commit()


def test_a_closed_connection_refuses_work(engine: Engine) -> None:
    connection = engine.connect()
    connection.close()
    connection.close()
    assert connection.closed
    with pytest.raises(exc.ResourceClosedError, match="This Connection is closed"):
        add(connection, 1)
    with pytest.raises(exc.ResourceClosedError, match="This Connection is closed"):
        connection.begin()


def test_autocommit_keeps_each_statement(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        add(connection, 1)
        connection.rollback()
    assert stored(engine) == [1]
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        add(connection, 2)
    assert stored(engine) == [1, 2]


def test_isolation_levels_are_checked(engine: Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(exc.ArgumentError, match="Invalid value 'FOO' for isolation_level"):
            connection.execution_options(isolation_level="FOO")
        connection.execution_options(isolation_level="serializable")
        assert connection.get_isolation_level() == "SERIALIZABLE"
        connection.begin()
        with pytest.raises(exc.InvalidRequestError, match="isolation_level may not be altered"):
            connection.execution_options(isolation_level="SERIALIZABLE")


def test_work_after_ddl_is_still_in_the_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("create table other (x integer)"))
        add(connection, 1)
        connection.rollback()
    assert stored(engine) == []


def test_only_statements_are_executed(engine: Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(exc.ObjectNotExecutableError, match="Not an executable object: 'select 1'"):
            connection.execute("select 1")
        with pytest.raises(exc.ArgumentError, match="List argument must consist only of dictionaries"):
            connection.execute(text("select 1"), (1,))
        with pytest.raises(exc.ArgumentError, match="List argument must consist only of tuples or dictionaries"):
            connection.exec_driver_sql("select 1", [1])


def test_errors_carry_the_statement(engine: Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(exc.DBAPIError) as caught:
            connection.execute(text("select * from nope where 1 = :x"), {"x": 1})
    error = caught.value
    assert error.statement is not None and error.statement.startswith("select * from nope")
    assert "nope" in str(error.orig)
    assert "[SQL: select * from nope" in str(error)
    assert "[parameters: (1,)]" in str(error)
    with create_engine(engine.url, hide_parameters=True).connect() as connection:
        with pytest.raises(exc.DBAPIError, match="SQL parameters hidden due to hide_parameters=True"):
            connection.execute(text("select * from nope where 1 = :x"), {"x": 1})
