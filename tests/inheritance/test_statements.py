"""UPDATE, DELETE and INSERT as statements on classes whose rows live in several tables."""

import threading

import pytest

from sqlmodel_rs import Session, bindparam, create_engine, delete, func, insert, select, update
from sqlmodel_rs.exc import CompileError, InvalidRequestError, UniqueViolation

from .written import Bolt, Boss, Coder, Heat, Lead, Lens, Part, Probe, Screw, Staff, Tool, Trainee, Twin

CHAIN = ("staff", "coder", "leader", "boss")


def crew(db: Twin) -> None:
    db.put(
        Staff(email="eve@x", name="eve"),
        Coder(email="ada@x", name="ada", badge="b2", level=3),
        Lead(email="sam@x", name="sam", badge="b3", level=9, bonus=100),
        Boss(email="max@x", name="max", budget=10),
        Trainee(email="tim@x", name="tim", school="mit"),
    )


def levels(db: Twin) -> list[tuple]:
    return db.rows("SELECT s.id, s.name, c.level FROM staff s JOIN coder c ON s.id = c.id ORDER BY s.id")


# --- update
def test_update_by_a_base_column_computes_from_every_table(twin):
    crew(twin)
    statement = update(Coder).where(Coder.name == "ada").values(level=Coder.level + Coder.id, name=Coder.name + "!")
    assert twin.execute(statement).rowcount == 1
    assert levels(twin) == [(2, "ada!", 5), (3, "sam", 9)]


def test_update_of_the_leaf_writes_each_of_three_tables(twin):
    crew(twin)
    statement = update(Lead).where(Lead.level > 5).values(name="q", level=1, bonus=Lead.bonus * 2)
    assert twin.execute(statement).rowcount == 1
    assert twin.rows("SELECT name FROM staff WHERE id = 3") + twin.rows("SELECT level FROM coder WHERE id = 3") == [
        ("q",), (1,)
    ]  # fmt: skip
    assert twin.rows("SELECT id, bonus FROM leader") == [(3, 200)]


def test_update_chooses_its_rows_once(twin):
    crew(twin)
    # The first table written makes the condition false: the second is written all the same.
    assert twin.execute(update(Coder).where(Coder.name == "ada").values(name="other", level=7)).rowcount == 1
    assert levels(twin)[0] == (2, "other", 7)


def test_update_of_the_base_meets_every_class(twin):
    crew(twin)
    assert twin.execute(update(Staff).where(Staff.id > 1).values(name="all")).rowcount == 4
    assert twin.rows("SELECT count(*) FROM staff WHERE name = 'all'") == [(4,)]


def test_update_of_a_single_table_leaf_meets_its_rows_only(twin):
    crew(twin)
    assert twin.execute(update(Trainee).values(school="eth", name="t")).rowcount == 1
    assert twin.rows("SELECT id, name FROM staff WHERE school = 'eth'") == [(5, "t")]


def test_update_returning_gives_objects_and_columns_after_the_change(twin):
    crew(twin)
    statement = update(Coder).where(Coder.level > 0).values(level=Coder.level + 1)
    result = twin.execute(statement.returning(Coder.id, Coder.name, Coder.level))
    assert sorted(tuple(row) for row in result.all()) == [(2, "ada", 4), (3, "sam", 10)]
    found = twin.execute(statement.returning(Coder)).scalars().all()
    assert sorted((one.id, one.level, type(one).__name__) for one in found) == [(2, 5, "Coder"), (3, 11, "Lead")]
    assert twin.execute(update(Coder).where(Coder.id == 99).values(level=1).returning(Coder.id)).all() == []


def test_update_returning_has_the_names_of_its_columns(twin):
    crew(twin)
    statement = update(Coder).where(Coder.id == 2).values(level=1).returning(Coder.name, Coder.level)
    row = twin.execute(statement).one()
    assert (row.name, row.level, tuple(row._fields)) == ("ada", 1, ("name", "level"))


