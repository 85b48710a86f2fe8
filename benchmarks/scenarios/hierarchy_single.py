"""Load thirty thousand rows of a single-table hierarchy from its base; the figure is per row."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = seed.PERSONS
SCALES = False


def orm(context: Context) -> Callable[[int], None]:
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from benchmarks.hierarchies import staff
    from benchmarks.program import open_engine

    cls = staff(context.contender == "sqlmodel_rs")
    engine = open_engine(context)

    def run(count: int) -> None:
        with Session(engine) as session:
            assert len(session.scalars(select(cls).limit(count)).all()) == count

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()

    def run(count: int) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SELECT id, name, kind, language, level FROM staff LIMIT {count}")
        assert len(cursor.fetchall()) == count

    return run
