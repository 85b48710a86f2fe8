"""What the listeners of mapped classes are told of their instances and mappers."""

import os
import pickle

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Mapper,
    Session,
    configure_mappers,
    mapped_column,
    reconstructor,
    relationship,
    selectinload,
)


def printing(label):
    def listener(*arguments, **named):
        print("   ", label, *map(kind, arguments), *(f"{name}={kind(value)}" for name, value in sorted(named.items())))

    return listener


def kind(argument):
    if argument is None or isinstance(argument, (str, int, B)):
        return repr(argument)
    if isinstance(argument, (list, tuple, set, frozenset)):
        return repr(sorted(argument, key=repr))
    if isinstance(argument, type):
        return argument.__name__
    if isinstance(argument, dict):
        return "dict"
    if hasattr(argument, "obj"):
        return f"state of {argument.obj()!r}"
    name = type(argument).__name__
    return "mapper" if name == "Mapper" else "connection" if name == "Connection" else "context"


for name in ("before_configured", "after_configured"):
    event.listen(Mapper, name, printing(name))


class B(DeclarativeBase):
    def __repr__(self):
        return f"{type(self).__name__} {self.__dict__.get('id')}"


for name in ("instrument_class", "mapper_configured", "after_mapper_constructed"):
    event.listen(B, name, printing(name), propagate=True)


class Animal(B):
    __tablename__ = "evi_animal"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str | None] = mapped_column(sa.String(20), default="unnamed")
    age: Mapped[int | None] = mapped_column(server_default="3")
    toys: Mapped[list["Toy"]] = relationship(back_populates="animal", order_by="Toy.id")
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}


class Dog(Animal):
    __mapper_args__ = {"polymorphic_identity": "dog"}


class Toy(B):
    __tablename__ = "evi_toy"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    animal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("evi_animal.id"))
    animal: Mapped[Animal | None] = relationship(back_populates="toys")

    @reconstructor
    def again(self):
        print("    reconstructed", self.id)


def heading(text):
    print("#", text)


heading("configure")
configure_mappers()
configure_mappers()

WRITES = ("before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete")
for name in ("init", "load", "expire", "pickle", "unpickle", *WRITES):
    event.listen(Animal, name, printing(f"animal.{name}"), propagate=True)
for name in ("init", "load"):
    event.listen(Dog, name, printing(f"dog.{name}"))
    event.listen(Animal, name, printing(f"only.{name}"))
event.listen(Toy, "load", printing("raw.load"), raw=True)
event.listen(Toy, "before_insert", printing("raw.before_insert"), raw=True)
event.listen(Toy, "init", printing("named.init"), named=True)
event.listen(Mapper, "before_insert", printing("everywhere.before_insert"))
event.listen(Animal, "refresh", lambda target, context, attrs: print("    refresh", target, attrs and "attrs"))


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
B.metadata.create_all(e)

with Session(e, expire_on_commit=False) as s:
    heading("init")
    cat, dog = Animal(id=1, name="cat"), Dog(id=2, name="dog")
    toy = Toy(id=1, animal=cat)
    heading("insert")
    s.add_all([cat, dog])
    s.flush()
    s.add(toy)
    s.commit()
    heading("update")
    cat.name = "tom"
    s.flush()
    heading("expire")
    s.expire(cat)
    print(cat.name)
    s.expire(dog, ["name"])
    heading("refresh")
    s.refresh(cat)
    heading("pickle")
    pickle.loads(pickle.dumps(dog))
    s.commit()

with Session(e) as s:
    heading("load")
    found = s.scalars(sa.select(Animal).order_by(Animal.id)).all()
    heading("again")
    s.scalars(sa.select(Toy)).all()
    heading("relationship")
    print(found[0].toys)
    heading("commit")
    s.rollback()
    heading("populate_existing")
    s.execute(sa.select(Animal).where(Animal.id == 1).execution_options(populate_existing=True)).all()

with Session(e) as s:
    heading("get")
    s.get(Dog, 2)
    heading("selectin")
    s.scalars(sa.select(Animal).where(Animal.id == 1).options(selectinload(Animal.toys))).all()
    heading("delete")
    s.delete(s.get(Toy, 1))
    s.flush()
    s.delete(s.get(Dog, 2))
    s.commit()
    s.execute(sa.delete(Animal))
    s.commit()

heading("late")


class Wolf(Animal):
    __mapper_args__ = {"polymorphic_identity": "wolf"}


configure_mappers()
Wolf(id=9)
heading("init changes")


@event.listens_for(Wolf, "init")
def fill(target, args, kwargs):
    kwargs["name"] = "grey"


print(Wolf(id=10).name)
B.metadata.drop_all(e)
