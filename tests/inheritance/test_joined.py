import pytest

from sqlmodel_rs import Session, func, select, text
from sqlmodel_rs.exc import AmbiguousRowError, PolymorphicIdentityError
from sqlmodel_rs.sa.orm import aliased, with_polymorphic

from .models import Boss, Circle, Company, Employee, Engineer, Manager, Senior, Shape, Square, Tile


def staff(session: Session) -> None:
    company = Company(name="Acme")
    session.add_all(
        [
            Employee(name="Eve", company=company),
            Engineer(name="Ada", level=3, company=company),
            Senior(name="Sam", level=9, bonus=100, company=company),
            Manager(name="Max", budget=10),
            Boss(name="Bea", budget=99, car="red"),
        ]
    )
    session.commit()
    session.expunge_all()


def test_base_query_gives_complete_instances_of_the_right_class_in_one_statement(session, counter):
    staff(session)
    counter.take()
    rows = session.exec(select(Employee).order_by(Employee.id)).all()
    assert [type(row) for row in rows] == [Employee, Engineer, Senior, Manager, Boss]
    assert [row.name for row in rows] == ["Eve", "Ada", "Sam", "Max", "Bea"]
    assert (rows[1].level, rows[2].level, rows[2].bonus) == (3, 9, 100)
    assert (rows[3].budget, rows[4].budget, rows[4].car) == (10, 99, "red")
    assert len(counter.take()) == 1


def test_child_query_includes_its_descendants_only(session):
    staff(session)
    assert {row.name for row in session.exec(select(Engineer))} == {"Ada", "Sam"}
    assert [row.name for row in session.exec(select(Senior))] == ["Sam"]
    assert {row.name for row in session.exec(select(Manager))} == {"Max", "Bea"}
    assert [row.name for row in session.exec(select(Boss))] == ["Bea"]


def test_child_query_filters_by_columns_of_every_table_of_the_chain(session):
    staff(session)
    found = session.exec(select(Senior).where(Senior.name == "Sam", Senior.level == 9, Senior.bonus == 100)).one()
    assert type(found) is Senior
    assert session.exec(select(Senior).where(Senior.level == 3)).all() == []


def test_base_query_can_filter_by_a_child_column(session):
    staff(session)
    assert [row.name for row in session.exec(select(Employee).where(Engineer.level > 3))] == ["Sam"]


def test_columns_of_a_child_bring_its_join(session):
    staff(session)
    assert session.exec(select(Engineer.name, Engineer.level).order_by(Engineer.level)).all() == [
        ("Ada", 3),
        ("Sam", 9),
    ]
    assert session.exec(select(func.count(Boss.id))).one() == 1


def test_get_by_any_class_of_the_chain_gives_one_object(session):
    staff(session)
    sam = session.get(Senior, 3)
    assert type(sam) is Senior
    assert session.get(Employee, 3) is sam
    assert session.get(Engineer, 3) is sam
    assert session.get(Manager, 3) is None
    assert session.exec(select(Employee).where(Employee.id == 3)).one() is sam


def test_get_of_a_sibling_is_none_in_a_new_session_too(session):
    staff(session)
    assert session.get(Boss, 4) is None
    assert session.get(Boss, 5).car == "red"


def test_refresh_after_commit_reads_all_tables_at_once(session, counter):
    staff(session)
    sam = session.get(Employee, 3)
    session.commit()
    counter.take()
    assert (sam.bonus, sam.name, sam.level) == (100, "Sam", 9)
    assert len(counter.take()) == 1


def test_update_writes_only_the_table_that_changed(session, counter):
    staff(session)
    sam = session.get(Senior, 3)
    counter.take()
    sam.bonus = 7
    session.flush()
    assert [one.split()[1] for one in counter.take()] == ["senior"]


def test_delete_removes_the_row_of_every_table(session):
    staff(session)
    session.delete(session.get(Employee, 3))
    session.commit()
    for table in ("employee", "engineer", "senior"):
        assert session.execute(text(f"SELECT count(*) FROM {table} WHERE id = 3")).scalar() == 0


def test_relationship_to_the_base_holds_every_class(session):
    staff(session)
    company = session.exec(select(Company)).one()
    assert {type(one) for one in company.employees} == {Employee, Engineer, Senior}


