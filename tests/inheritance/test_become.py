"""`session.become(obj, Class, **values)`: the row changes its class, the object stays the same object."""

import pytest
from pydantic import PrivateAttr

from sqlmodel_rs import Field, Session, SQLModel, create_engine, sa, select, text
from sqlmodel_rs.exc import ArgumentError, InvalidRequestError, StaleDataError
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import orm

from .written import Bolt, Boss, Coder, Heat, Lead, Lens, Part, Probe, Screw, Staff, Task, Tool, Trainee

CHAIN = ("staff", "coder", "leader", "boss")


def test_down_the_hierarchy_adds_rows_and_fills_defaults(twin):
    twin.put(Staff(email="a@x", name="ada"))
    ada = twin.get(Staff, 1)
    lead = twin.become(ada, Lead, bonus=5, badge="b1")
    assert lead is ada and type(ada) is Lead
    assert (ada.name, ada.type, ada.level, ada.bonus, ada.badge) == ("ada", "lead", 0, 5, "b1")
    assert twin.get(Coder, 1) is ada
    twin.commit()
    twin.s.expunge_all()
    found = twin.execute(select(Staff)).scalars().one()
    assert (type(found), found.bonus, found.badge, found.email) == (Lead, 5, "b1", "a@x")


def test_up_the_hierarchy_deletes_rows_child_first(twin):
    twin.put(Lead(email="a@x", level=3, bonus=1))
    lead = twin.get(Staff, 1)
    twin.become(lead, Coder)
    assert (type(lead), lead.level, hasattr(lead, "bonus")) == (Coder, 3, False)
    twin.become(lead, Staff)
    twin.commit()
    assert twin.counts(CHAIN) == [1, 0, 0, 0]
    assert twin.rows("SELECT type FROM staff") == [("staff",)]


def test_sideways_moves_the_row_to_the_other_table(twin):
    twin.put(Lead(email="a@x", name="ada", level=3, bonus=1))
    ada = twin.get(Staff, 1)
    twin.become(ada, Boss, budget=7, name="boss ada")
    twin.commit()
    twin.refresh(ada)
    assert (type(ada), ada.budget, ada.name) == (Boss, 7, "boss ada")
    assert twin.counts(CHAIN) == [1, 0, 0, 1]
    assert twin.get(Coder, 1) is None


def test_single_table_sets_and_clears_its_columns(twin):
    twin.put(Coder(email="a@x", level=3))
    ada = twin.get(Staff, 1)
    twin.become(ada, Trainee, school="mit")
    assert twin.rows("SELECT type, school FROM staff") == [("trainee", "mit")]
    assert twin.counts(CHAIN) == [1, 0, 0, 0]
    twin.become(ada, Staff)
    twin.commit()
    assert twin.rows("SELECT type, school FROM staff") == [("staff", None)]


def test_composite_keys(twin):
    twin.put(Part(region="eu", number=1, code="a"))
    part = twin.get(Part, ("eu", 1))
    twin.become(part, Bolt, length=4)
    assert (part.length, part.nut, part.kind) == (4, "hex", "bolt")
    assert twin.rows("SELECT b.region, b.number, length, nut FROM bolt b JOIN screw s ON b.number = s.number") == [
        ("eu", 1, 4, "hex")
    ]
    twin.become(part, Screw)
    assert twin.counts(("part", "screw", "bolt")) == [1, 1, 0]


def test_concrete_moves_the_row_and_its_identity(twin):
    twin.put(Heat(place="a", celsius=3), Lens(place="b"))
    heat = twin.execute(select(Heat)).scalars().one()
    twin.become(heat, Lens, pixels=9)
    assert (type(heat), heat.place, heat.pixels, heat.id) == (Lens, "a", 9, 2)
    assert twin.get(Lens, 2) is heat and twin.get(Heat, 1) is None
    twin.commit()
    assert twin.counts(("probe", "heat", "lens")) == [0, 0, 2]
    twin.refresh(heat)
    twin.become(heat, Probe)
    twin.rollback()
    assert type(heat) is Lens and twin.get(Lens, 2) is heat
    twin.refresh(heat)
    assert (heat.place, heat.pixels) == ("a", 9)


def test_pending_changes_are_written_before(twin):
    twin.put(Coder(email="a@x", level=3))
    ada = twin.get(Staff, 1)
    ada.name, ada.level = "new", 8
    twin.become(ada, Lead)
    twin.commit()
    assert twin.rows("SELECT name, level FROM staff JOIN coder ON staff.id = coder.id") == [("new", 8)]


def test_the_same_class_sets_the_values(twin):
    twin.put(Coder(email="a@x", level=3))
    ada = twin.get(Staff, 1)
    assert twin.become(ada, Coder, level=4) is ada
    twin.commit()
    assert twin.rows("SELECT level FROM coder") == [(4,)]


