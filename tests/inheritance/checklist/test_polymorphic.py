"""Section 3 of the inheritance checklist: which tables a query reads, and what completes its rows (L04-L07, L20)."""

from types import SimpleNamespace
from typing import Any

import pytest

from sqlmodel_rs import Field, SQLModel, select, text
from sqlmodel_rs.exc import ArgumentError, MissingRowError
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel_rs.orm.inheritance.polymorphic import WIDEST_JOIN
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import event
from sqlmodel_rs.sa.orm import selectin_polymorphic, with_polymorphic

from ..libraries import Library
from ..people import shown

STORED = ["Engineer", "Manager", "Employee", "Engineer", "Manager", "Boss"]


def declare(library: Library, load: str | None, **root: Any) -> SimpleNamespace:
    """Declare and store a company of employees, engineers with tools, managers and a boss, two levels below."""
    sa, orm, base = library.sa, library.orm, library.base()
    column, related = orm.mapped_column, orm.relationship
    given = {} if load is None else {"polymorphic_load": load}

    class Company(base):
        __tablename__ = "company"
        id = column(sa.Integer, primary_key=True)
        employees = related("Employee", back_populates="company", order_by="Employee.id")

    class Employee(base):
        __tablename__ = "employee"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "employee", **root}
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(20))
        type = column(sa.String(20))
        company_id = column(sa.ForeignKey("company.id"))
        company = related("Company", back_populates="employees")

    class Engineer(Employee):
        __tablename__ = "engineer"
        __mapper_args__ = {"polymorphic_identity": "engineer", **given}
        id = column(sa.ForeignKey("employee.id"), primary_key=True)
        language = column(sa.String(20))
        status = column(sa.String(20))
        tools = related("Tool", order_by="Tool.id")

    class Manager(Employee):
        __tablename__ = "manager"
        __mapper_args__ = {"polymorphic_identity": "manager", **given}
        id = column(sa.ForeignKey("employee.id"), primary_key=True)
        hobby = column(sa.String(20))
        status = column(sa.String(20))

    class Boss(Manager):
        __tablename__ = "boss"
        __mapper_args__ = {"polymorphic_identity": "boss", **given}
        id = column(sa.ForeignKey("manager.id"), primary_key=True)
        swing = column(sa.String(20))

    class Tool(base):
        __tablename__ = "tool"
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(20))
        engineer_id = column(sa.ForeignKey("engineer.id"))

    ed = Engineer(name="ed", language="py", status="s1", tools=[Tool(name="saw"), Tool(name="axe")])
    first = Company(employees=[ed, Manager(name="mo", hobby="golf", status="s2"), Employee(name="al")])
    second = [Engineer(name="vi", language="c", status="s3"), Manager(name="mu", hobby="chess", status="s4")]
    second.append(Boss(name="bo", hobby="sail", status="s5", swing="x"))
    session = library.store(base, first)
    session.add(Company(employees=second))
    session.commit()
    session.expunge_all()
    library.statements.clear()
    classes = {one.__name__: one for one in (Company, Employee, Engineer, Manager, Boss, Tool)}
    return SimpleNamespace(sa=sa, orm=orm, s=session, **classes)


def details(employees: Any) -> list[Any]:
    names = ("language", "hobby", "status", "swing")
    return [[getattr(one, name) for name in names if hasattr(type(one), name)] for one in employees]


COMPLETE = [["py", "s1"], ["golf", "s2"], [], ["c", "s3"], ["chess", "s4"], ["sail", "s5", "x"]]


@pytest.mark.parametrize(("load", "count"), [("inline", 1), ("selectin", 4)])
def test_l06_polymorphic_load_says_how_a_query_of_the_base_reads_a_subclass(library, load, count):
    m = declare(library, load)
    statement = m.sa.select(m.Employee).order_by(m.Employee.id)
    found = m.s.scalars(statement).all()
    assert [type(one).__name__ for one in found] == STORED
    # SQLAlchemy joins the children of the queried class only, and reads a grandchild's table when it is touched.
    touched = int(load == "inline" and not library.own)
    assert (details(found), library.taken()) == (COMPLETE, count + touched)
    m.s.scalars(statement).all()
    # What the session has is not asked for a second time; SQLAlchemy asks.
    assert library.taken() == (1 if library.own else count)


