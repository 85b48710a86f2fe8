"""Who is let in: passwords, and the certificates of TLS, with one typed error for who is not."""

import contextlib
import ssl
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import trustme

from sqlmodel_rs import create_engine, exc, text

from .conftest import on_server
from .scripted import METHODS, Door
from .test_refused import changed, connect

Doors = Callable[..., Door]


@pytest.fixture
def doors() -> Iterator[Doors]:
    """Return a function that makes PostgreSQL's door for the user `ann` with the password `r1ght`."""
    with contextlib.ExitStack() as stack:
        yield lambda method="scram", **options: stack.enter_context(
            contextlib.closing(Door(method, "ann", "r1ght", **options))
        )


def at(door: Door, user: str = "ann", password: str = ":r1ght", query: str = "") -> str:
    return f"postgresql://{user}{password}@127.0.0.1:{door.port}/db{query}"


def refusal(url: str) -> Any:
    error: Any = connect(url)
    assert isinstance(error, exc.OperationalError) and error.connection_invalidated
    assert "s3cret" not in str(error) and "r1ght" not in str(error)
    return error


# --- passwords
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("password", [":s3cret", ":", ""])
def test_a_wrong_password_of_postgresql(doors: Doors, method: str, password: str) -> None:
    error = refusal(at(doors(method), password=password))
    assert 'password authentication failed for user "ann"' in str(error)
    assert error.orig.sqlstate == "28P01"


@pytest.mark.parametrize("method", METHODS)
def test_a_right_password_of_postgresql(doors: Doors, method: str) -> None:
    error = refusal(at(doors(method)))
    assert "the door was open" in str(error)


@pytest.mark.parametrize("method", METHODS)
def test_a_password_with_signs_that_mean_something_in_a_url(method: str) -> None:
    with contextlib.closing(Door(method, "ann", "p@ss/w:rd%é")) as door:
        error: Any = connect(at(door, password=":p%40ss%2Fw%3Ard%25%C3%A9"))
    assert "the door was open" in str(error)


def test_a_wrong_user_of_postgresql(doors: Doors) -> None:
    assert 'failed for user "bob"' in str(refusal(at(doors(), user="bob")))


@pytest.fixture
def account(server_url: str, backend: str) -> Iterator[str]:
    """Make a user with the password `r1ght` who may use the database."""
    name = f"ann_{uuid.uuid4().hex[:8]}"
    database = urlsplit(server_url).path[1:]
    if backend == "mysql":
        made = [f"CREATE USER {name}@'%' IDENTIFIED BY 'r1ght'", f"GRANT ALL ON {database}.* TO {name}@'%'"]
        gone = [f"DROP USER {name}@'%'"]
    else:
        made = [f"CREATE ROLE {name} LOGIN PASSWORD 'r1ght'"]
        gone = [f"DROP ROLE {name}"]
    for statement in made:
        on_server(server_url, statement)
    yield name
    for statement in gone:
        on_server(server_url, statement)


def test_a_wrong_password_of_mysql(server_url: str, backend: str, account: str) -> None:
    with create_engine(changed(server_url, user=account, password="r1ght")).connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    if backend == "postgresql":
        return  # its server may trust whoever comes from here; the doors above judge
    for password in ("s3cret", ""):
        error = refusal(changed(server_url, user=account, password=password))
        assert f"Access denied for user '{account}'" in str(error)
        assert error.orig.code == "1045"


def test_a_role_that_may_not_log_in(server_url: str, backend: str, account: str) -> None:
    if backend == "postgresql":
        on_server(server_url, f"ALTER ROLE {account} NOLOGIN")
    else:
        on_server(server_url, f"ALTER USER {account}@'%' ACCOUNT LOCK")
    error = refusal(changed(server_url, user=account, password="r1ght"))
    words = {"postgresql": f'role "{account}" is not permitted to log in', "mysql": "this account is locked"}
    assert words[backend] in str(error)


def test_what_does_not_exist_is_named_with_its_code(server_url: str, backend: str) -> None:
    error = refusal(changed(server_url, user="nobody_here", password="s3cret"))
    assert "nobody_here" in str(error)
    assert error.orig.code == {"postgresql": "28000", "mysql": "1045"}[backend]
    error = refusal(changed(server_url, database="no_such_database"))
    assert "no_such_database" in str(error)
    assert error.orig.code == {"postgresql": "3D000", "mysql": "1049"}[backend]


# --- TLS
@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def root(authority: trustme.CA, tmp_path: Path) -> Path:
    authority.cert_pem.write_to_path(tmp_path / "root.pem")
    return tmp_path / "root.pem"