def test_relationships_the_class_shares_stay_and_the_others_are_emptied(twin):
    ada = Coder(email="a@x", tasks=[Task(title="t")], tools=[Tool(title="saw")])
    twin.put(ada)
    ada = twin.get(Staff, 1)
    twin.refresh(ada, ["tasks"])
    twin.become(ada, Boss, budget=1)
    assert [one.title for one in ada.tasks] == ["t"]
    assert not hasattr(ada, "tools")
    twin.commit()
    assert twin.rows("SELECT title, coder_id FROM tool") == [("saw", None)]
    assert twin.rows("SELECT title, staff_id FROM task") == [("t", 1)]


def test_a_relationship_may_be_among_the_values(twin):
    twin.put(Staff(email="a@x"), Tool(title="saw"))
    tool = twin.get(Tool, 1)
    ada = twin.get(Staff, 1)
    twin.become(ada, Coder, tools=[tool])
    twin.commit()
    assert twin.rows("SELECT coder_id FROM tool") == [(1,)]


def test_references_of_others_do_not_show_what_left(twin):
    twin.put(Coder(email="a@x", tools=[Tool(title="saw")]))
    ada, tool = twin.get(Staff, 1), twin.get(Tool, 1)
    twin.refresh(tool, ["coder"])
    assert tool.coder is ada
    twin.become(ada, Staff)
    assert tool.coder is None and tool.coder_id is None


def test_rollback_gives_the_object_its_class_back(twin):
    twin.put(Coder(email="a@x", level=3))
    ada = twin.get(Staff, 1)
    twin.become(ada, Boss, budget=1)
    twin.rollback()
    assert type(ada) is Coder and twin.get(Staff, 1) is ada
    twin.refresh(ada)
    assert (ada.level, ada.type) == (3, "coder")
    assert twin.counts(CHAIN) == [1, 1, 0, 0]


def test_rollback_to_a_savepoint_gives_the_class_back_too(twin):
    def work(session):
        ada = session.get(Staff, 1)
        session.become(ada, Lead)
        with session.begin_nested() as savepoint:
            session.become(ada, Boss, budget=1)
            savepoint.rollback()
        assert (type(ada), ada.level) == (Lead, 3)
        session.rollback()
        assert (type(ada), ada.level) == (Coder, 3)

    twin.put(Coder(email="a@x", level=3))
    work(twin.s) if twin.runner is None else twin.run_sync(work)


def test_a_missing_value_is_named_before_anything_is_written(twin):
    twin.put(Staff(email="a@x"))
    ada = twin.get(Staff, 1)
    with pytest.raises(ArgumentError, match=r"become\(Boss\) needs a value for budget"):
        twin.become(ada, Boss)
    with pytest.raises(ArgumentError, match=r"become\(Trainee\) needs a value for school"):
        twin.become(ada, Trainee)
    assert type(ada) is Staff
    assert twin.counts(CHAIN) == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("cls", "values", "message"),
    [
        (Boss, {"budget": 1, "level": 2}, "unexpected value for 'level'"),
        (Coder, {"type": "lead"}, "the class says it"),
        (Coder, {"id": 5}, "keeps the key"),
        (Part, {}, "different hierarchies"),
    ],
)
def test_what_cannot_be_is_refused(twin, cls, values, message):
    twin.put(Staff(email="a@x"))
    with pytest.raises(ArgumentError, match=message):
        twin.become(twin.get(Staff, 1), cls, **values)


def test_an_object_without_a_row_is_refused(twin):
    with pytest.raises(InvalidRequestError, match="is not persistent within this Session"):
        twin.become(Staff(email="a@x"), Coder)


def test_a_failure_leaves_row_and_object_as_they_were(twin):
    twin.put(Coder(email="a@x", badge="b1"), Staff(email="b@x"))
    ben = twin.get(Staff, 2)
    with pytest.raises(Exception, match="(?i)unique|duplicate"):
        twin.become(ben, Coder, badge="b1")
    assert type(ben) is Staff
    twin.commit()
    assert twin.rows("SELECT type FROM staff ORDER BY id") == [("coder",), ("staff",)]


def test_a_row_that_is_gone_is_stale(twin):
    twin.put(Coder(email="a@x"))
    ada = twin.get(Staff, 1)
    for table in ("coder", "staff"):
        twin.execute(text(f"DELETE FROM {table}"))
    with pytest.raises(StaleDataError, match="'coder'"):
        twin.become(ada, Staff)


# --- other ways of declaring
@pytest.fixture
def declaring(database_url):
    """A declarative base, `sa` and `orm`, and a function that makes the tables and a session."""
    opened = []

    class Base(orm.DeclarativeBase):
        pass

    def start():
        engine = sa.create_engine(database_url)
        Base.metadata.create_all(engine)
        session = orm.Session(engine)
        opened.extend((session.close, engine.dispose))
        return session

    yield Base, start
    for end in opened:
        end()


