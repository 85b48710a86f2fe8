"""Every statement of `cases/` has SQLAlchemy's text on four dialects and SQLAlchemy's result on three databases.

Where it differs, `differences.py` says why; docs/reference/statements.md is the table of all of them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import proof
import pytest

from tests import servers
from tests.conftest import require

ROOT = Path(__file__).parents[2]
RUNS = [(name, place) for name in proof.NAMES for place in proof.PLACES.get(name, proof.DATABASES)]


@pytest.fixture(scope="module")
def found() -> dict[str, list[proof.Case]]:
    """The cases by file; each test writes into them what it found."""
    return {name: proof.cases(name) for name in proof.NAMES}


@pytest.fixture
def urls(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """Two databases, one for each library."""
    _name, place = request.param
    if place == "sqlite":
        yield "sqlite://", "sqlite://"
        return
    require(request, place)
    both = servers.create(place), servers.create(place)
    yield both[0].url, both[1].url
    for database in both:
        servers.drop(database)


def unexplained(name: str, cases: list[proof.Case], places: set[str]) -> list[str]:
    """Say which differences have no reason, and which reasons no difference."""
    reasons = proof.reasons(name)
    told = []
    for case in cases:
        different = case.differences() & places
        known = {place for statement, place in reasons if statement == case.statement} & places
        told += [f"{place}: {case.statement}: {case.shown(place)}" for place in sorted(different - known)]
        told += [f"{place}: {case.statement}: no longer differs" for place in sorted(known - different)]
    return told


@pytest.mark.parametrize("name", proof.NAMES)
def test_texts_are_sqlalchemys(name: str, found: dict[str, list[proof.Case]]) -> None:
    proof.write_texts(name, found[name])
    assert not unexplained(name, found[name], set(proof.DIALECTS))


@pytest.mark.parametrize(
    ("name", "place", "urls"),
    [(name, place, (name, place)) for name, place in RUNS],
    indirect=["urls"],
    ids=[f"{name}-{place}" for name, place in RUNS],
)
def test_results_are_sqlalchemys(
    name: str, place: str, urls: tuple[str, str], found: dict[str, list[proof.Case]]
) -> None:
    proof.write_answers(name, found[name], place, urls)
    assert not unexplained(name, found[name], {f"run {place}"})


def _page() -> ModuleType:
    spec = importlib.util.spec_from_file_location("statements_page", ROOT / "docs/reference/statements.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_says_what_was_found(found: dict[str, list[proof.Case]]) -> None:
    for name, cases in found.items():
        asked = {place for case in cases for place in case.answers}
        if asked != set(proof.PLACES.get(name, proof.DATABASES)):
            pytest.skip("the tests before did not run on all databases")
    module = _page()
    assert module.PAGE.read_text(encoding="utf-8") == module.page(found), "run python docs/reference/statements.py"


def test_there_are_enough_statements(found: dict[str, list[proof.Case]]) -> None:
    cases = [case for name in found for case in found[name]]
    assert len(cases) >= 600
    assert len({case.statement for case in cases}) == len(cases)
