"""A program's types: three checkers agree with `programs/` line by line, which also run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.typing import overloads
from tests.typing.checkers import CHECKERS, PROGRAMS, ROOT, differences, expected, run

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("checker", CHECKERS)
def test_checker_accepts_right_programs_and_refuses_wrong_lines(checker: str) -> None:
    assert differences(checker) == []


def test_wrong_lines_are_marked() -> None:
    assert len(expected()) > 10


@pytest.mark.parametrize("program", sorted(PROGRAMS.glob("*.py")), ids=lambda path: path.stem)
def test_program_runs(program: Path) -> None:
    done = subprocess.run([sys.executable, "-W", "error", program], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


def test_documented_example_runs_and_is_accepted(tmp_path: Path) -> None:
    [program] = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "typing.md").read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "example.py"
    head = "from typing import assert_type\n\nfrom sqlmodel_rs.sql.expression import Select\n\n"
    path.write_text(f"{head}{program}assert_type(statement, Select[int | None, int | None])\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", path], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert run("mypy", "--strict", "--config-file=", "--follow-imports=silent", "--no-error-summary", path) == ""


def test_overloads_of_select_are_those_the_generator_writes() -> None:
    assert overloads.TARGET.read_text(encoding="utf-8") == overloads.source()
