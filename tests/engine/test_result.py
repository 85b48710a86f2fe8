"""Results and rows: how many, in which shape, and what is said when there are too many or none."""

import copy
import pickle
from typing import Any

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs.engine import Connection, CursorResult, create_engine
from sqlmodel_rs.engine.result import Result, ScalarResult
from sqlmodel_rs.schema import Column, MetaData, Table
from sqlmodel_rs.sql.dml import delete, insert, update
from sqlmodel_rs.sql.expression import func, select, text
from sqlmodel_rs.types import Integer, String

TWO = "select 1 as a, 2 as b union all select 3, 4"
NONE = "select 1 as a where 0"


@pytest.fixture
def connection() -> Any:
    with create_engine("sqlite://").connect() as connection:
        yield connection


def run(connection: Connection, sql: str = TWO) -> CursorResult[Any]:
    return connection.execute(text(sql))


def test_rows_are_tuples_with_names(connection: Connection) -> None:
    row = run(connection).first()
    assert row == (1, 2)
    assert hash(row) == hash((1, 2))
    a, b = row
    assert (a, row.b, row[1], row[-1]) == (1, 2, 2, 2)
    assert row._fields == ("a", "b")
    assert row._asdict() == {"a": 1, "b": 2} == dict(row._mapping)
    assert row._mapping["b"] == 2
    assert "b" in row._mapping and "z" not in row._mapping
    assert repr(row) == "(1, 2)"
    assert pickle.loads(pickle.dumps(row)).b == 2
    assert copy.copy(row).a == 1


def test_a_missing_name_is_said(connection: Connection) -> None:
    row = run(connection).first()
    with pytest.raises(AttributeError, match="Could not locate column in row for column 'zz'"):
        _ = row.zz
    with pytest.raises(exc.NoSuchColumnError, match="Could not locate column in row for column 'zz'"):
        row._mapping["zz"]
    with pytest.raises(exc.NoSuchColumnError):
        row._mapping[0]


def test_a_column_may_be_called_count(connection: Connection) -> None:
    row = run(connection, "select 5 as count, 6 as x").one()
    assert (row.count, row.x) == (5, 6)


def test_two_columns_of_one_name_are_ambiguous(connection: Connection) -> None:
    row = run(connection, "select 5 as x, 6 as x").one()
    assert tuple(row) == (5, 6)
    with pytest.raises(exc.AmbiguousColumnError, match="Ambiguous column name 'x'"):
        row._mapping["x"]


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("one", "Multiple rows were found when exactly one was required"),
        ("one_or_none", "Multiple rows were found when one or none was required"),
        ("scalar_one", "Multiple rows were found when exactly one was required"),
        ("scalar_one_or_none", "Multiple rows were found when one or none was required"),
    ],
)
def test_several_rows_where_one_is_wanted(connection: Connection, method: str, words: str) -> None:
    with pytest.raises(exc.MultipleResultsFound, match=words):
        getattr(run(connection), method)()


@pytest.mark.parametrize("method", ["one", "scalar_one"])
def test_no_row_where_one_is_wanted(connection: Connection, method: str) -> None:
    with pytest.raises(exc.NoResultFound, match="No row was found when one was required"):
        getattr(run(connection, NONE), method)()


@pytest.mark.parametrize("method", ["first", "one_or_none", "scalar", "scalar_one_or_none"])
def test_no_row_where_none_will_do(connection: Connection, method: str) -> None:
    assert getattr(run(connection, NONE), method)() is None


def test_shapes(connection: Connection) -> None:
    assert run(connection).all() == [(1, 2), (3, 4)]
    assert run(connection).scalars().all() == [1, 3]
    assert run(connection).scalars("b").all() == [2, 4]
    assert run(connection).mappings().all() == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    assert run(connection).mappings().first() == {"a": 1, "b": 2}
    assert run(connection).columns("b", "a").all() == [(2, 1), (4, 3)]
    assert list(run(connection).columns("b").keys()) == ["b"]
    assert run(connection).scalar() == 1
    assert list(run(connection)) == [(1, 2), (3, 4)]
    assert list(run(connection).partitions(1)) == [[(1, 2)], [(3, 4)]]
    assert repr(run(connection).keys()) == "RMKeyView(['a', 'b'])"


def test_fetching_piece_by_piece(connection: Connection) -> None:
    result = run(connection, TWO + " union all select 5, 6")
    assert result.fetchone() == (1, 2)
    assert result.fetchmany(1) == [(3, 4)]
    assert result.fetchmany(5) == [(5, 6)]
    assert result.fetchone() is None
    assert result.fetchall() == []


def test_unique_gives_each_row_once(connection: Connection) -> None:
    sql = "select 1 as a union all select 1 union all select 2"
    assert run(connection, sql).unique().all() == [(1,), (2,)]
    assert run(connection, sql).scalars().unique().all() == [1, 2]
    assert run(connection, sql).unique(lambda row: 0).all() == [(1,)]


