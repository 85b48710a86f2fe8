"""Upserts of classes whose rows live in several tables: one rule for each kind of conflict target."""

import threading

import pytest

from sqlmodel_rs import Session, create_engine, sa, select
from sqlmodel_rs.dialects import mysql, postgresql, sqlite
from sqlmodel_rs.exc import ArgumentError, CompileError, InvalidRequestError, UniqueViolation
from sqlmodel_rs.sa import orm

from .written import Bolt, Boss, Coder, Lead, Staff, Twin

DIALECTS = {"sqlite": sqlite, "postgresql": postgresql, "mysql": mysql}
CHAIN = ("staff", "coder", "leader", "boss")


def crew(db: Twin) -> None:
    db.put(
        Coder(email="ada@x", name="ada", badge="b1", level=3),
        Lead(email="sam@x", name="sam", badge="b2", level=9, bonus=100),
        Boss(email="max@x", name="max", budget=10),
    )


def inserting(db: Twin, cls: type, *rows: dict):
    return DIALECTS[db.backend].insert(cls).values(list(rows))


def updating(db: Twin, statement, target: list[str], where=None, **values):
    """Say the upsert in the database's own form; MySQL goes by every unique key."""
    if db.backend == "mysql":
        return statement.on_duplicate_key_update(**values)
    return statement.on_conflict_do_update(index_elements=target, set_=values, where=where)


def coders(db: Twin) -> list[tuple]:
    return db.rows("SELECT s.email, s.name, c.badge, c.level FROM staff s JOIN coder c ON s.id = c.id ORDER BY s.id")


def test_target_in_the_base_table_updates_both_tables_and_inserts_the_rest(twin):
    crew(twin)
    statement = inserting(
        twin, Coder, {"email": "ada@x", "name": "new", "level": 7}, {"email": "zoe@x", "name": "zoe", "level": 1}
    )
    statement = updating(twin, statement, ["email"], name=statement.excluded.name, level=statement.excluded.level + 100)
    assert twin.execute(statement).rowcount == 2
    assert coders(twin) == [("ada@x", "new", "b1", 107), ("sam@x", "sam", "b2", 9), ("zoe@x", "zoe", None, 1)]
    assert twin.counts(CHAIN) == [4, 3, 1, 1]


def test_target_in_the_child_table_leaves_no_second_base_row(twin):
    crew(twin)
    statement = inserting(twin, Coder, {"email": "other@x", "badge": "b1", "level": 5})
    statement = updating(twin, statement, ["badge"], level=Coder.level + statement.excluded.level)
    assert twin.execute(statement).rowcount == 1
    assert coders(twin)[0] == ("ada@x", "ada", "b1", 8)
    assert twin.counts(CHAIN) == [3, 2, 1, 1]


def test_the_primary_key_is_one_key_in_every_table(twin):
    crew(twin)
    statement = inserting(twin, Lead, {"id": 2, "email": "n@x", "bonus": 5})
    statement = updating(twin, statement, ["id"], bonus=statement.excluded.bonus, email=statement.excluded.email)
    assert twin.execute(statement).rowcount == 1
    assert twin.rows("SELECT email, bonus FROM staff JOIN leader ON staff.id = leader.id") == [("n@x", 5)]


