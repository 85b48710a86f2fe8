"""Selects beyond one table: windows, common table expressions, subqueries, VALUES and LATERAL."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, func, select
from sqlmodel_rs.orm import aliased
from sqlmodel_rs.sa import Integer, String, case, column, exists, literal, true, union_all, values
from sqlmodel_rs.sa.dialects import postgresql


class Employee(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    team: str = Field(max_length=20)
    pay: int
    boss_id: int | None = Field(default=None, foreign_key="employee.id")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Employee(id=1, name="Ada", team="board", pay=90))
        session.flush()
        session.add_all([Employee(id=2, name="Bob", team="works", pay=40, boss_id=1)])
        session.flush()
        session.add_all(
            [
                Employee(id=3, name="Cid", team="works", pay=30, boss_id=2),
                Employee(id=4, name="Dot", team="works", pay=30, boss_id=2),
                Employee(id=5, name="Eve", team="board", pay=70, boss_id=1),
            ]
        )
        session.commit()

        place = func.rank().over(partition_by=Employee.team, order_by=Employee.pay.desc()).label("place")
        lately = func.max(Employee.pay).over(order_by=Employee.id, rows=(-1, 0)).label("lately")
        print(session.execute(select(Employee.name, place, lately).order_by(Employee.id)).all())

        # Everybody below Bob: a query that names itself.
        below = select(Employee.id, Employee.name, literal(0).label("depth")).where(Employee.name == "Bob")
        below = below.cte("below", recursive=True)
        further = select(Employee.id, Employee.name, below.c.depth + 1).join(below, Employee.boss_id == below.c.id)
        below = below.union_all(further)
        print(session.execute(select(below.c.name, below.c.depth).order_by(below.c.depth, below.c.name)).all())

        # A subquery as a table, an alias, a correlated value, a condition.
        best = select(Employee.team, func.max(Employee.pay).label("pay")).group_by(Employee.team).subquery("best")
        print(session.execute(select(Employee.name).join(best, Employee.pay == best.c.pay).order_by(Employee.id)).all())
        boss = aliased(Employee, name="boss")
        boss_name = select(boss.name).where(boss.id == Employee.boss_id).scalar_subquery()
        print(session.execute(select(Employee.name, boss_name.label("boss")).order_by(Employee.id).limit(3)).all())
        print(session.scalars(select(Employee.name).where(~exists().where(boss.boss_id == Employee.id))).all())

        level = case((Employee.pay >= 70, "high"), else_="low").label("level")
        print(session.execute(select(level, func.count()).group_by(level).order_by(level)).all())
        names = union_all(select(Employee.name).where(Employee.pay > 80), select(literal("Zoe").label("name")))
        print(session.execute(names.order_by("name")).all())

    # Written for one database, without running it there.
    rows = values(column("name", String), column("bonus", Integer), name="bonus").data([("Ada", 5), ("Bob", 3)])
    print(select(Employee.id, rows.c.bonus).join(rows, Employee.name == rows.c.name))
    top = select(boss.name).where(boss.boss_id == Employee.id).order_by(boss.pay).limit(1).lateral("top")
    print(select(Employee.name, top.c.name).join(top, true()).compile(dialect=postgresql.dialect()))


if __name__ == "__main__":
    main()