def test_inherited_relationship_is_readable_assignable_and_a_keyword(session):
    company = Company(name="Initech")
    boss = Boss(name="Bill", car="blue", company=company)
    session.add(boss)
    session.commit()
    assert boss.company.name == "Initech"
    assert [one.name for one in company.employees] == ["Bill"]
    assert session.exec(select(Boss).join(Boss.company).where(Company.name == "Initech")).one() is boss


def test_join_to_a_subclass_along_a_relationship_to_the_base(session):
    staff(session)
    statement = select(Company.name).join(Company.employees.of_type(Senior)).where(Senior.bonus == 100)
    assert session.exec(statement).all() == ["Acme"]


def test_alias_of_a_child_has_its_own_tables(session):
    staff(session)
    other = aliased(Engineer)
    statement = select(Engineer.name, other.name).where(Engineer.level < other.level)
    assert session.exec(statement).all() == [("Ada", "Sam")]
    assert {type(row) for row in session.exec(select(other))} == {Engineer, Senior}


def test_with_polymorphic_offers_the_attributes_of_subclasses(session):
    staff(session)
    people = with_polymorphic(Employee, [Engineer])
    statement = select(people).where((people.Engineer.level == 3) | (people.name == "Max")).order_by(people.id)
    assert [row.name for row in session.exec(statement)] == ["Ada", "Max"]


def test_with_polymorphic_leaves_other_tables_to_be_read_later(session, counter):
    staff(session)
    people = with_polymorphic(Employee, [Engineer])
    rows = session.exec(select(people).where(people.name == "Max")).all()
    counter.take()
    assert (type(rows[0]), rows[0].budget) == (Manager, 10)
    assert len(counter.take()) == 1


def test_unknown_discriminator_names_value_and_column(session):
    session.execute(text("INSERT INTO employee (id, name, type) VALUES (50, 'x', 'pirate')"))
    with pytest.raises(PolymorphicIdentityError, match=r"'pirate'.*employee\.type"):
        session.exec(select(Employee)).all()


def test_rows_in_two_child_tables_name_tables_and_key(session):
    staff(session)
    session.execute(text("INSERT INTO manager (id, budget) VALUES (2, 1)"))
    with pytest.raises(AmbiguousRowError, match=r"Row 2 of table 'employee'.*'engineer', 'manager'"):
        session.exec(select(Employee).where(Employee.id == 2)).all()


def test_null_discriminator_is_the_class_that_was_asked_for(session):
    session.execute(text("ALTER TABLE employee ADD COLUMN note VARCHAR(5)"))
    shapes = session.exec(select(Shape)).all()
    assert shapes == []


def test_without_discriminator_the_child_row_decides(session):
    session.add_all([Shape(color="grey"), Circle(color="red", radius=1.5), Square(color="blue", side=2.0),
                     Tile(color="white", side=3.0, glaze="matt")])  # fmt: skip
    session.commit()
    session.expunge_all()
    rows = session.exec(select(Shape).order_by(Shape.id)).all()
    assert [type(row) for row in rows] == [Shape, Circle, Square, Tile]
    assert (rows[1].radius, rows[2].side, rows[3].glaze) == (1.5, 2.0, "matt")
    assert session.get(Shape, rows[3].id) is rows[3]


def test_without_discriminator_two_child_rows_are_an_error(session):
    session.add(Circle(id=1, color="red", radius=1.0))
    session.commit()
    session.execute(text("INSERT INTO square (id, side) VALUES (1, 2.0)"))
    session.expunge_all()
    with pytest.raises(AmbiguousRowError, match=r"Row 1 of table 'shape'.*'circle', 'square'"):
        session.exec(select(Shape)).all()


def test_deep_chain_is_no_contradiction(session):
    session.add(Tile(color="white", side=3.0, glaze="matt"))
    session.commit()
    session.expunge_all()
    assert type(session.exec(select(Square)).one()) is Tile


def test_the_key_of_a_child_is_the_roots(session):
    staff(session)
    senior = session.get(Senior, 3)
    assert Senior.__mapper__.identity_key_from_instance(senior) == (Employee, (3,), None)
