"""Every option of `create_engine()` does what it does in SQLAlchemy, says that it cannot, or has nothing to do."""

import json
import logging
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sqlmodel_rs import Field, Session, SQLModel, exc, select
from sqlmodel_rs.engine import create_engine
from sqlmodel_rs.engine.options import WITHOUT_EFFECT
from sqlmodel_rs.orm import registry
from sqlmodel_rs.pool import NullPool
from sqlmodel_rs.sql.expression import text
from sqlmodel_rs.types import JSON


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/options.db" if database_url == "sqlite://" else database_url


def prepared(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("create table t (x integer)"))
    engine.dispose()


def left_open(url: str, reset: Any) -> list[int]:
    """What stays of an insert on a connection that is given back inside its transaction."""
    prepared(url)
    engine = create_engine(url, pool_reset_on_return=reset, pool_size=1, max_overflow=0)
    raw = engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("begin")
    cursor.execute("insert into t values (1)")
    raw.close()
    with engine.connect() as connection:
        seen = list(connection.scalars(text("select x from t")))
    engine.dispose()
    other = create_engine(url)
    with other.connect() as connection:
        seen.extend(connection.scalars(text("select x + 100 from t")))
    other.dispose()
    return seen


def test_connections_are_reset_as_asked(url: str) -> None:
    assert left_open(url, "rollback") == []


def test_connections_may_be_committed_on_return(url: str) -> None:
    assert left_open(url, "commit") == [1, 101]


def test_connections_may_be_left_as_they_are(url: str) -> None:
    assert left_open(url, None) == [1]


def test_an_unknown_reset_is_refused() -> None:
    with pytest.raises(exc.ArgumentError, match="Invalid value for 'pool_reset_on_return': 'nonsense'"):
        create_engine("sqlite://", pool_reset_on_return="nonsense")


@pytest.mark.parametrize(("lifo", "expected"), [(False, 0), (True, 1)])
def test_the_pool_is_a_queue_or_a_stack(url: str, lifo: bool, expected: int) -> None:
    engine = create_engine(url, pool_use_lifo=lifo)
    connections = [engine.connect() for _ in range(2)]
    serials = [connection._native.serial for connection in connections]
    for connection in connections:
        connection.close()
    with engine.connect() as connection:
        assert connection._native.serial == serials[expected]
    engine.dispose()


def test_lifo_is_for_queues() -> None:
    with pytest.raises(TypeError, match="pool_use_lifo"):
        create_engine("sqlite:///a.db", poolclass=NullPool, pool_use_lifo=True)


def test_echo_pool_writes_the_life_of_connections(url: str, caplog: pytest.LogCaptureFixture) -> None:
    engine = create_engine(url, echo_pool="debug", pool_logging_name="mine")
    name = f"sqlalchemy.pool.impl.{type(engine.pool).__name__}.mine"
    logger = logging.getLogger(name)
    logger.handlers, logger.propagate = [caplog.handler], False
    with engine.connect():
        pass
    engine.dispose()
    words = [record.getMessage().split(" <")[0] for record in caplog.records if record.name == name]
    assert words[:2] == ["Created new connection", "Connection"]
    assert any("checked out from pool" in record.getMessage() for record in caplog.records)
    assert any("being returned to pool" in record.getMessage() for record in caplog.records)
    assert words[-1] == "Closing connection"


def test_future_is_true() -> None:
    create_engine("sqlite://", future=True)
    with pytest.raises(exc.ArgumentError, match="may only be set to True"):
        create_engine("sqlite://", future=False)


def test_a_label_may_not_be_longer_than_a_name() -> None:
    assert create_engine("sqlite://", label_length=30).dialect.label_length == 30
    with pytest.raises(exc.ArgumentError, match="Label length of 300 is greater"):
        create_engine("postgresql://localhost/x", label_length=300)


@pytest.mark.parametrize(
    "name", ["encoding", "convert_unicode", "prepared_statement_cache_size", "nonsense", "creator"]
)
def test_what_sqlalchemy_refuses_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match=rf"Invalid argument\(s\) '{name}' sent to create_engine"):
        create_engine("sqlite://", **{name: 1})


@pytest.mark.parametrize("name", sorted(WITHOUT_EFFECT))
def test_what_has_no_effect_says_why(name: str) -> None:
    backend, reason = WITHOUT_EFFECT[name]
    assert reason
    create_engine("postgresql://localhost/x" if backend == "postgresql" else "sqlite://", **{name: True})
    if backend is not None:
        with pytest.raises(TypeError, match=name):
            create_engine("mysql://localhost/x", **{name: True})


def test_the_options_of_a_call_are_told_to_listeners_and_to_the_log(url: str, caplog: pytest.LogCaptureFixture) -> None:
    engine = create_engine(url, echo=True, execution_options={"logging_token": "engine"})
    with engine.connect() as connection:
        connection.execute(text("select 1"))
        connection.execute(text("select 2"), execution_options={"logging_token": "call"})
        connection.scalar(text("select 3").execution_options(logging_token="statement"))
        connection.exec_driver_sql("select 4", execution_options={"logging_token": "raw"})
    written = [record.getMessage() for record in caplog.records]
    for token, number in (("engine", 1), ("call", 2), ("statement", 3), ("raw", 4)):
        assert f"[{token}] select {number}" in written
    engine.dispose()


def test_json_is_written_and_read_by_the_program_s_functions(url: str) -> None:
    class Base(SQLModel, registry=registry()):
        """A metadata of its own."""

    class Document(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        body: Any = Field(sa_type=JSON)

    def dumps(value: Any) -> str:
        return json.dumps({"wrapped": value}, default=str)

    def loads(text: str) -> Any:
        return ("read", json.loads(text)["wrapped"])

    engine = create_engine(url, json_serializer=dumps, json_deserializer=loads)
    Base.metadata.create_all(engine)
    day = date(2024, 2, 29)
    with Session(engine) as session:
        session.add_all([Document(body=[1]), Document(body={"day": day})])
        session.commit()
        assert [document.body for document in session.exec(select(Document).order_by(Document.id))] == [
            ("read", [1]),
            ("read", {"day": "2024-02-29"}),
        ]
    plain = create_engine(url)
    with Session(plain) as session:
        assert session.get_one(Document, 1).body == {"wrapped": [1]}
    engine.dispose()
    plain.dispose()
