"""Section 2 of the inheritance checklist, persistence, and what a wrong discriminator does (M14)."""

import pickle

import pytest

from sqlmodel_rs import select

from ..models import Employee, Senior


def test_m14_unknown_discriminator_is_an_error_that_names_value_and_key(people):
    m = people
    m.s.execute(m.sa.text("INSERT INTO person (id, name, type) VALUES (50, 'x', 'pirate')"))
    with pytest.raises(AssertionError, match="No such polymorphic_identity 'pirate' is defined"):
        m.s.scalars(m.sa.select(m.Person)).all()


def test_m14_sibling_identity_on_a_subclass_query_is_an_error(people):
    m = people
    m.s.execute(m.sa.text("UPDATE person SET type = 'manager' WHERE name = 'ed'"))
    m.s.execute(m.sa.text("INSERT INTO manager (id) VALUES (1)"))
    with pytest.raises(m.sa.exc.InvalidRequestError, match="is a Manager|refers to Mapper"):
        m.s.scalars(m.sa.select(m.Engineer)).all()


def test_m14_discriminator_set_by_hand_warns(people):
    m = people
    with pytest.warns(m.sa.exc.SAWarning, match="with incompatible polymorphic identity 'engineer'"):
        impostor = m.Person(name="impostor")
        impostor.type = "engineer"
        m.s.add(impostor)
        m.s.flush()


def test_w01_rows_are_inserted_parent_first_and_in_the_order_of_their_objects(people):
    m = people
    m.s.add_all(
        [m.Boss(name="b1"), m.Person(name="p1"), m.Engineer(name="e1"), m.Manager(name="m1"), m.Boss(name="b2")]
    )
    m.s.flush()
    tables = [one.split()[2] for one in m.statements]
    assert set(tables) == {"person", "engineer", "manager", "boss"}
    assert max(at for at, table in enumerate(tables) if table == "person") < tables.index("engineer")
    assert max(at for at, table in enumerate(tables) if table == "manager") < tables.index("boss")
    m.s.commit()
    rows = m.s.scalars(m.sa.select(m.Person).where(m.Person.id > 6).order_by(m.Person.id)).all()
    assert [one.name for one in rows] == ["b1", "p1", "e1", "m1", "b2"]
    assert [type(one).__name__ for one in rows] == ["Boss", "Person", "Engineer", "Manager", "Boss"]


def test_w08_rows_of_one_hierarchy_that_refer_to_each_other(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Node(base):
        __tablename__ = "node"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "node"}
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(5))
        type = column(sa.String(10))
        next_id = column(sa.ForeignKey("node.id"))
        next = orm.relationship("Node", remote_side=id)

    class Table(Node):
        __tablename__ = "table_node"
        __mapper_args__ = {"polymorphic_identity": "table"}
        id = column(sa.ForeignKey("node.id"), primary_key=True)
        favourite_id = column(sa.ForeignKey("leaf.id", name="fk_favourite", use_alter=True))
        favourite = orm.relationship("Leaf", foreign_keys=favourite_id, post_update=True)
        __mapper_args__["inherit_condition"] = id == Node.id

    class Leaf(Node):
        __tablename__ = "leaf"
        __mapper_args__ = {"polymorphic_identity": "leaf"}
        id = column(sa.ForeignKey("node.id"), primary_key=True)
        table_id = column(sa.ForeignKey("table_node.id"))
        table = orm.relationship(Table, foreign_keys=table_id)
        __mapper_args__["inherit_condition"] = id == Node.id

    tail = Table(name="tail")
    middle = Leaf(name="mid", next=tail, table=tail)
    tail.favourite = middle
    head = Node(name="head", next=middle)
    session = library.store(base, head, middle, tail)
    rows = session.scalars(sa.select(Node).order_by(Node.id)).all()
    assert [one.name for one in rows] == ["tail", "mid", "head"], "a row is inserted after the one it refers to"
    assert [type(one).__name__ for one in rows] == ["Table", "Leaf", "Node"]
    assert rows[2].next is rows[1] and rows[1].next is rows[0] and rows[0].favourite is rows[1]
    for one in rows:
        session.delete(one)
    session.commit()
    assert session.scalars(sa.select(Node)).all() == []


