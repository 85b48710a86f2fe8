"""Each name of `sqlmodel` does what it does there: both libraries make the same text of it."""

import enum
import inspect
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy.dialects.mysql
import sqlalchemy.dialects.postgresql
import sqlalchemy.dialects.sqlite
import sqlmodel

import sqlmodel_rs
from sqlmodel_rs import dialects

DIALECTS = {
    name: (getattr(sqlalchemy.dialects, name).dialect(), dialects.by_name(name).dialect())
    for name in ("sqlite", "postgresql", "mysql")
}
TYPES = [
    name
    for name in dir(sqlmodel)
    if inspect.isclass(getattr(sqlmodel, name))
    and issubclass(getattr(sqlmodel, name), sqlalchemy.types.TypeEngine)
    and name not in ("ARRAY", "Enum", "TupleType", "TypeDecorator", "PickleType")
]


class Color(enum.Enum):
    red = "r"


def table(lib: Any, *items: Any) -> Any:
    return lib.Table("t", lib.MetaData(), lib.Column("a", lib.Integer, primary_key=True), *items)


def created(lib: Any, built: Any, dialect: str = "postgresql") -> str:
    module = "sqlalchemy" if lib is sqlmodel else "sqlmodel_rs"
    schema = __import__(f"{module}.schema", fromlist=["CreateTable"])
    return str(schema.CreateTable(built).compile(dialect=DIALECTS[dialect][lib is not sqlmodel]))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", TYPES)
def test_type_is_written_alike(name: str, dialect: str) -> None:
    def written(lib: Any) -> str:
        kind = getattr(lib, name)
        length = (20,) if name in ("NVARCHAR", "String", "Unicode", "VARCHAR", "VARBINARY") else ()
        try:
            return created(lib, table(lib, lib.Column("b", kind(*length))), dialect)
        except Exception as error:
            return type(error).__name__

    if name == "UUID" and dialect != "postgresql":
        # UUID as a column's type has NUMERIC affinity on SQLite, and MySQL has no such type.
        assert "b CHAR(32)" in written(sqlmodel_rs)
        return
    assert written(sqlmodel_rs) == written(sqlmodel)


def select_of(make: Callable[[Any, Any], Any]) -> Callable[[Any], str]:
    """Return a use that selects an expression made of the library and a table of it."""
    return lambda lib: str(lib.select(make(lib, lib.table("t", lib.column("a"), lib.column("b")).c)))


def rows(lib: Any) -> Any:
    return lib.table("t", lib.column("a"), lib.column("b"))


def both_selects(lib: Any) -> tuple[Any, Any]:
    return lib.select(rows(lib).c.a), lib.select(rows(lib).c.b)


