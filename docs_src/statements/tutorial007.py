"""Names of every kind, and names and values that come from a user."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.sa import Column, Integer, MetaData, String, Table, column, insert
from sqlmodel_rs.sa.dialects import mysql, postgresql


class Order(SQLModel, table=True):
    """`order` is a word of SQL; such a name is quoted where it has to be."""

    __tablename__ = "order"

    id: int | None = Field(default=None, primary_key=True)
    group: str = Field(max_length=60)
    größe: int = 0


odd = Table(
    'odd "table"',
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("with space", String(60)),
    Column("CamelCase", Integer),
    Column("it's 50%", Integer),
)

engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))
#: What a user may sort by; a name is looked up, never put into a text.
SORTABLE = {"group": Order.group, "size": Order.größe}


def main() -> None:
    SQLModel.metadata.create_all(engine)
    odd.metadata.create_all(engine)
    attack = 'x\'; DROP TABLE "order"; --'
    with Session(engine) as session:
        session.add_all([Order(group=attack, größe=2), Order(group="☃ \N{GRINNING FACE}", größe=1)])
        session.execute(insert(odd), [{"with space": attack, "CamelCase": 1, "it's 50%": 50}])
        session.commit()
        print(session.exec(select(Order.group).where(Order.group == attack)).one() == attack)
        print([order.größe for order in session.exec(select(Order).order_by(SORTABLE["size"]))])
        print(SORTABLE.get("size; DROP TABLE hero"))
        row = session.execute(select(odd)).one()
        print(row._mapping["it's 50%"], row._mapping["CamelCase"], row._mapping["with space"] == attack)

    for dialect in (postgresql.dialect(), mysql.dialect()):
        print(select(odd.c["with space"], odd.c.CamelCase, odd.c["it's 50%"]).compile(dialect=dialect))
        print(select(Order.group, Order.größe).compile(dialect=dialect))
        # column() takes any name, and quotes it.
        print(select(column('evil"; --')).compile(dialect=dialect))


if __name__ == "__main__":
    main()
