# ruff: noqa: E501
"""The tables of the statements in `cases/`, and what is in them; each is executed in both libraries' names."""

from __future__ import annotations

from statements import SETUP as _TABLES

SETUP = _TABLES + "pg_insert = pg.insert\nmy_insert = my.insert\n"
DATA = """
md.create_all(engine)
with engine.begin() as conn:
    conn.execute(insert(team), [dict(name="x", city="A"), dict(name="a", city="B"), dict(name="y", city=None)])
    conn.execute(insert(hero), [
        dict(name="a", age=3, active=True, team_id=1, data={"a": {"b": "q"}}, price=decimal.Decimal("1.50"), born=dt.datetime(2020, 1, 2, 3, 4, 5)),
        dict(name="b", age=5, active=False, team_id=1, data={"a": 3}, price=decimal.Decimal("2.25"), born=dt.datetime(2021, 1, 2, 3, 4, 5, 6)),
        dict(name="xx", age=None, active=None, team_id=2, data=None, price=None, born=None),
        dict(name="A/b%", age=1, active=True, team_id=None, data=[1, 2], price=decimal.Decimal("-7.10"), born=dt.datetime(1999, 12, 31)),
    ])
    conn.execute(insert(odd), [dict(id=1, order="x", camelCase="q", flag=True, n=1.5), dict(id=2, order=None, camelCase="", flag=False, n=None)])
"""

#: PostgreSQL's own types.
OWN_SETUP = """
R = pg.Range
D = decimal.Decimal
md = MetaData()
k = Table(
    "k", md, Column("id", Integer, primary_key=True),
    Column("ints", pg.ARRAY(Integer)), Column("strs", ARRAY(String)), Column("grid", pg.ARRAY(Integer, dimensions=2)),
    Column("hs", pg.HSTORE), Column("inet", pg.INET), Column("cidr", pg.CIDR), Column("mac", pg.MACADDR), Column("mac8", pg.MACADDR8),
    Column("i4", pg.INT4RANGE), Column("i8", pg.INT8RANGE), Column("nr", pg.NUMRANGE), Column("dr", pg.DATERANGE), Column("tr", pg.TSRANGE), Column("tz", pg.TSTZRANGE),
    Column("bit", pg.BIT(5)), Column("vb", pg.BIT(8, varying=True)), Column("ti", pg.TIME(timezone=True)), Column("ct", pg.CITEXT), Column("tv", pg.TSVECTOR),
    Column("jb", pg.JSONB), Column("j", pg.JSON), Column("u", pg.UUID(as_uuid=True)), Column("us", pg.UUID(as_uuid=False)), Column("iv", pg.INTERVAL), Column("by", pg.BYTEA),
    Column("en", pg.ENUM("a", "b", name="en_ab")), Column("oid", pg.OID), Column("dp", pg.DOUBLE_PRECISION), Column("re", pg.REAL),
    Column("ea", pg.ARRAY(pg.ENUM("a", "b", name="en_ab"))), Column("ua", pg.ARRAY(pg.UUID)), Column("ja", pg.ARRAY(pg.JSONB)), Column("na", pg.ARRAY(Numeric(10, 2))), Column("da", pg.ARRAY(DateTime(timezone=True))),
)
c = k.c
"""
OWN_DATA = """
with engine.begin() as conn:
    conn.execute(text("CREATE EXTENSION IF NOT EXISTS hstore"))
    conn.execute(text("CREATE EXTENSION IF NOT EXISTS citext"))
# psycopg learns of a type when it connects.
engine.dispose()
md.create_all(engine)
with engine.begin() as conn:
    conn.execute(insert(k), [dict(
        id=1, ints=[1, 2, 3], strs=["a", "b c", 'q"'], grid=[[1, 2], [3, 4]], hs={"a": "1", "b": None}, inet="10.0.0.1/24", cidr="10.0.0.0/8",
        mac="08:00:2b:01:02:03", mac8="08:00:2b:01:02:03:04:05", i4=R(1, 10), i8=R(1, None), nr=R(D("1.5"), D("2.5"), bounds="[]"),
        dr=R(dt.date(2020, 1, 1), dt.date(2020, 2, 1)), tr=R(dt.datetime(2020, 1, 1), dt.datetime(2020, 2, 1)),
        tz=R(dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc), None), bit="10101", vb="101", ti=dt.time(1, 2, 3, tzinfo=dt.timezone.utc), ct="Hello",
        tv="'a' 'fat' 'cat'", jb={"a": {"b": [1, 2]}, "n": 1}, j={"x": 1}, u=uuid.UUID(int=5), us=str(uuid.UUID(int=6)), iv=dt.timedelta(days=1, hours=2),
        by=b"\\x00\\xff", en="a", oid=5, dp=1.5, re=2.5, ea=["a", "b"], ua=[uuid.UUID(int=1)], ja=[{"a": 1}, [1]], na=[D("1.50"), None],
        da=[dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc)],
    )])
    conn.execute(insert(k).values(id=2))
"""
