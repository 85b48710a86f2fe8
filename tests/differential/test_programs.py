"""Programs in the manner of SQLAlchemy's documentation: one text run on both libraries, function by function."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import servers
from tests.conftest import url_of

from .conftest import named
from .library import LIBRARIES
from .stage import Stage, functions

PROGRAMS = (
    "loading", "refusals", "attributes", "relationships", "sessions", "events", "mutables", "proxies", "cascades",
)  # fmt: skip
#: What is worded otherwise on purpose: the class of the error is the same.
OWN_WORDS = {
    "bulk_update_without_key", "dict_key_unset", "joined_requires_unique", "orm_update_many_where",
}  # fmt: skip
#: What takes more statements, or ends otherwise: why is said beside each.
DIFFERENT = {
    # What a collection held is read before a wrong value for it is refused.
    "list_replaced_by_wrong_kind", "list_of_none",
}  # fmt: skip
#: What SQLAlchemy with its driver does not do on one database.
THEIRS_FAIL = {
    # The rows that are still to come are lost when another statement is sent between them.
    ("mysql", "yield_per_selectin"),
    # MySQL has no UPDATE .. RETURNING: said here before the statement is sent.
    ("mysql", "update_returning"),
}
CASES = [(program, name) for program in PROGRAMS for name in functions(program)]


@pytest.fixture(scope="module", params=servers.BACKENDS)
def stages(request: pytest.FixtureRequest) -> Iterator[dict[str, tuple[Stage, Stage]]]:
    """Return, by program, its tables in a database of each library."""
    url = url_of(request, request.param)
    twin = None if request.param == "sqlite" else servers.create(request.param)
    made: dict[str, tuple[Stage, Stage]] = {}
    for program in PROGRAMS:
        urls = (url if twin is None else named(twin.url), url)
        theirs, ours = (Stage(program, library, at) for library, at in zip(LIBRARIES, urls, strict=True))
        made[program] = theirs, ours
    yield made
    for stage in (stage for pair in made.values() for stage in pair):
        stage.dispose()
    if twin is not None:
        servers.drop(twin)


@pytest.mark.parametrize(("program", "name"), [case for case in CASES if case[1] not in DIFFERENT])
def test_both_libraries_agree(stages: dict[str, tuple[Stage, Stage]], program: str, name: str) -> None:
    backend = stages[program][1].engine.dialect.name
    if (backend, name) in THEIRS_FAIL:
        pytest.skip("no comparison")
    theirs, ours = (stage.perform(getattr(stage.program, name)) for stage in stages[program])
    assert ours.answer == theirs.answer
    if name not in OWN_WORDS:
        assert ours.message == theirs.message
    assert ours.warned == theirs.warned
    assert ours.reads <= theirs.reads and ours.writes <= theirs.writes


def test_what_differs_still_differs(stages: dict[str, tuple[Stage, Stage]]) -> None:
    for program, name in [case for case in CASES if case[1] in DIFFERENT]:
        theirs, ours = (stage.perform(getattr(stage.program, name)) for stage in stages[program])
        assert ours.answer != theirs.answer or ours.reads > theirs.reads, name
