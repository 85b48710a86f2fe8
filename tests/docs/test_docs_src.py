"""Every program under docs_src runs, and so does the README's example."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted((ROOT / "docs_src").glob("*/tutorial*.py"))

#: What each program printed first.
SHOWN: dict[Path, str] = {}


def run(arguments: list[str], cwd: Path, **variables: str) -> str:
    answer = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_demo_shows_every_class_and_the_refusal(tmp_path):
    shown = run([str(ROOT / "docs_src/demo/main.py")], tmp_path)
    for expected in (
        '"kind": "card"',
        '"kind": "transfer"',
        '"kind": "cash"',
        "422",
        "INSERT INTO card_payment",
        "transfer_payment",
    ):
        assert expected in shown


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_program_says_the_same_on_each_database(program, tmp_path, database_url):
    shown = run([str(program)], tmp_path, DATABASE_URL=database_url)
    assert shown == SHOWN.setdefault(program, shown) != ""


def test_readme_example_prints_what_it_says(tmp_path):
    source, expected = re.search(
        r"```python\n(.*?)```\n\n```text\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    ).groups()
    (tmp_path / "example.py").write_text(source)
    assert run(["example.py"], tmp_path) == expected
