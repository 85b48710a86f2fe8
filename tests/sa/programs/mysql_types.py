"""MySQL's own types: names in DDL everywhere, values on the server itself."""

import datetime
import os

import sqlalchemy as sa
from sqlalchemy.dialects import mysql as my

m = sa.MetaData()
cols = {
    "t1": my.TINYINT(),
    "t2": my.TINYINT(1),
    "t3": my.TINYINT(unsigned=True),
    "t4": my.TINYINT(4, unsigned=True, zerofill=True),
    "m1": my.MEDIUMINT(),
    "m2": my.MEDIUMINT(unsigned=True),
    "b1": my.BIT(),
    "b8": my.BIT(8),
    "s": my.SET("a", "b", "c"),
    "y": my.YEAR(),
    "lb": my.LONGBLOB(),
    "mb": my.MEDIUMBLOB(),
    "tb": my.TINYBLOB(),
    "i1": my.INTEGER(unsigned=True),
    "i2": my.INTEGER(11),
    "i3": my.BIGINT(20, unsigned=True),
    "i4": my.SMALLINT(unsigned=True),
    "v": my.VARCHAR(20, charset="utf8mb4", collation="utf8mb4_bin"),
    "tx": my.TEXT(charset="utf8mb4"),
    "lt": my.LONGTEXT(),
    "mt": my.MEDIUMTEXT(),
    "tt": my.TINYTEXT(),
    "dt": my.DATETIME(fsp=6),
    "ti": my.TIME(fsp=3),
    "ts": my.TIMESTAMP(fsp=6),
    "d": my.DOUBLE(asdecimal=False),
    "dc": my.DECIMAL(10, 2, unsigned=True),
    "f": my.FLOAT(),
    "i6": my.INET6(),
    "i4a": my.INET4(),
}
for n, t in cols.items():
    try:
        print(n, t.compile(dialect=my.dialect()), repr(t) if n not in ("v", "dc") else "")
    except Exception as e:
        print(n, type(e).__name__, str(e)[:80])
url = os.environ["APPLICATION_DATABASE"]
if url.startswith("mysql"):
    tab = sa.Table(
        "mysql_types",
        m,
        sa.Column("id", sa.Integer, primary_key=True),
        *[sa.Column(n, t) for n, t in cols.items() if n != "ts"],
    )
    e = sa.create_engine(url)
    m.drop_all(e)
    m.create_all(e)
    values = {
        "id": 1,
        "t1": -128,
        "t2": 1,
        "t3": 255,
        "t4": 7,
        "m1": -8388608,
        "m2": 16777215,
        "b1": 1,
        "b8": 255,
        "s": {"a", "c"},
        "y": 2024,
        "lb": b"\x00\xff",
        "mb": b"m",
        "tb": b"t",
        "i1": 4294967295,
        "i2": 5,
        "i3": 18446744073709551615,
        "i4": 65535,
        "v": "é",
        "tx": "t",
        "lt": "l",
        "mt": "m",
        "tt": "tt",
        "dt": datetime.datetime(2024, 1, 2, 3, 4, 5, 678901),
        "ti": datetime.time(1, 2, 3, 500000),
        "d": 1.5,
        "dc": 12.5,
        "f": 2.5,
        "i6": "::1",
        "i4a": "1.2.3.4",
    }
    with e.begin() as c:
        c.execute(tab.insert(), values)
        c.execute(tab.insert(), {"id": 2})
        c.execute(tab.insert(), [{"id": 3, "s": ["b"], "b8": 0}, {"id": 4, "s": "a,b", "b8": 3}])
        for row in c.execute(sa.select(tab).order_by(tab.c.id)).mappings():
            print({k: sorted(v) if isinstance(v, set) else v for k, v in row.items()})
        print(
            c.execute(sa.select(tab.c.id).where(tab.c.b8 == 255)).all(),
            c.execute(sa.select(tab.c.id).where(tab.c.y > 2000)).all(),
            c.execute(sa.select(tab.c.t1 + 1).where(tab.c.t1 < 0)).all(),
        )
        print(c.execute(sa.select(tab.c.id).where(tab.c.s == {"b"})).all())
    for column in sa.inspect(e).get_columns("mysql_types"):
        if column["name"] not in (
            "t2",
            "i2",
            "id",
            "i3",
            "i4",
            "i1",
            "b1",
            "b8",
            "dt",
            "ti",
            "d",
            "f",
            "dc",
            "tx",
            "v",
            "t1",
            "t3",
            "t4",
            "m1",
            "m2",
            "y",
            "s",
            "i6",
            "i4a",
        ):
            print(column["name"], column["type"])
        if column["name"] in ("m1", "y", "t1"):
            print(column["name"], type(column["type"]).__name__)
    m.drop_all(e)
