"""Where this library differs from SQLAlchemy on purpose: (the statement, a pattern; the places; why)."""

from __future__ import annotations

TEXTS = ("default", "sqlite", "postgresql", "mysql")
RUNS = ("run sqlite", "run postgresql", "run mysql")
EVERYWHERE = TEXTS + RUNS
_CAST = "a list of keys is shown with the cast that is sent"
_NULLS = "MariaDB has no NULLS FIRST and LAST; they are written with IS NULL"
_DURATION = "SQLite has no durations: SQLAlchemy fails to read what comes back"
_APART = "MariaDB has no durations: SQLAlchemy fails to read the number that comes back"
_TABLE = "the table of the argument is added to FROM, without which PostgreSQL refuses the statement"
_LISTS = "ARRAY has the operators of PostgreSQL's ARRAY: there is one class"
_WRONG = "a wrong answer that nothing tells of is not followed (docs/decisions/0008)"
_GROUPED = "SQLite takes no parentheses around a member of UNION, so that none are sent"

DIFFERENCES: list[tuple[str, tuple[str, ...], str]] = [
    (r"select\(h.price / 2", ("run sqlite",), "SQLAlchemy fails to read the integer of a floor as a Decimal"),
    (
        r"select\(h.age.bitwise_xor",
        ("sqlite", "run sqlite"),
        f"SQLAlchemy's text has no parentheses, so SQLite computes another number: {_WRONG}",
    ),
    (
        r".*regexp_match\(.*flags",
        ("sqlite", "run sqlite"),
        f"flags are part of the pattern; SQLAlchemy drops them: {_WRONG}",
    ),
    (r".*regexp_match\(.*flags", ("mysql",), "flags are part of the pattern, which MariaDB and MySQL both take"),
    (r".*regexp_replace\(.*flags", ("mysql",), "flags are part of the pattern, which MariaDB and MySQL both take"),
    (r"select\(h.born [-+] (dt.timedelta|h.born)", ("run sqlite",), _DURATION),
    (r"select\(h.born - h.born", ("run mysql",), _APART),
    (
        r"select\(func.count\(\).filter\(h.active\)",
        ("sqlite", "mysql"),
        "a truth value in FILTER is written as in WHERE: = 1 where there is no BOOLEAN",
    ),
    (r"\(text\(\"select :d, :t, :n", ("run sqlite",), "Python's SQLite driver takes no Decimal"),
    (r".*in_\(select\(t.id, t.id\)\)", TEXTS, "two columns of one name have two names in a subquery, too"),
    (
        r"select\(type_coerce\(\"x\", Integer",
        RUNS,
        "text that is no number is refused where a number is needed (docs/decisions/0008)",
    ),
    (r"select\(h.id\).where\(h.age > 3\).subquery", RUNS, "a subquery that is executed runs as its select"),
    (r"select\(func.string_agg\(h.name", ("run sqlite",), "the SQLite that is built in is newer, and has the function"),
    (r"select\(func.concat\(", ("run sqlite",), "the SQLite that is built in is newer, and has the function"),
    (
        r"select\(cast\(h.age, Float\)",
        ("run sqlite",),
        "SQLAlchemy fails to read the number that SQLite makes of a date",
    ),
    (
        r"select\(extract\(\"(microseconds|quarter)",
        ("sqlite", "run sqlite"),
        f"SQLite's strftime has no such field; SQLAlchemy's result is 0: {_WRONG}",
    ),
    (
        r"\(lambda c: select\(func.sum\(c.c.n\)\).select_from\(c.union\(",
        EVERYWHERE,
        "the recursive CTE stands in FROM once; twice, every database refuses it",
    ),
    (r"select\(literal\(dt.time", ("run mysql",), "SQLAlchemy fails to read the time that comes back as text"),
    (r".*callable_=", RUNS, "a parameter with a callable has its value; SQLAlchemy asks for one under this name"),
    (r"select\(h.id\).except_\(select\(t.id\)\).union\(", EVERYWHERE, "compounds have union() and its kin, too"),
    (r"union\((select\(h.id\).except_|select\(h.id\), union_all|union\()", ("run sqlite",), _GROUPED),
    (r"select\(h.name\).order_by\((h.age.*null|nulls)", ("run mysql",), _NULLS),
    (r"select\(h.id, h.name\).order_by\(h.age.desc\(\).nulls", ("run mysql",), _NULLS),
    (
        r"select\(cast\(h.born, Date\)\).where\(h.id",
        ("run sqlite",),
        "SQLAlchemy fails to read the number that SQLite makes of a date",
    ),
    (
        r"insert\(odd\).values\(id=9, camelCase=\"x\"\).returning",
        ("run sqlite",),
        "the SQLite that is built in is newer: RETURNING gives the value that is stored (docs/decisions/0008)",
    ),
    (r"pg.insert\(hero\).*set_=\[", ("postgresql", "run postgresql"), "SET takes pairs as well"),
    (r"select\(func.unnest\(c.ints\).column_valued", ("postgresql", "run postgresql"), _TABLE),
    (r"select\(func.json\w+\(c.j.*(_valued)", ("postgresql", "run postgresql"), _TABLE),
    (r"select\(c.id\).where\(c.strs.(contains|overlap)\(", ("postgresql", "run postgresql"), _LISTS),
    (r"select\(c.id\).where\(c.hs.has_(all|any)", ("postgresql",), _CAST),
    (
        r"select\(c.id\).where\(c.jb.has_any",
        ("postgresql", "run postgresql"),
        "a list of keys is sent as one; SQLAlchemy sends JSONB, which PostgreSQL refuses",
    ),
]
