"""The pytest plugin, run by pytest in a process of its own."""

import os
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGIN = "sqlmodel_rs.testing.plugin"
#: Where the package is installed, pytest finds the plugin by itself and refuses to be told of it once more.
NAMED = [] if any(entry.value == PLUGIN for entry in entry_points(group="pytest11")) else ["-p", PLUGIN]
MODELS = """
import pytest
from sqlmodel_rs import Field, SQLModel, select

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=40)

@pytest.mark.parametrize("turn", [1, 2])
"""
SYNC = """
def test_commits_are_undone(db_session, sql_log, turn):
    db_session.add(Hero(name="a"))
    db_session.commit()
    db_session.add(Hero(name="b"))
    db_session.rollback()
    sql_log.clear()
    assert db_session.exec(select(Hero.name)).all() == ["a"]
    sql_log.assert_count(1)
"""
ASYNC = """
async def test_commits_are_undone(async_db_session, sql_log, turn):
    async_db_session.add(Hero(name="a"))
    await async_db_session.commit()
    async_db_session.add(Hero(name="b"))
    await async_db_session.rollback()
    sql_log.clear()
    assert (await async_db_session.exec(select(Hero.name))).all() == ["a"]
    sql_log.assert_count(1)
"""
WRONG = """
def test_count(db_session, sql_log, turn):
    db_session.exec(select(Hero)).all()
    sql_log.assert_count(2)
"""


def run(folder: Path, body: str, url: str) -> tuple[int, str]:
    """Return the code of a run of pytest with the plugin, and what it says."""
    (folder / "test_it.py").write_text(MODELS + body)
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *NAMED, "--sqlmodel-url", url],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("body", [SYNC, ASYNC], ids=["sync", "async"])
def test_session_commits_into_savepoints_and_is_rolled_back(tmp_path, body, database_url):
    code, said = run(tmp_path, body, database_url)
    assert code == 0 and "2 passed" in said, said


def test_wrong_count_lists_the_statements(tmp_path):
    code, said = run(tmp_path, WRONG, "sqlite://")
    assert code == 1
    assert "1 statements instead of 2:" in said and "FROM hero" in said


def test_plugin_is_an_entry_point():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"sqlmodel_rs": PLUGIN}
