"""The three type checkers on `programs/` and docs_src, each in its strictest mode and without a plugin: `make types`.

A line that ends in `# error` has to be refused by each of them, every other line accepted. Errors inside the library
are not theirs to report: `make lint` holds those.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).parent / "programs"
#: What is not checked: the demonstration and the calls are run in their folders, and their modules are no package; the
#: tour of the statement language writes attributes as SQLAlchemy's programs do, without `col()`.
UNTYPED = ("demo", "calls", "statements")
FOLDERS = [
    PROGRAMS,
    *sorted(path for path in (ROOT / "docs_src").iterdir() if path.is_dir() and path.name not in UNTYPED),
]
#: A program's path from the root, and a line of it.
Line = tuple[str, int]


def run(tool: str, *arguments: str | Path, cwd: Path = ROOT) -> str:
    """Run a checker of this environment in a folder and return what it printed."""
    program = Path(sys.executable).with_name(tool)
    environment = {**os.environ, "MYPYPATH": str(ROOT), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([program, *arguments], cwd=cwd, capture_output=True, text=True, env=environment)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{tool} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def _mypy() -> dict[Line, str]:
    options = ("--strict", "--config-file=", "--follow-imports=silent", "--explicit-package-bases")
    printed = run("mypy", *options, "--no-error-summary", *FOLDERS)
    found = re.findall(r"^(.+\.py):(\d+): error: (.+)$", printed, re.MULTILINE)
    return {(_name(name), int(line)): message for name, line, message in found}


def sources() -> list[Path]:
    """List the files that all of them check: FastAPI's test client has no types without a package it only suggests."""
    return [path for folder in FOLDERS for path in folder.rglob("*.py") if not path.name.startswith("test_")]


def _name(path: str | Path) -> str:
    return (ROOT / path).relative_to(ROOT).as_posix()


def _pyright() -> dict[Line, str]:
    answer = json.loads(run("pyright", "--outputjson", "--pythonpath", sys.executable, "--project", PROGRAMS.parent))
    assert answer["summary"]["filesAnalyzed"] == len(sources())
    return {
        (_name(one["file"]), one["range"]["start"]["line"] + 1): one["message"] for one in answer["generalDiagnostics"]
    }


def _ty() -> dict[Line, str]:
    printed = run("ty", "check", "--output-format", "concise", "--python", sys.prefix, "--project", ROOT, *FOLDERS)
    found = re.findall(r"^(.+\.py):(\d+):\d+: (.+)$", printed, re.MULTILINE)
    return {(_name(name), int(line)): message for name, line, message in found}


CHECKERS: dict[str, Callable[[], dict[Line, str]]] = {"mypy": _mypy, "pyright": _pyright, "ty": _ty}


def expected() -> set[Line]:
    """Return the lines of the programs that are marked as errors."""
    return {
        (_name(path), number)
        for path in sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "  # error" in line
    }


def differences(checker: str) -> list[str]:
    """Say where a checker and the programs disagree; an empty list is agreement."""
    found, marked = CHECKERS[checker](), expected()
    unexpected = [f"{name}:{line}: {message}" for (name, line), message in found.items() if (name, line) not in marked]
    return [*unexpected, *(f"{name}:{line}: accepted, but is wrong" for name, line in sorted(marked - found.keys()))]


if __name__ == "__main__":
    wrong = {checker: differences(checker) for checker in CHECKERS}
    for checker, lines in wrong.items():
        print(f"{checker}: {'as the programs say' if not lines else ''}", *lines, sep="\n  " if lines else "")
    sys.exit(any(wrong.values()))