def test_without_a_discriminator_the_child_row_decides(declaring):
    base, start = declaring

    class Shape(base):
        __tablename__ = "shape"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        color = orm.mapped_column(sa.String(10))

    class Circle(Shape):
        __tablename__ = "circle"
        id = orm.mapped_column(sa.ForeignKey("shape.id"), primary_key=True)
        radius = orm.mapped_column(sa.Integer, nullable=False)

    class Square(Shape):
        __tablename__ = "square"
        square_id = orm.mapped_column("id", sa.ForeignKey("shape.id"), primary_key=True)
        side = orm.mapped_column(sa.Integer, default=7, nullable=False)

    session = start()
    session.add(Shape(color="red"))
    session.commit()
    one = session.get(Shape, 1)
    with pytest.raises(ArgumentError, match="needs a value for radius"):
        session.become(one, Circle)
    session.become(one, Circle, radius=2)
    session.become(one, Square)
    session.commit()
    session.expunge_all()
    found = session.get(Shape, 1)
    assert (type(found), found.side, found.square_id, found.color) == (Square, 7, 1, "red")


def test_a_discriminator_that_is_an_expression_has_to_agree(declaring):
    base, start = declaring

    class Order(base):
        __tablename__ = "orders"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        total = orm.mapped_column(sa.Integer)
        __mapper_args__ = {
            "polymorphic_on": sa.case((total > 100, "large"), else_="small"),
            "polymorphic_identity": "small",
        }

    class Large(Order):
        note = orm.mapped_column(sa.String(10))
        __mapper_args__ = {"polymorphic_identity": "large"}

    session = start()
    session.add(Order(total=5))
    session.commit()
    one = session.get(Order, 1)
    with pytest.raises(InvalidRequestError, match="says 'small' of the row instead of 'large'"):
        session.become(one, Large)
    assert type(one) is Order
    session.become(one, Large, total=500, note="n")
    session.commit()
    assert (type(session.get(Order, 1)), one.note) == (Large, "n")


def test_a_version_is_checked_and_counted(declaring):
    base, start = declaring

    class Doc(base):
        __tablename__ = "doc"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        kind = orm.mapped_column(sa.String(10))
        version = orm.mapped_column(sa.Integer, nullable=False)
        __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "doc", "version_id_col": version}

    class Memo(Doc):
        __tablename__ = "memo"
        id = orm.mapped_column(sa.ForeignKey("doc.id"), primary_key=True)
        body = orm.mapped_column(sa.String(10))
        __mapper_args__ = {"polymorphic_identity": "memo"}

    session = start()
    session.add(Doc())
    session.commit()
    doc = session.get(Doc, 1)
    session.become(doc, Memo, body="b")
    assert doc.version == 2
    session.commit()
    assert doc.version == 2
    session.execute(text("UPDATE doc SET version = 9"))
    with pytest.raises(StaleDataError, match="'doc'"):
        session.become(doc, Doc)
    assert type(doc) is Memo


def test_private_attributes_and_fields_follow_the_class(database_url):
    class Root(SQLModel, registry=registry()):
        pass

    class Animal(Root, table=True, inheritance="single"):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(default="animal", max_length=10)
        _mood: str = PrivateAttr(default="calm")

    class Dog(Animal):
        __mapper_args__ = {"polymorphic_identity": "dog"}
        toys: int = Field(default_factory=lambda: 3)
        _tricks: list[str] = PrivateAttr(default_factory=list)

    engine = create_engine(database_url)
    Root.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Animal())
        session.commit()
        rex = session.get(Animal, 1)
        rex._mood = "wild"
        session.become(rex, Dog)
        assert (rex._mood, rex._tricks, rex.model_dump()) == ("wild", [], {"id": 1, "kind": "dog", "toys": 3})
        session.commit()
        session.become(rex, Animal)
        assert rex.model_dump() == {"id": 1, "kind": "animal"}
    engine.dispose()


def test_update_listeners_hear_of_the_former_and_of_the_new_class(twin):
    heard = []

    def note(when):
        def listener(mapper, connection, target):
            heard.append((when, mapper.class_.__name__, type(target).__name__, connection is not None))
            if when == "before":
                target.name = "noted"

        return listener

    listeners = [
        (cls, f"{when}_update", note(when)) for cls, when in ((Staff, "before"), (Boss, "after"), (Boss, "before"))
    ]
    twin.put(Staff(email="a@x", name="ada"))
    ada = twin.get(Staff, 1)
    for cls, name, listener in listeners:
        sa.event.listen(cls, name, listener)
    try:
        twin.become(ada, Boss, budget=7)
    finally:
        for cls, name, listener in listeners:
            sa.event.remove(cls, name, listener)
    assert heard == [("before", "Staff", "Staff", True), ("after", "Boss", "Boss", True)]
    assert ada.name == "noted"
    twin.commit()
    assert twin.rows("SELECT name, type FROM staff") == [("noted", "boss")]


def test_a_listener_that_raises_leaves_the_row_as_it_was(twin):
    def refuse(mapper, connection, target):
        raise ValueError("not this one")

    twin.put(Coder(email="a@x", name="ada", level=3))
    ada = twin.get(Staff, 1)
    sa.event.listen(Coder, "before_update", refuse)
    try:
        with pytest.raises(ValueError, match="not this one"):
            twin.become(ada, Boss, budget=7)
    finally:
        sa.event.remove(Coder, "before_update", refuse)
    assert type(ada) is Coder
    assert twin.counts(CHAIN) == [1, 1, 0, 0]
