"""Every program under docs_src prints what is written beside it, on each database, and what SQLModel prints."""

import json
import os
import runpy
from typing import Any

import pytest

from tests.docs.programs import MARK, PROGRAMS, ROOT, expected, name, requests, run, run_on_sqlmodel, said, start

pytestmark = pytest.mark.timeout(300)
ALIAS = ROOT / "docs_src/alias/tutorial001.py"


@pytest.fixture(scope="module")
def on_sqlmodel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return run_on_sqlmodel(tmp_path_factory.mktemp("real"))


def test_demo_shows_every_class_and_the_refusal(tmp_path):
    shown = start(ROOT / "docs_src/demo/main.py", cwd=tmp_path)
    for expected_text in (
        '"kind": "card"',
        '"kind": "transfer"',
        '"kind": "cash"',
        "422",
        "INSERT INTO card_payment",
        "transfer_payment",
    ):
        assert expected_text in shown


@pytest.mark.parametrize("program", PROGRAMS, ids=name)
def test_program_prints_what_is_written_beside_it(program, tmp_path, database_url):
    # SQLite is what a program takes by itself.
    url = None if database_url == "sqlite://" else database_url
    assert run(program, tmp_path, url) == expected(program) != ""


@pytest.mark.parametrize("program", PROGRAMS, ids=name)
def test_program_prints_the_same_on_sqlmodel_unless_marked(program, on_sqlmodel, tmp_path):
    theirs, ours = on_sqlmodel[name(program)], expected(program)
    if requests(program):
        theirs, ours = _values(theirs), _values(run(program, tmp_path, schema=True))
    assert (theirs != ours) == said(program).endswith(MARK), on_sqlmodel[name(program)]


def _values(conversation: str) -> list[object]:
    """Read the answers: the order of a table model's keys is not always the same in SQLModel.

    An application that does not start has none: there is only what it printed.
    """
    if not conversation.startswith("> "):
        return [conversation]
    lines = [line.partition(" ") for line in conversation.splitlines()]
    return [rest if first == ">" else (first, _value(rest)) for first, _, rest in lines]


def _value(text: str) -> Any:
    """Read JSON; what an application prints when it breaks is none."""
    try:
        return text and json.loads(text)
    except ValueError:
        return text


def test_program_runs_as_a_script(tmp_path):
    program = ROOT / "docs_src/insert/tutorial001.py"
    assert start(program, cwd=tmp_path) == expected(program)


def test_unmodified_program_runs_under_the_alias(tmp_path, database_url):
    shown = start("-m", "sqlmodel_rs", "run", ALIAS, cwd=tmp_path, DATABASE_URL=database_url, PYTHONPATH=str(ROOT))
    assert shown == expected(ALIAS)


def test_documented_tests_of_an_application_pass(tmp_path):
    options = ("-q", "-p", "no:cacheprovider", "-o", "filterwarnings=", "-c", os.devnull, "--rootdir", ROOT)
    shown = start("-m", "pytest", *options, ROOT / "docs_src/app_testing", cwd=ROOT)
    assert "4 passed" in shown


def test_the_page_of_the_tutorial_is_the_generated_one():
    page = runpy.run_path(str(ROOT / "docs/tutorial.py"))
    assert page["PAGE"].read_text(encoding="utf-8") == page["page"]()