@pytest.mark.parametrize("load", ["inline", "selectin"])
def test_l06_every_way_to_load_gives_complete_objects(library, load):
    m = declare(library, load)
    for loader in (m.orm.lazyload, m.orm.selectinload, m.orm.joinedload, m.orm.subqueryload):
        m.s.expunge_all()
        option = loader(m.Company.employees)
        rows = m.s.scalars(m.sa.select(m.Company).options(option).order_by(m.Company.id)).unique().all()
        everybody = [one for company in rows for one in company.employees]
        library.statements.clear()
        assert details(everybody) == COMPLETE
        assert library.taken() == (0 if library.own or load == "selectin" else 1)
    other = m.orm.aliased(m.Employee)
    union = m.sa.union_all(m.sa.select(m.Employee), m.sa.select(m.Employee).where(m.Employee.id < 0)).subquery()
    over = m.orm.aliased(m.Employee, union)
    for entity in (other, over):
        m.s.expunge_all()
        assert details(m.s.scalars(m.sa.select(entity).order_by(entity.id))) == COMPLETE
    m.s.expunge_all()
    streamed = m.sa.select(m.Employee).order_by(m.Employee.id).execution_options(yield_per=2)
    assert details(m.s.scalars(streamed)) == COMPLETE
    m.s.expunge_all()
    engineer = m.s.get(m.Employee, 1)
    library.statements.clear()
    assert (details([engineer]), library.taken()) == ([["py", "s1"]], 0)


@pytest.mark.parametrize("load", ["inline", "selectin"])
def test_l06_populate_existing_and_refresh_read_every_table(library, load):
    m = declare(library, load)
    found = m.s.scalars(m.sa.select(m.Employee).order_by(m.Employee.id)).all()
    m.s.execute(m.sa.text("UPDATE engineer SET language = 'rust'"))
    m.s.execute(m.sa.text("UPDATE boss SET swing = 'y'"))
    m.s.scalars(m.sa.select(m.Employee).execution_options(populate_existing=True)).all()
    assert (found[0].language, found[3].language, found[5].swing) == ("rust", "rust", "y")
    m.s.execute(m.sa.text("UPDATE engineer SET language = 'zig'"))
    m.s.refresh(found[0])
    assert (found[0].language, found[3].language) == ("zig", "rust")
    found[0].status = "mine"
    with m.s.no_autoflush:
        m.s.scalars(m.sa.select(m.Employee)).all()
    assert found[0].status == "mine"
    m.s.commit()
    assert m.s.scalar(m.sa.select(m.Engineer.status).where(m.Engineer.id == 1)) == "mine"


def test_l06_columns_of_an_inline_class_are_named_in_queries_of_the_base(library):
    m = declare(library, "inline")
    either = m.sa.or_(m.Engineer.language == "c", m.Manager.hobby == "sail")
    found = m.s.scalars(m.sa.select(m.Employee).where(either).order_by(m.Manager.hobby.is_(None), m.Employee.id)).all()
    assert shown(found) == ["Boss bo", "Engineer vi"]


def test_l06_a_column_of_a_class_that_is_loaded_apart_brings_its_table():
    for load in (None, "inline", "selectin"):
        library = Library("own", "sqlite://")
        m = declare(library, load)
        either = m.sa.or_(m.Engineer.language == "c", m.Manager.hobby == "sail")
        found = m.s.scalars(m.sa.select(m.Employee).where(either).order_by(m.Boss.swing, m.Employee.id)).all()
        assert shown(found) == ["Engineer vi", "Boss bo"]
        joined = m.sa.select(m.Employee).join(m.Employee.company).order_by(m.Engineer.language, m.Employee.id)
        assert shown(m.s.scalars(joined))[-2:] == ["Engineer vi", "Engineer ed"]
        library.close()


