"""The three type checkers on programs written for SQLModel, with nothing but their imports' text changed: `make types`.

They are the board of `tests/parity/webapp`, and the tests of SQLModel's own suite that assert types (fetched once).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.parity import upstream
from tests.parity.webapp.imports import copy_replaced
from tests.typing.checkers import ROOT, run

BOARD = ROOT / "tests" / "parity" / "webapp" / "board"
#: Upstream's asynchronous test calls a method that is deprecated there as here.
DEPRECATED = 'The method "execute" in class "AsyncSession" is deprecated'


def _mypy(folder: Path) -> list[str]:
    silent = ("--follow-imports=silent", "--no-error-summary")
    return run("mypy", "--strict", "--config-file=", *silent, ".", cwd=folder).splitlines()


def _pyright(folder: Path) -> list[str]:
    settings = {"include": ["."], "extraPaths": [str(ROOT)], "pythonVersion": "3.11", "typeCheckingMode": "strict"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    answer = json.loads(run("pyright", "--outputjson", "--pythonpath", sys.executable, cwd=folder))
    assert answer["summary"]["filesAnalyzed"] >= len(list(folder.rglob("*.py")))
    return [
        f"{one['file']}:{one['range']['start']['line'] + 1}: {one['message']}" for one in answer["generalDiagnostics"]
    ]


def _ty(folder: Path) -> list[str]:
    paths = ("--python", sys.prefix, "--extra-search-path", ROOT)
    return run("ty", "check", "--output-format", "concise", *paths, ".", cwd=folder).splitlines()[:-1]


CHECKERS: dict[str, Callable[[Path], list[str]]] = {"mypy": _mypy, "pyright": _pyright, "ty": _ty}


def board(checker: str, folder: Path) -> list[str]:
    """Return what a checker says against the board."""
    return CHECKERS[checker](copy_replaced(BOARD, folder / "board").parent)


def asserted(checker: str, folder: Path) -> list[str]:
    """Return what a checker says against upstream's tests that assert types."""
    tests = [path for path in (upstream.fetch() / "tests").glob("*.py") if "assert_type(" in path.read_text("utf-8")]
    assert tests
    for path in tests:
        copy_replaced(path.parent, folder, path.name)
    return [line for line in CHECKERS[checker](folder) if DEPRECATED not in line]


if __name__ == "__main__":
    wrong = False
    for name in CHECKERS:
        for what in (board, asserted):
            with tempfile.TemporaryDirectory() as place:
                lines = what(name, Path(place))
            print(f"{name}, {what.__name__}: {'' if lines else 'no error'}", *lines, sep="\n  " if lines else "")
            wrong = wrong or bool(lines)
    sys.exit(wrong)
