"""The table of errors: each is raised, pickled and read."""

import pickle
from typing import Any

import pymysql
import pytest
import sqlalchemy.exc
import sqlalchemy.orm.exc

from sqlmodel_rs import create_engine, exc, text
from sqlmodel_rs.exc import _from_driver
from sqlmodel_rs.parameters import repr_params
from tests.conftest import url_of

KINDS = [
    ("unique", exc.UniqueViolation, "IntegrityError"),
    ("foreign_key", exc.ForeignKeyViolation, "IntegrityError"),
    ("not_null", exc.NotNullViolation, "IntegrityError"),
    ("check", exc.CheckViolation, "IntegrityError"),
    ("integrity", exc.IntegrityError, "IntegrityError"),
    ("operational", exc.OperationalError, "OperationalError"),
    ("connect", exc.OperationalError, "OperationalError"),
    ("programming", exc.ProgrammingError, "ProgrammingError"),
    ("data", exc.DataError, "DataError"),
    ("internal", exc.InternalError, "InternalError"),
    ("not_supported", exc.NotSupportedError, "NotSupportedError"),
    ("interface", exc.InterfaceError, "InterfaceError"),
]


@pytest.mark.parametrize(("kind", "error_class", "driver_class"), KINDS)
def test_engine_errors_become_the_class_of_their_kind(kind: str, error_class: Any, driver_class: str) -> None:
    error = _from_driver(kind, "went wrong", "23505", "hero", "name", "uq", "INSERT", ("a",))
    assert type(error) is error_class
    for one in (error, pickle.loads(pickle.dumps(error))):
        assert str(one) == f"(driver.{driver_class}) went wrong\n[SQL: INSERT]\n[parameters: ('a',)]"
        assert (one.table, one.column, one.constraint, one.sqlstate) == ("hero", "name", "uq", "23505")
        assert (one.statement, one.params, one.orig.pgcode) == ("INSERT", ("a",), "23505")
        assert not one.connection_invalidated


@pytest.mark.parametrize(
    ("kind", "number", "violation"),
    [
        ("not_null", "1364", exc.NotNullViolation),
        ("check", "4025", exc.CheckViolation),
        ("check", "3819", exc.CheckViolation),
        ("unique", "1586", exc.UniqueViolation),
    ],
)
def test_violations_that_mysqls_drivers_call_operational_are_both(kind: str, number: str, violation: Any) -> None:
    error = _from_driver(kind, "went wrong", number)
    assert isinstance(error, exc.OperationalError)
    assert isinstance(error, violation)
    assert type(error.orig).__name__ == "OperationalError"
    assert type(pickle.loads(pickle.dumps(error))) is type(error)


def test_mysqls_errors_have_the_classes_of_pythons_drivers(request: pytest.FixtureRequest) -> None:
    engine = create_engine(url_of(request, "mysql"))
    with engine.connect() as connection:
        connection.execute(text("create table t (x int not null, y int unique, d date, s varchar(2), check (x > 0))"))
        connection.execute(text("insert into t values (1, 1, null, 'x')"))
        wrong = [
            "selec 1", "select z from t", "select * from nothing", "select nothing(1)", "insert into t values (1)",
            "insert into t (y) values (2)", "insert into t values (null, 2, null, 'x')", "select x, y from t where",
            "insert into t values (1, 1, null, 'x')", "insert into t values (0, 2, null, 'x')", "drop table nothing",
            "insert into t values (1, 3, 'soon', 'x')", "insert into t values (1, 4, null, 'long')", "use nothing",
            "insert into t values (99999999999, 5, null, 'x')", "create table t (x int)", "select 1, (select 1, 2)",
            "insert into t (x, x) values (1, 2)", "select sum(sum(x)) from t", "alter table t drop column z",
            "select * from t group by nothing", "create table u (x int) engine=nothing",
        ]  # fmt: skip
        for sql in wrong:
            with pytest.raises(exc.DBAPIError) as ours:
                connection.execute(text(sql))
            number = ours.value.orig.args[0]
            theirs = pymysql.err.error_map.get(number, pymysql.err.OperationalError)
            assert issubclass(type(ours.value), getattr(exc, theirs.__name__)), (sql, ours.value)
            assert type(ours.value.orig).__name__ == theirs.__name__, (sql, ours.value)
    engine.dispose()


def test_conflicts_of_transactions_have_classes_of_their_own() -> None:
    assert type(_from_driver("operational", "x", "40P01")) is exc.DeadlockDetected
    assert type(_from_driver("operational", "x", "1213")) is exc.DeadlockDetected
    assert type(_from_driver("operational", "x", "40001")) is exc.SerializationFailure
    assert isinstance(_from_driver("timeout", "QueuePool limit"), exc.TimeoutError)


def test_sqlalchemys_names_have_sqlalchemys_bases() -> None:
    for module in (sqlalchemy.exc, sqlalchemy.orm.exc):
        for name, theirs in vars(module).items():
            if (
                isinstance(theirs, type)
                and issubclass(theirs, (Exception, Warning))
                and name != "EmulatedDBAPIException"
            ):
                ours = getattr(exc, name)
                expected = {base.__name__ for base in theirs.__mro__} - {"HasDescriptionCode"}
                missing = expected - {base.__name__ for base in ours.__mro__}
                assert missing <= {"ConcurrentModificationError"}, name


def test_details_stand_before_the_message() -> None:
    error = exc.StatementError("msg", "SELECT", {"a": 1}, ValueError("x"))
    error.add_detail("why")
    assert str(error) == "(why)\nmsg\n[SQL: SELECT]\n[parameters: {'a': 1}]"
    hidden = exc.StatementError("msg", "SELECT", {"a": 1}, None, hide_parameters=True)
    assert "[SQL parameters hidden due to hide_parameters=True]" in str(hidden)


@pytest.mark.parametrize(
    "error",
    [
        exc.NoReferencedTableError("m", "t"),
        exc.NoReferencedColumnError("m", "t", "c"),
        exc.ObjectNotExecutableError("select 1"),
        exc.CircularDependencyError("m", ["a"], [("a", "b")]),
        exc.DetachedInstanceError("m"),
        exc.PolymorphicIdentityError("m"),
    ],
)
def test_other_errors_pickle(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize(
    ("params", "ismulti"),
    [
        (tuple(range(300)), False),
        (("x" * 500,), False),
        ({"a": "b", "c": [1]}, False),
        ([(1, "a"), (2, "b")], True),
        ([(number,) for number in range(30)], True),
    ],
)
def test_parameters_are_shortened_as_sqlalchemy_does(params: Any, ismulti: bool) -> None:
    from sqlalchemy.sql.util import _repr_params

    assert repr_params(params, ismulti=ismulti) == repr(_repr_params(params, batches=10, ismulti=ismulti))
