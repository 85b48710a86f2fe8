"""The page that FastAPI makes of a hierarchy shows the union with its discriminator, in a real browser."""

import html
import importlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.staticfiles import StaticFiles

from tests.docs.programs import ROOT

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
#: Swagger UI with everything open, so that the page's text is all there is.
OPEN = {"docExpansion": "full", "defaultModelRendering": "model", "defaultModelExpandDepth": 9}

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/vehicles.db")
    monkeypatch.syspath_prepend(str(ROOT))
    before = set(sys.modules)
    app: FastAPI = importlib.import_module("docs_src.inheritance.tutorial005").app
    files = importlib.import_module("fastapi_offline").__file__
    # The page that FastAPI serves itself fetches these files from elsewhere.
    app.mount("/files", StaticFiles(directory=Path(files).with_name("static")))
    app.add_api_route("/page", lambda: get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="page",
        swagger_js_url="/files/swagger-ui-bundle.js",
        swagger_css_url="/files/swagger-ui.css",
        swagger_favicon_url="/files/favicon.png",
        swagger_ui_parameters=OPEN,
    ), include_in_schema=False)  # fmt: skip
    yield app
    for name in set(sys.modules) - before:
        if name.startswith("docs_src"):
            del sys.modules[name]


@pytest.fixture
def address(app):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def rendered(url: str, folder: Path) -> str:
    """Return a page as it is when its scripts have run."""
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--virtual-time-budget=20000")
    done = subprocess.run(
        [BROWSER, *options, f"--user-data-dir={folder}", "--dump-dom", url],
        capture_output=True, text=True, timeout=90, check=False, env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def words(page: str) -> str:
    """Return the text of a page."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_page_of_an_application_shows_the_union_with_its_discriminator(address, tmp_path):
    shown = words(rendered(f"{address}/page", tmp_path))
    sent = shown[shown.index("POST /vehicles") : shown.index("GET /vehicles")]
    body, answer = sent.split("Responses")
    for text, end in ((body, "Create"), (answer, "Public")):
        assert re.search(rf"One of .*#0 Car{end} .*#1 Truck{end} .*Discriminator .*kind", text), text
        assert f"car #/components/schemas/Car{end} truck #/components/schemas/Truck{end}" in text
    assert re.search(r'kind .*Const "car" .*doors integer \[2, 5\] .*kind .*Const "truck" .*tons number > 0', body)