@pytest.mark.parametrize("count", [1, 3])
def test_what_each_update_sets_is_set(database_url, count):
    class Base(orm.DeclarativeBase):
        pass

    class Item(Base):
        __tablename__ = "item"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        code = orm.mapped_column(sa.String(10), unique=True)
        seen = orm.mapped_column(sa.String(10), default="new", onupdate="again")

    class Book(Item):
        __tablename__ = "book"
        id = orm.mapped_column(sa.ForeignKey("item.id"), primary_key=True)
        pages = orm.mapped_column(sa.Integer)
        title = orm.mapped_column(sa.String(10))
        lang = orm.mapped_column(sa.String(10), onupdate="xx")

    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    own = DIALECTS[engine.dialect.name.replace("mariadb", "mysql")]
    with orm.Session(engine) as session:
        for pages in (1, 2):
            given = [{"code": f"c{number}", "pages": pages, "title": "t"} for number in range(count)]
            statement = own.insert(Book).values(given)
            values = {"code": statement.excluded.code, "pages": statement.excluded.pages}
            if own is mysql:
                statement = statement.on_duplicate_key_update(values)
            else:
                statement = statement.on_conflict_do_update(index_elements=["code"], set_=values)
            assert session.execute(statement).rowcount == count
        found = session.execute(select(Book.seen, Book.pages, Book.lang)).all()
        assert [tuple(row) for row in found] == [("again", 2, "xx")] * count
    engine.dispose()


def test_composite_target(twin):
    first = {"region": "eu", "number": 1, "code": "a", "length": 2, "nut": "t"}
    twin.put(Bolt(**first))
    statement = inserting(twin, Bolt, {**first, "number": 9, "nut": "cap"}, {**first, "code": "b", "number": 2})
    statement = updating(twin, statement, ["region", "code"], nut=statement.excluded.nut)
    assert twin.execute(statement).rowcount == 2
    assert twin.rows("SELECT number, nut FROM bolt ORDER BY number") == [(1, "cap"), (2, "t")]


def test_returning_hydrates_what_was_inserted_and_what_was_updated(twin):
    crew(twin)
    held = twin.get(Staff, 1)
    statement = inserting(twin, Coder, {"email": "zoe@x", "level": 1}, {"email": "ada@x", "level": 7})
    statement = updating(twin, statement, ["email"], level=statement.excluded.level).returning(Coder)
    found = twin.execute(statement).scalars().all()
    assert [(one.email, one.level) for one in found] == [("zoe@x", 1), ("ada@x", 7)]
    assert found[1] is held


def test_a_row_of_a_descendant_is_updated_too(twin):
    crew(twin)
    statement = inserting(twin, Coder, {"email": "sam@x", "level": 1})
    twin.execute(updating(twin, statement, ["email"], level=statement.excluded.level))
    assert twin.rows("SELECT level, bonus FROM coder JOIN leader ON coder.id = leader.id") == [(1, 100)]


def test_a_row_of_another_class_is_refused_and_named(twin):
    crew(twin)
    statement = inserting(twin, Coder, {"email": "max@x", "level": 1})
    with pytest.raises(InvalidRequestError, match=r"table 'staff' with key 3 .* is not a Coder.*become"):
        twin.execute(updating(twin, statement, ["email"], level=statement.excluded.level))


def test_two_rows_of_one_statement_meet_each_other(twin):
    statement = inserting(twin, Coder, {"email": "a@x", "level": 1}, {"email": "a@x", "level": 2})
    assert twin.execute(updating(twin, statement, ["email"], level=statement.excluded.level)).rowcount == 2
    assert [row[3] for row in coders(twin)] == [2]


def test_another_unique_key_is_still_a_violation(twin):
    crew(twin)
    if twin.backend == "mysql":
        pytest.skip("MySQL goes by every unique key")
    statement = inserting(twin, Coder, {"email": "n@x", "badge": "b1"})
    with pytest.raises(UniqueViolation):
        twin.execute(updating(twin, statement, ["email"], level=1))
    twin.rollback()
    assert twin.counts(CHAIN) == [3, 2, 1, 1]


def test_do_nothing_counts_and_returns_what_was_written(twin):
    crew(twin)
    statement = inserting(twin, Coder, {"email": "ada@x"}, {"email": "zoe@x"}, {"email": "q@x", "badge": "b2"})
    if twin.backend == "mysql":
        with pytest.raises(CompileError, match="on_duplicate_key_update"):
            twin.execute(statement.on_conflict_do_nothing())
        return
    found = twin.execute(statement.on_conflict_do_nothing().returning(Coder.email)).scalars().all()
    assert found == ["zoe@x"]
    again = inserting(twin, Coder, {"email": "max@x"}).on_conflict_do_nothing(index_elements=["email"])
    assert twin.execute(again).rowcount == 0
    assert twin.counts(CHAIN) == [4, 3, 1, 1]


