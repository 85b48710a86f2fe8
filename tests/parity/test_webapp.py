"""A web application written for SQLModel gives the same answers, byte for byte, on this library.

The board of `webapp` runs in processes of its own and is asked the same each time: on the real packages, under the
alias, and on a copy in which nothing but the imports' text is replaced.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.conftest import require
from tests.parity.webapp.calls import calls
from tests.parity.webapp.imports import copy_replaced

ROOT = Path(__file__).parents[2]
WEBAPP = Path(__file__).parent / "webapp"
#: A database and its blocking and asynchronous drivers.
DRIVERS = {
    "sqlite": ("sqlite", "pysqlite", "aiosqlite"),
    "asyncpg": ("postgresql", "psycopg", "asyncpg"),
    "psycopg": ("postgresql", "psycopg", "psycopg"),
    "mysql": ("mysql", "pymysql", "aiomysql"),
}
#: To this library psycopg and asyncpg are one driver: the copy is not asked a second time.
SIDES = {drivers: ("real", "alias", "replaced") if drivers != "psycopg" else ("real", "alias") for drivers in DRIVERS}
Answer = dict[str, Any]


@pytest.fixture(params=DRIVERS)
def drivers(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def urls(drivers: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database for each side, so that they run at the same time."""
    backend = DRIVERS[drivers][0]
    if backend == "sqlite":
        yield {side: f"sqlite:///{tmp_path / side}.db" for side in SIDES[drivers]}
        return
    require(request, backend)
    databases = {side: servers.create(backend) for side in SIDES[drivers]}
    yield {side: database.url for side, database in databases.items()}
    for database in databases.values():
        servers.drop(database)


def answers(side: str, drivers: str, url: str, folder: Path) -> list[Answer]:
    backend, blocking, asynchronous = DRIVERS[drivers]
    program = copy_replaced(WEBAPP, folder / "replaced") if side == "replaced" else WEBAPP
    asked = folder / f"{side}.json"
    asked.write_text(json.dumps(calls(postgresql=backend == "postgresql")))
    alias = ("-m", "sqlmodel_rs", "run") if side == "alias" else ()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *alias, program / "answers.py", asked],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(program), str(ROOT)]),
            "BOARD_DATABASE_URL": url.replace("://", f"+{blocking}://", 1),
            "BOARD_ASYNC_DATABASE_URL": url.replace("://", f"+{asynchronous}://", 1),
        },
        capture_output=True,
        text=True,
        timeout=150,
    )
    assert done.returncode == 0, done.stderr
    answered = json.loads(done.stdout.splitlines()[-1])
    assert [name.partition(".")[0] for name in answered["modules"]] == (
        ["sqlmodel", "sqlalchemy"] if side == "real" else ["sqlmodel_rs", "sqlmodel_rs"]
    )
    found: list[Answer] = answered["answers"]
    return found


def differences(expected: list[Answer], found: list[Answer]) -> list[tuple[str, Answer, Answer]]:
    assert len(expected) == len(found)
    return [(one["call"], one, other) for one, other in zip(expected, found, strict=True) if one != other]


@pytest.mark.timeout(300)
def test_answers_are_the_same_byte_for_byte(drivers: str, urls: dict[str, str], tmp_path: Path) -> None:
    sides = SIDES[drivers]
    with ThreadPoolExecutor(len(sides)) as pool:
        real, *ours = pool.map(lambda side: answers(side, drivers, urls[side], tmp_path), sides)
    for side, given in zip(sides[1:], ours, strict=True):
        assert differences(real, given) == [], side
    assert len(real) >= 220
    statuses = {answer["status"] for answer in real}
    assert statuses >= {200, 201, 204, 300, 401, 403, 404, 405, 409, 422, 500}
    assert sum(answer["status"] >= 500 for answer in real) == 1, "only the naive datetime is a failure of the server"
    assert json.loads(real[-1]["body"])["openapi"].startswith("3.")