def test_a_closed_result_says_so(connection: Connection) -> None:
    result = run(connection)
    result.close()
    with pytest.raises(exc.ResourceClosedError, match="This result object is closed."):
        result.fetchone()
    result = run(connection)
    result.first()
    with pytest.raises(exc.ResourceClosedError):
        result.all()


def test_a_statement_without_rows_says_so(connection: Connection) -> None:
    result = run(connection, "create table t (a integer)")
    assert not result.returns_rows
    for method in ("all", "fetchone", "keys", "scalars", "mappings"):
        with pytest.raises(exc.ResourceClosedError, match="does not return rows. It has been closed automatically."):
            getattr(result, method)()


def test_freeze_and_merge(connection: Connection) -> None:
    frozen = run(connection).freeze()
    assert frozen().all() == frozen().all() == [(1, 2), (3, 4)]
    assert run(connection).merge(run(connection)).all() == [(1, 2), (3, 4)] * 2


def test_a_result_that_must_be_made_unique() -> None:
    result = Result([(1,), (1,)], ("a",))
    result._requires_unique = True
    with pytest.raises(exc.InvalidRequestError, match=r"The unique\(\) method must be invoked"):
        result.all()
    assert result.unique().all() == [(1,)]
    demanding = Result([(1,), (1,)], ("a",))
    demanding._requires_unique = True
    with pytest.raises(exc.InvalidRequestError, match=r"The unique\(\) method must be invoked"):
        demanding.scalars().all()


@pytest.mark.parametrize("take", ["first", "scalar"])
def test_the_first_row_needs_no_unique(take: str) -> None:
    demanding = Result([(1,), (1,)], ("a",))
    demanding._requires_unique = True
    assert getattr(demanding, take)() == ((1,) if take == "first" else 1)


def test_the_first_scalar_needs_no_unique() -> None:
    demanding = Result([(1,), (1,)], ("a",))
    demanding._requires_unique = True
    assert demanding.scalars().first() == 1


def test_scalar_result_over_plain_values() -> None:
    assert ScalarResult([1, 2, 3]).all() == [1, 2, 3]
    assert list(ScalarResult([1, 2, 3])) == [1, 2, 3]
    with pytest.raises(exc.MultipleResultsFound):
        ScalarResult([1, 2]).one()


def test_what_a_result_gives_is_the_programs_own(connection: Connection) -> None:
    result = run(connection, "select 1 as a union all select 2")
    taken = result.scalars().all()
    taken.clear()
    again = result.scalars()
    assert (again.all(), again.all(), again.first()) == ([1, 2], [], None)
    frozen = Result([1, 2], ("a",), single=True).freeze()
    first = frozen().all()
    first.clear()
    assert [tuple(row) for row in frozen().all()] == [(1,), (2,)]


def test_columns_of_a_join_are_told_apart(database_url: str) -> None:
    metadata = MetaData()
    a = Table("a", metadata, Column("id", Integer, primary_key=True), Column("name", String(9)))
    b = Table("b", metadata, Column("id", Integer, primary_key=True), Column("name", String(9)))
    engine = create_engine(database_url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(a).values(id=1, name="a"))
        connection.execute(insert(b).values(id=2, name="b"))
        result = connection.execute(select(a.c.id, b.c.id, b.c.name).select_from(a.join(b, a.c.id != b.c.id)))
        assert list(result.keys()) == ["id", "id_1", "name"]
        row = result.one()
        assert (row._mapping[a.c.id], row._mapping[b.c.id], row._mapping[b.c.name], row.id_1) == (1, 2, "b", 2)
    engine.dispose()


def test_counts_and_keys_of_changes(database_url: str) -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column("id", Integer, primary_key=True), Column("name", String(9), default="none"))
    engine = create_engine(database_url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        first = connection.execute(insert(table).values(name="x"))
        assert first.inserted_primary_key == (1,)
        assert first.inserted_primary_key.id == 1
        assert (first.rowcount, first.is_insert, first.returns_rows) == (1, True, False)
        assert connection.execute(insert(table), {"name": "y"}).inserted_primary_key == (2,)
        assert connection.execute(insert(table), [{"name": "p"}, {"name": "q"}]).rowcount == 2
        assert connection.execute(insert(table).values(id=77)).inserted_primary_key == (77,)
        assert connection.execute(update(table).where(table.c.id < 3).values(name="z")).rowcount == 2
        assert connection.execute(delete(table).where(table.c.id == 77)).rowcount == 1
        names = connection.scalars(select(table.c.name).order_by(table.c.id)).all()
        assert names == ["z", "z", "p", "q"]
        assert connection.scalar(select(func.count()).select_from(table)) == 4
        with pytest.raises(exc.InvalidRequestError, match="not an insert"):
            _ = connection.execute(delete(table)).inserted_primary_key
    engine.dispose()
