"""Send the calls of a JSON file to the board, which is imported from the path, and print the answers as JSON.

Runs in a process of its own, on whatever library that process gives to the board.
"""

import json
import sys
import warnings
from pathlib import Path
from string import Template
from typing import Any

from fastapi.testclient import TestClient

HEADERS = ("content-type", "content-length", "location", "x-total-count", "www-authenticate")


def answered(client: TestClient, call: list[Any], kept: dict[str, str]) -> dict[str, Any]:
    method, path, options, *name = json.loads(Template(json.dumps(call)).safe_substitute(kept))
    answer = client.request(method, path, **options)
    if name and answer.status_code < 300:
        kept[name[0]] = str(answer.json()["id"])
    return {
        "call": f"{method} {path}",
        "status": answer.status_code,
        "headers": {header: answer.headers.get(header) for header in HEADERS},
        "body": answer.content.decode(),
    }


def main() -> None:
    from sqlmodel import SQLModel

    from board import clock, db, dependencies
    from board.main import app

    steady = clock.SteadyClock()
    app.dependency_overrides[dependencies.get_clock] = lambda: steady
    calls = json.loads(Path(sys.argv[1]).read_text())
    kept: dict[str, str] = {}
    with TestClient(app, raise_server_exceptions=False) as client:
        answers = [answered(client, call, kept) for call in calls]
    SQLModel.metadata.drop_all(db.engine)
    db.engine.dispose()
    print(json.dumps({"modules": [SQLModel.__module__, type(db.engine).__module__], "answers": answers}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
