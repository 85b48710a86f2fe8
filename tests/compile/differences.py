# ruff: noqa: E501
"""Where this library differs from SQLAlchemy on purpose: (the statement, a pattern; the places; why)."""

from __future__ import annotations

TEXTS = ("default", "sqlite", "postgresql", "mysql")
RUNS = ("run sqlite", "run postgresql", "run mysql")
EVERYWHERE = TEXTS + RUNS
_CAST = "shown with the cast that is sent: PostgreSQL guesses a type from what surrounds a parameter, often wrongly"
_SUBSCRIPT = "`->` for JSONB's elements works on every PostgreSQL; SQLAlchemy's subscripts need version 14"
_PATH = "a path is an array parameter, and cast as one"
_NULLS = "MariaDB has no NULLS FIRST and LAST; they are written with IS NULL"
_DURATION = "SQLite and MariaDB have no durations: SQLAlchemy fails to read what comes back, or reads another number"
_TABLE = "the table of the argument is added to FROM, without which PostgreSQL refuses the statement"
_LISTS = "ARRAY has the operators of PostgreSQL's ARRAY: there is one class"
_DRIVER = "the name of a column that the database makes up quotes the parameter as its driver writes it"
_RETURNED = "return_defaults() is not supported: say what to return by returning()"
_CLASS = "MariaDB's error is classified by its number as the violation that it is"
_EXACT = "a number beside a NUMERIC column is sent as one, so that the result is exact and keeps its digits"
_GROUPED = "SQLite takes no parentheses around a member of UNION, so that none are sent"

