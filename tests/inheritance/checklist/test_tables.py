"""Lines M3, M8 and M9 of the inheritance checklist: tables shared, given by hand, read from the database."""

from typing import Any

import pytest

from ..libraries import Library


def test_m03_columns_of_a_single_table_class_move_up_and_may_be_null(library):
    sa, column, base = library.sa, library.orm.mapped_column, library.base()

    class Person(base):
        __tablename__ = "person"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))

    class Engineer(Person):
        __mapper_args__ = {"polymorphic_identity": "engineer"}
        language = column(sa.String(10))
        level = column(sa.Integer, default=3)

    class Senior(Engineer):
        __mapper_args__ = {"polymorphic_identity": "senior"}
        rank = column(sa.Integer)

    table = Person.__table__
    assert Engineer.__table__ is table and Senior.__table__ is table
    assert [(one.name, one.nullable) for one in table.columns if one.name not in ("id", "type")] == [
        ("language", True), ("level", True), ("rank", True),
    ]  # fmt: skip
    assert not hasattr(Person, "language") and sorted(sa.inspect(Person).columns.keys()) == ["id", "type"]
    session = library.store(base, Person(id=1), Engineer(id=2, language="py"), Senior(id=3, rank=5))
    found = session.scalars(sa.select(Person).order_by(Person.id)).all()
    assert [(type(one).__name__, getattr(one, "level", None)) for one in found] == [
        ("Person", None), ("Engineer", 3), ("Senior", 3),
    ]  # fmt: skip
    assert session.scalars(sa.select(Engineer.id).order_by(Engineer.id)).all() == [2, 3]


def tables(library: Library, metadata: Any) -> tuple[Any, Any]:
    sa = library.sa
    columns = ("id", sa.Integer), ("name", sa.String(20))
    first = sa.Table("staff", metadata, *(sa.Column(n, t, primary_key=n == "id") for n, t in columns))
    columns = (*columns, ("data", sa.String(20)))
    return first, sa.Table("chiefs", metadata, *(sa.Column(n, t, primary_key=n == "id") for n, t in columns))


def test_m08_polymorphic_union_by_hand_pads_and_marks(library):
    sa, base = library.sa, library.base()
    staff, chiefs = tables(library, base.metadata)
    union = library.orm.polymorphic_union({"staff": staff, "chief": chiefs}, "type", "pjoin")
    session = library.store(base)
    session.execute(staff.insert(), [{"id": 1, "name": "a"}])
    session.execute(chiefs.insert(), [{"id": 1, "name": "b", "data": "d"}])
    rows = session.execute(sa.select(union.c.type, union.c.name, union.c.data).order_by(union.c.name)).all()
    assert rows == [("staff", "a", None), ("chief", "b", "d")]


def test_m08_a_class_is_mapped_to_a_subquery(library):
    sa, base = library.sa, library.base()
    staff, chiefs = tables(library, base.metadata)
    counted = (
        sa.select(staff.c.id, staff.c.name, sa.func.count(chiefs.c.id).label("above"))
        .outerjoin(chiefs, chiefs.c.id > staff.c.id)
        .group_by(staff.c.id, staff.c.name)
        .subquery("counted")
    )

    class Counted(base):
        __table__ = counted
        __mapper_args__ = {"primary_key": [counted.c.id]}

    session = library.store(base)
    session.execute(staff.insert(), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    session.execute(chiefs.insert(), [{"id": 2, "name": "c", "data": "d"}])
    found = session.scalars(sa.select(Counted).order_by(Counted.id)).all()
    assert [(one.id, one.name, one.above) for one in found] == [(1, "a", 1), (2, "b", 0)]
    assert session.scalars(sa.select(Counted.id).where(Counted.above == 1)).all() == [1]
    session.expunge_all()
    assert session.get(Counted, 2).above == 0


def test_m09_classes_wait_for_their_tables_to_be_read(library):
    sa, orm, column = library.sa, library.orm, library.orm.mapped_column
    there = library.base()
    integer, text = sa.Integer, sa.String(10)
    key = sa.Column("id", integer, primary_key=True)
    sa.Table("plant", there.metadata, key, sa.Column("type", text), sa.Column("name", text))
    link = sa.Column("id", integer, sa.ForeignKey("plant.id"), primary_key=True)
    sa.Table("tree", there.metadata, link, sa.Column("height", integer))
    engine = library.engine(there)
    base = library.base()

    class Reflected(library.ext.declarative.DeferredReflection, base):
        __abstract__ = True

    class Plant(Reflected):
        __tablename__ = "plant"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "plant"}
        called = column("name", text)

    class Tree(Plant):
        __tablename__ = "tree"
        __mapper_args__ = {"polymorphic_identity": "tree"}

    class Moss(Plant):
        __mapper_args__ = {"polymorphic_identity": "moss"}

    Reflected.prepare(engine)
    assert sorted(sa.inspect(Tree).column_attrs.keys()) == ["called", "height", "id", "type"]
    with orm.Session(engine) as session:
        session.add_all([Plant(id=1, called="a"), Tree(id=2, called="b", height=9), Moss(id=3, called="c")])
        session.commit()
        session.expunge_all()
        found = session.scalars(sa.select(Plant).order_by(Plant.id)).all()
        assert [(type(one), one.called, getattr(one, "height", None)) for one in found] == [
            (Plant, "a", None), (Tree, "b", 9), (Moss, "c", None),
        ]  # fmt: skip
        assert session.scalars(sa.select(Moss.id)).all() == [3]


def test_m09_a_table_that_is_not_there_is_an_error(library):
    base = library.base()

    class Reflected(library.ext.declarative.DeferredReflection, base):
        __abstract__ = True

    class Ghost(Reflected):
        __tablename__ = "ghost"

    with pytest.raises(library.sa.exc.InvalidRequestError, match="ghost"):
        Reflected.prepare(library.engine(library.base()))
