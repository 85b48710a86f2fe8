"""Read one row by its key, in a session of its own each time."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = 2_000
SCALES = True
KEYS = seed.TEAMS * seed.HEROES_PER_TEAM


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import Session

    from benchmarks.program import Hero, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        for number in range(count):
            key = number * 7919 % KEYS + 1
            with Session(engine) as session:
                assert session.get(Hero, key).id == key

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    statement = f"SELECT {', '.join(seed.COLUMNS)} FROM hero WHERE id = {context.mark}"

    def run(count: int) -> None:
        for number in range(count):
            key = number * 7919 % KEYS + 1
            cursor = connection.cursor()
            cursor.execute(statement, (key,))
            assert cursor.fetchone()[0] == key

    return run
