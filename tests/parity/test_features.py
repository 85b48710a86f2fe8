"""FEATURE_PARITY.md: each feature it names has tests that exist, and its page has a row for it."""

import ast
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from .chapters import FOLDERS, NAMED

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tests() -> list[str]:
    """The tests of this suite as `file::function`."""
    return [
        f"{path.relative_to(ROOT).as_posix()}::{node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]


def test_every_feature_is_proved_by_tests_that_exist(tests: list[str]) -> None:
    patterns = {pattern for _, _, features in NAMED for named in features.values() for pattern in named}
    assert not [pattern for pattern in sorted(patterns) if not any(fnmatchcase(test, pattern) for test in tests)]


def test_every_test_has_a_chapter(tests: list[str]) -> None:
    folders = tuple(FOLDERS)
    apart = ("tests/house", "tests/typing")
    assert not [test for test in tests if not test.startswith(folders) and not test.startswith(apart)]


def test_the_page_has_every_feature() -> None:
    page = (ROOT / "FEATURE_PARITY.md").read_text(encoding="utf-8")
    assert not [row for _, _, features in NAMED for row in features if f"| {row} | " not in page]
