"""Load thirty thousand rows of a base with twenty tables below it; the figure is per row, and may not grow."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = seed.EVENTS
SCALES = False


def orm(context: Context) -> Callable[[int], None]:
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from benchmarks.hierarchies import events
    from benchmarks.program import open_engine

    event = events(context.contender == "sqlmodel_rs")
    engine = open_engine(context)

    def run(count: int) -> None:
        with Session(engine) as session:
            rows = session.scalars(select(event).limit(count)).all()
            assert len(rows) == count and all(row.size == row.at for row in rows)

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    joins = " ".join(f"LEFT JOIN kind{n} ON kind{n}.id = event.id" for n in range(seed.KINDS))

    def run(count: int) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SELECT * FROM event {joins} LIMIT {count}")
        assert len(cursor.fetchall()) == count

    return run
