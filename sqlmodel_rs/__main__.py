"""`python -m sqlmodel_rs run ...`: run an unmodified SQLModel or SQLAlchemy program on this library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sqlmodel_rs.aliases import child_environment
from sqlmodel_rs.model.datetimes import VARIABLE

USAGE = """usage: python -m sqlmodel_rs run [--naive-datetimes] [-m module | script.py | command] [arguments ...]

Runs a program with `import sqlmodel` and `import sqlalchemy` meaning sqlmodel_rs, in it and in every Python process it
starts. --naive-datetimes lets datetime fields take naive values, as SQLModel did before 0.0.45. Examples:
  python -m sqlmodel_rs run app.py
  python -m sqlmodel_rs run -m pytest tests
  python -m sqlmodel_rs run uvicorn app:app --workers 2
"""


def command_line(arguments: list[str]) -> list[str] | None:
    """Return the command that runs what the arguments name: a module, a script or a program; None for none of them."""
    first, rest = arguments[0], arguments[1:]
    python = [sys.executable, *subprocess._args_from_interpreter_flags()]  # type: ignore[attr-defined]
    if first == "-m":
        return [*python, "-m", *rest] if rest else None
    if first == "-c":
        return [*python, "-c", *rest] if rest else None
    path = Path(first)
    if (path.is_file() and path.suffix in (".py", ".pyc", ".pyz", ".zip")) or (path / "__main__.py").is_file():
        return [*python, *arguments]
    beside = shutil.which(first, path=str(Path(sys.executable).parent))
    found = beside or shutil.which(first)
    return [found, *rest] if found else None


def main(arguments: list[str]) -> int:
    """Run the program in place of this process and return its exit code where that is impossible (Windows)."""
    if len(arguments) < 2 or arguments[0] != "run":
        print(USAGE, end="", file=sys.stderr)
        return 2
    arguments = arguments[1:]
    environment = {**os.environ, **child_environment()}
    if arguments[0] == "--naive-datetimes":
        environment[VARIABLE] = "1"
        arguments = arguments[1:]
    command = command_line(arguments) if arguments else None
    if command is None:
        print(f"sqlmodel_rs run: there is no module, script or command {' '.join(arguments[:2])!r}", file=sys.stderr)
        return 127
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
