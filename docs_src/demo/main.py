"""Run the payments application in a real HTTP server, send it requests, and show what happened.

`main.py` shows the model, the requests with their JSON, the SQL that ran and the rows; `main.py --serve` leaves the
server running.
"""

import argparse
import inspect
import json
import logging
import socket
import tempfile
import threading
import time
from pathlib import Path

import httpx
import models
import uvicorn
from app import create_app

from sqlmodel_rs import create_engine, text

REQUESTS: list[tuple[str, str, dict[str, object] | None]] = [
    ("POST", "/customers", {"name": "Deadpond Ltd", "email": "accounts@deadpond.example"}),
    (
        "POST",
        "/payments",
        {"kind": "card", "amount": "19.90", "customer_id": 1, "last_four": "4242", "network": "visa"},
    ),
    ("POST", "/payments", {"kind": "transfer", "amount": "250.00", "customer_id": 1, "iban": "DE89370400440532013000"}),
    ("POST", "/payments", {"kind": "cash", "amount": "5.50", "customer_id": 1, "received_by": "Rusty"}),
    ("GET", "/payments?minimum=10", None),
    ("GET", "/customers/1/payments", None),
    ("GET", "/totals", None),
    ("POST", "/payments", {"kind": "cheque", "amount": "1.00", "customer_id": 1}),
]


class Statements(logging.Handler):
    """Keep the SQL that the engine logs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def heading(title: str) -> None:
    print(f"\n=== {title} " + "=" * (76 - len(title)))


def start(url: str, port: int) -> tuple[uvicorn.Server, threading.Thread]:
    server = uvicorn.Server(uvicorn.Config(create_app(url, echo=True), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise SystemExit("the server did not start")
        time.sleep(0.01)
    return server, thread


def show(base: str, statements: Statements) -> None:
    heading("the model")
    print(inspect.getsource(models.Payment))
    print(inspect.getsource(models.CardPayment))
    with httpx.Client(base_url=base) as client:
        for method, path, body in REQUESTS:
            heading(f"{method} {path}")
            if body is not None:
                print(json.dumps(body))
            statements.lines.clear()
            answer = client.request(method, path, json=body)
            for line in statements.lines:
                print("    sql:", line.replace("\n", "\n         "))
            print(answer.status_code, json.dumps(answer.json(), indent=2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help="leave the server running")
    parser.add_argument("--port", type=int, default=0, help="default: a free one, 8000 with --serve")
    arguments = parser.parse_args()
    statements = Statements()
    logger = logging.getLogger("sqlalchemy.engine.Engine")
    logger.addHandler(statements)
    logger.propagate = False
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'payments.db'}"
        port = arguments.port or (8000 if arguments.serve else free_port())
        server, thread = start(url, port)
        base = f"http://127.0.0.1:{port}"
        try:
            show(base, statements)
            heading("the rows")
            engine = create_engine(url)
            with engine.connect() as connection:
                for table in ("payment", "card_payment", "transfer_payment", "cash_payment"):
                    print(table)
                    for row in connection.execute(text(f"SELECT * FROM {table}")):
                        print("   ", tuple(row))
            engine.dispose()
            if arguments.serve:
                heading(f"serving: {base}/docs (Ctrl-C ends it)")
                thread.join()
        except KeyboardInterrupt:
            pass
        finally:
            server.should_exit = True
            thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
