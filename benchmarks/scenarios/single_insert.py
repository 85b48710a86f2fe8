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
    connection = seed.connect(context.backend, context.target)
    names = seed.COLUMNS[1:]
    statement = f"INSERT INTO hero_written ({', '.join(names)}) VALUES ({', '.join([context.mark] * len(names))})"

    def run(count: int) -> None:
        for number in range(count):
            connection.cursor().execute(statement, seed.stored(number, seed.hero(number))[1:])
            connection.commit()

    return run
