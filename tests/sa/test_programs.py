"""Programs that print the same on this library as on the real packages."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).parent / "programs"
#: The packages a program needs besides.
NEEDED = {"utilities": "sqlalchemy_utils"}
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}


def printed(command: list[str], url: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        env={**os.environ, "PYTHONPATH": str(ROOT), "APPLICATION_DATABASE": url},
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("program", sorted(path.stem for path in PROGRAMS.glob("[a-z]*.py")))
def test_output(program: str, database_url: str) -> None:
    if find_spec(NEEDED.get(program, "sqlalchemy")) is None:
        pytest.skip(f"{NEEDED[program]} is not installed")
    scheme, rest = database_url.split("://", 1)
    url = f"{DRIVERS[scheme]}://{rest}"
    path = str(PROGRAMS / f"{program}.py")
    expected = printed([path], url)
    assert expected
    assert printed(["-m", "sqlmodel_rs", "run", path], url) == expected
