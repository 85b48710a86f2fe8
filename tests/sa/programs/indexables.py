"""Items of JSON columns as attributes."""

import os

import sqlalchemy as sa
from sqlalchemy.ext.indexable import index_property
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class B(DeclarativeBase):
    pass


class Person(B):
    __tablename__ = "indexed_person"
    id: Mapped[int] = mapped_column(primary_key=True)
    data = mapped_column(sa.JSON)
    marks = mapped_column(sa.JSON)
    name = index_property("data", "name")
    age = index_property("data", "age", default=None)
    fixed = index_property("data", "fixed", mutable=False, default=7)
    second = index_property("marks", 1, onebased=False)


def refused(function):
    try:
        function()
    except AttributeError as error:
        print(type(error).__name__)


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
B.metadata.drop_all(e)
B.metadata.create_all(e)
with Session(e) as s:
    p = Person(id=1, name="ann")
    print(p.data, p.name, p.age, p.fixed)
    s.add_all([p, Person(id=2, data={"name": "bob", "age": 3}, marks=[1, 5])])
    s.commit()
    p.age = 9
    print(p in s.dirty)
    s.commit()
    print(p.data, p.age)
    print(s.scalars(sa.select(Person.id).where(Person.name.as_string() == "bob")).all())
    print(s.scalars(sa.select(Person.id).where(Person.age.as_integer() > 2).order_by(Person.id)).all())
    print(s.scalars(sa.select(Person.id).where(Person.second.as_integer() == 5)).all())
    del p.age
    s.commit()
    print(p.data, p.age)
    refused(lambda: Person(id=3).name)
    refused(lambda: Person(id=3, data={}).name)
    refused(lambda: setattr(p, "fixed", 3))
    refused(lambda: delattr(p, "age"))
    q = Person(id=4)
    q.second = 4
    print(q.marks, q.second)
B.metadata.drop_all(e)
