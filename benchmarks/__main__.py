"""Run every scenario for every contender, interleaved, and print medians, ratios and whether they reach their goals.

`python -m benchmarks [--rounds 3] [--scale 1.0] [--backends sqlite postgresql mysql] [--only get_by_key] [--cpu]`
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile

from benchmarks import seed
from benchmarks.goals import FIGURES, GOALS

SCENARIOS = {
    "get_by_key": "get by primary key, new session each",
    "get_same_session": "get by primary key, same session",
    "filter_page": "filtered page of 20",
    "load_all": "load 100 000 rows as instances",
    "joined": "20 000 rows with their parent (joined)",
    "relation": "1 000 parents with 20 children (selectin)",
    "single_insert": "single insert and commit",
    "bulk_insert": "bulk insert of 10 000 through the session",
    "update": "load, change, commit",
    "aggregate": "aggregate of ten groups",
    "build": "build and compile the reference select",
    "build_uncached": "the same, SQLAlchemy without its cache",
    "async_get": "async get, sequential",
    "concurrent_get": "async get, 64 tasks over a pool of 10",
    "web_get": "FastAPI GET of one row, async, in process",
    "hierarchy": "joined hierarchy, 30 000 rows",
    "hierarchy_single": "single-table hierarchy, 30 000 rows",
    "hierarchy_insert": "joined hierarchy, mixed insert of 10 000",
    "hierarchy_few": "hierarchy of twenty tables, 3 000 rows",
    "hierarchy_wide": "hierarchy of twenty tables, 30 000 rows",
}
CONTENDERS = ("raw", "asyncpg", "sqlmodel", "sqlmodel_rs")
#: Scenarios of which the first column is asyncpg's already, or which the raw driver has nothing for.
OF_ASYNCPG = {"async_get", "concurrent_get", "web_get"}
ABSENT = {
    ("raw", "build"),
    ("raw", "build_uncached"),
    ("raw", "concurrent_get", "sqlite"),
    ("raw", "concurrent_get", "mysql"),
    ("raw", "async_get", "mysql"),
    ("raw", "web_get", "sqlite"),
    ("raw", "web_get", "mysql"),
}
FIGURE_NAMES: dict[str, tuple[str, str | None]] = {
    "import": ("import, ms over pydantic's own", None),
    "models": ("50 models of 10 fields, ms", "pydantic"),
    "memory": ("memory for 100 000 instances, MB", "django"),
    "library": ("engine library, MB", None),
}
WIDTH = 44


def answer(*command: str) -> float | None:
    """Run one process of ours and return the figure it prints; None where it fails, which is told."""
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{' '.join(command)} failed: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return float(json.loads(done.stdout.strip().splitlines()[-1]))


def is_absent(contender: str, scenario: str, backend: str) -> bool:
    """Tell whether a contender has nothing to run."""
    if contender == "asyncpg" and (backend != "postgresql" or scenario in OF_ASYNCPG or ("raw", scenario) in ABSENT):
        return True
    return (contender, scenario) in ABSENT or (contender, scenario, backend) in ABSENT


def measure(contender: str, backend: str, target: str, scenario: str, scale: float, cpu: bool) -> float | None:
    """Run one process and return its seconds per operation; None where the contender has no such thing."""
    if is_absent(contender, scenario, backend):
        return None
    options = ["--scale", str(scale), *(["--cpu"] if cpu else [])]
    return answer("benchmarks.worker", contender, backend, target, scenario, *options)


def ratio(numerator: float | None, denominator: float | None) -> str:
    return "-" if numerator is None or not denominator else f"{numerator / denominator:.2f}"


def line(name: str, cells: tuple[float | None, float | None, float | None], goal: object, verdict: str) -> str:
    """Return a row: the figures of the raw driver, SQLModel and ours, the ratios, the goal and the verdict."""
    raw, theirs, ours = cells
    shown = "".join(f"{'-' if value is None else f'{value:.2f}':>10}" for value in cells)
    return f"{name:{WIDTH}}{shown}{ratio(ours, raw):>8}{ratio(theirs, ours):>8}  {goal!s:<18} {verdict}"


def medians(runs: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(found) for name, found in runs.items() if found}


def compare(backend: str, arguments: argparse.Namespace) -> None:
    """Print the table of one database."""
    print(f"\n{backend}: microseconds an operation (median of {arguments.rounds}); ours / raw, SQLModel / ours")
    print(f"{'':{WIDTH}}{'raw':>10}{'SQLModel':>10}{'ours':>10}{'/raw':>8}{'times':>8}  goal")
    with tempfile.TemporaryDirectory() as folder:
        target = seed.create(backend, folder)
        for scenario in arguments.only:
            runs: dict[str, list[float]] = {contender: [] for contender in CONTENDERS}
            for _ in range(arguments.rounds):
                for contender in CONTENDERS:
                    seconds = measure(contender, backend, target, scenario, arguments.scale, arguments.cpu)
                    if seconds is not None:
                        runs[contender].append(seconds * 1e6)
            found = medians(runs)
            drivers = [found[name] for name in ("raw", "asyncpg") if name in found]
            cells = (min(drivers) if drivers else None, found.get("sqlmodel"), found.get("sqlmodel_rs"))
            goal = GOALS[scenario][backend]
            print(line(SCENARIOS[scenario], cells, goal, goal.judge(*cells)), flush=True)


def compare_processes(rounds: int) -> None:
    """Print what imports, models and instances cost a process."""
    print(f"\na process (median of {rounds}); the first column is pydantic's, for memory Django's")
    with tempfile.TemporaryDirectory() as folder:
        target = seed.create("sqlite", folder)
        for figure, (name, floor) in FIGURE_NAMES.items():
            contenders = [floor, None if figure == "library" else "sqlmodel", "sqlmodel_rs"]
            runs: dict[str, list[float]] = {}
            for _ in range(rounds):
                for contender in contenders:
                    if contender is None:
                        continue
                    found = answer("benchmarks.figures", figure, contender, *([target] if figure == "memory" else []))
                    if found is not None:
                        runs.setdefault(contender, []).append(found)
            by = medians(runs)
            cells = (by.get(floor or ""), by.get("sqlmodel"), by.get("sqlmodel_rs"))
            goal = FIGURES[figure]
            print(line(name, cells, goal, goal.judge(*cells)), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--backends", nargs="*", default=["sqlite", "postgresql", "mysql"])
    parser.add_argument("--only", nargs="+", default=list(SCENARIOS), choices=list(SCENARIOS))
    parser.add_argument("--cpu", action="store_true", help="count the client's processor time, not the clock's")
    arguments = parser.parse_args()
    for backend in arguments.backends:
        compare(backend, arguments)
    if arguments.only == list(SCENARIOS):
        compare_processes(arguments.rounds)


if __name__ == "__main__":
    main()