def test_l04_selectin_polymorphic_completes_what_a_query_leaves_out(library):
    m = declare(library, None)
    plain = m.orm.with_polymorphic(m.Employee, [])
    option = m.orm.selectin_polymorphic(plain, [m.Engineer, m.Boss])
    found = m.s.scalars(m.sa.select(plain).options(option).order_by(plain.id)).all()
    # One for the rows, one for each class; SQLAlchemy has one more for the managers among whom the boss is.
    assert library.taken() == (3 if library.own else 4)
    library.statements.clear()
    assert details([found[0], found[3], found[5]]) == [COMPLETE[0], COMPLETE[3], COMPLETE[5]]
    assert library.taken() == 0
    assert (details([found[1]]), library.taken()) == ([["golf", "s2"]], int(library.own))


def test_l05_selectin_polymorphic_below_a_relationship_with_options_of_the_subclass(library):
    m = declare(library, "selectin")
    option = m.orm.selectinload(m.Company.employees).options(
        m.orm.selectin_polymorphic(m.Employee, [m.Engineer, m.Manager]), m.orm.selectinload(m.Engineer.tools)
    )
    rows = m.s.scalars(m.sa.select(m.Company).options(option).order_by(m.Company.id)).all()
    library.statements.clear()
    tools = [[tool.name for tool in getattr(one, "tools", ())] for one in rows[0].employees]
    assert (tools, library.taken()) == ([["saw", "axe"], [], []], 0)


def test_l05_load_only_and_defer_of_subclass_attributes_in_a_query_of_the_base(library):
    m = declare(library, "inline")
    names = (m.orm.load_only(m.Employee.name), m.orm.load_only(m.Engineer.language))
    found = m.s.scalars(m.sa.select(m.Employee).options(*names).order_by(m.Employee.id)).all()
    assert ("language" in found[0].__dict__, "name" in found[2].__dict__) == (True, True)
    assert "company_id" not in found[0].__dict__ and ("status" not in found[0].__dict__ or not library.own)
    whole = m.orm.with_polymorphic(m.Employee, "*")
    m.s.expunge_all()
    statement = m.sa.select(whole).options(m.orm.load_only(whole.name, whole.Boss.swing)).order_by(whole.id)
    found = m.s.scalars(statement).all()
    assert ("swing" in found[5].__dict__, "hobby" in found[5].__dict__, "language" in found[0].__dict__) == (
        True, False, False,
    )  # fmt: skip
    m.s.expunge_all()
    limited = m.orm.with_polymorphic(m.Employee, [m.Engineer])
    statement = m.sa.select(limited).options(m.orm.load_only(limited.name)).order_by(limited.id)
    assert details(m.s.scalars(statement)) == COMPLETE


def test_l08_a_subclass_of_a_polymorphic_entity_selected_itself_is_its_rows_alone(library):
    m = declare(library, None)
    for choice in ({}, {"aliased": True}, {"flat": True}):
        whole = m.orm.with_polymorphic(m.Employee, [m.Engineer, m.Manager], **choice)
        chosen = m.sa.select(whole.Manager).where(whole.Manager.hobby.is_not(None)).order_by(whole.id)
        assert {type(one).__name__ for one in m.s.scalars(chosen)} == {"Manager", "Boss"}
        tools = m.sa.select(whole.Engineer).options(m.orm.selectinload(whole.Engineer.tools))
        found = m.s.scalars(tools.where(whole.Engineer.language == "py")).all()
        assert [[tool.name for tool in one.tools] for one in found] == [["saw", "axe"]]
        m.s.expunge_all()
        with pytest.raises(m.sa.exc.InvalidRequestError, match="[Rr]ow .*can't be loaded|is not a"):
            m.s.scalars(m.sa.select(whole.Manager)).all()
        names = m.s.scalars(m.sa.select(whole.Manager.hobby).order_by(whole.id)).all()
        assert len(names) == 6 and None in names
        m.s.expunge_all()