DIFFERENCES: list[tuple[str, tuple[str, ...], str]] = [
    (r"select\(h.price / 2", ("postgresql", "run mysql", "run sqlite"), _EXACT),
    (r"select\(h.age \+ h.price", ("postgresql",), _EXACT),
    (r"select\(h.price \* 1.5\)", ("run postgresql", "run mysql"), _EXACT),
    (r"select\(3 - h.age", ("run mysql",), "FLOOR of a division by a parameter is a DECIMAL on MariaDB"),
    (
        r"select\(h.age.bitwise_xor",
        ("sqlite", "run sqlite"),
        "SQLAlchemy's text has no parentheses, so SQLite computes another number",
    ),
    (r".*regexp_match\(.*flags", ("sqlite", "run sqlite"), "flags are part of the pattern; SQLAlchemy drops them"),
    (r".*regexp_match\(.*flags", ("mysql",), "flags are part of the pattern, which MariaDB and MySQL both take"),
    (r".*regexp_replace\(.*flags", ("mysql",), "flags are part of the pattern, which MariaDB and MySQL both take"),
    (r"select\(h.born [-+] dt.timedelta", ("postgresql",), _CAST),
    (r"select\(h.born [-+] (dt.timedelta|h.born)", ("run sqlite", "run mysql"), _DURATION),
    (r".*full=True", ("mysql",), "MariaDB and MySQL have no FULL OUTER JOIN, which is said before anything is sent"),
    (r".*reduce_columns", EVERYWHERE, "reduce_columns() is not supported"),
    (
        r"select\(h.team_id\).distinct\(h.team_id\)",
        ("sqlite", "mysql", "run sqlite", "run mysql"),
        "DISTINCT ON is refused; SQLAlchemy writes DISTINCT, which means something else",
    ),
    (
        r"select\(h.id\).*\.fetch\((2|50)(, \w+=True)?\)(.offset\(1\))?$",
        ("sqlite",),
        "SQLite has no FETCH FIRST, which is said before anything is sent",
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
    (r"select\(cast\(h.age, Float\)", ("mysql",), "MariaDB and MySQL can cast to FLOAT"),
    (
        r"select\(cast\(h.age, Float\)",
        ("run sqlite",),
        "SQLAlchemy fails to read the number that SQLite makes of a date",
    ),
    (r"select\(try_cast", ("sqlite", "postgresql", "mysql"), "TRY_CAST is shown; no supported database runs it"),
    (r"select\(type_coerce\(h.age, Boolean", ("run postgresql",), "a value that is read as a Boolean is a bool"),
    (
        r"select\(extract\(\"(microseconds|quarter)",
        ("sqlite", "run sqlite"),
        "SQLite's strftime has no such field; SQLAlchemy's result is 0",
    ),
    (r"\(text\(\"select cast\(:a as char", ("run sqlite", "run mysql"), _DRIVER),
    (r"\(text\(\"select '", ("run sqlite", "run mysql"), _DRIVER),
    (r"\(text\(\"select :a \+ :b", ("run sqlite", "run mysql"), _DRIVER),
    (
        r"\(text\(\"select :a \+ :b",
        ("run postgresql",),
        "a parameter of text() without a type has the type that PostgreSQL infers, here none: bindparams(a=1) gives it one",
    ),
    (r"select\(cte, cte.alias", TEXTS, "SQLAlchemy refuses to guess what is joined"),
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
    (r"select\(literal\(dt.time", ("postgresql",), _CAST),
    (r"select\(literal\(dt.time", ("run mysql",), "SQLAlchemy fails to read the time that comes back as text"),
    (r"select\(literal\(\"3\", Integer", ("run sqlite", "run mysql"), "a literal is sent as what its type says"),
    (r".*callable_=", RUNS, "a parameter with a callable has its value; SQLAlchemy asks for one under this name"),
    (r"text\(\"select id as a, name as b from hero\"\)", RUNS, "rows are keyed by the columns that were given"),
    (r"select\(h.id\).from_statement", RUNS, "the error is an InvalidRequestError"),
    (r"select\(h.id\).except_\(select\(t.id\)\).union\(", EVERYWHERE, "compounds have union() and its kin, too"),
    (r"union\((select\(h.id\).except_|select\(h.id\), union_all|union\()", ("run sqlite",), _GROUPED),
    (r"select\(h.name\).order_by\((h.age.*null|nulls)", ("run mysql",), _NULLS),
    (r"select\(h.data\[(0\]|\(\"a\", ?\"b\"\))", ("postgresql",), _PATH),
    (r"select\(h.id\).where\(h.data\[", ("postgresql",), "CAST needs no parentheses around an operator"),
    (
        r"select\((h.name, )?values\(column\(\"a\", Integer\)((?!cte).)*\)(\.alias\(\"q\"\)|\.c\.a)?\)$",
        ("sqlite",),
        "SQLite takes no names of columns after VALUES",
    ),
    (r"select\(h.id\).join\(values\(", TEXTS, "`literal_column() == column` keeps its sides"),
    (r"(insert\(hero\)|insert\(hero\).values\(\{\}\)|team.insert\(\))$", ("run mysql",), _CLASS),
    (
        r"update\(hero\)\.(where\(exists\(\)|where\(h.id == select\(sub|values\(age=0\).with_dialect)",
        ("run mysql",),
        _CLASS,
    ),
    (
        r"insert\(team\).values\(\[.*sort_by_parameter_order",
        EVERYWHERE,
        "rows of one VALUES list are returned in order",
    ),
    (r".*return_defaults\(", EVERYWHERE, _RETURNED),
    (
        r"insert\(odd\).values\(id=9, camelCase=\"x\"\).returning",
        ("run sqlite",),
        "a value of a Float column that SQLite keeps as an integer is read as a float",
    ),
    (
        r"delete\(hero\).where\(h.(team_id == t.id|id == cte.c.id)",
        ("run sqlite",),
        "SQLite has no DELETE from several tables: a CompileError says so, SQLAlchemy's is a NotImplementedError",
    ),
    (
        r"\(lambda i: i.on_conflict_do_update\(index_elements=\[\"id\"\], index_where",
        ("sqlite",),
        "the condition of the index is a parameter",
    ),
    (r"pg.insert\(hero\).*set_=\[", ("postgresql", "run postgresql"), "SET takes pairs as well"),
    (
        r"select\((insert|update)\(team\)",
        ("default", "postgresql"),
        "parameters of a change in WITH are called as their columns",
    ),
    (r"select\(c\.(bit|vb)\)", ("run postgresql",), "bit strings are str"),
    (r".*\.(ints|strs|ea|ua)\.any\(", ("postgresql",), "the name of the parameter"),
    (r"select\(func.unnest\(c.ints\).column_valued", ("postgresql", "run postgresql"), _TABLE),
    (r"select\(func.json\w+\(c.j.*(_valued)", ("postgresql", "run postgresql"), _TABLE),
    (r"select\(c.id\).where\(c.strs.(contains|overlap)\(", ("postgresql", "run postgresql"), _LISTS),
    (r"update\(k\).*values\((ints|grid|i4)=", ("run postgresql",), "bit strings are str"),
    (r"(insert|update)\(odd\).*camelCase", ("postgresql",), "a Text column is cast to TEXT"),
    (
        r"select\(func.generate_series\(dt.date\(",
        ("run postgresql",),
        "a duration is a timedelta, also inside a cast to INTERVAL",
    ),
    (
        r"update\(k\).*c.ints\[1\]: 77",
        ("postgresql", "run postgresql"),
        "an element of an array is not assigned to: assign the array",
    ),
    (r"update\(k\).*grid=", ("postgresql",), "a cast to an array needs no dimensions"),
    (r"(select\(c.id\).where\(c.hs|select\(c.hs( \+|\[))", ("postgresql",), _CAST),
    (
        r"select\(func.(int4range|numrange)\(",
        ("run postgresql",),
        "a range of unknown type is a Range of this library, psycopg has its own",
    ),
    (r".*(c.inet\b.*(<<|==|>>=)|c.mac ==|c.ct (==|\+)|c.ct.op|c.ct.like|c.en ==|c.ct.match)", ("postgresql",), _CAST),
    (r"select\(tablesample\(k", ("run postgresql",), "bit strings are str"),
    (r"select\(c.jb\[", ("postgresql",), _SUBSCRIPT),
    (r"select\(c.id\).where\((cast\()?c.jb\[", ("postgresql",), _SUBSCRIPT),
    (r"select\(func.jsonb_(array_length|typeof|array_elements)\(c.jb\[.*\]\)\)$", ("postgresql",), _SUBSCRIPT),
    (r"select\(c.id\).where\(c.jb.(has_key|path_)", ("postgresql",), _CAST),
    (
        r"select\(c.id\).where\(c.jb.has_any",
        ("postgresql", "run postgresql"),
        "a list of keys is sent as one; SQLAlchemy sends JSONB, which PostgreSQL refuses",
    ),
    (r"select\(c.jb.delete_path", ("postgresql",), _PATH),
    (r"select\(func.pg_typeof", ("run postgresql",), "columns of type regtype are not supported: cast them to text"),
    (r"select\(func.generate_series\(1, 3\).*name=\"gs\"", ("postgresql",), "the given name is used"),
    (r"select\(func.generate_series\(dt.datetime", ("postgresql",), _CAST),
]
