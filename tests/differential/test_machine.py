"""Random sessions on SQLAlchemy and on this library: no step may differ.

The short profile is the same every time; `make soak` sets `SQLMODEL_RS_SOAK` to a number of examples for each database,
chosen anew in every run, and goes on until as many examples as that have been compared in full, 25 steps each. How many
steps that were is printed (`-rP` shows it) and a property of the test in a JUnit report.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .library import LIBRARIES
from .machine import KNOWN_DIFFERENCES, Comparison
from .world import World

PAGE = Path(__file__).parents[2] / "docs/reference/session_behaviours.py"
SOAK = int(os.environ.get("SQLMODEL_RS_SOAK", "0"))
#: Examples of the short profile: the servers cost a round trip a statement.
EXAMPLES = {"sqlite": 40, "postgresql": 4, "mysql": 3}
STEPS = 25


@pytest.fixture
def worlds(two_databases: tuple[str, str]) -> Iterator[tuple[World, ...]]:
    made = tuple(World(library, url) for library, url in zip(LIBRARIES, two_databases, strict=True))
    yield made
    for world in made:
        world.dispose()


@pytest.mark.timeout(7200 if SOAK else 120)
def test_no_step_differs(worlds: tuple[World, ...]) -> None:
    machine: Any = type("Comparison", (Comparison,), {"worlds": worlds})
    chosen = settings(
        max_examples=SOAK or EXAMPLES[worlds[1].engine.dialect.name.replace("mariadb", "mysql")],
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not SOAK,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)
    while machine.compared_steps < SOAK * STEPS:
        run_state_machine_as_test(machine, settings=chosen)
    print(f"{worlds[1].engine.dialect.name}: {machine.steps_done} steps, {machine.compared_steps} compared in full")
    assert 0 < machine.compared_steps <= machine.steps_done


def test_a_difference_is_found() -> None:
    worlds = tuple(World(library, "sqlite://") for library in LIBRARIES)

    class Broken(Comparison):
        def check_view(self) -> None:
            self.worlds[1].session.expunge_all()
            super().check_view()

    machine: Any = type("Broken", (Broken,), {"worlds": worlds})
    chosen = settings(max_examples=20, deadline=None, derandomize=True, database=None, phases=(Phase.generate,))
    with pytest.raises(AssertionError, match="SQLAlchemy"):
        run_state_machine_as_test(machine, settings=chosen)
    for world in worlds:
        world.dispose()


def test_documentation_lists_the_behaviours_and_differences() -> None:
    spec = importlib.util.spec_from_file_location("session_behaviours", PAGE)
    assert spec is not None and spec.loader is not None
    page: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    assert page.PAGE.read_text() == page.page(), "run python docs/reference/session_behaviours.py"


def test_every_known_difference_is_a_sentence() -> None:
    assert all(text.endswith(".") and len(text.split()) > 4 for text in KNOWN_DIFFERENCES.values())
