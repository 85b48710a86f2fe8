"""Add one row and commit."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = 300
SCALES = True


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import Session

    from benchmarks.program import HeroWritten, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        for number in range(count):
            with Session(engine) as session:
                session.add(HeroWritten(**seed.hero(number)))
                session.commit()

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    names = seed.COLUMNS[1:]
    statement = f"INSERT INTO hero_written ({', '.join(names)}) VALUES ({', '.join([context.mark] * len(names))})"

    def run(count: int) -> None:
        for row in context.heroes(count):
            connection.cursor().execute(statement, row)
            connection.commit()

    return run
