"""What `echo` writes, line for line."""

import logging
import re

import pytest

from sqlmodel_rs.engine import create_engine
from sqlmodel_rs.schema import Column, MetaData, Table
from sqlmodel_rs.sql.dml import insert
from sqlmodel_rs.sql.expression import text
from sqlmodel_rs.types import Integer, String

LOGGER = "sqlalchemy.engine.Engine"


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = []
    for record in caplog.records:
        assert (record.name, record.levelname) == (LOGGER, "INFO")
        found.append(re.sub(r"\d+\.\d+(e-\d+)?s", "TIMEs", record.getMessage()))
    return found


def test_creation_is_logged_as_sqlalchemy_does(caplog: pytest.LogCaptureFixture) -> None:
    metadata = MetaData()
    table = Table("hero", metadata, Column("id", Integer, primary_key=True), Column("name", String, nullable=False))
    engine = create_engine("sqlite://", echo=True)
    metadata.create_all(engine)
    assert lines(caplog) == [
        "BEGIN (implicit)",
        'PRAGMA main.table_info("hero")',
        "[raw sql] ()",
        'PRAGMA temp.table_info("hero")',
        "[raw sql] ()",
        "\nCREATE TABLE hero (\n\tid INTEGER NOT NULL, \n\tname VARCHAR NOT NULL, \n\tPRIMARY KEY (id)\n)\n\n",
        "[no key TIMEs] ()",
        "COMMIT",
    ]
    caplog.clear()
    with engine.connect() as connection:
        connection.execute(insert(table).values(name="a"))
        connection.execute(insert(table).values(name="b"))
        connection.execute(insert(table), [{"name": "c"}, {"name": "d"}])
    written = lines(caplog)
    assert [line for line in written if not line.startswith("INSERT")] == [
        "BEGIN (implicit)",
        "[generated in TIMEs] ('a',)",
        "[cached since TIMEs ago] ('b',)",
        "[cached since TIMEs ago] [('c',), ('d',)]",
        "ROLLBACK",
    ]


def test_savepoints_and_rollback_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    with create_engine("sqlite://", echo=True).connect() as connection:
        connection.begin_nested().rollback()
        connection.begin_nested().commit()
    assert [line for line in lines(caplog) if not line.startswith("[")] == [
        "BEGIN (implicit)",
        "SAVEPOINT sa_savepoint_1",
        "ROLLBACK TO SAVEPOINT sa_savepoint_1",
        "SAVEPOINT sa_savepoint_2",
        "RELEASE SAVEPOINT sa_savepoint_2",
        "ROLLBACK",
    ]


def test_nothing_is_written_without_echo(caplog: pytest.LogCaptureFixture) -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("select 1"))
    assert caplog.records == []


def test_the_programs_logging_configuration_turns_it_on(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("select 1"))
    assert lines(caplog) == ["BEGIN (implicit)", "select 1", "[generated in TIMEs] ()", "ROLLBACK"]


def test_hidden_parameters_stay_hidden(caplog: pytest.LogCaptureFixture) -> None:
    with create_engine("sqlite://", echo=True, hide_parameters=True).connect() as connection:
        connection.execute(text("select :secret"), {"secret": "s3cret"})
    assert "s3cret" not in caplog.text
    assert "[SQL parameters hidden due to hide_parameters=True]" in caplog.text


def test_debug_writes_rows(caplog: pytest.LogCaptureFixture) -> None:
    with create_engine("sqlite://", echo="debug").connect() as connection:
        connection.execute(text("select 1 as a"))
    assert lines(caplog)[3:5] == ["Col ('a',)", "Row (1,)"]


def test_echo_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger(LOGGER)
    handlers, logger.handlers = logger.handlers, []
    try:
        with create_engine("sqlite://", echo=True).connect() as connection:
            connection.execute(text("select 1"))
    finally:
        logger.handlers = handlers
    out, err = capsys.readouterr()
    assert f"INFO {LOGGER} BEGIN (implicit)" in out
    assert err == ""
