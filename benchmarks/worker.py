"""One contender, one scenario, one process: print the seconds an operation took, as JSON."""

import argparse
import asyncio
import importlib
import inspect
import json
import time
from dataclasses import dataclass
from typing import Any

from benchmarks import asyncpg_face, seed

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}
ASYNC_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "mysql": "mysql+aiomysql"}


@dataclass(frozen=True)
class Context:
    """What a scenario may ask: the database kind, where it is, and who runs."""

    backend: str
    target: str
    contender: str

    @property
    def mark(self) -> str:
        return "?" if self.backend == "sqlite" else "%s"

    def connect(self) -> Any:
        """Open the raw driver's connection."""
        if self.contender == "asyncpg":
            return asyncpg_face.Connection(self.target)
        return seed.connect(self.backend, self.target)

    def heroes(self, count: int) -> list[tuple[Any, ...]]:
        """Return the values of new rows, without their keys, as the raw driver takes them."""
        make = seed.native if self.contender == "asyncpg" else seed.stored
        return [make(number, seed.hero(number))[1:] for number in range(count)]

    def url(self, asynchronous: bool = False) -> str:
        driver = (ASYNC_DRIVERS if asynchronous else DRIVERS)[self.backend]
        return f"{driver}:///{self.target}" if self.backend == "sqlite" else f"{driver}://{self.target.split('://')[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender", choices=["sqlmodel_rs", "sqlmodel", "raw", "asyncpg"])
    parser.add_argument("backend", choices=list(DRIVERS))
    parser.add_argument("target")
    parser.add_argument("scenario")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--cpu", action="store_true")
    arguments = parser.parse_args()
    if arguments.contender == "sqlmodel_rs":
        from sqlmodel_rs.aliases import install_aliases

        install_aliases()
    scenario = importlib.import_module(f"benchmarks.scenarios.{arguments.scenario}")
    context = Context(arguments.backend, arguments.target, arguments.contender)
    make = scenario.raw if arguments.contender in ("raw", "asyncpg") else scenario.orm
    clock = time.process_time if arguments.cpu else time.perf_counter
    count = max(1, int(scenario.OPERATIONS * arguments.scale)) if scenario.SCALES else scenario.OPERATIONS
    run = make(context)
    if inspect.iscoroutinefunction(run):

        async def timed() -> float:
            await run(max(1, count // 20))
            start = clock()
            await run(count)
            return clock() - start

        seconds = asyncio.run(timed())
    else:
        run(max(1, count // 20))
        start = clock()
        run(count)
        seconds = clock() - start
    print(json.dumps(seconds / count))


if __name__ == "__main__":
    main()