def test_objects_in_memory_follow_an_update_and_a_delete(twin):
    crew(twin)
    ada, sam = twin.get(Staff, 2), twin.get(Staff, 3)
    twin.execute(update(Coder).where(func.lower(Coder.name) == "ada").values(name="zoe", level=8))
    assert (ada.name, ada.level, sam.name) == ("zoe", 8, "sam")
    twin.execute(delete(Lead).where(func.lower(Lead.name) == "sam"))
    assert sam not in twin.s and ada in twin.s


def test_evaluate_refuses_what_python_cannot_decide(twin):
    crew(twin)
    held = twin.get(Staff, 2)
    statement = update(Coder).where(func.lower(Coder.name) == "ada").values(level=8)
    with pytest.raises(InvalidRequestError, match="Could not evaluate"):
        twin.execute(statement, execution_options={"synchronize_session": "evaluate"})
    assert held.level == 3


def test_update_of_a_column_the_class_lacks_names_it(twin):
    with pytest.raises(CompileError, match="budget"):
        twin.execute(update(Staff).values(budget=3))


def test_a_subquery_may_choose_the_rows(twin):
    crew(twin)
    twin.put(Tool(title="saw", coder_id=3))
    statement = update(Coder).where(Coder.tools.any(Tool.title == "saw")).values(level=0)
    assert twin.execute(statement).rowcount == 1
    statement = delete(Coder).where(Coder.id.in_(select(Coder.id).where(Coder.level == 3)))
    assert twin.execute(statement).rowcount == 1
    assert levels(twin) == [(3, "sam", 0)]


def test_parameters_may_come_with_the_execution(twin):
    crew(twin)
    statement = update(Coder).where(Coder.name == bindparam("who")).values(level=bindparam("to"), name="n")
    assert twin.execute(statement, {"who": "ada", "to": 44}).rowcount == 1
    added = update(Coder).where(Coder.name == bindparam("who")).values(level=Coder.level + bindparam("by"))
    assert twin.execute(added, {"who": "n", "by": 1}).rowcount == 1
    assert twin.execute(delete(Coder).where(Coder.name == bindparam("who")), {"who": "sam"}).rowcount == 1
    assert levels(twin) == [(2, "n", 45)]


def test_many_rows_are_written_in_parts(twin):
    twin.put(*[Coder(email=f"{n}@x", level=n) for n in range(1203)])
    statement = update(Coder).values(level=Coder.level + 1, name="n").returning(Coder.level)
    assert sorted(row[0] for row in twin.execute(statement).all()) == list(range(1, 1204))
    assert twin.execute(delete(Coder)).rowcount == 1203


# --- delete
def test_delete_by_a_base_column_leaves_nothing_behind(twin):
    crew(twin)
    assert twin.execute(delete(Coder).where(Coder.name == "ada")).rowcount == 1
    assert twin.counts(CHAIN) == [4, 1, 1, 1]


def test_delete_by_a_child_column_takes_the_base_row_and_grandchildren(twin):
    crew(twin)
    assert twin.execute(delete(Coder).where(Coder.level > 1)).rowcount == 2
    assert twin.counts(CHAIN) == [3, 0, 0, 1]


def test_delete_of_the_base_empties_every_table(twin):
    crew(twin)
    assert twin.execute(delete(Staff)).rowcount == 5
    assert twin.counts(CHAIN) == [0, 0, 0, 0]


def test_delete_returning_says_what_the_rows_were(twin):
    crew(twin)
    result = twin.execute(delete(Coder).where(Coder.level == 3).returning(Coder.name, Coder.badge))
    assert [tuple(row) for row in result.all()] == [("ada", "b2")]
    gone = twin.execute(delete(Staff).where(Staff.id == 3).returning(Staff)).scalars().one()
    assert (type(gone), gone.bonus, gone in twin.s) == (Lead, 100, False)
    assert twin.counts(CHAIN) == [3, 0, 0, 1]


def test_rollback_undoes_every_table(twin):
    crew(twin)
    twin.execute(delete(Staff))
    twin.rollback()
    twin.execute(update(Lead).values(name="q", bonus=1))
    twin.rollback()
    assert twin.counts(CHAIN) == [5, 2, 1, 1]
    assert twin.rows("SELECT bonus FROM leader") == [(100,)]


