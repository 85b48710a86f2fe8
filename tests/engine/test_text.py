"""`text()`: parameters for lists, and columns with types."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy

from sqlmodel_rs import Integer, String, bindparam, column, create_engine, exc, select, text
from sqlmodel_rs.types import JSON
from tests.conftest import url_of

UTC = UTC


@pytest.fixture
def connection(database_url):
    engine = create_engine(database_url)
    with engine.connect() as connection:
        connection.execute(text("create table texts (id integer, label varchar(20))"))
        connection.execute(text("insert into texts values (1, 'a'), (2, 'b')"))
        yield connection
    engine.dispose()


@pytest.mark.parametrize(("given", "found"), [([1, 2], [1, 2]), ((2,), [2]), ([], []), ({1}, [1])])
def test_a_list_is_given_when_the_text_runs(connection, given, found) -> None:
    listed = text("select id from texts where id in :ids order by id").bindparams(bindparam("ids", expanding=True))
    assert connection.scalars(listed, {"ids": given}).all() == found


def test_a_list_is_given_when_a_select_runs(connection) -> None:
    one = select(column("id")).select_from(text("texts")).where(column("id").in_(bindparam("ids", expanding=True)))
    assert connection.scalars(one, {"ids": [2]}).all() == [2]
    assert connection.scalars(one, {"ids": (1, 2)}).all() == [1, 2]


def test_a_list_of_tuples_is_a_set_of_rows(connection) -> None:
    listed = text("select id from texts where (id, label) in :pairs").bindparams(bindparam("pairs", expanding=True))
    assert connection.scalars(listed, {"pairs": [(1, "a"), (2, "none")]}).all() == [1]


def test_columns_have_types_and_names(connection) -> None:
    row = connection.execute(text("""select 1 as x, '{"a": [2]}' as y""").columns(x=Integer, y=JSON)).one()
    assert (row.x, row.y) == (1, {"a": [2]})
    by_place = text("select id, label from texts order by id").columns(column("n", Integer), column("s", String))
    row = connection.execute(by_place).first()
    assert row._mapping == {"id": 1, "label": "a"}
    assert (row.id, row.n, row.s) == (1, 1, "a")


def test_columns_named_in_another_order_are_refused(connection) -> None:
    with pytest.raises(exc.InvalidRequestError, match=r"\(label, id\), the statement returns \(id, label\)"):
        connection.execute(text("select id, label from texts").columns(label=String, id=Integer))


VALUES = [
    True,
    7,
    70_000,
    2**40,
    1.5,
    Decimal("1.50"),
    "x",
    b"x",
    None,
    date(2020, 1, 2),
    datetime(2020, 1, 2, 3, 4, 5, 600),
    datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
    time(3, 4, 5),
    timedelta(days=1, hours=2),
    UUID(int=5),
    [1, 70_000],
    [[1, 2], [3, 4]],
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_parameter_of_which_nobody_told_the_type_has_its_values(request, value) -> None:
    """As psycopg declares it, where the server has to know the type of a parameter."""
    engine = create_engine(url_of(request, "postgresql"))
    theirs = sqlalchemy.create_engine(engine.url.set(drivername="postgresql+psycopg").render_as_string(False))
    found = []
    for one, words in ((engine, text), (theirs, sqlalchemy.text)):
        with one.connect() as connection:
            row = connection.execute(words("select :a, pg_typeof(cast(null as text))"), {"a": value}).one()
            found.append((row[0], type(row[0]), row[1]))
        one.dispose()
    assert found[0] == found[1]


def test_one_text_takes_values_of_several_types(request) -> None:
    engine = create_engine(url_of(request, "postgresql"))
    with engine.connect() as connection:
        for value in [1, 70_000, 2**40, 2, None, "5", 1.5, 3, 80_000]:
            found = connection.execute(text("select :a + :b"), {"a": value, "b": 1}).scalar_one()
            assert found == (None if value is None else float(value) + 1)
        assert connection.execute(text("select jsonb_build_object('x', :a)"), {"a": 5}).scalar_one() == {"x": 5}
        assert connection.execute(text("select date '2020-01-01' + :n"), {"n": 3}).scalar_one() == date(2020, 1, 4)
    engine.dispose()


def test_names_of_the_catalogue_are_read_as_text(request) -> None:
    engine = create_engine(url_of(request, "postgresql"))
    with engine.connect() as connection:
        connection.execute(text("create type mood as enum ('glad')"))
        sql = (
            "select n, pg_typeof(n), cast('pg_class' as regclass), cast('mood' as regtype), cast(null as regclass) "
            "from generate_series(1, 3) n where n > :least"
        )
        rows = connection.execute(text(sql), {"least": 0}).all()
        assert rows == [(n, "integer", "pg_class", "mood", None) for n in (1, 2, 3)]
        stream = connection.execution_options(yield_per=2).execute(text(sql), {"least": 0})
        assert [row[1:4] for row in stream] == [("integer", "pg_class", "mood")] * 3
        assert connection.execute(text(sql.replace("1, 3", "1, 0")), {"least": 0}).all() == []
    engine.dispose()


@pytest.mark.parametrize(
    ("sql", "given"),
    [
        ("select :a + :b", {"a": 1, "b": 2}),
        ("select cast(:a as char(5)), :b", {"a": "it's", "b": "plain"}),
        ("select :a, '?', :b as named", {"a": "x", "b": 1}),
        ("select 1 where 1 = :a", {"a": 1}),
        ("select :a * 2, concat(:b, '?', :c)", {"a": 1.5, "b": "y", "c": "z"}),
        ("select date(:a), :b", {"a": date(2020, 1, 2), "b": None}),
    ],
)
def test_a_column_is_called_as_pythons_drivers_have_it(request, sql, given) -> None:
    engine = create_engine(url_of(request, "mysql"))
    theirs = sqlalchemy.create_engine(engine.url.set(drivername="mysql+pymysql").render_as_string(False))
    found = []
    for one, words in ((engine, text), (theirs, sqlalchemy.text)):
        with one.connect() as connection:
            result = connection.execute(words(sql), given)
            found.append((list(result.keys()), [tuple(row) for row in result]))
        one.dispose()
    assert found[0] == found[1]
    with engine.connect() as connection:
        stream = connection.execution_options(yield_per=1).execute(text(sql), given)
        assert list(stream.keys()) == found[0][0]
        stream.close()
    engine.dispose()
