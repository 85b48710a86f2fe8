"""URLs: the spellings SQLAlchemy's users write, and what is shown of them."""

import pickle

import pytest
import sqlalchemy

from sqlmodel_rs import exc
from sqlmodel_rs.engine import URL, create_engine, make_url

SPELLINGS = [
    "sqlite://",
    "sqlite:///a.db",
    "sqlite:////abs/a.db",
    "sqlite:///:memory:",
    "postgresql+psycopg://u:p%40w@h:5432/db?sslmode=require&x=1&x=2",
    "mysql+pymysql://root@[::1]:3306/x",
    "postgresql:///db",
    "postgresql://u:p@/db",
    "mariadb://h/db",
    "postgresql://user@host",
    "sqlite+aiosqlite:///file:x?mode=ro&uri=true",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_urls_parse_and_render_as_sqlalchemys(text: str) -> None:
    ours, theirs = make_url(text), sqlalchemy.make_url(text)
    assert tuple(ours) == tuple(theirs)
    assert str(ours) == str(theirs)
    assert ours.render_as_string(hide_password=False) == theirs.render_as_string(hide_password=False)
    assert ours.get_backend_name() == theirs.get_backend_name()
    assert make_url(ours) is ours
    assert pickle.loads(pickle.dumps(ours)) == ours


def test_create_and_change() -> None:
    url = URL.create("postgresql", "u", "p@", "h", 5, "d", {"a": "1"})
    assert url.render_as_string(hide_password=False) == "postgresql://u:p%40@h:5/d?a=1"
    assert url.set(database="e").database == "e"
    assert url.update_query_dict({"b": "2"}).query == {"a": "1", "b": "2"}
    assert url.difference_update_query(["a"]).query == {}
    assert "p@" not in repr(url)


@pytest.mark.parametrize(("wrong", "error"), [("bogus", exc.ArgumentError), (3, exc.ArgumentError)])
def test_what_is_no_url_is_refused(wrong: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        make_url(wrong)  # type: ignore[arg-type]


def test_an_unknown_database_is_refused() -> None:
    with pytest.raises(exc.NoSuchModuleError, match="sqlalchemy.dialects:foo"):
        create_engine("foo://x")


def test_unknown_keywords_are_refused() -> None:
    with pytest.raises(TypeError, match=r"Invalid argument\(s\) 'foo','bar' sent to create_engine\(\)"):
        create_engine("sqlite://", foo=1, bar=2)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite+aiosqlite://", "sqlite"),
        ("postgres://h/d", "postgresql"),
        ("postgresql+asyncpg://h/d", "postgresql"),
        ("mysql+aiomysql://h/d", "mysql"),
        ("mariadb+pymysql://h/d", "mariadb"),
    ],
)
def test_any_driver_suffix_names_the_one_engine(url: str, name: str) -> None:
    engine = create_engine(url)
    assert engine.name == engine.dialect.name == name
