"""Add ten thousand new rows in one transaction; the figure is per row."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = 10_000
SCALES = True


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import Session

    from benchmarks.program import HeroWritten, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        with Session(engine) as session:
            session.add_all([HeroWritten(**seed.hero(number)) for number in range(count)])
            session.commit()

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    names = seed.COLUMNS[1:]
    statement = f"INSERT INTO hero_written ({', '.join(names)}) VALUES ({', '.join([context.mark] * len(names))})"

    def run(count: int) -> None:
        cursor = connection.cursor()
        cursor.executemany(statement, context.heroes(count))
        connection.commit()

    return run
