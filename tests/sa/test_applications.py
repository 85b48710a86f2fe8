"""Third-party packages that import SQLAlchemy themselves, in small applications that run under the alias.

Each application runs in a process of its own: a program is either on this library or on the real packages.
"""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import importlib, json, sys
from fastapi.testclient import TestClient
application = importlib.import_module(sys.argv[1])
answers = []
with TestClient(application.app) as client:
    for method, path, options, *keep in json.loads(sys.stdin.read()):
        if keep_header := options.pop("bearer", None):
            options["headers"] = {"Authorization": "Bearer " + token}
        answer = client.request(method, path, **options)
        if keep:
            token = answer.json()[keep[0]]
        answers.append([answer.status_code, answer.text])
import sqlmodel
assert sqlmodel.__name__ == "sqlmodel_rs"
print(json.dumps(answers))
"""


def answers(application: str, url: str, calls: list[Any]) -> list[list[Any]]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "sqlmodel_rs", "run", "-c", PROGRAM, application],
        input=json.dumps(calls),
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent / "applications")]),
            "APPLICATION_DATABASE": url,
        },
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def rows(page: str) -> list[str]:
    found = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row)).strip() for row in found]


@pytest.mark.skipif(find_spec("sqladmin") is None, reason="sqladmin is not installed")
def test_sqladmin(database_url):
    found = answers(
        "administration",
        database_url,
        [
            ["POST", "/admin/team/create", {"data": {"name": "X", "save": "Save"}}],
            ["POST", "/admin/hero/create", {"data": {"name": "Deadpond", "age": "48", "team": "1", "save": "Save"}}],
            ["POST", "/admin/hero/create", {"data": {"name": "Alfa", "save": "Save"}}],
            ["GET", "/admin/hero/list", {}],
            ["GET", "/admin/hero/list?search=dead", {}],
            ["GET", "/admin/hero/list?sortBy=id&sort=desc", {}],
            ["GET", "/admin/hero/details/1", {}],
            ["POST", "/admin/hero/edit/1", {"data": {"name": "Other", "age": "", "team": "", "save": "Save"}}],
            ["GET", "/admin/hero/export/csv", {}],
            ["DELETE", "/admin/hero/delete?pks=2", {}],
            ["GET", "/admin/hero/list", {}],
            ["POST", "/admin/post/create", {"data": {"title": "P", "save": "Save"}}],
            ["GET", "/admin/post/list", {}],
        ],
    )
    assert [status for status, _ in found] == [200] * len(found)
    pages = [rows(text) for _, text in found]
    assert pages[3] == ["id name team", "2 Alfa", "1 Deadpond Team X"]
    assert pages[4] == ["id name team", "1 Deadpond Team X"]
    assert pages[5] == ["id name team", "2 Alfa", "1 Deadpond Team X"]
    assert {"team Team X", "name Deadpond", "age 48"} <= set(pages[6])
    assert sorted(found[8][1].splitlines()[1:]) == ["1,Other,None", "2,Alfa,None"]
    assert pages[10] == ["id name team", "1 Other"] and pages[12] == ["id title comments", "1 P"]


@pytest.mark.skipif(find_spec("fastapi_filter") is None, reason="fastapi-filter is not installed")
def test_fastapi_filter(database_url):
    expected = {
        "": ["Bob", "Ada", "adam"],
        "?name=Bob": ["Bob"],
        "?name__ilike=ad": ["Ada", "adam"],
        "?age__gte=30&age__lt=40": ["Ada"],
        "?age__in=20,40": ["Bob", "adam"],
        "?order_by=-age,name": ["adam", "Ada", "Bob"],
        "?search=d": ["Ada", "adam"],
        "?address__city=Rome": ["Bob", "adam"],
        "?address__city__in=Paris,Rome&name__ilike=a": ["Ada", "adam"],
        "?name__isnull=true": [],
    }
    calls = [["GET", f"/{path}{query}", {}] for path in ("users", "legacy") for query in expected]
    found = answers("filtering", database_url, calls)
    assert [json.loads(text) for _, text in found] == [*expected.values(), *expected.values()]


@pytest.mark.skipif(find_spec("fastapi_users_db_sqlmodel") is None, reason="fastapi-users is not installed")
def test_fastapi_users(async_database_url):
    user = {"email": "a@example.com", "password": "pw12345678"}
    login = {"username": "a@example.com", "password": "pw12345678"}
    me = ["GET", "/me", {"bearer": True}]
    found = answers(
        "accounts",
        async_database_url,
        [
            ["POST", "/auth/register", {"json": {**user, "nickname": "nick"}}],
            ["POST", "/auth/register", {"json": {**user, "email": "A@Example.com"}}],
            ["POST", "/auth/login", {"data": {**login, "password": "wrong"}}],
            ["POST", "/auth/login", {"data": login}, "access_token"],
            me,
            ["PATCH", "/users/me", {"json": {"nickname": "other"}, "bearer": True}],
            me,
            ["POST", "/auth/logout", {"bearer": True}],
            me,
        ],
    )
    assert [status for status, _ in found] == [201, 400, 400, 200, 200, 200, 200, 204, 401]
    assert json.loads(found[4][1]) == {"email": "a@example.com", "nickname": "nick"}
    assert json.loads(found[6][1])["nickname"] == "other"
