"""Count rows and average a column of ten groups, in a session of its own each time."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = 1_000
SCALES = True
GROUPS = 10


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import Session, col, func, select

    from benchmarks.program import Hero, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        for number in range(count):
            low = number * 7 % (seed.TEAMS - GROUPS) + 1
            statement = select(Hero.team_id, func.count(), func.avg(Hero.power))
            statement = statement.where(col(Hero.team_id).between(low, low + GROUPS - 1)).group_by(Hero.team_id)
            with Session(engine) as session:
                assert len(session.exec(statement).all()) == GROUPS

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    mark = context.mark
    statement = (
        f"SELECT team_id, count(*), avg(power) FROM hero WHERE team_id BETWEEN {mark} AND {mark} GROUP BY team_id"
    )

    def run(count: int) -> None:
        for number in range(count):
            low = number * 7 % (seed.TEAMS - GROUPS) + 1
            cursor = connection.cursor()
            cursor.execute(statement, (low, low + GROUPS - 1))
            assert len(cursor.fetchall()) == GROUPS

    return run
