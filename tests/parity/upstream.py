"""Run the unmodified test suite of the pinned SQLModel release against this library, on every database.

Usage: `python -m tests.parity.upstream [sqlite postgresql mysql]`. Prints passed/250 a database; tests of upstream's
repository scripts, which test no library, are shown apart. Results stay in `.parity/<database>.xml`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import servers

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".parity"
RELEASE = "0.0.50"
LIBRARY_TESTS = 250
SCRIPT_COUNT = 81
SCRIPT_TESTS = ("docs_cleanup", "prepare_release", "select_gen")
GROUPS = ("insert", "select", "where", "one", "update", "delete", "limit_and_offset", "connect", "fastapi")


def fetch() -> Path:
    """Download the source release once and unpack its tests and examples, never its library."""
    target = WORK / "suite"
    if target.exists():
        return target
    WORK.mkdir(exist_ok=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "sqlmodel"),
            *("--dest", str(WORK), f"sqlmodel=={RELEASE}"),
        ],
        check=True,
    )
    with tarfile.open(WORK / f"sqlmodel-{RELEASE}.tar.gz") as archive:
        archive.extractall(WORK, filter="data")
    source = WORK / f"sqlmodel-{RELEASE}"
    partial = WORK / "partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for folder in ("tests", "docs_src", "scripts"):
        shutil.copytree(source / folder, partial / folder)
    shutil.copy(source / "pyproject.toml", partial / "pyproject.toml")
    # The generator of upstream's overloads is tested on its own template; without __init__.py this is no package.
    for name in ("_expression_select_gen.py", "_expression_select_gen.py.jinja2"):
        (partial / "sqlmodel/sql").mkdir(parents=True, exist_ok=True)
        shutil.copy(source / "sqlmodel/sql" / name, partial / "sqlmodel/sql" / name)
    (partial / "coverage").mkdir()
    (partial / "pytest.ini").write_text("[pytest]\n")
    partial.rename(target)
    return target


@contextmanager
def database_url(backend: str) -> Iterator[str]:
    """Give the URL of an empty database for one run."""
    if backend == "sqlite":
        yield "sqlite://"
        return
    database = servers.create(backend)
    scheme, rest = database.url.split("://", 1)
    try:
        yield f"{scheme}+{'psycopg' if backend == 'postgresql' else 'pymysql'}://{rest}"
    finally:
        servers.drop(database)


def run(suite: Path, backend: str, url: str, selection: list[str]) -> Path:
    """Run the suite on one database and return the path of its JUnit report."""
    report = WORK / f"{backend}.xml"
    report.unlink(missing_ok=True)
    environment = dict(os.environ, DATABASE_URL=url)
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "tests/parity/shim"), str(suite)])
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "--timeout=60",
                "--continue-on-collection-errors",
            ),
            *("--tb=line", f"--junitxml={report}", *(selection or ["tests"])),
        ],
        cwd=suite,
        env=environment,
        stdout=(WORK / f"{backend}.log").open("w"),
        stderr=subprocess.STDOUT,
        check=False,
    )
    return report


def summarise(backend: str, report: Path) -> bool:
    """Print one database's figures; true when every library test and every script test passes."""
    passed: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    scripts = 0
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        module = case.get("classname") or case.get("name") or ""
        good = not any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
        if any(name in module for name in SCRIPT_TESTS):
            scripts += good
            continue
        group = next((name for name in GROUPS if f"tutorial.test_{name}" in module), "other")
        seen[group] += 1
        passed[group] += good
    print(f"{backend}: {sum(passed.values())}/{LIBRARY_TESTS}   (repository scripts {scripts}/{SCRIPT_COUNT})")
    print("    " + "  ".join(f"{name} {passed[name]}/{seen[name]}" for name in (*GROUPS, "other")))
    return sum(passed.values()) == LIBRARY_TESTS and scripts == SCRIPT_COUNT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("backends", nargs="*", default=[], help="sqlite postgresql mysql; default: all three")
    parser.add_argument("--only", action="append", default=[], help="a path of the suite to run")
    arguments = parser.parse_args()
    suite = fetch()
    reports = {}
    for backend in arguments.backends or servers.BACKENDS:
        with database_url(backend) as url:
            reports[backend] = run(suite, backend, url, arguments.only)
    results = [summarise(backend, report) for backend, report in reports.items()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
