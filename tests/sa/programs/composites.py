"""Composite attributes: dataclasses and other classes, comparisons, ordering, updates, aliases, mutation."""

import os
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.mutable import MutableComposite
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    Session,
    aliased,
    attributes,
    composite,
    declared_attr,
    mapped_column,
    registry,
)


class B(DeclarativeBase):
    pass


@dataclass
class Point:
    x: int
    y: int | None


class Old:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __composite_values__(self):
        return self.a, self.b

    def __eq__(self, other):
        return isinstance(other, Old) and (other.a, other.b) == (self.a, self.b)

    def __repr__(self):
        return f"Old({self.a}, {self.b})"


@dataclass
class Moving(MutableComposite):
    u: int
    v: int

    def __setattr__(self, key, value):
        object.__setattr__(self, key, value)
        self.changed()

    @classmethod
    def coerce(cls, key, value):
        return cls(*value) if isinstance(value, tuple) else value


class Named:
    @declared_attr
    def home(cls) -> Mapped[Point]:
        return composite(mapped_column("home_x"), mapped_column("home_y"))


class Vertex(Named, B):
    __tablename__ = "vertex"
    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[Point] = composite(mapped_column("x1"), mapped_column("y1"))
    end: Mapped[Point | None] = composite(mapped_column("x2", nullable=True), mapped_column("y2"))
    old: Mapped[Old] = composite(Old, mapped_column("a", sa.Integer), mapped_column("b", sa.String(10)))
    _k: Mapped[int | None] = mapped_column("k")
    _l: Mapped[int | None] = mapped_column("l")
    pair = composite(Old, "_k", "_l")
    moving: Mapped[Moving] = composite(mapped_column(), mapped_column())


class DB(MappedAsDataclass, DeclarativeBase):
    pass


class Data(DB):
    __tablename__ = "data"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[Point] = composite(mapped_column("x"), mapped_column("y"))
    to: Mapped[Point | None] = composite(mapped_column("tx", nullable=True), mapped_column("ty"), default=None)


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
other = registry()
imperative = sa.Table(
    "imperative",
    other.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("p", sa.Integer),
    sa.Column("q", sa.Integer),
)


class Imperative:
    pass


other.map_imperatively(Imperative, imperative, properties={"pq": composite(Point, imperative.c.p, imperative.c.q)})
for metadata in (B.metadata, DB.metadata, other.metadata):
    metadata.drop_all(e)
    metadata.create_all(e)

print([(c.name, str(c.type), c.nullable) for c in Vertex.__table__.c])
print(Vertex.start == Point(1, 2))
print(Vertex.start != Point(1, None))
print(Vertex.start > Point(1, 2))
print(Vertex.end == None)  # noqa: E711
print(sa.select(Vertex.id).order_by(Vertex.start, Vertex.old.desc()))
A = aliased(Vertex)
print(A.start == Point(3, 4))
print(sa.update(Vertex).values({Vertex.start: Point(5, 6)}))
print(sorted(one.key for one in sa.inspect(Vertex).composites))
print([column.name for column in Vertex.start.property.columns], str(Vertex.start.property))
print(Vertex().start, Vertex().end)

with Session(e) as s:
    v = Vertex(id=1, start=Point(1, 2), end=None, old=Old(3, "b"), home=Point(9, 9), moving=Moving(7, 8))
    v.pair = Old(10, 11)
    print(v.start, v.end, v.x1, v.y1, v.old, v.home_x, v._k, v.moving)
    s.add(v)
    s.commit()
    print(v.start, v.end, v.old, v.pair, v.home, v.moving)
    print(v.start is v.start)
    v.start = Point(20, 21)
    print(v.x1, sa.inspect(v).modified, attributes.get_history(v, "start"))
    s.commit()
    print(v.start, s.scalars(sa.select(Vertex).where(Vertex.start == Point(20, 21))).one().id)
    print(s.scalars(sa.select(Vertex.id).where(Vertex.start == Point(20, 22))).all())
    v.moving.u = 70
    print(v.u, v in s.dirty)
    s.commit()
    print(v.moving, v.moving.u)
    v.moving = (1, 2)
    s.commit()
    print(v.moving)
    s.add(Vertex(id=2, start=Point(0, None), end=Point(4, 5), old=Old(1, "z"), home=Point(1, 1), moving=Moving(0, 0)))
    s.commit()
    print([one.id for one in s.scalars(sa.select(Vertex).order_by(Vertex.home))])
    print([one.id for one in s.scalars(sa.select(Vertex).order_by(Vertex.home.desc()))])
    print(s.execute(sa.select(Vertex.id, Vertex.start, Vertex.end).order_by(Vertex.id)).all())
    print(s.scalars(sa.select(A.old).order_by(A.id)).all())
    print(s.execute(sa.select(Vertex.start, Vertex.old).order_by(Vertex.id)).keys())
    print(s.query(Vertex).filter_by(start=Point(20, 21)).one().id)
    s.execute(sa.update(Vertex).where(Vertex.id == 2).values({Vertex.start: Point(8, 9)}))
    s.execute(sa.update(Vertex).where(Vertex.id == 2).values(end=None))
    s.commit()
    two = s.get(Vertex, 2)
    print(two.start, two.end)
    del two.pair
    print(two._k, two.pair)
    two.start.x = 99
    s.commit()
    print(two.start)
    s.expire(two)
    print(two.start, two.old)

with Session(e) as s:
    s.add(Data(at=Point(1, 2)))
    s.add(Data(at=Point(3, 4), to=Point(5, 6)))
    s.commit()
    print(s.scalars(sa.select(Data).order_by(Data.id)).all())
    print(Data(at=Point(1, 2)).at == Point(1, 2))
    one = Imperative()
    one.pq = Point(1, 2)
    s.add(one)
    s.commit()
    print(one.p, one.q, one.pq, s.scalar(sa.select(Imperative.pq)))
for metadata in (B.metadata, DB.metadata, other.metadata):
    metadata.drop_all(e)
