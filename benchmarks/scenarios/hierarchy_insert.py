"""Insert ten thousand objects of two joined classes, mixed, and commit; the figure is per object."""

from collections.abc import Callable

from benchmarks.worker import Context

OPERATIONS = 10_000
SCALES = False
TABLES = ("engineer_written", "manager_written", "person_written")


def orm(context: Context) -> Callable[[int], None]:
    from sqlalchemy import text
    from sqlalchemy.orm import Session

    from benchmarks.hierarchies import written
    from benchmarks.program import open_engine

    engineer, manager = written(context.contender == "sqlmodel_rs")
    engine = open_engine(context)
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"DELETE FROM {table}"))

    def run(count: int) -> None:
        with Session(engine) as session:
            session.add_all(
                engineer(name=f"person {i}", language=f"language {i}") if i % 2 else manager(name=f"p {i}", level=i)
                for i in range(count)
            )
            session.commit()

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()
    cursor = connection.cursor()
    for table in TABLES:
        cursor.execute(f"DELETE FROM {table}")
    connection.commit()
    mark = context.mark
    first = 1_000_000

    def run(count: int) -> None:
        nonlocal first
        keys = range(first, first + count)
        first += count
        base = [(key, f"person {key}", "engineer" if key % 2 else "manager") for key in keys]
        cursor.executemany(f"INSERT INTO person_written VALUES ({mark}, {mark}, {mark})", base)
        engineers = [(key, f"language {key}") for key in keys if key % 2]
        cursor.executemany(f"INSERT INTO engineer_written VALUES ({mark}, {mark})", engineers)
        cursor.executemany(
            f"INSERT INTO manager_written VALUES ({mark}, {mark})", [(key, key) for key in keys if not key % 2]
        )
        connection.commit()

    return run
