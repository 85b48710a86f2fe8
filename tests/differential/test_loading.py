"""Loading strategies and flush shapes: what they find, and that they take no more statements than SQLAlchemy."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .library import LIBRARIES
from .shapes import FLUSHES, LOADERS, flushed, measured
from .world import World

PAGE = Path(__file__).parents[2] / "docs/reference/statement_counts.py"


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[World, World]]:
    made = tuple(World(library, "sqlite://") for library in LIBRARIES)
    yield made  # type: ignore[misc]
    for world in made:
        world.dispose()


@pytest.mark.parametrize("name", LOADERS)
def test_loader(pair: tuple[World, World], name: str) -> None:
    theirs, ours = measured(pair, LOADERS[name])
    assert ours.answer == theirs.answer
    assert ours.reads <= theirs.reads


@pytest.mark.parametrize("name", FLUSHES)
def test_flush(pair: tuple[World, World], name: str) -> None:
    theirs, ours = measured(pair, flushed(FLUSHES[name]))
    assert ours.answer == theirs.answer
    assert ours.reads <= theirs.reads and ours.writes <= theirs.writes


@pytest.mark.timeout(120)
def test_documented_counts_are_those_of_each_database(two_databases: tuple[str, str]) -> None:
    spec = importlib.util.spec_from_file_location("statement_counts", PAGE)
    assert spec is not None and spec.loader is not None
    page: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    backend = two_databases[1].split(":")[0]
    assert page.written(backend) == page.measure(two_databases), "run python docs/reference/statement_counts.py"
