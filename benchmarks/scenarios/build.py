"""Build and compile the reference select, as an execution does it (SQLAlchemy: through its compiled cache)."""

from collections.abc import Callable

from benchmarks.worker import Context

OPERATIONS = 5_000
SCALES = True


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import col, create_engine, select

    from benchmarks.program import Hero

    engine = create_engine(context.url())

    def statement(low: int) -> object:
        page = select(Hero).where(col(Hero.age).between(low, low + 30), Hero.is_active == True)  # noqa: E712
        return page.order_by(Hero.name).limit(20)

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
