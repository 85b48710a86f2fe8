"""Declarations that contradict themselves are errors when the class is created, and name both classes."""

import enum
import warnings
from typing import Any, Literal

import pytest

from sqlmodel_rs import Field, SQLModel, select
from sqlmodel_rs.exc import ArgumentError, InvalidRequestError
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import Column, ForeignKey, Integer, String, Table, insert
from sqlmodel_rs.sa.orm import DeclarativeBase, mapped_column


def fresh_base() -> Any:
    class Base(SQLModel, registry=registry()):
        pass

    return Base


def animals(told_apart: bool = True, **keywords: Any) -> Any:
    class Animal(fresh_base(), table=True, **keywords):
        if told_apart:
            __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "animal"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = Field(default="animal", max_length=20)
        name: str = Field(default="x", max_length=20)

    return Animal


def test_a_concrete_child_of_a_hierarchy_with_a_discriminator_is_refused():
    Animal = animals()
    with pytest.raises(ArgumentError, match=r"class Cat is concrete, but Animal tells its subclasses apart by 'animal"):

        class Cat(Animal, table=True, inheritance="concrete"):
            pass


@pytest.mark.parametrize("inheritance", ["single", "joined"])
def test_a_child_in_the_table_of_a_concrete_class_is_refused(inheritance):
    Animal = animals(False, inheritance="concrete")
    with pytest.raises(ArgumentError, match="class Dog hangs on the table of Animal, whose hierarchy is concrete"):

        class Dog(Animal, table=True, inheritance=inheritance):
            pass


def test_a_single_table_child_with_a_table_name_is_refused():
    Animal = animals()
    with pytest.raises(ArgumentError, match="class Dog says inheritance='single' and __tablename__ = 'dog'.*of Animal"):

        class Dog(Animal, table=True, inheritance="single"):
            __tablename__ = "dog"


def test_an_identity_without_a_discriminator_is_refused():
    Animal = animals(False)
    with pytest.raises(ArgumentError, match=r"Mapper\[Dog\(animal\)\] has polymorphic_identity='dog', but Mapper\[Ani"):

        class Dog(Animal):
            __mapper_args__ = {"polymorphic_identity": "dog"}


def test_a_discriminator_that_is_no_attribute_is_refused():
    with pytest.raises(ArgumentError, match=r"polymorphic_on value 'kind' - no attribute .* on Mapper\[Item\(item\)\]"):

        class Item(fresh_base(), table=True):
            __mapper_args__ = {"polymorphic_on": "kind"}
            id: int | None = Field(default=None, primary_key=True)


def test_siblings_with_a_column_of_one_name_and_two_types_are_refused():
    Animal = animals()

    class Dog(Animal):
        size: int = 0

    with pytest.raises(ArgumentError, match=r"Column 'size' on class Cat conflicts .* 'animal\.size' of class Dog"):

        class Cat(Animal):
            size: str = ""


def test_a_child_that_gives_an_inherited_attribute_another_type_is_refused():
    Animal = animals()
    with pytest.raises(ArgumentError, match=r"'name' of class Dog is Integer\(\), .* 'animal\.name' with Animal"):

        class Dog(Animal):
            name: int = 0


