import importlib
import pkgutil

import pytest

import sqlmodel_rs.sa


def modules() -> list[str]:
    return ["sqlmodel_rs.sa", *(m.name for m in pkgutil.walk_packages(sqlmodel_rs.sa.__path__, "sqlmodel_rs.sa."))]


@pytest.mark.parametrize("path", [m for m in modules() if not m.endswith(".surface")])
def test_every_offered_name_exists(path):
    module = importlib.import_module(path)
    missing = [name for name in dir(module) if not name.startswith("__") and not hasattr(module, name)]
    assert missing == []


@pytest.mark.parametrize(
    "line",
    [
        "from sqlmodel_rs.sa import Column, DateTime, Engine, ForeignKey, Integer, String, func, inspect, select",
        "from sqlmodel_rs.sa import Date, Interval, Time, create_mock_engine, Inspector, and_, or_, text, MetaData",
        "from sqlmodel_rs.sa.engine import make_url, CursorResult, ScalarResult, TupleResult, Engine, Connection, URL",
        "from sqlmodel_rs.sa.engine.reflection import Inspector",
        "from sqlmodel_rs.sa.exc import IntegrityError, NoResultFound, MultipleResultsFound, StatementError, SAWarning",
        "from sqlmodel_rs.sa.orm import relationship, RelationshipProperty, selectinload, joinedload, aliased",
        "from sqlmodel_rs.sa.orm import sessionmaker, Session, Mapped, declared_attr, with_polymorphic, scoped_session",
        "from sqlmodel_rs.sa.orm.attributes import flag_modified, InstrumentedAttribute, set_committed_value",
        "from sqlmodel_rs.sa.orm.exc import StaleDataError, DetachedInstanceError",
        "from sqlmodel_rs.sa.pool import StaticPool, NullPool, QueuePool",
        "from sqlmodel_rs.sa.schema import CreateTable",
        "from sqlmodel_rs.sa.ext.asyncio import create_async_engine, AsyncSession, AsyncEngine, async_sessionmaker",
        "from sqlmodel_rs.sa.sql.elements import UnaryExpression",
        "from sqlmodel_rs.sa.sql.type_api import TypeEngine",
        "from sqlmodel_rs.sa.dialects import sqlite, postgresql, mysql",
        "from sqlmodel_rs.sa.dialects.postgresql import JSONB, ARRAY, UUID, insert",
        "from sqlmodel_rs.sa import event, exc, orm, types",
    ],
)
def test_names_that_programs_import(line):
    exec(line, {})


def test_missing_name_says_so_and_names_the_nearest():
    with pytest.raises(
        ImportError, match=r"'selectinloads' from 'sqlalchemy.orm'.*nearest supported name is 'selectinload'"
    ):
        from sqlmodel_rs.sa.orm import selectinloads  # noqa: F401


def test_missing_attribute_is_an_attribute_error():
    assert not hasattr(sqlmodel_rs.sa, "no_such_thing_at_all")


def test_a_name_is_one_object_under_all_paths():
    from sqlmodel_rs.orm import aliased
    from sqlmodel_rs.sa.orm import aliased as other

    assert aliased is other