def test_l07_with_polymorphic_of_the_mapping(library):
    m = declare(library, None, with_polymorphic="*")
    found = m.s.scalars(m.sa.select(m.Employee).order_by(m.Employee.id)).all()
    assert (details(found), library.taken()) == (COMPLETE, 1)


def test_l07_with_polymorphic_of_the_mapping_in_list_form(library):
    sa, orm = library.sa, library.orm
    registry = orm.registry()
    integer, text = sa.Integer, sa.String(10)

    def table(name: str, above: Any, *columns: Any) -> Any:
        keys = [] if above is None else [sa.ForeignKey(f"{above}.id")]
        return sa.Table(name, registry.metadata, sa.Column("id", integer, *keys, primary_key=True), *columns)

    employee = table("employee", None, sa.Column("type", text))
    engineer = table("engineer", "employee", sa.Column("language", text))
    manager = table("manager", "employee", sa.Column("hobby", text))

    class Employee:
        def __init__(self, **values: Any) -> None:
            for name, value in values.items():
                setattr(self, name, value)

    class Engineer(Employee):
        pass

    class Manager(Employee):
        pass

    root = registry.map_imperatively(
        Employee, employee, polymorphic_on=employee.c.type, polymorphic_identity="e", with_polymorphic=[Engineer]
    )
    registry.map_imperatively(Engineer, engineer, inherits=root, polymorphic_identity="en")
    registry.map_imperatively(Manager, manager, inherits=root, polymorphic_identity="m")
    session = library.store(registry, Employee(id=1), Engineer(id=2, language="py"), Manager(id=3, hobby="golf"))
    found = session.scalars(sa.select(Employee).order_by(Employee.id)).all()
    assert library.taken() == 1
    assert [sorted(vars(one).keys() & {"language", "hobby"}) for one in found] == [[], ["language"], []]
    assert (found[2].hobby, library.taken()) == ("golf", 1)


def test_l07_unread_columns_of_a_subclass_come_with_one_statement(library):
    m = declare(library, None)
    plain = m.orm.with_polymorphic(m.Employee, [m.Engineer])
    found = m.s.scalars(m.sa.select(plain).order_by(plain.id)).all()
    library.statements.clear()
    assert (details(found[5:]), library.taken()) == (COMPLETE[5:], 1)
    assert [one.id for one in found] == [1, 2, 3, 4, 5, 6]


def test_l20_unread_columns_are_read_from_the_tables_of_the_subclass_alone(library):
    m = declare(library, None)
    plain = m.orm.with_polymorphic(m.Employee, [])
    found = m.s.scalars(m.sa.select(plain).order_by(plain.id)).all()
    library.statements.clear()
    assert found[0].language == "py"
    assert "employee" not in library.statements[0]


def fresh_base() -> Any:
    class Base(SQLModel, registry=registry()):
        pass

    return Base


def wide(count: int, load: str | None = None) -> tuple[Any, list[Any]]:
    """Declare a base and `count` subclasses with a table each."""
    base = fresh_base()

    class Event(base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "event"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(default="event", max_length=10)
        at: int

    children = []
    for number in range(count):
        given = {"polymorphic_identity": f"k{number}", **({"polymorphic_load": load} if load else {})}
        body = {"__module__": __name__, "__qualname__": f"Kind{number}", "__tablename__": f"kind{number}"}
        body |= {"__mapper_args__": given, "__annotations__": {"size": int, "note": str}, "note": Field(max_length=10)}
        children.append(type(Event)(f"Kind{number}", (Event,), body, table=True))
    return Event, children


@pytest.mark.parametrize("count", [2, WIDEST_JOIN, WIDEST_JOIN + 1, 70])
def test_wide_hierarchies_are_read_without_joining_everything(store, count):
    Event, children = wide(count)
    made = [cls(at=number, size=number, note=f"n{number}") for number, cls in enumerate(children)]
    session = store(Event, *made, Event(at=-1))
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2]))
    rows = session.exec(select(Event).order_by(Event.at)).all()
    expected = [(Event, -1), *((cls, number) for number, cls in enumerate(children))]
    assert [(type(row), getattr(row, "size", -1)) for row in rows] == expected
    joined = count <= WIDEST_JOIN
    assert len(statements) == (1 if joined else count + 1)
    assert [row.note for row in rows[1:]] == [f"n{number}" for number in range(count)]
    if count < 60:
        named = select(Event).where((children[0].size == 0) | (children[1].size == 1)).order_by(Event.at)
        assert [type(row) for row in session.exec(named)] == children[:2]
    some = with_polymorphic(Event, children[:2])
    either = select(some).where((some.Kind0.size == 0) | (some.Kind1.size == 1)).order_by(some.at)
    assert [type(row) for row in session.exec(either)] == children[:2]
    assert session.get(Event, rows[-1].id) is rows[-1]


