"""Section 1 of the inheritance checklist: mapping, in SQLModel's spelling. The test names carry its line numbers."""

import enum
from typing import Any, Generic, Literal, TypeVar

import pytest

from sqlmodel_rs import (
    Column,
    Field,
    ForeignKeyConstraint,
    Relationship,
    SQLModel,
    select,
    text,
)
from sqlmodel_rs.exc import InvalidRequestError, MissingRowError, PolymorphicIdentityError
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa.ext.declarative import AbstractConcreteBase
from sqlmodel_rs.sa.orm import aliased, selectinload
from sqlmodel_rs.sa.types import String, TypeDecorator
from sqlmodel_rs.sql.expression import case, func


def fresh_base() -> Any:
    class Base(SQLModel, registry=registry()):
        pass

    return Base


def named(length: int = 20, **given: Any) -> Any:
    return Field(max_length=length, **given)


def test_m02_foreign_key_to_the_parent_is_not_the_primary_key(store):
    base = fresh_base()

    class Person(base, table=True):
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = named(default="person")

    class Clerk(Person, table=True):
        __tablename__ = "clerk"
        __mapper_args__ = {"polymorphic_identity": "clerk"}
        number: int | None = Field(default=None, primary_key=True)
        person_id: int | None = Field(default=None, foreign_key="person.id")
        desk: int = 0

    session = store(base, Person(), Clerk(desk=5), Clerk(desk=6))
    rows = session.exec(select(Person).order_by(Person.id)).all()
    assert [(row.id, getattr(row, "number", None), getattr(row, "desk", None)) for row in rows] == [
        (1, None, None), (2, 1, 5), (3, 2, 6),
    ]  # fmt: skip
    clerk = session.get(Clerk, 2)
    clerk.desk = 9
    session.commit()
    assert session.exec(select(Clerk.desk).order_by(Clerk.id)).all() == [9, 6]
    session.delete(clerk)
    session.commit()
    assert session.exec(select(Clerk.id)).all() == [3]


def test_m02_composite_keys(store):
    base = fresh_base()

    class Part(base, table=True):
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "part"}
        shelf: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
        code: str = named(primary_key=True)
        type: str = named(default="part")

    class Gear(Part, table=True):
        __tablename__ = "gear"
        __mapper_args__ = {"polymorphic_identity": "gear"}
        teeth: int

    class Order(base, table=True):
        __table_args__ = (ForeignKeyConstraint(["gear_shelf", "gear_code"], ["gear.shelf", "gear.code"]),)
        id: int | None = Field(default=None, primary_key=True)
        gear_shelf: int | None = None
        gear_code: str | None = named(default=None)
        gear: Gear | None = Relationship()

    gear = Gear(shelf=1, code="x", teeth=12)
    session = store(base, Part(shelf=1, code="y"), gear, Gear(shelf=2, code="x", teeth=8), Order(gear=gear))
    rows = session.exec(select(Part).order_by(Part.shelf, Part.code)).all()
    assert [(type(row), row.shelf, row.code) for row in rows] == [(Gear, 1, "x"), (Part, 1, "y"), (Gear, 2, "x")]
    assert session.get(Gear, (1, "y")) is None
    assert session.exec(select(Order).join(Order.gear).where(Gear.teeth == 12)).one().gear is rows[0]


def test_m04_single_below_joined_and_joined_below_single(store):
    base = fresh_base()

    class Person(base, table=True):
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = named(default="person")

    class Manager(Person, table=True):
        __tablename__ = "manager"
        __mapper_args__ = {"polymorphic_identity": "manager"}
        budget: int = 0

    class Boss(Manager):
        __mapper_args__ = {"polymorphic_identity": "boss"}
        car: str = named()

    class Chairman(Boss, table=True):
        __tablename__ = "chairman"
        __mapper_args__ = {"polymorphic_identity": "chairman"}
        yacht: str = named()

    class Clerk(Person):
        __mapper_args__ = {"polymorphic_identity": "clerk"}
        desk: int

    session = store(
        base, Person(), Manager(budget=1), Boss(budget=2, car="red"), Chairman(budget=3, car="blue", yacht="A"),
        Clerk(desk=4),
    )  # fmt: skip
    assert [type(row) for row in session.exec(select(Person).order_by(Person.id))] == [
        Person, Manager, Boss, Chairman, Clerk,
    ]  # fmt: skip
    assert [type(row) for row in session.exec(select(Manager).order_by(Manager.id))] == [Manager, Boss, Chairman]
    assert [(row.car, row.budget) for row in session.exec(select(Boss).order_by(Boss.id))] == [("red", 2), ("blue", 3)]
    assert session.exec(select(Chairman.yacht, Chairman.car, Chairman.budget)).all() == [("A", "blue", 3)]
    assert session.exec(select(func.count()).select_from(Boss)).one() == 2