def test_w09_statements_on_a_single_table_class_meet_its_rows_only(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Pet(base):
        __tablename__ = "pet"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "pet"}
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(5))
        type = column(sa.String(10))

    class Cat(Pet):
        __mapper_args__ = {"polymorphic_identity": "cat"}
        lives = column(sa.Integer)

    class Lion(Cat):
        __mapper_args__ = {"polymorphic_identity": "lion"}

    session = library.store(base, Pet(name="p"), Cat(name="c", lives=9), Lion(name="l", lives=9))
    assert session.execute(sa.update(Cat).values(lives=8)).rowcount == 2
    assert session.execute(sa.update(Lion).values(name="x").where(Lion.lives == 8)).rowcount == 1
    found = session.scalars(sa.select(Pet).order_by(Pet.id)).all()
    assert [(one.name, getattr(one, "lives", None)) for one in found] == [("p", None), ("c", 8), ("x", 8)]
    assert session.execute(sa.delete(Lion)).rowcount == 1
    assert session.execute(sa.delete(Cat)).rowcount == 1
    session.expunge_all()
    assert [one.name for one in session.scalars(sa.select(Pet))] == ["p"]


def test_w12_objects_are_known_by_their_base(people):
    m = people
    engineer = m.s.get(m.Engineer, 1)
    assert m.sa.inspect(engineer).identity_key[:2] == (m.Person, (1,))
    assert m.s.get(m.Person, 1) is engineer
    m.s.expunge(engineer)
    assert engineer not in m.s
    other = m.s.get(m.Person, 1)
    assert type(other) is m.Engineer and other is not engineer


def test_w12_an_object_that_a_base_query_found_is_pickled_with_its_class(session):
    session.add(Senior(name="s", level=3, bonus=7))
    session.commit()
    found = session.exec(select(Employee)).one()
    session.expunge(found)
    copy = pickle.loads(pickle.dumps(found))
    assert type(copy) is Senior and (copy.name, copy.level, copy.bonus) == ("s", 3, 7)
    session.add(copy)
    assert session.get(Employee, copy.id) is copy
    copy.bonus = 8
    session.commit()
    session.expunge_all()
    assert session.exec(select(Senior.bonus)).one() == 8


def test_w03_delete_reaches_every_table_and_cascades_from_the_base(people):
    m = people
    m.s.delete(m.s.get(m.Person, 4))
    m.s.commit()
    counts = [m.s.scalar(m.sa.text(f"SELECT count(*) FROM {t}")) for t in ("person", "manager", "boss", "paper")]
    assert counts == [5, 1, 0, 3]


def test_w02_update_writes_only_the_tables_that_changed(people):
    m = people
    boss = m.s.get(m.Boss, 4)
    m.statements.clear()
    boss.swing = "q"
    m.s.flush()
    assert [one.split()[1] for one in m.statements] == ["boss"]
    m.statements.clear()
    boss.name, boss.hobby = "z", "k"
    m.s.flush()
    assert sorted(one.split()[1] for one in m.statements) == ["manager", "person"]
    m.statements.clear()
    boss.name = "z"
    m.s.flush()
    assert m.statements == []


def test_w07_relationship_of_a_subclass_takes_part_in_the_cascade(people):
    m = people
    engineer = m.Engineer(name="new")
    engineer.machines.append(m.Machine(name="mm"))
    m.s.add(m.Company(name="N", employees=[engineer]))
    m.s.commit()
    found = m.s.scalars(m.sa.select(m.Person).where(m.Person.name == "new")).one()
    assert [one.name for one in found.machines] == ["mm"]