def test_wide_hierarchy_whose_classes_are_inline_is_one_join(store):
    Event, children = wide(WIDEST_JOIN + 5, "inline")
    session = store(Event, *[cls(at=1, size=1, note="n") for cls in children])
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert {type(row) for row in session.exec(select(Event))} == set(children)
    assert len(statements) == 1


async def test_classes_loaded_apart_are_complete_in_an_async_session(async_database_url):
    Event, children = wide(2, "selectin")
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Event.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([cls(at=number, size=number, note="n") for number, cls in enumerate(children)])
        await session.commit()
        session.expunge_all()
        rows = (await session.exec(select(Event).order_by(Event.at))).all()
        assert [(type(row), row.size, row.note) for row in rows] == [(children[0], 0, "n"), (children[1], 1, "n")]
        session.expunge_all()
        plain = with_polymorphic(Event, [])
        option = selectin_polymorphic(Event, children)
        rows = (await session.exec(select(plain).options(option).order_by(plain.at))).all()
        assert [(type(row), row.size) for row in rows] == [(children[0], 0), (children[1], 1)]
    await engine.dispose()


def test_a_missing_row_of_a_class_that_is_loaded_apart_is_an_error(store):
    Event, children = wide(1, "selectin")
    session = store(Event, children[0](at=1, size=1, note="n"))
    session.execute(text("DELETE FROM kind0"))
    with pytest.raises(MissingRowError, match=r"Row 1 of table 'event' is a Kind0 .*table 'kind0' has no row"):
        session.exec(select(Event)).all()


def test_unknown_polymorphic_load_is_refused():
    with pytest.raises(ArgumentError, match=r"polymorphic_load='eager' on Mapper\[Kind0\(kind0\)\]"):
        wide(1, "eager")


@pytest.mark.parametrize("load", ["inline", "selectin"])
def test_l06_a_class_in_the_middle_is_filtered_by_columns_of_all_its_tables(library, load):
    m = declare(library, load)
    statement = m.sa.select(m.Manager).where(m.Manager.hobby.is_not(None), m.Manager.name != "mo")
    assert details(m.s.scalars(statement.order_by(m.Manager.id))) == COMPLETE[4:]
    joined = statement.join(m.Manager.company).where(m.Company.id == 2).order_by(m.Manager.hobby)
    assert shown(m.s.scalars(joined)) == ["Manager mu", "Boss bo"]


@pytest.mark.parametrize("joined", [False, True], ids=["single", "joined"])
def test_m15_an_abstract_class_that_nobody_implements_has_no_rows(library, joined):
    sa, orm, base = library.sa, library.orm, library.base()

    class Item(base):
        __tablename__ = "item"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "item"}
        id = orm.mapped_column(sa.Integer, primary_key=True)
        type = orm.mapped_column(sa.String(10))

    class Book(Item):
        if joined:
            __tablename__ = "book"
            id = orm.mapped_column(sa.ForeignKey("item.id"), primary_key=True)
        __mapper_args__ = {"polymorphic_abstract": True}

    session = library.store(base, Item())
    assert session.scalars(sa.select(Book)).all() == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Book)) == 0
    assert [type(one) for one in session.scalars(sa.select(Item))] == [Item]