def test_an_identity_that_the_discriminator_cannot_hold_is_refused():
    class Kind(enum.Enum):
        A = "a"

    class Item(fresh_base(), table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
        id: int | None = Field(default=None, primary_key=True)
        kind: Kind

    with pytest.raises(
        ArgumentError, match="polymorphic_identity='z' of class Book is no value of .*discriminator of I"
    ):

        class Book(Item):
            __mapper_args__ = {"polymorphic_identity": "z"}

    with pytest.raises(
        ArgumentError, match="polymorphic_identity=3 of class Dog is no value of .*discriminator of Ani"
    ):

        class Dog(animals()):
            __mapper_args__ = {"polymorphic_identity": 3}


def test_an_identity_and_a_literal_that_differ_are_refused():
    Animal = animals()
    with pytest.raises(
        ArgumentError, match="class Dog has polymorphic_identity='cat', but its 'type', .* Animal, allows"
    ):

        class Dog(Animal):
            __mapper_args__ = {"polymorphic_identity": "cat"}
            type: Literal["dog"] = "dog"


def test_two_hierarchies_as_bases_are_refused():
    class Plant(fresh_base(), table=True):
        id: int | None = Field(default=None, primary_key=True)

    with pytest.raises(InvalidRequestError, match="Class Odd has multiple mapped bases: Animal and Plant"):

        class Odd(animals(), Plant):
            pass


def test_a_from_clause_in_with_polymorphic_is_refused():
    class Base(DeclarativeBase):
        pass

    class Item(Base):
        __tablename__ = "item"
        id = mapped_column(Integer, primary_key=True)

    with pytest.raises(ArgumentError, match="with_polymorphic=.* on class Book has a FROM of its own"):

        class Book(Base):
            __tablename__ = "book"
            __mapper_args__ = {"with_polymorphic": ("*", Item.__table__)}
            id = mapped_column(Integer, primary_key=True)
            name = mapped_column(String(5))


@pytest.mark.parametrize("joined", [False, True], ids=["single", "joined"])
def test_the_identity_of_a_child_is_its_name_where_it_says_no_other(store, joined):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Animal = animals()
        body = {"__tablename__": "dog"} if joined else {}
        body |= {"__module__": __name__, "__annotations__": {"size": int}}
        Dog = type(Animal)("Dog", (Animal,), body, table=True if joined else None)

        class Puppy(Dog):
            pass

        class Pet(Animal):
            __mapper_args__ = {"polymorphic_abstract": True}

    assert [one.__mapper__.polymorphic_identity for one in (Animal, Dog, Puppy, Pet)] == [
        "animal",
        "Dog",
        "Puppy",
        None,
    ]
    session = store(Animal, Animal())
    session.add(Dog(size=1))
    session.flush()
    session.add(Puppy(size=2))
    session.commit()
    session.expunge_all()
    found = session.exec(select(Animal).order_by(Animal.id)).all()
    assert [(type(one), one.type) for one in found] == [(Animal, "animal"), (Dog, "Dog"), (Puppy, "Puppy")]
    assert [one.size for one in session.exec(select(Dog).order_by(Dog.id))] == [1, 2]


@pytest.mark.parametrize("imperative", [False, True], ids=["declarative", "imperative"])
def test_a_class_mapped_to_a_join_is_refused(imperative):
    class Base(DeclarativeBase):
        pass

    user = Table("user", Base.metadata, Column("id", Integer, primary_key=True))
    address = Table(
        "address", Base.metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("user.id"))
    )
    with pytest.raises(ArgumentError, match=r"class AddressUser is mapped to a join.*map it to a subquery"):
        if imperative:

            class AddressUser:
                pass

            Base.registry.map_imperatively(AddressUser, user.join(address))
        else:
            type(Base)("AddressUser", (Base,), {"__module__": __name__, "__table__": user.join(address)})


def test_a_class_mapped_to_the_subquery_of_a_join_is_read(store):
    class Base(DeclarativeBase):
        pass

    user = Table("user", Base.metadata, Column("id", Integer, primary_key=True), Column("name", String(10)))
    address = Table(
        "address", Base.metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("user.id"))
    )
    both = select(user, address.c.id.label("address_id")).select_from(user.join(address)).subquery()

    class AddressUser(Base):
        __table__ = both
        __mapper_args__ = {"primary_key": [both.c.id, both.c.address_id]}

    session = store(Base)
    session.execute(insert(user), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    session.execute(insert(address), [{"id": 5, "user_id": 1}, {"id": 6, "user_id": 1}])
    found = session.scalars(select(AddressUser).order_by(AddressUser.address_id)).all()
    assert [(one.id, one.name, one.address_id) for one in found] == [(1, "a", 5), (1, "a", 6)]
    assert session.get(AddressUser, (1, 6)) is found[1]


def test_with_polymorphic_of_names_is_refused():
    class Base(DeclarativeBase):
        pass

    with pytest.raises(ArgumentError, match=r"with_polymorphic=\['Book'\] on class Item names classes by text"):

        class Item(Base):
            __tablename__ = "item"
            __mapper_args__ = {"polymorphic_on": "kind", "with_polymorphic": ["Book"]}
            id = mapped_column(Integer, primary_key=True)
            kind = mapped_column(String(5))
