"""PostgreSQL's own types of bytes and durations: names in DDL everywhere, values on the server itself."""

import datetime
import os

import sqlalchemy as sa
import sqlalchemy.dialects.postgresql.array
from sqlalchemy.dialects import postgresql as pg

# Its module is imported, and `pg.array` is still the function.
print(sa.select(pg.array([1, 2])).compile(dialect=pg.dialect()))

types = {
    "raw": pg.BYTEA(),
    "plain": pg.INTERVAL(),
    "digits": pg.INTERVAL(precision=3),
    "days": pg.INTERVAL(fields="DAY TO SECOND"),
    "both": pg.INTERVAL(fields="DAY TO SECOND", precision=2),
}
for name, type_ in types.items():
    print(name, type_.compile(dialect=pg.dialect()), type_.python_type.__name__)

url = os.environ["APPLICATION_DATABASE"]
if url.startswith("postgresql"):
    metadata = sa.MetaData()
    table = sa.Table("pg_types", metadata, sa.Column("id", sa.Integer), *[sa.Column(n, t) for n, t in types.items()])
    engine = sa.create_engine(url)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    long = datetime.timedelta(days=3, hours=2, seconds=1, microseconds=123456)
    values = {"plain": long, "digits": long, "days": long, "both": long}
    with engine.begin() as connection:
        connection.execute(table.insert(), {"id": 1, "raw": b"\x00\xff", **values})
        connection.execute(table.insert(), {"id": 2})
        for row in connection.execute(sa.select(table).order_by(table.c.id)).mappings():
            print(dict(row))
        print(connection.scalars(sa.select(table.c.id).where(table.c.raw == b"\x00\xff")).all())
        print(connection.scalars(sa.select(table.c.id).where(table.c.plain > datetime.timedelta(days=1))).all())
        print(connection.scalar(sa.select(table.c.plain + datetime.timedelta(days=1)).where(table.c.id == 1)))
    metadata.drop_all(engine)
