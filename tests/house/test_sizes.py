"""The sizes of files, functions and folders that the house keeps. Rust functions are clippy's (`too_many_lines`)."""

from __future__ import annotations

import ast
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON_LINES, RUST_LINES, TEST_LINES, INDEX_LINES = 600, 700, 1000, 150
FUNCTION_LINES = 60
FOLDER_FILES = 25
#: Files that name what their folder holds.
INDEXES = {"__init__.py", "lib.rs", "mod.rs"}


def _files(*patterns: str) -> list[Path]:
    """List the files of the project, new ones included, as git sees them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def _limit(path: Path) -> int:
    if "tests" in path.relative_to(ROOT).parts:
        return TEST_LINES
    if path.name in INDEXES:
        return INDEX_LINES
    return RUST_LINES if path.suffix == ".rs" else PYTHON_LINES


@pytest.fixture(scope="module")
def sources() -> list[Path]:
    """The Python and Rust files. A source tree without git's list (an unpacked archive) has no sizes to hold."""
    if not (ROOT / ".git").exists():
        pytest.skip("the list of files comes from git, and this tree is not a clone")
    found = _files("*.py", "*.rs")
    assert len(found) > 300
    return found


def test_no_file_is_longer_than_a_reader_keeps_in_mind(sources: list[Path]) -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources}
    long = {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > _limit(path)}
    assert not long


def test_no_python_function_is_longer_than_a_screen(sources: list[Path]) -> None:
    long = {
        f"{path.relative_to(ROOT)}:{name}": length
        for path in sources
        if path.suffix == ".py"
        for name, length in function_lengths(path.read_text(encoding="utf-8"))
        if length > FUNCTION_LINES
    }
    assert not long


def test_no_folder_holds_more_files_than_a_list_shows_at_once(sources: list[Path]) -> None:
    # A stub stands beside its module and is no further one to look for.
    counts = Counter(path.parent for path in sources if path.suffix != ".pyi")
    assert not {str(folder.relative_to(ROOT)): count for folder, count in counts.items() if count > FOLDER_FILES}


def function_lengths(source: str) -> Iterator[tuple[str, int]]:
    """Yield each function's name and its lines of code: signature and docstring, which one reads by, do not count."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            yield node.name, (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_function_lengths_leave_out_signature_and_docstring() -> None:
    source = 'def long(\n    a,\n    b,\n):\n    """Say.\n\n    More.\n    """\n    a = 1\n    return b\n'
    assert list(function_lengths(source)) == [("long", 2)]
    assert list(function_lengths('async def told():\n    """Say."""\n')) == [("told", 0)]
