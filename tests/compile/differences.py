# ruff: noqa: E501
"""Where this library differs from SQLAlchemy on purpose: (the statement, a pattern; the places; why)."""

from __future__ import annotations

TEXTS = ("default", "sqlite", "postgresql", "mysql")
RUNS = ("run sqlite", "run postgresql", "run mysql")
EVERYWHERE = TEXTS + RUNS
_CAST = "a list of keys is shown with the cast that is sent"
_NULLS = "MariaDB has no NULLS FIRST and LAST; they are written with IS NULL"
_DURATION = "SQLite and MariaDB have no durations: SQLAlchemy fails to read what comes back, or reads another number"
_TABLE = "the table of the argument is added to FROM, without which PostgreSQL refuses the statement"
_LISTS = "ARRAY has the operators of PostgreSQL's ARRAY: there is one class"
_DRIVER = "the name of a column that the database makes up quotes the parameter as its driver writes it"
_CLASS = "MariaDB's error is classified by its number as the violation that it is"
_EXACT = "a fraction beside a NUMERIC column is sent as one, so that the result is exact and keeps its digits"
_GROUPED = "SQLite takes no parentheses around a member of UNION, so that none are sent"

DIFFERENCES: list[tuple[str, tuple[str, ...], str]] = [
    (r"select\(h.price / 2", ("run mysql", "run sqlite"), _EXACT),
    (r"select\(h.price \* 1.5\)", ("run postgresql", "run mysql"), _EXACT),
    (
        r"select\(h.age.bitwise_xor",
        ("sqlite", "run sqlite"),
        "SQLAlchemy's text has no parentheses, so SQLite computes another number",
    ),
    (r".*regexp_match\(.*flags", ("sqlite", "run sqlite"), "flags are part of the pattern; SQLAlchemy drops them"),
    (r".*regexp_match\(.*flags", ("mysql",), "flags are part of the pattern, which MariaDB and MySQL both take"),
    (r".*regexp_replace\(.*flags", ("mysql",), "flags are part of the pattern, which MariaDB and MySQL both take"),
    (r"select\(h.born [-+] (dt.timedelta|h.born)", ("run sqlite", "run mysql"), _DURATION),
    (
        r"select\(h.team_id\).distinct\(h.team_id\)",
        ("sqlite", "mysql", "run sqlite", "run mysql"),
        "DISTINCT ON is refused; SQLAlchemy writes DISTINCT, which means something else",
    ),
    (
        r"select\(func.row_number\(\).over\(\), func.rank",
        ("run mysql",),
        "percent_rank and cume_dist are NUMERIC by their declared type",
    ),
    (r"select\(h.id\).where\(h.age > 3\).subquery", RUNS, "a subquery that is executed runs as its select"),
    (r"select\(h.id\).scalar_subquery", ("run sqlite",), "an expression that is executed is selected"),
    (r"select\(func.string_agg\(h.name", ("run sqlite",), "the SQLite that is built in is newer, and has the function"),
    (r"select\(func.concat\(", ("run sqlite",), "the SQLite that is built in is newer, and has the function"),
    (
        r"select\(cast\(h.age, Float\)",
        ("run sqlite",),
        "SQLAlchemy fails to read the number that SQLite makes of a date",
    ),
    (r"select\(type_coerce\(h.age, Boolean", ("run postgresql",), "a value that is read as a Boolean is a bool"),
    (
        r"select\(extract\(\"(microseconds|quarter)",
        ("sqlite", "run sqlite"),
        "SQLite's strftime has no such field; SQLAlchemy's result is 0",
    ),
    (r"\(text\(\"select cast\(:a as char", ("run mysql",), _DRIVER),
    (r"\(text\(\"select '", ("run mysql",), _DRIVER),
    (r"\(text\(\"select :a \+ :b", ("run mysql",), _DRIVER),
    (
        r"\(text\(\"select :a \+ :b",
        ("run postgresql",),
        "a parameter of text() without a type has the type that PostgreSQL infers, here none: bindparams(a=1) gives it one",
    ),
    (
        r"\(lambda c: select\(func.sum\(c.c.n\)\).select_from\(c.union\(",
        EVERYWHERE,
        "the recursive CTE stands in FROM once; twice, every database refuses it",
    ),
    (
        r"select\(literal\(1\), literal\(\"x\"\), literal\(1.5\)",
        ("run mysql",),
        "a literal comes back as what its type says",
    ),
    (r"select\(literal\(dt.time", ("run mysql",), "SQLAlchemy fails to read the time that comes back as text"),
    (r"select\(literal\(\"3\", Integer", ("run sqlite", "run mysql"), "a literal is sent as what its type says"),
    (r".*callable_=", RUNS, "a parameter with a callable has its value; SQLAlchemy asks for one under this name"),
    (r"select\(h.id\).except_\(select\(t.id\)\).union\(", EVERYWHERE, "compounds have union() and its kin, too"),
    (r"union\((select\(h.id\).except_|select\(h.id\), union_all|union\()", ("run sqlite",), _GROUPED),
    (r"select\(h.name\).order_by\((h.age.*null|nulls)", ("run mysql",), _NULLS),
    (r"(insert\(hero\)|insert\(hero\).values\(\{\}\)|team.insert\(\))$", ("run mysql",), _CLASS),
    (
        r"update\(hero\)\.(where\(exists\(\)|where\(h.id == select\(sub|values\(age=0\).with_dialect)",
        ("run mysql",),
        _CLASS,
    ),
    (
        r"insert\(odd\).values\(id=9, camelCase=\"x\"\).returning",
        ("run sqlite",),
        "a value of a Float column that SQLite keeps as an integer is read as a float",
    ),
    (r"pg.insert\(hero\).*set_=\[", ("postgresql", "run postgresql"), "SET takes pairs as well"),
    (r"select\(func.unnest\(c.ints\).column_valued", ("postgresql", "run postgresql"), _TABLE),
    (r"select\(func.json\w+\(c.j.*(_valued)", ("postgresql", "run postgresql"), _TABLE),
    (r"select\(c.id\).where\(c.strs.(contains|overlap)\(", ("postgresql", "run postgresql"), _LISTS),
    (r"select\(c.id\).where\(c.hs.has_(all|any)", ("postgresql",), _CAST),
    (
        r"select\(func.(int4range|numrange)\(",
        ("run postgresql",),
        "a range of unknown type is a Range of this library, psycopg has its own",
    ),
    (
        r"select\(c.id\).where\(c.jb.has_any",
        ("postgresql", "run postgresql"),
        "a list of keys is sent as one; SQLAlchemy sends JSONB, which PostgreSQL refuses",
    ),
    (r"select\(func.pg_typeof", ("run postgresql",), "columns of type regtype are not supported: cast them to text"),
]
