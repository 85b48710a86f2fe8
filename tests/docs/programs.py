"""The programs of docs_src: which there are, and how one runs in a process of its own, as written or on SQLModel.

`python -m tests.docs.programs` writes what each prints beside it, `tutorial001.txt`; read the difference before keeping
it. A program with `app` is an application: its text is a conversation, lines `> METHOD path body` and the answers.
"""

from __future__ import annotations

import ast
import importlib
import io
import json
import multiprocessing
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted(
    path for pattern in ("*/tutorial*.py", "*/tutorial*/app.py") for path in (ROOT / "docs_src").glob(pattern)
)
#: The last words of a program's docstring when SQLModel does not do what it shows.
MARK = "Not in SQLModel."
#: Where real SQLModel's programs find what this package has in one place.
REAL_NAMES = {
    r"\bsqlmodel_rs\.sa\b": "sqlalchemy",
    r"\bsqlmodel_rs\.ext\.asyncio import (?=create_async_engine|async_sessionmaker)": "sqlalchemy.ext.asyncio import ",
    r"\bsqlmodel_rs\.(event|exc|orm|schema|ext\.hybrid|types)\b": r"sqlalchemy.\1",
    r"\bsqlmodel_rs\b": "sqlmodel",
}

#: Each program runs in a fork of a process that has imported what they all import, and nothing else.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["sqlmodel_rs.ext.asyncio.session", "fastapi", "httpx", "pytest"])


def name(program: Path) -> str:
    """Return a program's name as a module: `docs_src.where.tutorial001`."""
    return ".".join(program.relative_to(ROOT).with_suffix("").parts)


def said(program: Path) -> str:
    """Return a program's docstring."""
    return ast.get_docstring(ast.parse(program.read_text(encoding="utf-8"))) or ""


def expected(program: Path) -> str:
    """Return what a program prints, or the conversation with an application."""
    path = program.with_suffix(".txt")
    return path.read_text(encoding="utf-8") if path.exists() else ""


def requests(program: Path) -> list[str]:
    """List what is asked of an application; an ordinary program has none."""
    return [line for line in expected(program).splitlines() if line.startswith("> ")]


def run(program: Path, folder: Path, url: str | None = None, *, schema: bool = False) -> str:
    """Return what a program prints in `folder`, or what an application answers; without a URL it takes its own."""
    answer: str = _answer(PROCESSES, _work, ROOT, name(program), folder, url, _asked(program, schema))
    return answer


def _asked(program: Path, schema: bool) -> list[str]:
    asked = requests(program)
    return [*asked, "> GET /openapi.json"] if asked and schema else asked


def run_on_sqlmodel(folder: Path) -> dict[str, str]:
    """Return what each program prints on SQLModel and SQLite when nothing but the import is changed."""
    copy = folder / "real"
    shutil.copytree(ROOT / "docs_src", copy / "docs_src", ignore=shutil.ignore_patterns("__pycache__"))
    for path in copy.glob("docs_src/**/*.py"):
        text = path.read_text(encoding="utf-8")
        for ours, theirs in REAL_NAMES.items():
            text = re.sub(ours, theirs, text)
        path.write_text(text, encoding="utf-8")
    asked = {name(program): _asked(program, schema=True) for program in PROGRAMS}
    answer: dict[str, str] = _answer(PROCESSES, _work_on_sqlmodel, copy, folder, asked, seconds=240)
    return answer


def start(*arguments: str | Path, cwd: Path, **variables: str) -> str:
    """Return what a program prints that is started as a reader starts it."""
    answer = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def _answer(processes: Any, work: Callable[..., Any], *arguments: Any, seconds: int = 60) -> Any:
    """Return what a function returns in a process of its own."""
    receiver, sender = processes.Pipe(duplex=False)
    process = processes.Process(target=_send, args=(sender, work, *arguments))
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(seconds) else f"no answer in {seconds} seconds"
    finally:
        process.kill()
        process.join()


def _send(sender: Connection, work: Callable[..., Any], *arguments: Any) -> None:
    sender.send(work(*arguments))


def _work_on_sqlmodel(root: Path, folder: Path, asked: dict[str, list[str]]) -> dict[str, str]:
    """Run the programs one after the other, each in a fork of a process that has imported SQLModel."""
    importlib.import_module("sqlmodel.ext.asyncio.session")
    answers = {}
    for module, questions in asked.items():
        own = folder / module
        own.mkdir()
        answers[module] = _answer(multiprocessing.get_context("fork"), _work, root, module, own, None, questions)
    return answers


def _work(root: Path, module: str, folder: Path, url: str | None, asked: list[str]) -> str:
    """Run one program in this process. What goes wrong, a warning of ours included, is part of what it prints."""
    os.chdir(folder)
    os.environ.pop("DATABASE_URL", None)
    if url is not None:
        os.environ["DATABASE_URL"] = url
    sys.path.insert(0, str(root))
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown), warnings.catch_warnings():
        warnings.simplefilter("error" if root == ROOT else "ignore")
        try:
            source = (root / module.replace(".", "/")).with_suffix(".py").read_text(encoding="utf-8")
            if root == ROOT and not re.search(r"^(from|import) sqlmodel_rs\b", source, re.MULTILINE):
                importlib.import_module("sqlmodel_rs").install_aliases()
            if asked:
                _converse(module, asked)
            else:
                runpy.run_module(module, run_name="__main__", alter_sys=True)
        except BaseException:
            traceback.print_exc()
    return shown.getvalue()


def _converse(module: str, asked: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client_class = importlib.import_module("fastapi.testclient").TestClient
    with client_class(importlib.import_module(module).app) as client:
        for line in asked:
            method, path, *body = line.removeprefix("> ").split(" ", 2)
            answer = client.request(method, path, json=json.loads(body[0]) if body else None)
            print(line, f"{answer.status_code} {answer.text}", sep="\n")


def main() -> None:
    for program in PROGRAMS:
        with tempfile.TemporaryDirectory() as folder:
            shown = run(program, Path(folder))
        if shown != expected(program):
            print(f"{name(program)} says something else")
            program.with_suffix(".txt").write_text(shown, encoding="utf-8")


if __name__ == "__main__":
    main()
