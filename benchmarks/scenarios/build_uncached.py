"""Build and compile the reference select with nothing remembered (ours remembers nothing in `build` either)."""

from collections.abc import Callable

from benchmarks.scenarios import build
from benchmarks.worker import Context

OPERATIONS = 1_000
SCALES = True


def orm(context: Context) -> Callable[[int], None]:
    if context.contender == "sqlmodel_rs":
        return build.orm(context)
    from sqlmodel import create_engine

    statement = build.reference()
    dialect = create_engine(context.url()).dialect

    def uncached(count: int) -> None:
        for number in range(count):
            assert statement(number % 40).compile(dialect=dialect).string

    return uncached
