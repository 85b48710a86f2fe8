"""Load a hundred thousand rows; the figure is per row."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = seed.LARGE
SCALES = False


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import Session, select

    from benchmarks.program import HeroLarge, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        with Session(engine) as session:
            assert len(session.exec(select(HeroLarge).limit(count)).all()) == count

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()

    def run(count: int) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SELECT {', '.join(seed.COLUMNS)} FROM hero_large LIMIT {count}")
        assert len(cursor.fetchall()) == count

    return run