def test_composite_keys_of_three_levels(twin):
    twin.put(
        Part(region="eu", number=1, code="a"),
        Screw(region="eu", number=2, code="b", length=4),
        Bolt(region="us", number=1, code="c", length=9, nut="cap"),
    )
    assert twin.execute(update(Screw).where(Screw.length > 5).values(code="z", length=Screw.length + 1)).rowcount == 1
    assert twin.rows("SELECT region, number, code FROM part WHERE code = 'z'") == [("us", 1, "z")]
    assert twin.rows("SELECT region, number, length FROM screw ORDER BY region") == [("eu", 2, 4), ("us", 1, 10)]
    statement = insert(Bolt).values(
        [{"region": "as", "number": 7, "code": "d", "nut": "t"}, {"region": "as", "number": 6, "code": "e"}]
    )
    rows = twin.execute(statement.returning(Bolt.number, Bolt.nut, Bolt.kind)).all()
    assert [tuple(row) for row in rows] == [(7, "t", "bolt"), (6, "hex", "bolt")]
    assert twin.execute(delete(Part).where(Part.region == "as")).rowcount == 2
    assert twin.counts(("part", "screw", "bolt")) == [3, 2, 1]


# --- concrete
def test_statements_on_a_concrete_root_reach_every_table(twin):
    twin.put(Probe(place="a"), Heat(place="a", celsius=1), Lens(place="b", pixels=3))
    heat = twin.execute(select(Heat)).scalars().one()
    result = twin.execute(update(Probe).where(Probe.place == "a").values(place=Probe.place + "x"))
    twin.refresh(heat)
    assert (result.rowcount, heat.place) == (2, "ax")
    assert twin.counts(("probe", "heat", "lens")) == [1, 1, 1]
    assert twin.execute(delete(Probe).where(func.lower(Probe.place) == "ax")).rowcount == 2
    assert heat not in twin.s
    assert twin.counts(("probe", "heat", "lens")) == [0, 0, 1]
    with pytest.raises(InvalidRequestError, match="RETURNING Probe"):
        twin.execute(delete(Probe).returning(Probe))


# --- insert
def test_insert_returning_keeps_the_order_of_the_rows(twin):
    given = [{"email": f"{n}@x", "badge": f"b{n}", "level": n} for n in range(7)]
    rows = twin.execute(insert(Coder).returning(Coder.level, Coder.id, Coder.type), given).all()
    assert [row[0] for row in rows] == list(range(7))
    assert {row[2] for row in rows} == {"coder"}
    made = twin.execute(insert(Lead).values(email="q", bonus=5).returning(Lead)).scalars().one()
    assert (type(made), made.bonus, made.level, made.type) == (Lead, 5, 0, "lead")


def test_insert_of_one_row_knows_its_key(twin):
    crew(twin)
    assert tuple(twin.execute(insert(Lead).values(email="q")).inserted_primary_key) == (6,)
    result = twin.execute(insert(Lead), [{"email": "r"}, {"email": "s"}])
    assert [tuple(row) for row in result.inserted_primary_key_rows] == [(7,), (8,)]


def test_insert_of_an_sql_expression(twin):
    crew(twin)
    total = select(func.max(Coder.level)).scalar_subquery()
    statement = insert(Lead).values(email=func.lower("AB@X"), bonus=total).returning(Lead.email, Lead.bonus)
    assert [tuple(row) for row in twin.execute(statement).all()] == [("ab@x", 9)]


def test_insert_from_select_writes_each_table(twin):
    crew(twin)
    source = select("n" + Staff.email, Staff.id).where(Staff.id < 3).order_by(Staff.id)
    assert twin.execute(insert(Lead).from_select(["email", "bonus"], source)).rowcount == 2
    assert twin.rows("SELECT email, type FROM staff WHERE email LIKE 'n%' ORDER BY id") == [
        ("neve@x", "lead"), ("nada@x", "lead")
    ]  # fmt: skip
    assert twin.rows("SELECT bonus FROM leader ORDER BY id") == [(100,), (1,), (2,)]
    assert twin.execute(insert(Coder).from_select(["email"], select(Staff.email).where(Staff.id > 999))).rowcount == 0


