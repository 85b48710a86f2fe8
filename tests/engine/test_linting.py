"""A statement whose FROM entries nothing joins is warned of, in the cases and in the words of SQLAlchemy."""

from __future__ import annotations

import contextlib
import re
import warnings
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy

import sqlmodel_rs.sa as ours
from sqlmodel_rs import exc
from sqlmodel_rs.engine import create_engine

_TABLES = """
md = MetaData()
columns = lambda: (Column("id", Integer, primary_key=True), Column("x", Integer), Column("s", String))
a, b, c = (Table(name, md, *columns()) for name in "abc")
s = Table("s", md, Column("id", Integer, primary_key=True), Column("x", Integer))
lat = select(b.c.x).where(b.c.id == a.c.id).lateral("lat")
loose = select(b.c.x).lateral("loose")
"""
STATEMENTS = """
select(a, b)
select(a.c.id, b.c.id)
select(a, b).where(a.c.id == b.c.id)
select(a, b).where(a.c.id > b.c.x)
select(a, b).where(a.c.id == 1, b.c.id == 2)
select(a, b).where(a.c.s.like(b.c.s))
select(a, b).where(a.c.id.in_([1, 2]))
select(a, b).where(a.c.id.in_([b.c.id, 2]))
select(a, b).where(a.c.s.contains(b.c.s))
select(a, b).where(a.c.x.is_distinct_from(b.c.x))
select(a, b).where(a.c.x.op("@@")(b.c.x))
select(a, b).where(or_(a.c.id == b.c.id, a.c.x == 1))
select(a, b).where(not_(and_(a.c.id == b.c.id, a.c.x == 1)))
select(a, b).where(a.c.id.between(b.c.id, b.c.x))
select(a, b).where(func.coalesce(a.c.x, b.c.x) == 1)
select(a, b).where(func.coalesce(a.c.x, 1) == b.c.x + 1)
select(a, b).where(a.c.x + b.c.x == c.c.x)
select(a, b, c).where(a.c.id == b.c.id)
select(a, b, c).where(a.c.id == b.c.id, b.c.x == c.c.x)
select(a, c).select_from(a.join(b, a.c.id == b.c.id))
select(a, c).select_from(a.join(b, true())).where(b.c.x == c.c.x)
select(a).join(b, true())
select(a, a.alias("a2"))
select(a, a.alias())
select(a, select(b.c.x).subquery())
select(a, select(b.c.x).subquery("q")).where(a.c.x == a.c.id)
select(a, select(b.c.x).cte("young"))
select(select(a.c.id, b.c.id.label("bid")).subquery())
select(a).where(exists().where(a.c.id == b.c.id))
select(a).where(select(b.c.id).where(b.c.id == c.c.id, c.c.x == a.c.x).exists())
select(a).where(select(b.c.id).where(c.c.x == 1).exists())
select(a).where(a.c.id.in_(select(b.c.id)))
select(a, b).where(a.c.id == select(func.max(b.c.id)).scalar_subquery())
select(a, case((a.c.id == b.c.id, 1), else_=0))
select(a, b).where(case((a.c.id == b.c.id, 1), else_=0) == 1)
select(a, func.json_each("[1]").table_valued("value"))
select(a, func.json_each(a.c.s).table_valued("value", joins_implicitly=True))
select(a, func.json_each(a.c.s).column_valued("v"))
select(a, func.json_each(a.c.s).column_valued("v", joins_implicitly=True))
select(a, values(column("n", Integer), name="v").data([(1,), (2,)]))
select(a, lat)
select(a, loose)
select(a).join(loose, true())
select(a.c.id, text("1")).select_from(a, text("b"))
union(select(a.c.id, b.c.id), select(a.c.id, a.c.x))
select(a, s)
update(a).values(x=b.c.x)
update(a).values(x=b.c.x).where(a.c.id == b.c.id)
update(a).values(x=b.c.x).where(a.c.id == 1, b.c.id == 2)
delete(a).where(b.c.id == 1)
delete(a).where(b.c.id == a.c.id)
""".strip().splitlines()


def _warned(root: Any, statement: str) -> list[Any]:
    """Return the class of each warning, and its words up to the names: where SQLAlchemy starts, its hashes decide."""
    names = {name: getattr(root, name) for name in dir(root)}
    exec(_TABLES, names)
    engine = root.create_engine("sqlite://")
    with warnings.catch_warnings(record=True) as caught, engine.connect() as connection:
        warnings.simplefilter("always")
        with contextlib.suppress(sqlalchemy.exc.SQLAlchemyError, exc.SQLAlchemyError, NotImplementedError):
            connection.execute(eval(statement, names))
    engine.dispose()
    return [(one.category.__name__, str(one.message).partition(" element")[0]) for one in caught]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statements_are_warned_of_as_by_sqlalchemy(statement: str) -> None:
    assert _warned(ours, statement) == _warned(sqlalchemy, statement)


def test_the_words() -> None:
    engine = ours.create_engine("sqlite://")
    names = SimpleNamespace(**{name: ours.table(name, ours.column("x")) for name in ("hero", "team")})
    words = (
        'SELECT statement has a cartesian product between FROM element(s) "team" and FROM element "hero".  '
        "Apply join condition(s) between each element to resolve."
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("create table hero (x)")
        connection.exec_driver_sql("create table team (x)")
        with pytest.warns(exc.SAWarning, match=re.escape(words)) as found:
            connection.execute(ours.select(names.hero.c.x, names.team.c.x))
        assert [one.filename for one in found] == [__file__]


def test_it_can_be_turned_off() -> None:
    for root in (ours, sqlalchemy):
        engine = root.create_engine("sqlite://", enable_from_linting=False)
        statement = root.select(root.literal_column("1")).select_from(
            root.select(root.literal(1)).subquery(), root.select(root.literal(2)).subquery()
        )
        with engine.connect() as connection:
            assert connection.execute(statement).all() == [(1,)]
            option = connection.execution_options(yield_per=1)
            assert option.execute(statement).all() == [(1,)]


def test_distinct_on_elsewhere_is_distinct_and_deprecated() -> None:
    engine = create_engine("sqlite://")
    statement = ours.select(ours.literal_column("1").label("x")).distinct(ours.literal_column("2"))
    with engine.connect() as connection, pytest.warns(exc.SADeprecationWarning, match="DISTINCT ON is currently"):
        assert connection.execute(statement).all() == [(1,)]
