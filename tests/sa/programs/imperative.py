"""Classes that know nothing of their mapping: mapped imperatively, plain again after clear_mappers(), mapped anew."""

import os
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine, func, select
from sqlalchemy.orm import Session, clear_mappers, registry, relationship, synonym

engine = create_engine(os.environ["APPLICATION_DATABASE"])


def attempt(what, call):
    try:
        print(what, call())
    except Exception as error:
        print(what, "raised", type(error).__name__, str(error).split("\n")[0][:150])


tables = MetaData()
lines = Table(
    "order_line",
    tables,
    Column("id", Integer, primary_key=True),
    Column("sku", String(20)),
    Column("quantity", Integer),
)
batches = Table(
    "batch",
    tables,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20)),
    Column("kind", String(5)),
)
allocations = Table(
    "allocation",
    tables,
    Column("id", Integer, primary_key=True),
    Column("line", ForeignKey("order_line.id")),
    Column("batch", ForeignKey("batch.id")),
)


@dataclass(unsafe_hash=True)
class OrderLine:
    sku: str
    quantity: int


class Batch:
    label = "own"

    def __init__(self, reference):
        self.reference = reference
        self.lines = set()

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)


class Special(Batch):
    pass


known = registry()
plain = set(vars(Batch))


def start_mappers():
    line = known.map_imperatively(OrderLine, lines)
    known.map_imperatively(
        Batch,
        batches,
        properties={
            "lines": relationship(line, secondary=allocations, collection_class=set, backref="batches"),
            "name": synonym("reference"),
        },
        polymorphic_on=batches.c.kind,
        polymorphic_identity="plain",
    )
    known.map_imperatively(Special, inherits=Batch, polymorphic_identity="extra")


for _ in range(2):
    start_mappers()
    tables.create_all(engine)
    with Session(engine) as session:
        batch = Batch("first")
        batch.lines.add(OrderLine("LAMP", 3))
        session.add_all([batch, Special("second")])
        session.commit()
        print(list(session.query(Batch).filter_by(name="first").one().lines))
        print([one.reference for one in session.query(OrderLine).one().batches])
        print(sorted((type(one).__name__, one.reference) for one in session.query(Batch)))
        print(session.scalar(select(func.count()).select_from(Special)))
    tables.drop_all(engine)
    clear_mappers()
    batch = Batch("third")
    batch.lines.add(OrderLine("DESK", 1))
    print(batch.lines, type(batch.lines).__name__, vars(batch))
    print(set(vars(Batch)) == plain, Batch.label, hasattr(Batch, "reference"), hasattr(OrderLine, "batches"))
    attempt("inspected", lambda: sa.inspect(Batch))
    attempt("inspected", lambda: sa.inspect(Special))