def test_insert_from_select_into_a_single_table_class_fills_the_discriminator(twin):
    crew(twin)
    source = select("n" + Staff.email, Staff.name).where(Staff.id == 1)
    twin.execute(insert(Trainee).from_select(["email", "school"], source))
    assert twin.rows("SELECT type, school FROM staff WHERE email = 'neve@x'") == [("trainee", "eve")]


def test_dicts_of_several_types_become_rows_of_their_classes(twin):
    rows = [
        {"email": "1", "type": "lead", "bonus": 4, "level": 2},
        {"email": "2"},
        {"email": "3", "type": "boss", "budget": 7},
        {"email": "4", "type": "trainee", "school": "mit"},
    ]
    assert twin.execute(insert(Staff), rows).rowcount == 4
    found = twin.execute(select(Staff).order_by(Staff.email)).scalars().all()
    assert [type(one) for one in found] == [Lead, Staff, Boss, Trainee]
    assert (found[0].bonus, found[0].level, found[2].budget, found[3].school) == (4, 2, 7, "mit")
    returned = twin.execute(insert(Staff).values(email="5", type="coder").returning(Staff)).scalars().one()
    assert type(returned) is Coder


def test_a_failing_insert_leaves_no_base_row(twin):
    crew(twin)
    with pytest.raises(UniqueViolation):
        twin.execute(insert(Coder), [{"email": "n@x", "badge": "b2"}])
    twin.rollback()
    assert twin.counts(CHAIN) == [5, 2, 1, 1]


def test_bulk_methods_write_hierarchies(twin):
    def work(session):
        session.bulk_insert_mappings(Staff, [{"email": "1", "type": "coder", "level": 4}, {"email": "2"}])
        session.bulk_insert_mappings(Lead, [{"email": "3", "bonus": 1}])
        session.bulk_save_objects([Boss(email="4", budget=2), Staff(email="5"), Trainee(email="6", school="s")])
        session.bulk_update_mappings(Coder, [{"id": key, "level": 5, "name": "n"} for (key,) in session.execute(
            select(Coder.id)).all()])  # fmt: skip
        session.commit()

    work(twin.s) if twin.runner is None else twin.run_sync(work)
    assert twin.rows("SELECT email, type, name FROM staff ORDER BY email") == [
        ("1", "coder", "n"), ("2", "staff", "?"), ("3", "lead", "n"), ("4", "boss", "?"), ("5", "staff", "?"),
        ("6", "trainee", "?"),
    ]  # fmt: skip
    assert [row[0] for row in twin.rows("SELECT level FROM coder")] == [5, 5]


# --- several writers
def test_an_update_waits_for_the_writer_before_it_and_sees_what_he_wrote(twin):
    """The rows are chosen after the other transaction has ended: no update is lost, none hits a row that left."""
    crew(twin)
    other = create_engine(twin.url.replace("+asyncpg", "").replace("+aiomysql", ""), connect_args={})
    begun = threading.Event()
    failures: list[BaseException] = []

    def write() -> None:
        try:
            with Session(other) as session:
                session.execute(update(Coder).where(Coder.id == 2).values(name="moved", level=Coder.level + 10))
                begun.set()
                release.wait(10)
                session.commit()
        except BaseException as error:
            failures.append(error)
            begun.set()

    release = threading.Event()
    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(10)
    threading.Timer(0.2, release.set).start()
    try:
        counted = twin.execute(update(Coder).where(Coder.name == "ada").values(name="lost", level=0)).rowcount
        added = twin.execute(update(Coder).where(Coder.id == 2).values(level=Coder.level + 1)).rowcount
        twin.commit()
    finally:
        thread.join(10)
        other.dispose()
    assert (failures, counted, added) == ([], 0, 1)
    assert levels(twin)[0] == (2, "moved", 14)
