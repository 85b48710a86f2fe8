"""Build and compile the reference select, as an execution does it (SQLAlchemy: through its compiled cache)."""

from collections.abc import Callable
from typing import Any

from benchmarks.worker import Context

OPERATIONS = 5_000
SCALES = True


def reference() -> Callable[[int], Any]:
    """Return what builds the reference select: ten columns, three predicates, an order and a limit."""
    from sqlmodel import col, select

    from benchmarks.program import Hero

    def statement(low: int) -> Any:
        page = select(Hero).where(col(Hero.age).between(low, low + 30), Hero.is_active == True)  # noqa: E712
        return page.order_by(Hero.name).limit(20)

    return statement


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import create_engine

    engine = create_engine(context.url())
    statement = reference()

    def ours(count: int) -> None:
        from sqlmodel_rs._native import compile

        for number in range(count):
            assert compile(statement(number % 40), engine.dialect.name, mode="exec").sql

    def cached(count: int) -> None:
        for number in range(count):
            compiled = statement(number % 40)._compile_w_cache(
                engine.dialect,
                compiled_cache=engine._compiled_cache,
                column_keys=[],
                for_executemany=False,
                schema_translate_map=None,
            )
            assert compiled[0].string

    return ours if context.contender == "sqlmodel_rs" else cached