def context(authority: trustme.CA, name: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(made)
    return made


@pytest.mark.parametrize("query", ["?sslmode=require", "?sslmode=verify-ca", "?sslmode=verify-full", "?ssl=true"])
def test_a_server_without_tls(doors: Doors, query: str) -> None:
    error = refusal(at(doors(), query=query))
    assert "server does not support TLS" in str(error)


@pytest.mark.parametrize("query", ["?sslmode=disable", "?sslmode=allow", "?sslmode=prefer", "?ssl=false", ""])
def test_tls_that_is_not_asked_for(doors: Doors, query: str) -> None:
    door = doors()
    assert "the door was open" in str(refusal(at(door, query=query)))
    assert set(door.encrypted) == {False}


@pytest.mark.parametrize("query", ["?sslmode=prefer", "?sslmode=require", "?ssl=require", ""])
def test_tls_with_any_certificate(doors: Doors, authority: trustme.CA, query: str) -> None:
    door = doors(tls=context(authority, "elsewhere.test"))
    assert "the door was open" in str(refusal(at(door, query=query)))
    assert set(door.encrypted) == {True}


@pytest.mark.parametrize("method", METHODS)
def test_a_wrong_password_through_tls(doors: Doors, authority: trustme.CA, root: Path, method: str) -> None:
    door = doors(method, tls=context(authority, "127.0.0.1"))
    query = f"?sslmode=verify-full&sslrootcert={root}"
    assert 'failed for user "ann"' in str(refusal(at(door, password=":s3cret", query=query)))
    assert "the door was open" in str(refusal(at(door, query=query)))
    assert set(door.encrypted) == {True}


def test_a_certificate_of_another_host(doors: Doors, authority: trustme.CA, root: Path) -> None:
    door = doors(tls=context(authority, "elsewhere.test"))
    assert "the door was open" in str(refusal(at(door, query=f"?sslmode=verify-ca&sslrootcert={root}")))
    error = refusal(at(door, query=f"?sslmode=verify-full&sslrootcert={root}"))
    assert "certificate" in str(error) and "127.0.0.1" in str(error)


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_a_certificate_nobody_trusts(doors: Doors, authority: trustme.CA, tmp_path: Path, mode: str) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    door = doors(tls=context(authority, "127.0.0.1"))
    for query in (f"?sslmode={mode}&sslrootcert={tmp_path / 'other.pem'}", f"?sslmode={mode}"):
        assert "certificate" in str(refusal(at(door, query=query)))


@pytest.mark.parametrize("name", ["sslrootcert", "sslcert", "sslkey"])
def test_a_certificate_that_is_not_there(doors: Doors, name: str) -> None:
    error: Any = connect(at(doors(), query=f"?sslmode=verify-full&{name}=/no/such/file.pem"))
    assert isinstance(error, exc.OperationalError)
    assert name in str(error) and "/no/such/file.pem" in str(error)


def test_a_server_of_mysql_without_tls(server_url: str, backend: str) -> None:
    option = {"mysql": "ssl_mode=REQUIRED", "postgresql": "sslmode=require"}[backend]
    encrypted = on_server(server_url, "SHOW ssl" if backend == "postgresql" else "SELECT @@have_ssl")[0][0]
    if encrypted.lower() in ("on", "yes"):
        with create_engine(f"{server_url}?{option}").connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1
        return
    error = refusal(f"{server_url}?{option}")
    assert "server does not support TLS" in str(error)


@pytest.mark.parametrize(
    "option", ["ssl_ca=/no/such/file.pem", "ssl_cert=/no/such/file.pem", "ssl_key=/no/such/file.pem"]
)
def test_a_certificate_for_mysql_that_is_not_there(option: str) -> None:
    error: Any = connect(f"mysql://ann@127.0.0.1:1/db?{option}")
    assert isinstance(error, exc.OperationalError)
    assert option.split("=")[0] in str(error) and "/no/such/file.pem" in str(error)


@pytest.mark.parametrize(
    ("url", "option"),
    [
        ("postgresql://ann@127.0.0.1:1/db?sslmode=verify-everything", "sslmode"),
        ("postgresql://ann@127.0.0.1:1/db?ssl=perhaps", "ssl"),
        ("mysql://ann@127.0.0.1:1/db?ssl_mode=perhaps", "ssl_mode"),
        ("mysql://ann@127.0.0.1:1/db?ssl_disabled=perhaps", "ssl_disabled"),
    ],
)
def test_an_option_of_tls_that_cannot_be(url: str, option: str) -> None:
    error = connect(url)
    assert isinstance(error, exc.InterfaceError)
    assert f"\"{option}\": '{url.rsplit('=')[-1]}'" in str(error)


def test_a_door_that_says_nothing_more(doors: Doors) -> None:
    door = doors("silence")
    engine = create_engine(at(door), connect_args={"connect_timeout": 1})
    started = time.monotonic()
    with pytest.raises(exc.OperationalError, match="timeout expired"):
        engine.connect()
    assert time.monotonic() - started < 5