def test_where_decides_about_a_row_that_is_there(twin):
    crew(twin)
    if twin.backend == "mysql":
        pytest.skip("ON DUPLICATE KEY UPDATE has no WHERE")
    statement = inserting(twin, Coder, {"email": "ada@x", "level": 1}, {"email": "sam@x", "level": 50})
    where = Coder.level < statement.excluded.level
    assert twin.execute(updating(twin, statement, ["email"], where, level=statement.excluded.level)).rowcount == 1
    assert [row[3] for row in coders(twin)] == [3, 50]


def test_duplicate_key_by_two_rows_is_refused(twin):
    crew(twin)
    if twin.backend != "mysql":
        pytest.skip("named conflict targets are one key")
    statement = inserting(twin, Coder, {"email": "sam@x", "badge": "b1"}).on_duplicate_key_update(level=1)
    with pytest.raises(InvalidRequestError, match="conflicts with two rows"):
        twin.execute(statement)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"index_elements": ["name"]}, InvalidRequestError, "no unique constraint on"),
        ({"index_elements": ["email", "badge"]}, InvalidRequestError, "several tables"),
        ({"constraint": "nobody"}, ArgumentError, "no unique constraint 'nobody'"),
        ({"index_elements": ["email"], "index_where": Staff.name == "x"}, InvalidRequestError, "index_where"),
    ],
)
def test_what_is_no_unique_key_of_one_table_is_refused_before_sql(twin, options, error, message):
    if twin.backend == "mysql":
        pytest.skip("named conflict targets are not MySQL's")
    crew(twin)
    statement = inserting(twin, Coder, {"email": "ada@x"}).on_conflict_do_update(**options, set_={"level": 1})
    with pytest.raises(error, match=message):
        twin.execute(statement)


def test_the_sessions_own_upsert_writes_hierarchies(twin):
    crew(twin)
    rows = [{"email": "sam@x", "level": 4, "bonus": 1}, {"email": "zoe@x", "level": 5, "bonus": 2}]
    if twin.runner is None:
        from sqlmodel_rs import Session as Own

        with Own(twin.engine) as session:
            found = session.upsert(Lead, rows, by="email")
            session.commit()
            assert [(one.email, one.level, one.bonus) for one in found] == [("sam@x", 4, 1), ("zoe@x", 5, 2)]
    else:
        found = twin.upsert(Lead, rows, by="email")
        twin.commit()
    assert twin.rows("SELECT level, bonus FROM coder JOIN leader ON coder.id = leader.id ORDER BY level") == [
        (4, 1), (5, 2)
    ]  # fmt: skip


def test_two_writers_of_one_key_make_one_row(twin):
    """The second one meets the row that the first one is just writing: it waits, and then updates it."""
    other = create_engine(twin.url)
    begun, release, failures = threading.Event(), threading.Event(), []

    def write() -> None:
        try:
            with Session(other) as session:
                session.add(Coder(email="new@x", badge="n", level=1))
                session.flush()
                begun.set()
                release.wait(10)
                session.commit()
        except BaseException as error:
            failures.append(error)
            begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(10)
    threading.Timer(0.2, release.set).start()
    try:
        statement = inserting(twin, Coder, {"email": "new@x", "level": 10})
        statement = updating(twin, statement, ["email"], level=Coder.level + statement.excluded.level)
        assert twin.execute(statement).rowcount == 1
        twin.commit()
    finally:
        thread.join(10)
        other.dispose()
    assert (failures, coders(twin)) == ([], [("new@x", "?", "n", 11)])
