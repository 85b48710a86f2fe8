"""SQLite files that are locked, read-only, missing or no database."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sqlmodel_rs import Session, create_engine, exc, select, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine

from .models import Box, Faults, full_box


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def file(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0.1})
    Faults.metadata.create_all(engine)
    return engine


def locked(path: Path) -> Any:
    """Return a connection that holds the write lock."""
    connection = create_engine(f"sqlite:///{path}").connect()
    connection.exec_driver_sql("INSERT INTO box (name) VALUES ('holder')")
    return connection


def test_a_locked_file_is_an_error_and_can_be_tried_again(path: Path, file: Engine) -> None:
    holder = locked(path)
    with Session(file) as session:
        session.add(full_box())
        with pytest.raises(exc.OperationalError, match="database is locked") as caught:
            session.commit()
        assert not caught.value.connection_invalidated
        session.rollback()
        assert session.exec(select(Box)).all() == []
        session.rollback()
        holder.rollback()
        session.add(full_box())
        session.commit()
        assert len(session.exec(select(Box)).one().items) == 2


async def test_a_locked_file_does_not_stop_the_loop(path: Path, file: Engine) -> None:
    holder = locked(path)
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", connect_args={"timeout": 0.1})
    async with AsyncSession(engine) as session:
        session.add(full_box())
        with pytest.raises(exc.OperationalError, match="database is locked"):
            await session.commit()
        await session.rollback()
        holder.rollback()
        session.add(full_box())
        await session.commit()
    await engine.dispose()


def test_a_lock_is_waited_for(path: Path, file: Engine) -> None:
    holder = locked(path)
    patient = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})
    timer = threading.Timer(0.3, holder.rollback)
    timer.start()
    started = time.monotonic()
    with Session(patient) as session:
        session.add(full_box())
        session.commit()
    timer.join()
    assert 0.2 < time.monotonic() - started < 5
    patient.dispose()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="a file's mode binds this user")
def test_a_read_only_database_for_root(path: Path, file: Engine) -> None:
    readonly = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    _refuses_writes(readonly)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="a file's mode does not bind root")
def test_a_read_only_file(path: Path, file: Engine) -> None:
    file.dispose()
    path.chmod(0o444)
    _refuses_writes(create_engine(f"sqlite:///{path}"))


def _refuses_writes(engine: Engine) -> None:
    with Session(engine) as session:
        assert session.exec(select(Box)).all() == []
        session.add(full_box())
        with pytest.raises(exc.OperationalError, match="attempt to write a readonly database") as caught:
            session.commit()
        assert caught.value.statement.startswith("INSERT INTO box")
        session.rollback()
        assert session.exec(select(Box)).all() == []
    engine.dispose()


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/no/such/folder/a.db")
    with pytest.raises(exc.OperationalError, match=r"unable to open database file: .*/no/such/folder/a\.db"):
        engine.connect()
    assert engine.pool.checkedout() == 0


def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)
    engine = create_engine(f"sqlite:///{path}")
    with pytest.raises(exc.DatabaseError, match="file is not a database"):
        with engine.connect() as connection:
            connection.execute(text("SELECT * FROM box"))
    assert engine.pool.checkedout() == 0


WRITER = """
import sys
from sqlmodel_rs import Session, create_engine
from tests.faults.models import Box, Item

engine = create_engine(sys.argv[1], **({"connect_args": {"timeout": 60}} if sys.argv[1].startswith("sqlite") else {}))
for number in range(40):
    with Session(engine) as session:
        session.add(Box(name=f"{sys.argv[2]}-{number}", items=[Item(name="x")]))
        session.commit()
"""


def test_processes_write_one_database(database_url: str, made: Callable[..., Engine]) -> None:
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, database_url, str(number)], cwd=root) for number in range(2)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with Session(made()) as session:
        boxes = session.exec(select(Box)).all()
        assert {box.name for box in boxes} == {f"{who}-{number}" for who in range(2) for number in range(40)}
        assert all(len(box.items) == 1 for box in boxes)