def test_w10_bulk_insert_and_update_of_a_joined_subclass(people):
    m = people
    m.s.execute(m.sa.insert(m.Engineer), [{"name": "b1", "language": "x"}, {"name": "b2", "language": "y"}])
    m.s.execute(m.sa.update(m.Engineer), [{"id": 1, "name": "ee", "language": "ll"}])
    m.s.commit()
    rows = m.s.scalars(m.sa.select(m.Engineer).order_by(m.Engineer.id))
    assert [(one.name, one.language, one.type) for one in rows] == [
        ("ee", "ll", "engineer"), ("wally", "c", "engineer"), ("vlad", "java", "engineer"), ("b1", "x", "engineer"),
        ("b2", "y", "engineer"),
    ]  # fmt: skip


def test_w11_merge_refresh_and_expire_of_a_subclass(people):
    m = people
    merged = m.s.merge(m.Engineer(id=1, name="mm", language="rust"))
    m.s.commit()
    assert m.s.get(m.Person, 1) is merged
    m.statements.clear()
    m.s.refresh(merged)
    assert (merged.name, merged.language, len(m.statements)) == ("mm", "rust", 1)


def books(library, **arguments):
    """Declare a base and a class below it with a column that the database fills in each table."""
    sa, orm, base = library.sa, library.orm, library.base()

    class Item(base):
        __tablename__ = "item"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        type = orm.mapped_column(sa.String(10))
        state = orm.mapped_column(sa.String(10), server_default="new")
        version = orm.mapped_column(sa.Integer, nullable=False, server_default="0")
        __mapper_args__ = {"polymorphic_on": type, "polymorphic_identity": "item", **arguments}
        if "version_id_col" in arguments:
            __mapper_args__["version_id_col"] = version

    class Book(Item):
        __tablename__ = "book"
        id = orm.mapped_column(sa.ForeignKey("item.id"), primary_key=True)
        pages = orm.mapped_column(sa.Integer, server_default="7")
        __mapper_args__ = {"polymorphic_identity": "book"}

    return base, Item, Book


@pytest.mark.parametrize("eager", [True, False, "auto"])
def test_w05_what_the_database_fills_in_both_tables_is_there(library, eager):
    base, Item, Book = books(library, eager_defaults=eager)
    session = library.store(base)
    made = [Book(), Book(pages=9), Item(state="old")]
    session.add_all(made)
    session.flush()
    assert [(one.state, getattr(one, "pages", None)) for one in made] == [("new", 7), ("new", 9), ("old", None)]
    made[0].pages = Book.pages + 1
    session.commit()
    assert [one.pages for one in session.scalars(library.sa.select(Book).order_by(Book.id))] == [8, 9]


def test_w06_a_change_of_the_child_alone_is_a_new_version(library):
    base, Item, Book = books(library, version_id_col=True)
    session = library.store(base, Book(id=1, pages=1), Item(id=2))
    book = session.get(Item, 1)
    for pages in (2, 3):
        book.pages = pages
        session.commit()
    assert (book.version, session.get(Item, 2).version) == (3, 1)
    session.execute(library.sa.text("UPDATE item SET version = 9 WHERE id = 1"))
    book.pages = 4
    with pytest.raises(library.orm.exc.StaleDataError, match="1 row\\(s\\)"):
        session.flush()
    session.rollback()
    assert (book.pages, book.version) == (3, 3)


def test_w02_an_expression_means_the_row_of_the_object(library):
    base, Item, Book = books(library)
    session = library.store(base, Book(id=1, pages=1, version=5), Book(id=2, pages=2, version=6), Item(id=3, version=7))
    one, two = session.get(Item, 1), session.get(Item, 2)
    one.pages, one.version = Book.pages + 10, Item.version + 10
    session.commit()
    assert (one.pages, one.version) == (11, 15)
    two.pages = library.sa.select(library.sa.func.max(Item.version)).scalar_subquery()
    session.commit()
    assert (two.pages, two.version) == (15, 6)
    if library.own:
        # SQLAlchemy has no such UPDATE: the column is in the other table.
        two.pages = Book.version * 2 + Book.pages
        session.commit()
        assert (two.pages, one.pages) == (27, 11)
