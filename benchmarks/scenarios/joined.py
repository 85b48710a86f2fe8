"""Load twenty thousand rows with the parent of each in the same statement; the figure is per row."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = seed.TEAMS * seed.HEROES_PER_TEAM
SCALES = False


def orm(context: Context) -> Callable[[int], None]:
    from sqlalchemy.orm import joinedload
    from sqlmodel import Session, select

    from benchmarks.program import Hero, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        with Session(engine) as session:
            rows = session.exec(select(Hero).limit(count).options(joinedload(Hero.team))).all()
            assert sum(row.team.id == row.team_id for row in rows) == count

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    columns = ", ".join(f"h.{name}" for name in seed.COLUMNS)
    statement = (
        f"SELECT {columns}, t.id, t.name, t.headquarters FROM hero h LEFT JOIN team t ON t.id = h.team_id LIMIT "
    )

    def run(count: int) -> None:
        cursor = connection.cursor()
        cursor.execute(statement + str(count))
        assert sum(row[9] == row[10] for row in cursor.fetchall()) == count

    return run
