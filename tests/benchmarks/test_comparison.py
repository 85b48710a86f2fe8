"""`make bench`: every row of the comparison has a goal, a program that runs, and a verdict that can be wrong."""

from __future__ import annotations

import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import seed
from benchmarks.__main__ import FIGURE_NAMES, SCENARIOS, is_absent
from benchmarks.asyncpg_face import numbered
from benchmarks.goals import FIGURES, GOALS, Goal
from benchmarks.growth import CURVES, insert, table

ROOT = Path(__file__).parents[2]


def test_every_scenario_has_a_goal_for_every_database_and_a_program() -> None:
    files = {path.stem for path in (ROOT / "benchmarks" / "scenarios").glob("[!_]*.py")}
    assert set(SCENARIOS) == set(GOALS) == files
    assert set(FIGURE_NAMES) == set(FIGURES)
    for scenario, goals in GOALS.items():
        assert set(goals) == {"sqlite", "postgresql", "mysql"}
        module = importlib.import_module(f"benchmarks.scenarios.{scenario}")
        assert callable(module.orm)
        for backend, goal in goals.items():
            # A goal against the raw driver needs a raw driver.
            assert goal.raw is None or not is_absent("raw", scenario, backend)
            assert is_absent("raw", scenario, backend) or callable(module.raw)


@pytest.mark.parametrize(
    ("goal", "figures", "verdict"),
    [
        (Goal(1.5, 14), (1.0, 30.0, 2.0), "not reached: 2.00 of raw"),
        (Goal(1.5, 14), (1.0, 14.0, 1.0), "reached"),
        (Goal(1.5, 14), (1.0, 13.0, 1.0), "not reached: 13.0 times"),
        (Goal(times=10, most=5), (None, 60.0, 6.0), "not reached: 6.00 > 5"),
        (Goal(1.0, 2), (None, 4.0, 1.0), "reached (raw not measured)"),
        (Goal(1.0), (1.0, 1.0, None), "not measured"),
    ],
)
def test_a_verdict_names_what_falls_short(
    goal: Goal, figures: tuple[float | None, float | None, float | None], verdict: str
) -> None:
    assert goal.judge(*figures) == verdict


def test_marks_become_postgresql_parameters() -> None:
    assert numbered("SELECT %s, %s LIMIT 3") == "SELECT $1, $2 LIMIT 3"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> str:
    return seed.create("sqlite", str(tmp_path_factory.mktemp("bench")))


def figure(*command: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return float(json.loads(done.stdout.splitlines()[-1]))


def scales(scenario: str) -> bool:
    return bool(importlib.import_module(f"benchmarks.scenarios.{scenario}").SCALES)


@pytest.mark.parametrize("scenario", [name for name in SCENARIOS if scales(name)])
def test_a_scenario_runs_on_both_sides(seeded: str, scenario: str) -> None:
    sides = ["sqlmodel_rs", *([] if is_absent("raw", scenario, "sqlite") else ["raw"])]
    for side in sides:
        assert figure("benchmarks.worker", side, "sqlite", seeded, scenario, "--scale", "0.01") > 0


def test_the_figures_of_a_process_are_measured(seeded: str) -> None:
    assert figure("benchmarks.figures", "models", "sqlmodel_rs") > 0
    assert figure("benchmarks.figures", "library", "sqlmodel_rs") > 1
    assert figure("benchmarks.figures", "memory", "sqlmodel_rs", seeded) > 1


def test_coroutines_are_the_scenarios_that_await() -> None:
    """The worker chooses by what `orm` returns; its annotation says the same."""
    for scenario in SCENARIOS:
        module = importlib.import_module(f"benchmarks.scenarios.{scenario}")
        returned = str(inspect.signature(module.orm).return_annotation)
        assert ("Awaitable" in returned) == (scenario in {"async_get", "concurrent_get", "web_get"})


def test_the_page_about_growth_has_every_curve_and_its_picture() -> None:
    page = (ROOT / "docs" / "explanation" / "growth.md").read_text(encoding="utf-8")
    for name, curve in CURVES.items():
        heads = " | ".join(f"{at:,}".replace(",", " ") for at in curve.points)
        assert f"<!-- {name} -->\n| {curve.title.lower()} | {heads} |" in page
        assert (ROOT / "docs" / "explanation" / "growth" / f"{name}.svg").exists()


def test_a_curve_is_measured_and_put_into_a_page(tmp_path: Path) -> None:
    found = {at: CURVES["rows"].measure(str(tmp_path), at) for at in (10, 20)}
    assert all(seconds > 0 for seconds in found.values())
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- rows -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    insert(page, "rows", table(CURVES["rows"], found))
    written = page.read_text(encoding="utf-8")
    assert "old" not in written and "| rows | 10 | 20 |" in written and written.endswith("<!-- end -->\nafter\n")