USES: dict[str, Callable[[Any], Any]] = {
    **{name: select_of(lambda lib, c, name=name: getattr(lib, name)(c.a == 1, c.b == 2)) for name in ("and_", "or_")},
    "distinct": select_of(lambda lib, c: lib.func.count(lib.distinct(c.a))),
    **{
        name: (lambda lib, name=name: str(lib.select(rows(lib).c.a).order_by(getattr(lib, name)(rows(lib).c.a))))
        for name in ("asc", "desc", "nulls_first", "nulls_last", "nullsfirst", "nullslast")
    },
    **{
        name: (lambda lib, name=name: str(getattr(lib, name)(*both_selects(lib))))
        for name in ("union", "union_all", "intersect", "intersect_all", "except_", "except_all")
    },
    **{
        name: (
            lambda lib, name=name: str(
                lib.select(rows(lib).c.a).where(
                    rows(lib).c.a == getattr(lib, name)(both_selects(lib)[1].scalar_subquery())
                )
            )
        )
        for name in ("all_", "any_")
    },
    "alias": lambda lib: str(lib.select(lib.alias(rows(lib), "x").c.a)),
    "between": select_of(lambda lib, c: lib.between(c.a, 1, 2)),
    "bindparam": select_of(lambda lib, c: lib.bindparam("x", 1)),
    "case": select_of(lambda lib, c: lib.case((c.a == 1, "x"), else_="y")),
    "cast": select_of(lambda lib, c: lib.cast(expression=c.a, type_=lib.String)),
    "collate": select_of(lambda lib, c: lib.collate(c.a, "C")),
    "column": lambda lib: str(lib.column("x")),
    "delete": lambda lib: str(lib.delete(rows(lib)).where(rows(lib).c.a == 1)),
    "exists": lambda lib: str(lib.select(rows(lib).c.a).where(lib.exists(both_selects(lib)[1]))),
    "extract": select_of(lambda lib, c: lib.extract("year", c.a)),
    "false": select_of(lambda lib, c: lib.false()),
    "func": select_of(lambda lib, c: lib.func.lower(c.a)),
    "funcfilter": select_of(lambda lib, c: lib.funcfilter(lib.func.count(c.a), c.b == 1)),
    "insert": lambda lib: str(lib.insert(table(lib)).values(a=1)),
    "join": lambda lib: str(lib.join(rows(lib), lib.table("u", lib.column("a")), lib.true())),
    "lambda_stmt": lambda lib: str(lib.lambda_stmt(lambda: lib.select(lib.column("a")), track_closure_variables=False)),
    "lateral": lambda lib: str(lib.select(lib.lateral(both_selects(lib)[0], "x").c.a)),
    "literal": select_of(lambda lib, c: lib.literal(1)),
    "literal_column": select_of(lambda lib, c: lib.literal_column("1 + 1")),
    "not_": select_of(lambda lib, c: lib.not_(c.a == 1)),
    "null": select_of(lambda lib, c: lib.null()),
    "outerjoin": lambda lib: str(lib.outerjoin(rows(lib), lib.table("u", lib.column("a")), lib.true())),
    "outparam": select_of(lambda lib, c: lib.outparam("x", lib.Integer())),
    "over": select_of(lambda lib, c: lib.over(lib.func.count(), order_by=c.a, partition_by=c.b)),
    "select": select_of(lambda lib, c: c.a),
    "table": lambda lib: str(lib.select(lib.table("x", lib.column("y"), schema="s"))),
    "tablesample": lambda lib: str(lib.select(lib.tablesample(table(lib), lib.func.bernoulli(1)).c.a)),
    "text": lambda lib: str(lib.text("SELECT :a")),
    "true": select_of(lambda lib, c: lib.true()),
    "tuple_": lambda lib: str(lib.select(rows(lib).c.a).where(lib.tuple_(rows(lib).c.a, rows(lib).c.b).in_([(1, 2)]))),
    "type_coerce": select_of(lambda lib, c: lib.type_coerce(c.a, lib.String)),
    "update": lambda lib: str(lib.update(table(lib, lib.Column("b", lib.Integer))).values(b=2)),
    "values": lambda lib: str(lib.select(lib.values(lib.column("x", lib.Integer), name="v").data([(1,), (2,)]))),
    "within_group": select_of(lambda lib, c: lib.within_group(lib.func.percentile_cont(0.5), c.a)),
    "ARRAY": lambda lib: created(lib, table(lib, lib.Column("b", lib.ARRAY(lib.Integer)))),
    "Enum": lambda lib: created(lib, table(lib, lib.Column("b", lib.Enum(Color)))),
    "PickleType": lambda lib: created(lib, table(lib, lib.Column("b", lib.PickleType))),
    "TupleType": lambda lib: [type(own).__name__ for own in lib.TupleType(lib.Integer, lib.String()).types],
    "CheckConstraint": lambda lib: created(lib, table(lib, lib.CheckConstraint("a > 1", name="c"))),
    "Computed": lambda lib: created(
        lib, table(lib, lib.Column("b", lib.Integer, lib.Computed("a + 1", persisted=True)))
    ),
    "DefaultClause": lambda lib: created(
        lib, table(lib, lib.Column("b", lib.Integer, server_default=lib.DefaultClause("1")))
    ),
    "FetchedValue": lambda lib: created(
        lib, table(lib, lib.Column("b", lib.Integer, server_default=lib.FetchedValue()))
    ),
    "ForeignKey": lambda lib: created(lib, table(lib, lib.Column("b", lib.Integer, lib.ForeignKey("t.a")))),
    "ForeignKeyConstraint": lambda lib: created(
        lib, table(lib, lib.Column("b", lib.Integer), lib.ForeignKeyConstraint(["b"], ["t.a"], name="f"))
    ),
    "Identity": lambda lib: created(
        lib, lib.Table("i", lib.MetaData(), lib.Column("a", lib.Integer, lib.Identity(start=3), primary_key=True))
    ),
    "Index": lambda lib: sorted(index.name for index in table(lib, lib.Index("ix", "a")).indexes),
    "PrimaryKeyConstraint": lambda lib: created(
        lib, lib.Table("p", lib.MetaData(), lib.Column("a", lib.Integer), lib.PrimaryKeyConstraint("a", name="pk"))
    ),
    "Sequence": lambda lib: str(lib.Sequence("s").next_value()),
    "UniqueConstraint": lambda lib: created(lib, table(lib, lib.UniqueConstraint("a", name="u"))),
    "ColumnDefault": lambda lib: lib.ColumnDefault(3).arg,
    "DDL": lambda lib: str(lib.DDL("DROP %(table)s", context={"table": "x"}).compile(dialect=None)),
    "col": lambda lib: str(lib.col(table(lib).c.a) == 1),
}


@pytest.mark.parametrize("name", USES)
def test_use_gives_the_same_text(name: str) -> None:
    assert USES[name](sqlmodel_rs) == USES[name](sqlmodel)


#: Names whose work other tests show.
ELSEWHERE = {
    *("AutoString", "UTCDateTime", "Field", "Relationship", "SQLModel", "Session", "Discriminator", "Tag"),
    *("create_engine", "create_mock_engine", "engine_from_config", "inspect", "QueuePool", "StaticPool"),
    *("MetaData", "Table", "Column", "Constraint", "BLANK_SCHEMA", "TypeDecorator"),
    *("LABEL_STYLE_DEFAULT", "LABEL_STYLE_DISAMBIGUATE_ONLY", "LABEL_STYLE_NONE"),
    "LABEL_STYLE_TABLENAME_PLUS_COL",
    # Broken upstream: modifier.distinct() is a TypeError there.
    "modifier",
}


def test_every_name_is_used_somewhere() -> None:
    names = {name for name in vars(sqlmodel) if not name.startswith("_") and not inspect.ismodule(vars(sqlmodel)[name])}
    assert names - set(USES) - set(TYPES) - ELSEWHERE == set()


@pytest.mark.parametrize(
    "style", ["LABEL_STYLE_DEFAULT", "LABEL_STYLE_DISAMBIGUATE_ONLY", "LABEL_STYLE_TABLENAME_PLUS_COL"]
)
def test_label_styles(style: str) -> None:
    def written(lib: Any) -> str:
        one, other = rows(lib), lib.table("u", lib.column("a"))
        return str(lib.select(one.c.a, other.c.a).set_label_style(getattr(lib, style)))

    assert written(sqlmodel_rs) == written(sqlmodel)
