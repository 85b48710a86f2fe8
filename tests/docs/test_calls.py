"""`docs/calls.md` is what its calls do now, on this library, on SQLAlchemy and on Django."""

import runpy

import pytest

from tests.docs.programs import ROOT


@pytest.fixture(scope="module")
def page():
    return runpy.run_path(str(ROOT / "docs/calls.py"))


@pytest.fixture(scope="module")
def written(page):
    return page["page"]()


def test_page_is_the_generated_one(page, written):
    assert page["PAGE"].read_text(encoding="utf-8") == written


def test_ours_is_right_and_damaged_rows_are_errors(written):
    cells = [line.split(" | ")[1:] for line in written.splitlines() if line.startswith("| ") and "<br>" in line]
    assert len(cells) > 20
    assert [ours for ours, _, _ in cells if ours != "right"] == [
        f"*refused*: {error}" for error in ("MissingRowError", "PolymorphicIdentityError", "AmbiguousRowError")
    ]
    assert all(sum("**wrong**" in row[at] for row in cells) >= 3 for at in (1, 2))


def test_rows_that_changed_under_an_error_are_wrong(page):
    call = next(call for call in page["CALLS"] if call.name == "delete_all")
    answer, tables = page["expected"](call)
    outcome = {"answer": answer, "error": None, "tables": tables}
    assert page["verdict"](call, outcome) == "right"
    assert page["verdict"](call, {**outcome, "answer": 9}) == "rows right, answers 9"
    assert page["verdict"](call, {**outcome, "error": "Oops"}) == "**wrong**: Oops, and rows are changed"
    assert page["verdict"](call, {**outcome, "tables": {**tables, "manager": []}}).startswith("**wrong**: answers 2")
