"""Read rows by key, all in one session, which has not seen them."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.scenarios.get_by_key import raw as raw
from benchmarks.worker import Context

OPERATIONS = 2_000
SCALES = True
KEYS = seed.TEAMS * seed.HEROES_PER_TEAM


def orm(context: Context) -> Callable[[int], None]:
    from sqlmodel import Session

    from benchmarks.program import Hero, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        with Session(engine) as session:
            for number in range(count):
                key = number * 7919 % KEYS + 1
                assert session.get(Hero, key).id == key

    return run