def test_m07_abstract_concrete_base_has_no_table_and_reads_its_children(store):
    base = fresh_base()

    class Sensor(AbstractConcreteBase, base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        place: str = named()

    class Thermometer(Sensor, table=True, inheritance="concrete"):
        __tablename__ = "thermometer"
        celsius: float = 0.0

    class Camera(Sensor, table=True, inheritance="concrete"):
        __tablename__ = "camera"
        pixels: int = 0

    assert sorted(base.metadata.tables) == ["camera", "thermometer"]
    session = store(base, Thermometer(place="lab", celsius=21.5), Camera(place="gate", pixels=8), Camera(place="hall"))
    rows = session.exec(select(Sensor).order_by(Sensor.place)).all()
    assert [(type(row), row.place) for row in rows] == [(Camera, "gate"), (Camera, "hall"), (Thermometer, "lab")]
    assert session.exec(select(Sensor).where(Sensor.place == "gate")).one().pixels == 8
    other = aliased(Sensor)
    assert [type(row) for row in session.exec(select(other).order_by(other.place))] == [Camera, Camera, Thermometer]


@pytest.mark.parametrize("joined", [False, True], ids=["single", "joined"])
def test_m11_discriminator_is_an_expression(store, joined):
    base = fresh_base()
    column = Column("code", String(2))

    class Person(base, table=True):
        __mapper_args__ = {
            "polymorphic_on": case((column == "EN", "engineer"), (column == "MA", "manager"), else_="person"),
            "polymorphic_identity": "person",
        }
        id: int | None = Field(default=None, primary_key=True)
        code: str = Field(sa_column=column)

    body = {"__tablename__": "engineer"} if joined else {}
    Engineer = type(Person)(
        "Engineer", (Person,),
        {"__module__": __name__, "__mapper_args__": {"polymorphic_identity": "engineer"}, **body,
         "__annotations__": {"level": int}},
        table=True if joined else None,
    )  # fmt: skip

    class Manager(Person):
        __mapper_args__ = {"polymorphic_identity": "manager"}

    session = store(base, Engineer(code="EN", level=3), Person(code="X"), Manager(code="MA"))
    assert [type(row) for row in session.exec(select(Person).order_by(Person.id))] == [Engineer, Person, Manager]
    assert [row.level for row in session.exec(select(Engineer))] == [3]
    assert session.exec(select(func.count(Manager.id))).one() == 1
    assert session.get(Manager, 1) is None
    other = aliased(Person)
    assert [type(row) for row in session.exec(select(other).order_by(other.id))] == [Engineer, Person, Manager]


class Fuel(enum.Enum):
    DIESEL = "diesel"
    POWER = "power"


class Level(enum.IntEnum):
    LOW = 0
    HIGH = 1


class Upper(TypeDecorator):
    """Text that the database keeps in capitals."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else value.upper()

    def process_result_value(self, value, dialect):
        return None if value is None else value.lower()


@pytest.mark.parametrize(
    ("annotation", "field", "first", "second"),
    [
        (str, {"max_length": 5}, "a", "b"),
        (int, {}, 0, 7),
        (Fuel, {}, Fuel.DIESEL, Fuel.POWER),
        (int, {}, Level.LOW, Level.HIGH),
        (bool, {}, False, True),
        (str, {"max_length": 5}, "", "b"),
        (str, {"sa_type": Upper}, "a", "b"),
    ],
    ids=["str", "int", "enum", "int-enum", "bool", "empty", "decorated"],
)
@pytest.mark.parametrize("joined", [False, True], ids=["single", "joined"])
def test_m12_m13_kinds_of_identity(store, annotation, field, first, second, joined):
    base = fresh_base()

    class Base(base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
        id: int | None = Field(default=None, primary_key=True)
        kind: annotation = Field(**field)

    named_table = {"__tablename__": "first"} if joined else {}
    one = type(Base)(
        "First", (Base,),
        {"__module__": __name__, "__mapper_args__": {"polymorphic_identity": first}, **named_table,
         "__annotations__": {"x": int}},
        table=True if joined else None,
    )  # fmt: skip

    class Second(Base):
        __mapper_args__ = {"polymorphic_identity": second}

    session = store(base, one(x=1), Second(), one(x=2))
    rows = session.exec(select(Base).order_by(Base.id)).all()
    assert [(type(row), row.kind) for row in rows] == [(one, first), (Second, second), (one, first)]
    assert [row.x for row in session.exec(select(one).order_by(one.id))] == [1, 2]
    assert session.exec(select(func.count(Second.id))).one() == 1
    assert session.get(Second, 1) is None


def test_m13_null_discriminator_is_an_error_unless_a_class_says_that_it_is_its_own(store):
    for lenient in (False, True):
        base = fresh_base()

        class Note(base, table=True):
            __tablename__ = f"note_{lenient}".lower()
            __mapper_args__ = {"polymorphic_on": "kind", **({"polymorphic_identity": None} if lenient else {})}
            id: int | None = Field(default=None, primary_key=True)
            kind: str | None = named(default=None)

        class Memo(Note):
            __mapper_args__ = {"polymorphic_identity": "memo"}

        session = store(base, Memo())
        session.execute(text(f"INSERT INTO {Note.__tablename__} (id, kind) VALUES (9, NULL)"))
        if lenient:
            assert [type(row) for row in session.exec(select(Note).order_by(Note.id))] == [Memo, Note]
            continue
        with pytest.raises(PolymorphicIdentityError, match=r"identity key 9 .*'note_false.kind' is NULL"):
            session.exec(select(Note)).all()
        with pytest.raises(PolymorphicIdentityError, match="is NULL"):
            session.get(Note, 9)


def test_m13_discriminator_is_part_of_the_key(store):
    base = fresh_base()

    class Part(base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "part"}
        id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
        kind: str = named(default="part", primary_key=True)

    class Gear(Part, table=True):
        __tablename__ = "gear"
        __mapper_args__ = {"polymorphic_identity": "gear"}
        teeth: int

    session = store(base, Part(id=1), Gear(id=1, teeth=8))
    assert [(type(row), row.id) for row in session.exec(select(Part).order_by(Part.kind))] == [(Gear, 1), (Part, 1)]
    assert session.get(Part, (1, "gear")).teeth == 8


def test_m14_missing_child_row_is_an_error_that_names_table_and_key(store):
    base = fresh_base()

    class Person(base, table=True):
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = named(default="person")

    class Clerk(Person, table=True):
        __tablename__ = "clerk"
        __mapper_args__ = {"polymorphic_identity": "clerk"}
        desk: int

    class Chief(Clerk, table=True):
        __tablename__ = "chief"
        __mapper_args__ = {"polymorphic_identity": "chief"}
        room: int

    session = store(base, Chief(desk=1, room=2))
    session.execute(text("INSERT INTO person (id, type) VALUES (50, 'clerk')"))
    with pytest.raises(MissingRowError, match=r"Row 50 of table 'person' is a Clerk .*table 'clerk' has no row"):
        session.exec(select(Person)).all()
    assert session.get(Clerk, 50) is None
    session.execute(text("DELETE FROM person WHERE id = 50"))
    session.execute(text("DELETE FROM chief"))
    with pytest.raises(MissingRowError, match=r"Row 1 of table 'person' is a Chief .*table 'chief' has no row"):
        session.exec(select(Clerk)).all()


@pytest.mark.parametrize("joined", [False, True], ids=["single", "joined"])
def test_m15_abstract_levels_are_queried_and_related_but_not_made(store, joined):
    base = fresh_base()

    class Shape(base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = named(default="")

    body = {"__tablename__": "round"} if joined else {}
    Round = type(Shape)(
        "Round", (Shape,),
        {"__module__": __name__, "__mapper_args__": {"polymorphic_abstract": True}, **body,
         "__annotations__": {"radius": int}},
        table=True if joined else None,
    )  # fmt: skip

    class Circle(Round):
        __mapper_args__ = {"polymorphic_identity": "circle"}

    class Ring(Round):
        __mapper_args__ = {"polymorphic_identity": "ring"}

    class Square(Shape):
        __mapper_args__ = {"polymorphic_identity": "square"}

    class Label(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        shape_id: int | None = Field(default=None, foreign_key="shape.id")
        shape: Round | None = Relationship()

    circle = Circle(radius=1)
    session = store(base, circle, Ring(radius=2), Square(), Label(shape=circle))
    assert [type(row) for row in session.exec(select(Shape).order_by(Shape.id))] == [Circle, Ring, Square]
    assert [row.radius for row in session.exec(select(Round).order_by(Round.id))] == [1, 2]
    assert session.exec(select(func.count(Round.id))).one() == 2
    assert session.get(Round, 3) is None
    assert type(session.exec(select(Label).options(selectinload(Label.shape))).one().shape) is Circle
    assert session.exec(select(Label).join(Label.shape).where(Round.radius == 1)).one().id == 1
    assert session.exec(select(Label).where(Label.shape.has(Round.radius == 2))).all() == []
    for abstract in (Shape, Round):
        with pytest.raises(InvalidRequestError, match="polymorphic_abstract"):
            abstract(radius=1)


def test_m17_siblings_share_a_column_through_a_mixin(store):
    base = fresh_base()

    class HasPages(SQLModel):
        pages: int | None = None

    class Item(base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "item"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = named(default="item")

    class Book(HasPages, Item):
        __mapper_args__ = {"polymorphic_identity": "book"}

    class Map(HasPages, Item):
        __mapper_args__ = {"polymorphic_identity": "map"}

    session = store(base, Book(pages=1), Map(pages=2), Item())
    rows = session.exec(select(Item).order_by(Item.id)).all()
    assert [(type(row), getattr(row, "pages", "none")) for row in rows] == [(Book, 1), (Map, 2), (Item, "none")]
    assert session.exec(select(Map.pages)).all() == [2]


def test_m18_inherit_condition_chooses_among_several_foreign_keys(store):
    base = fresh_base()

    class Person(base, table=True):
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = named(default="person")

    class Clerk(Person, table=True):
        __tablename__ = "clerk"
        __mapper_args__ = {"polymorphic_identity": "clerk"}
        id: int | None = Field(default=None, primary_key=True, foreign_key="person.id")
        friend_id: int | None = Field(default=None, foreign_key="person.id")
        friend: Person | None = Relationship(
            sa_relationship_kwargs={"foreign_keys": "Clerk.friend_id", "remote_side": "Person.id"}
        )

    session = store(base, Person())
    session.add(Clerk(friend=session.get(Person, 1)))
    session.commit()
    session.expunge_all()
    clerk = session.exec(select(Clerk)).one()
    assert (clerk.id, clerk.friend_id, type(clerk.friend)) == (2, 1, Person)
    other = aliased(Person)
    assert session.exec(select(Clerk.id, other.id).join(Clerk.friend.of_type(other))).all() == [(2, 1)]


def test_m18_added_key_is_linked_beside_other_foreign_keys(store):
    base = fresh_base()

    class Team(base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Person(base, table=True):
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = named(default="person")

    class Clerk(Person, table=True):
        __tablename__ = "clerk"
        __mapper_args__ = {"polymorphic_identity": "clerk"}
        team_id: int | None = Field(default=None, foreign_key="team.id")
        friend_id: int | None = Field(default=None, foreign_key="person.id")

    class Chief(Person, table=True):
        __tablename__ = "chief"
        __mapper_args__ = {"polymorphic_identity": "chief"}
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id")

    for cls in (Clerk, Chief):
        assert [key.target_fullname for key in cls.__table__.c.id.foreign_keys] == ["person.id"]
    session = store(base, Person(), Team())
    session.add_all([Clerk(team_id=1, friend_id=1), Chief(team_id=1)])
    session.commit()
    session.expunge_all()
    assert [(row.id, type(row)) for row in session.exec(select(Person).order_by(Person.id))] == [
        (1, Person), (2, Clerk), (3, Chief),
    ]  # fmt: skip


T = TypeVar("T")


def test_m23_generic_base_class(store):
    base = fresh_base()

    class Item(base, Generic[T], table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "item"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = named(default="item")

    class Book(Item):
        __mapper_args__ = {"polymorphic_identity": "book"}
        pages: int

    session = store(base, Book(pages=3))
    assert [(type(row), row.pages) for row in session.exec(select(Item))] == [(Book, 3)]


def test_m24_pydantic_side_of_a_subclass(store):
    base = fresh_base()

    class Firm(base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Person(base, table=True):
        __mapper_args__ = {"polymorphic_on": "type"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = named(default="person")
        name: str = named()
        firm_id: int | None = Field(default=None, foreign_key="firm.id")
        firm: Firm | None = Relationship()

    class Clerk(Person, table=True):
        __tablename__ = "clerk"
        type: Literal["clerk"] = "clerk"
        desk: int = 3

    assert Clerk.model_fields["name"].is_required() and not Clerk.model_fields["desk"].is_required()
    validated = Clerk.model_validate({"name": "a", "desk": "7"})
    assert validated.model_dump() == {"id": None, "type": "clerk", "name": "a", "firm_id": None, "desk": 7}
    session = store(base, Clerk(name="b", firm=Firm()))
    loaded = session.exec(select(Person)).one()
    assert (type(loaded), loaded.type, loaded.desk, loaded.firm.id) == (Clerk, "clerk", 3, 1)
    assert Clerk.model_json_schema()["properties"]["type"]["const"] == "clerk"
