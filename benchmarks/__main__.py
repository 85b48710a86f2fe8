"""Run every scenario for every contender, interleaved, and print medians and ratios.

`python -m benchmarks [--rounds 3] [--scale 1.0] [--backends sqlite postgresql mysql] [--only get_by_key] [--cpu]`
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile

from benchmarks import seed

SCENARIOS = {
    "get_by_key": "get by primary key, new session each",
    "filter_page": "filtered page of 20",
    "load_all": "load 100 000 rows as instances",
    "bulk_insert": "bulk insert of 10 000",
    "single_insert": "single insert and commit",
    "update": "load, change, commit",
    "relation": "1 000 parents with 20 children (selectin)",
    "hierarchy": "joined hierarchy, 30 000 rows",
    "hierarchy_single": "single-table hierarchy, 30 000 rows",
    "hierarchy_insert": "joined hierarchy, mixed insert of 10 000",
    "hierarchy_few": "hierarchy of twenty tables, 3 000 rows",
    "hierarchy_wide": "hierarchy of twenty tables, 30 000 rows",
    "concurrent_get": "async get, 64 tasks over a pool of 10",
    "build": "build and compile the reference select",
}
CONTENDERS = ("raw", "sqlmodel", "sqlmodel_rs")
ABSENT = {
    ("raw", "build"),
    ("raw", "concurrent_get", "sqlite"),
    ("raw", "concurrent_get", "mysql"),
    ("sqlmodel", "concurrent_get", "mysql"),
}


def measure(contender: str, backend: str, target: str, scenario: str, scale: float, cpu: bool) -> float | None:
    """Run one process and return its seconds per operation; None where the contender has no such thing."""
    if (contender, scenario) in ABSENT or (contender, scenario, backend) in ABSENT:
        return None
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.worker", contender, backend, target, scenario, "--scale", str(scale)),
            *(["--cpu"] if cpu else []),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        print(f"{contender} {scenario} on {backend} failed: {answer.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return float(json.loads(answer.stdout.strip().splitlines()[-1]))


def ratio(numerator: float | None, denominator: float | None) -> str:
    return "-" if numerator is None or denominator is None else f"{numerator / denominator:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--backends", nargs="+", default=["sqlite", "postgresql", "mysql"])
    parser.add_argument("--only", nargs="+", default=list(SCENARIOS), choices=list(SCENARIOS))
    parser.add_argument("--cpu", action="store_true", help="count the client's processor time, not the clock's")
    arguments = parser.parse_args()
    for backend in arguments.backends:
        with tempfile.TemporaryDirectory() as folder:
            target = seed.create(backend, folder)
            print(f"\n{backend}: microseconds an operation (median of {arguments.rounds}); ours / raw, SQLModel / ours")
            print(f"{'':44}{'raw':>10}{'SQLModel':>10}{'ours':>10}{'/raw':>8}{'times':>8}")
            for scenario in arguments.only:
                runs: dict[str, list[float]] = {contender: [] for contender in CONTENDERS}
                for _ in range(arguments.rounds):
                    for contender in CONTENDERS:
                        seconds = measure(contender, backend, target, scenario, arguments.scale, arguments.cpu)
                        if seconds is not None:
                            runs[contender].append(seconds)
                raw, theirs, ours = (statistics.median(runs[name]) if runs[name] else None for name in CONTENDERS)
                cells = "".join(
                    f"{'-' if value is None else f'{value * 1e6:.2f}':>10}" for value in (raw, theirs, ours)
                )
                print(f"{SCENARIOS[scenario]:44}{cells}{ratio(ours, raw):>8}{ratio(theirs, ours):>8}", flush=True)


if __name__ == "__main__":
    main()
