"""Elements, statements and types whose SQL the program writes itself (`@compiles`), printed and executed."""

import os

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.ext.compiler import compiles, deregister
from sqlalchemy.schema import CreateTable, DDLElement
from sqlalchemy.sql import Insert
from sqlalchemy.sql.expression import ClauseElement, ColumnElement, Executable, FunctionElement
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import UserDefinedType

metadata = sa.MetaData()
item = sa.Table(
    "item",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20)),
    sa.Column("number", sa.Integer),
)


class larger(FunctionElement):
    type = sa.Integer()
    name = "larger"
    inherit_cache = True


@compiles(larger)
def larger_default(element, compiler, **kw):
    return compiler.visit_function(element)


@compiles(larger, "sqlite", "postgresql", "mysql")
def larger_case(element, compiler, **kw):
    first, second = list(element.clauses)
    return compiler.process(sa.case((first > second, first), else_=second), **kw)


class coalesce(FunctionElement):
    name = "coalesce"
    inherit_cache = True


@compiles(coalesce)
def write_coalesce(element, compiler, **kw):
    return f"coalesce({compiler.process(element.clauses, **kw)})"


class only_postgresql(FunctionElement):
    type = sa.DateTime()
    inherit_cache = True


@compiles(only_postgresql, "postgresql")
def write_only(element, compiler, **kw):
    return "TIMEZONE('utc', CURRENT_TIMESTAMP)"


class registered(GenericFunction):
    type = sa.Integer()
    name = "length"
    identifier = "size_of"
    inherit_cache = True


class wrapped(ColumnElement):
    inherit_cache = True
    type = sa.Integer()

    def __init__(self, element):
        self.element = element


@compiles(wrapped)
def write_wrapped(element, compiler, **kw):
    return f"({compiler.process(element.element, **kw)})"


class InsertFromSelect(Executable, ClauseElement):
    inherit_cache = False

    def __init__(self, table, select):
        self.table = table
        self.select = select


@compiles(InsertFromSelect)
def write_insert(element, compiler, **kw):
    target, source = compiler.process(element.table, asfrom=True, **kw), compiler.process(element.select, **kw)
    return f"INSERT INTO {target} {source}"


class MakeView(DDLElement):
    def __init__(self, name, select):
        self.name = name
        self.select = select


@compiles(MakeView)
def write_view(element, compiler, **kw):
    select = compiler.sql_compiler.process(element.select, literal_binds=True)
    return f"CREATE VIEW {compiler.preparer.quote(element.name)} AS {select}"


class Mine(UserDefinedType):
    cache_ok = True

    def __init__(self, width=8):
        self.width = width

    def get_col_spec(self, **kw):
        return f"MINE({self.width})"


class Big(sa.BigInteger):
    cache_ok = True


@compiles(Big)
def write_big(element, compiler, **kw):
    return compiler.visit_BIGINT(element, **kw)


@compiles(Big, "sqlite")
def write_big_sqlite(element, compiler, **kw):
    return "INTEGER"


other = sa.Table("other", sa.MetaData(), sa.Column("a", Mine(3)), sa.Column("b", Big))
STATEMENTS = [
    sa.select(larger(item.c.number, 5)),
    sa.select(item.c.id).where(larger(item.c.number, 5) == 7),
    sa.select(coalesce(item.c.name, "x", item.c.number)),
    sa.select(coalesce(item.c.name, "y").label("z")).order_by(coalesce(item.c.name, "q")),
    sa.select(coalesce(item.c.number, 1).over(order_by=item.c.id)),
    sa.select(only_postgresql()),
    sa.select(sa.func.size_of(item.c.name)),
    sa.select(wrapped(item.c.number + 3), item.c.id).where(item.c.id == 4),
    sa.select(item.c.id).where(wrapped(item.c.number) == 9),
    InsertFromSelect(item, sa.select(item).where(item.c.number > 5)),
    MakeView("v", sa.select(item.c.id).where(item.c.name == "q")),
    CreateTable(other),
]
for name, dialect in (("default", None), ("sqlite", sqlite), ("postgresql", postgresql), ("mysql", mysql)):
    print(name)
    for statement in STATEMENTS:
        try:
            compiled = statement.compile(dialect=dialect and dialect.dialect())
            print(" ".join(str(compiled).split()), dict(compiled.params or {}))
        except Exception as error:
            print(type(error).__name__, str(error).partition("can't")[2][:90])


@compiles(Insert)
def prefixed(insert, compiler, **kw):
    return compiler.visit_insert(insert.prefix_with("/* mine */"), **kw)


@compiles(sa.Select)
def commented(select, compiler, **kw):
    return "/* said */ " + compiler.visit_select(select, **kw)


print(item.insert().values(name="x"))
print(sa.select(item.c.id))
engine = sa.create_engine(os.environ["APPLICATION_DATABASE"])
metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(item.insert(), [{"name": "x", "number": 3}, {"name": "y", "number": 9}])
    print(connection.execute(sa.select(item.c.id, item.c.number).where(item.c.id > 0).order_by(item.c.id)).all())
    deregister(sa.Select)
    source = sa.select(item.c.id + 10, item.c.name, item.c.number).where(item.c.number > 5)
    print(connection.execute(InsertFromSelect(item, source)).rowcount)
    print(connection.execute(sa.select(larger(item.c.number, 5)).order_by(item.c.id)).scalars().all())
    print(connection.execute(sa.select(item.c.id).where(larger(item.c.number, 5) == 9)).scalars().all())
    print(connection.execute(sa.select(sa.func.size_of(item.c.name)).limit(1)).scalar())
    connection.execute(MakeView("seen", sa.select(item.c.id).where(item.c.name == "y")))
    print(connection.execute(sa.text("SELECT id FROM seen ORDER BY id")).all())
    connection.execute(sa.text("DROP VIEW seen"))
deregister(Insert)
print(item.insert().values(name="x"))
metadata.drop_all(engine)
