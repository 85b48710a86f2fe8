"""Random schedules of tasks, cancellations and cut connections leave the money where it belongs and the pool whole.

SQLMODEL_RS_SCHEDULES says how many; `make soak` runs two thousand on each database.
"""

import contextlib
import gc
import os
import warnings
from collections.abc import Callable

from sqlmodel_rs import Session
from sqlmodel_rs.engine import Engine

from .conftest import SERVERS, asynchronous
from .proxy import Proxy
from .schedules import ACCOUNTS, FUNDS, Account, Bank, Schedule

COUNT = int(os.environ.get("SQLMODEL_RS_SCHEDULES", "20"))
FIRST = int(os.environ.get("SQLMODEL_RS_SCHEDULE", "0"))


async def test_random_schedules(database_url: str, backend: str, made: Callable[..., Engine]) -> None:
    engine = made()
    Bank.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Account(balance=FUNDS) for _ in range(ACCOUNTS))
        session.commit()
    with contextlib.ExitStack() as stack:
        url, cut = database_url, None
        if backend in SERVERS:
            host, port = database_url.rpartition("@")[2].partition("/")[0].split(":")
            proxy = stack.enter_context(contextlib.closing(Proxy(host, int(port))))
            url, cut = proxy.url(database_url), proxy.cut
        stack.enter_context(warnings.catch_warnings())
        # A connection that is left to the collector is said to be.
        warnings.simplefilter("ignore", ResourceWarning)
        # What is there before is no schedule's, and each would have it looked through.
        gc.freeze()
        stack.callback(gc.unfreeze)
        for number in range(FIRST, FIRST + COUNT):
            problems = await Schedule(number, asynchronous(url), cut).run()
            assert problems == [], f"schedule {number}: {problems}"
