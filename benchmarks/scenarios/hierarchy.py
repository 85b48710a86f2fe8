"""Load thirty thousand rows of a joined hierarchy from its base; the figure is per row."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = seed.PERSONS
SCALES = False


def orm(context: Context) -> Callable[[int], None]:
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from benchmarks.program import hierarchy, open_engine

    person = hierarchy(context.contender == "sqlmodel_rs")
    engine = open_engine(context)

    def run(count: int) -> None:
        with Session(engine) as session:
            assert len(session.scalars(select(person).limit(count)).all()) == count

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    statement = (
        "SELECT p.id, p.name, p.kind, e.id, e.language, m.id, m.level FROM person p "
        "LEFT JOIN engineer e ON e.id = p.id LEFT JOIN manager m ON m.id = p.id LIMIT "
    )

    def run(count: int) -> None:
        cursor = connection.cursor()
        cursor.execute(statement + str(count))
        assert len(cursor.fetchall()) == count

    return run
