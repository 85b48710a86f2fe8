"""Pages show the programs as they are, and what the README shows works as a reader copies it."""

import re
import runpy

import pytest

from tests.docs.programs import ROOT, start

BLOCKS = runpy.run_path(str(ROOT / "docs/blocks.py"))
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
#: Asks an application as a file beside it was asked, and prints the answers.
ASK = """\
import json, sys, warnings
warnings.simplefilter("ignore")
from app import app
from fastapi.testclient import TestClient
with TestClient(app) as client:
    for line in sys.argv[1:]:
        method, path, *body = line.removeprefix("> ").split(" ", 2)
        answer = client.request(method, path, json=json.loads(body[0]) if body else None)
        print(line, f"{answer.status_code} {answer.text}", sep="\\n")
"""


@pytest.mark.parametrize("page", BLOCKS["PAGES"], ids=lambda page: page.name)
def test_page_shows_the_programs_as_they_are(page):
    text = page.read_text(encoding="utf-8")
    assert text == BLOCKS["filled"](page)
    assert text.count("<!-- show ") == len(BLOCKS["BLOCK"].findall(text)) > 3


def test_block_that_names_nothing_is_an_error():
    with pytest.raises(SystemExit, match="models.py has no Cheque"):
        BLOCKS["shown"]("docs_src/inheritance/tutorial008/models.py", "Payment, Cheque")


def test_programs_of_the_readme_work_side_by_side(tmp_path):
    blocks = FENCE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    models, main, printed, app, conversation = [text for _, text in blocks[:5]]
    for name, text in (("models", models), ("main", main), ("app", app), ("ask", ASK)):
        (tmp_path / f"{name}.py").write_text(text)
    assert start("main.py", cwd=tmp_path) == printed
    (tmp_path / "payments.db").unlink()
    asked = [line for line in conversation.splitlines() if line.startswith("> ")]
    assert start("ask.py", *asked, cwd=tmp_path) == conversation
    body = app[app.index("@app") :].strip()
    assert len([line for line in body.splitlines() if line]) == 10
