"""`text()`: parameters for lists, and columns with types."""

import pytest

from sqlmodel_rs import Integer, String, bindparam, column, create_engine, exc, select, text
from sqlmodel_rs.types import JSON


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
