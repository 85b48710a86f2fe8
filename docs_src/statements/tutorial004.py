"""Functions and types of your own, paths into JSON, and PostgreSQL's arrays and ranges."""

import os
from typing import Any

from sqlmodel_rs import JSON, Column, Field, Session, SQLModel, create_engine, func, select
from sqlmodel_rs.sa import Integer, MetaData, String, Table, TypeDecorator, any_
from sqlmodel_rs.sa.dialects import postgresql
from sqlmodel_rs.sa.ext.compiler import compiles
from sqlmodel_rs.sa.sql.expression import FunctionElement
from sqlmodel_rs.sa.sql.functions import GenericFunction


class Tags(TypeDecorator[list[str]]):
    """Words, kept in one text with commas between them."""

    impl = String(80)
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Any) -> str | None:
        return None if value is None else ",".join(value)

    def process_result_value(self, value: str | None, dialect: Any) -> list[str] | None:
        return None if value is None else value.split(",")


class shout(GenericFunction[str]):
    """`func.shout(x)`: the database's `upper`, with a type."""

    type = String()
    name = "upper"
    identifier = "shout"
    inherit_cache = True


class double(FunctionElement[int]):
    """An element with a text of its own."""

    type = Integer()
    inherit_cache = True


@compiles(double)
def _double(element: Any, compiler: Any, **kw: Any) -> str:
    return f"2 * ({compiler.process(element.clauses, **kw)})"


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    tags: list[str] = Field(sa_column=Column(Tags))
    data: dict[str, Any] = Field(sa_column=Column(JSON))


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Hero(name="Deadpond", tags=["red", "fast"], data={"power": {"level": 7, "names": ["a", "b"]}}))
        session.add(Hero(name="Rusty", tags=["iron"], data={"power": {"level": 2, "names": ["c"]}}))
        session.commit()

        print(session.exec(select(Hero.tags).where(Hero.tags == ["red", "fast"])).all())
        print(session.exec(select(func.shout(Hero.name), double(Hero.id)).order_by(Hero.id)).all())

        level = Hero.data["power"]["level"].as_integer()
        print(session.exec(select(Hero.name, level + 1).where(level > 5)).all())
        first = Hero.data[("power", "names", 0)].as_string()
        print(session.exec(select(first).order_by(first)).all())
        print(session.exec(select(Hero.data["power"]).where(Hero.name == "Rusty")).all())

    own = Table(
        "own",
        MetaData(),
        Column("words", postgresql.ARRAY(String)),
        Column("span", postgresql.INT4RANGE),
        Column("doc", postgresql.JSONB),
    ).c
    for condition in (
        own.words.contains(["a"]),
        own.words.overlap(["a", "b"]),
        own.words[1] == "a",
        any_(own.words) == "a",
        own.span.contains(5),
        own.doc.has_key("k"),
        own.doc["k"]["n"].astext == "1",
    ):
        print(select(own.span).where(condition).compile(dialect=postgresql.dialect()).string.partition("WHERE ")[2])


if __name__ == "__main__":
    main()
