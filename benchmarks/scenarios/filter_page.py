"""Read an ordered, filtered page of twenty."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = 400
SCALES = True


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import Session, col, select

    from benchmarks.program import Hero, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        for number in range(count):
            low = number % 40
            statement = select(Hero).where(col(Hero.age).between(low, low + 30), Hero.is_active == True)  # noqa: E712
            with Session(engine) as session:
                assert len(session.exec(statement.order_by(Hero.name).limit(20)).all()) == 20

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    mark = context.mark
    statement = (
        f"SELECT {', '.join(seed.COLUMNS)} FROM hero WHERE age BETWEEN {mark} AND {mark} AND is_active = {mark} "
        "ORDER BY name LIMIT 20"
    )

    def run(count: int) -> None:
        for number in range(count):
            low = number % 40
            cursor = connection.cursor()
            cursor.execute(statement, (low, low + 30, True))
            assert len(cursor.fetchall()) == 20

    return run
