"""What cannot be connected to: one typed error that names the matter, and never the password."""

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from sqlmodel_rs import Session, create_engine, exc, select, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import create_async_engine

from .conftest import asynchronous, on_server, session_number
from .models import Box


def changed(url: str, **parts: str) -> str:
    """Return a URL with another user, password, port or database."""
    split = urlsplit(url)
    user = parts.get("user", split.username or "")
    password = f":{parts['password']}" if "password" in parts else ""
    where = f"{user}{password}@{split.hostname}:{parts.get('port', split.port)}"
    return urlunsplit(split._replace(netloc=where, path=f"/{parts.get('database', split.path[1:])}"))


def connect(url: str) -> Exception:
    """Return the error of a blocking connect, after checking that the awaited one is the same."""
    engine = create_engine(url)
    with pytest.raises(exc.SQLAlchemyError) as caught:
        engine.connect()
    assert engine.pool.checkedout() == 0
    engine.dispose()

    async def awaited() -> Exception:
        engine = create_async_engine(asynchronous(url))
        with pytest.raises(exc.SQLAlchemyError) as caught:
            async with asyncio.timeout(10), engine.connect():
                pass
        await engine.dispose()
        return caught.value

    other = asyncio.run(awaited())
    assert (type(other), str(other)) == (type(caught.value), str(caught.value))
    return caught.value


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_nobody_listens(server_url: str) -> None:
    port = free_port()
    error = connect(changed(server_url, port=str(port), password="s3cret"))
    assert isinstance(error, exc.OperationalError)
    assert "refused" in str(error).lower()
    assert f'"127.0.0.1", port {port} failed' in str(error)
    assert "s3cret" not in str(error)


def test_a_host_that_does_not_exist(server_url: str) -> None:
    split = urlsplit(server_url)
    url = urlunsplit(split._replace(netloc=f"{split.username}:s3cret@host.invalid:{split.port}"))
    error = connect(url)
    assert isinstance(error, exc.OperationalError)
    assert "host.invalid" in str(error)
    assert "s3cret" not in str(error)


def test_a_server_that_never_answers(server_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = changed(server_url, port=str(silent.getsockname()[1]))
        engine = create_engine(url, connect_args={"connect_timeout": 1})
        started = time.monotonic()
        with pytest.raises(exc.OperationalError, match="timeout"):
            engine.connect()
        assert time.monotonic() - started < 5
        assert engine.pool.checkedout() == 0


@pytest.mark.parametrize(
    ("url", "error", "text"),
    [
        ("oracle://scott:s3cret@host/db", exc.NoSuchModuleError, "oracle"),
        ("mssql+pyodbc://host/db", exc.NoSuchModuleError, "mssql"),
        ("not a url", exc.ArgumentError, "URL"),
        ("", exc.ArgumentError, "URL"),
        ("postgresql://host:port/db", exc.ArgumentError, "port"),
        (None, exc.ArgumentError, "None"),
    ],
)
def test_an_unsupported_url(url: Any, error: type[Exception], text: str) -> None:
    for make in (create_engine, create_async_engine):
        with pytest.raises(error, match=text) as caught:
            make(url)
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"pool_sise": 3}, TypeError, "'pool_sise'"),
        ({"pool_size": "many"}, exc.ArgumentError, "pool_size"),
        ({"pool_size": -1}, exc.ArgumentError, "pool_size"),
        ({"max_overflow": None, "pool_timeout": "soon"}, exc.ArgumentError, "pool_timeout"),
        ({"pool_recycle": "soon"}, exc.ArgumentError, "pool_recycle"),
        ({"poolclass": int}, exc.ArgumentError, "poolclass"),
        ({"isolation_level": "CHAOS"}, exc.ArgumentError, "CHAOS"),
        ({"connect_args": {"no_such_argument": 1}}, (exc.ArgumentError, exc.InterfaceError), "no_such_argument"),
        ({"connect_args": 3}, exc.ArgumentError, "connect_args"),
        ({"execution_options": 3}, exc.ArgumentError, "execution_options"),
    ],
)
def test_an_engine_option_that_cannot_be(database_url: str, options: dict[str, Any], error: Any, text: str) -> None:
    def work() -> None:
        create_engine(database_url, **options).connect().close()

    with pytest.raises(error, match=text):
        work()


def test_a_full_pool(database_url: str, made: Callable[..., Engine]) -> None:
    engine = made(pool_size=1, max_overflow=1, pool_timeout=0.1)
    with Session(engine) as first, Session(engine) as second:
        assert first.exec(select(Box)).all() == second.exec(select(Box)).all() == []
        with Session(engine) as third:
            with pytest.raises(exc.TimeoutError, match="QueuePool limit of size 1 overflow 1 reached"):
                third.exec(select(Box)).all()
            first.close()
            assert third.exec(select(Box)).all() == []
    assert engine.pool.checkedout() == 0


async def test_a_full_async_pool(database_url: str, made: Callable[..., Engine]) -> None:
    engine = create_async_engine(asynchronous(database_url), pool_size=1, max_overflow=0, pool_timeout=0.1)
    async with engine.connect() as held:
        with pytest.raises(exc.TimeoutError, match="QueuePool limit of size 1 overflow 0 reached"):
            await engine.connect()
        assert await held.scalar(text("SELECT 1")) == 1
    async with engine.connect() as free:
        assert await free.scalar(text("SELECT 2")) == 2
    await engine.dispose()


def test_a_missing_table(database_url: str, made: Callable[..., Engine]) -> None:
    engine = made()
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE item"))
        connection.execute(text("DROP TABLE box"))
    with Session(engine) as session:
        with pytest.raises(exc.DBAPIError, match="box") as caught:
            session.exec(select(Box)).all()
        assert caught.value.statement.startswith("SELECT box.")
        assert not caught.value.connection_invalidated
        session.rollback()
        assert session.execute(text("SELECT 1")).scalar() == 1


def test_dispose_ends_the_sessions_on_the_server(server_url: str, backend: str) -> None:
    engine = create_engine(server_url, pool_size=3)
    connections = [engine.connect() for _ in range(3)]
    numbers = ",".join(str(connection.scalar(text(session_number(backend)))) for connection in connections)
    alive = (
        f"SELECT count(*) FROM pg_stat_activity WHERE pid IN ({numbers})"
        if backend == "postgresql"
        else f"SELECT count(*) FROM information_schema.processlist WHERE id IN ({numbers})"
    )
    assert on_server(server_url, alive)[0][0] == 3
    for connection in connections:
        connection.close()
    assert on_server(server_url, alive)[0][0] == 3
    engine.dispose()
    deadline = time.monotonic() + 5
    while on_server(server_url, alive)[0][0]:
        assert time.monotonic() < deadline
