"""Unmodified programs run on this library: in the same process, as subprocesses, under pytest and uvicorn."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sqlmodel_rs", "run", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(text))
    return path


PROGRAM = """
    import importlib.metadata, sys
    from sqlalchemy import create_engine
    from sqlalchemy.exc import IntegrityError
    from sqlalchemy.orm import Session as Plain
    from sqlmodel import Field, Session, SQLModel, select
    import sqlalchemy, sqlmodel, sqlmodel_rs

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(unique=True)

    assert sqlmodel is sqlmodel_rs and sqlalchemy is sqlmodel_rs.sa
    assert IntegrityError is sqlmodel_rs.exc.IntegrityError
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        assert isinstance(session, Plain) and isinstance(session, sqlmodel_rs.Session)
        session.add(Hero(name="a"))
        session.commit()
        print(session.exec(select(Hero)).one().name, importlib.metadata.version("sqlmodel"), sys.argv[1:])
        session.add(Hero(name="a"))
        try:
            session.commit()
        except sqlmodel_rs.exc.IntegrityError as error:
            print(type(error).__mro__[1].__name__ != "object")
"""


def test_script_runs_with_its_arguments(tmp_path):
    write(tmp_path, "program.py", PROGRAM)
    done = run("program.py", "one", "--two", cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout == "a 0.0.50 ['one', '--two']\nTrue\n"


def test_module_runs(tmp_path):
    write(tmp_path, "program.py", PROGRAM)
    assert run("-m", "program", cwd=tmp_path).stdout.startswith("a 0.0.50 []")


def test_exit_code_is_the_programs(tmp_path):
    write(tmp_path, "program.py", "import sqlmodel, sys; sys.exit(7)")
    assert run("program.py", cwd=tmp_path).returncode == 7


def test_unknown_command_says_so(tmp_path):
    done = run("no-such-command", cwd=tmp_path)
    assert done.returncode == 127 and "there is no module, script or command 'no-such-command'" in done.stderr


def test_without_a_program_usage_is_shown(tmp_path):
    done = run(cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("usage: python -m sqlmodel_rs run")


def test_subprocesses_inherit_the_alias(tmp_path):
    write(tmp_path, "child.py", "import sqlmodel; print(sqlmodel.__file__)")
    write(
        tmp_path,
        "parent.py",
        """
        import subprocess, sys
        print(subprocess.run([sys.executable, "child.py"], capture_output=True, text=True).stdout, end="")
        """,
    )
    assert run("parent.py", cwd=tmp_path).stdout == f"{ROOT / 'sqlmodel_rs' / '__init__.py'}\n"


def test_spawned_workers_inherit_the_alias(tmp_path):
    write(
        tmp_path,
        "program.py",
        """
        import multiprocessing

        def name():
            import sqlalchemy
            return sqlalchemy.__name__

        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.apply(name))
        """,
    )
    assert run("program.py", cwd=tmp_path).stdout == "sqlmodel_rs.sa\n"


def test_another_sitecustomize_still_runs(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    write(folder, "sitecustomize.py", "import builtins; builtins.customized = True")
    write(tmp_path, "program.py", "import sqlmodel; print(customized, sqlmodel.__name__)")
    done = run("program.py", cwd=tmp_path, PYTHONPATH=os.pathsep.join([str(ROOT), str(folder)]))
    assert done.stdout == "True sqlmodel_rs\n"


def test_a_process_that_does_not_ask_loads_nothing(tmp_path):
    write(tmp_path, "program.py", "import sys; print('sqlmodel_rs' in sys.modules)")
    assert run("program.py", cwd=tmp_path).stdout == "False\n"


def test_missing_module_names_the_nearest(tmp_path):
    write(tmp_path, "program.py", "import sqlalchemy.ext.asynci")
    done = run("program.py", cwd=tmp_path)
    assert "sqlmodel_rs does not support it. The nearest supported module is 'sqlalchemy.ext.asyncio'." in done.stderr


def test_asking_for_a_missing_module_is_no_error(tmp_path):
    write(tmp_path, "program.py", "import importlib.util; print(importlib.util.find_spec('sqlalchemy.ext.baked'))")
    assert run("program.py", cwd=tmp_path).stdout == "None\n"


def test_pytest_runs_a_test_suite(tmp_path):
    write(
        tmp_path,
        "test_app.py",
        """
        import sqlalchemy, sqlmodel, subprocess, sys

        def test_alias():
            assert sqlmodel.__name__ == "sqlmodel_rs" and sqlalchemy.__name__ == "sqlmodel_rs.sa"
        """,
    )
    for spelling in (("pytest",), ("-m", "pytest")):
        done = run(*spelling, "-q", "-p", "no:cacheprovider", cwd=tmp_path)
        assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_naive_datetimes_for_a_whole_program(tmp_path):
    write(
        tmp_path,
        "program.py",
        """
        from datetime import datetime
        from sqlmodel import Field, SQLModel

        class Visit(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            at: datetime

        print(repr(Visit.__table__.c.at.type))
        """,
    )
    assert run("--naive-datetimes", "program.py", cwd=tmp_path).stdout == "DateTime()\n"
    assert run("program.py", cwd=tmp_path).stdout == "UTCDateTime()\n"


def test_install_aliases_refuses_when_the_real_package_is_loaded():
    program = "import sqlalchemy, sqlmodel_rs; sqlmodel_rs.install_aliases()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert "the real sqlalchemy is already imported" in done.stderr


def test_install_aliases_for_subprocesses(tmp_path):
    program = """
import subprocess, sys, sqlmodel_rs
sqlmodel_rs.install_aliases(subprocesses=True)
sqlmodel_rs.install_aliases(subprocesses=True)
import sqlmodel
subprocess.run([sys.executable, "-c", "import sqlmodel; print(sqlmodel.__name__)"], check=True)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout == "sqlmodel_rs\n"


@pytest.mark.parametrize("spelling", [("uvicorn",), ("-m", "uvicorn")])
def test_uvicorn_serves_an_application(tmp_path, spelling):
    write(
        tmp_path,
        "app.py",
        """
        from fastapi import Depends, FastAPI
        from sqlalchemy.pool import StaticPool
        from sqlmodel import Field, Session, SQLModel, create_engine, select

        class Hero(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            name: str

        engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
        SQLModel.metadata.create_all(engine)
        app = FastAPI()

        def get_session():
            with Session(engine) as session:
                yield session

        @app.get("/")
        def heroes(session: Session = Depends(get_session)) -> list[Hero]:
            session.add(Hero(name=Session.__module__))
            session.commit()
            return session.exec(select(Hero)).all()
        """,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "sqlmodel_rs", "run", *spelling, "app:app", "--port", str(port)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    try:
        assert answer(f"http://127.0.0.1:{port}/") == '[{"id":1,"name":"sqlmodel_rs.orm.session"}]'
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)


def answer(url: str) -> str:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:
                return reply.read().decode()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
