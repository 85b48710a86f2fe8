"""Load one row, change it, commit."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = 300
SCALES = True


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import Session

    from benchmarks.program import Hero, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        for number in range(count):
            with Session(engine) as session:
                row = session.get(Hero, number + 1)
                row.power += 1.0
                session.commit()

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    mark = context.mark

    def run(count: int) -> None:
        for number in range(count):
            cursor = connection.cursor()
            cursor.execute(f"SELECT {', '.join(seed.COLUMNS)} FROM hero WHERE id = {mark}", (number + 1,))
            power = cursor.fetchone()[4]
            cursor.execute(f"UPDATE hero SET power = {mark} WHERE id = {mark}", (power + 1.0, number + 1))
            connection.commit()

    return run
