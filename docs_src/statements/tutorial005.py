"""The text of a statement: `str()`, `compile()` for a database, its parameters, with the values written in."""

from datetime import date
from decimal import Decimal

from sqlmodel_rs import Field, SQLModel, func, select
from sqlmodel_rs.sa.dialects import mysql, postgresql, sqlite
from sqlmodel_rs.sa.schema import CreateTable


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    born: date
    fee: Decimal = Field(default=Decimal(1), max_digits=8, decimal_places=2)


def main() -> None:
    statement = (
        select(Hero.id, func.lower(Hero.name).label("lower"))
        .where(Hero.name.ilike("%pond"), Hero.id.in_([1, 2]), Hero.born < date(2000, 1, 2), Hero.fee >= Decimal("1.50"))
        .order_by(Hero.name)
        .limit(5)
    )
    print(statement)
    for dialect in (sqlite.dialect(), postgresql.dialect(), mysql.dialect()):
        compiled = statement.compile(dialect=dialect)
        print(dialect.name, compiled)
        print(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    print(statement.compile().params)
    print(statement.compile(compile_kwargs={"render_postcompile": True}).params)
    print(Hero.name == "Deadpond", "|", (Hero.id + 1).compile(compile_kwargs={"literal_binds": True}))
    print(str(CreateTable(Hero.__table__).compile(dialect=postgresql.dialect())).strip())


if __name__ == "__main__":
    main()
