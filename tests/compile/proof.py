"""Every statement of `cases/`, asked of SQLAlchemy and of this library: its text, and what it does on a database.

A place is "default", "sqlite" ... for a statement's text, "run sqlite" ... for what it does. Knows nothing of pytest.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy
from data import DATA, OWN_DATA, OWN_SETUP, SETUP
from library import DIALECTS, Answer, Library

NAMES = ("select", "change", "postgresql")
DATABASES = ("sqlite", "postgresql", "mysql")
CASES = Path(__file__).parent / "cases"
#: Databases on which the statements of a file run; the file's name is one of them where it has types of its own.
PLACES = {"postgresql": ("postgresql",)}
SCHEMES = {"postgresql": "postgresql+psycopg://", "mysql": "mysql+pymysql://"}
#: SQLAlchemy's PostgreSQL text shows the RETURNING that it adds by itself when an INSERT runs.
_ADDED = re.compile(r" RETURNING (hero|team)\.id$")
_RUNS = re.compile(
    r"^(\(lambda|\(?(select|insert|update|delete|text)\b|pg_insert|my_insert|(pg|sl|my|hero|team)\."
    r"|(union|intersect|except)\w*\()"
)


@dataclass
class Case:
    """A statement, the heading it stands under, and what was found of it in each place."""

    heading: str
    statement: str
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[str, tuple[Answer, Answer]] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        """Whether it is a statement, and not an expression or a table."""
        return bool(_RUNS.match(self.statement)) or ".select(" in self.statement

    def shown(self, place: str) -> str:
        """Say what each library made of it in a place."""
        pair = self.answers[place.removeprefix("run ")] if place.startswith("run ") else self.texts[place]
        return f"{pair[0]!s} -- ours: {pair[1]!s}"

    @property
    def dialect(self) -> str | None:
        """The one database that a statement is written for."""
        found = re.match(r"(?:\(lambda \w: .*\()?(pg|sl|my)[._]insert", self.statement)
        return {"pg": "postgresql", "sl": "sqlite", "my": "mysql"}[found[1]] if found else None

    def alone(self, place: str) -> bool:
        """Say whether SQLAlchemy, or the database below it, refuses in a place what this library does there.

        Of a text: SQLAlchemy writes none, or one that no database where it was run takes.
        """
        if place.startswith("run "):
            theirs, ours = self.answers[place.removeprefix("run ")]
            return bool(theirs.error) and not ours.error
        text, own = self.texts[place]
        if text == own or own.startswith("error: "):
            return False
        ran = [place] if place in self.answers else list(self.answers)
        return text.startswith("error: ") or (bool(ran) and all(self.alone(f"run {one}") for one in ran))

    def differences(self) -> set[str]:
        """Return the places where the two libraries differ."""
        found = {place for place, (theirs, ours) in self.texts.items() if not _same_text(theirs, ours)}
        return found | {f"run {place}" for place, (theirs, ours) in self.answers.items() if not theirs.agrees(ours)}


def _same_text(theirs: str, ours: str) -> bool:
    # What both refuse they refuse in their own words.
    return theirs == ours or (theirs.startswith("error: ") and ours.startswith("error: "))


def cases(name: str) -> list[Case]:
    """Read a file of cases: headings after `# `, one statement a line."""
    heading, found = "", []
    for line in (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading = line.removeprefix("# ")
        elif line.strip():
            found.append(Case(heading, line))
    return found


def libraries(name: str) -> tuple[Library, Library]:
    """Return both libraries with the tables of a file of cases."""
    setup = OWN_SETUP if name in PLACES else SETUP
    return Library("sqlalchemy", setup), Library("sqlmodel_rs.sa", setup)


def write_texts(name: str, found: list[Case]) -> None:
    """Compile every statement by both libraries."""
    theirs, ours = libraries(name)
    for case in found:
        for dialect in (case.dialect,) if case.dialect else PLACES.get(name, DIALECTS):
            text = theirs.text(case.statement, dialect)
            if dialect == "postgresql" and "return" not in case.statement:
                text = _ADDED.sub("", text)
            case.texts[dialect] = text, ours.text(case.statement, dialect)


def write_answers(name: str, found: list[Case], place: str, urls: tuple[str, str]) -> None:
    """Run every statement by both libraries, each in a database of its own."""
    both = libraries(name)
    with _engine(both[0], name, place, urls[0]) as theirs, _engine(both[1], name, place, urls[1]) as ours:
        for case in found:
            if case.runs and case.dialect in (None, place):
                ordered = "order_by" in case.statement
                case.answers[place] = (
                    both[0].run(theirs, case.statement, ordered),
                    both[1].run(ours, case.statement, ordered),
                )


@contextmanager
def _engine(library: Library, name: str, place: str, url: str) -> Iterator[Any]:
    engine = library.root.create_engine(SCHEMES[place] + url.split("://", 1)[1] if place in SCHEMES else url)
    if library.root is sqlalchemy and place == "sqlite":
        _begin_at_once(engine)
    library.names["engine"] = engine
    try:
        exec(OWN_DATA if name in PLACES else DATA, library.names)
        yield engine
    finally:
        engine.dispose()


def _begin_at_once(engine: Any) -> None:
    """Let pysqlite begin a transaction before every statement, not only before those that start with INSERT."""

    def connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None

    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    sqlalchemy.event.listen(engine, "connect", connect)
    sqlalchemy.event.listen(engine, "begin", begin)


def reasons(name: str) -> dict[tuple[str, str], str]:
    """Return why statements of a file differ, by (statement, place)."""
    table = importlib.import_module("differences").DIFFERENCES
    return {
        (case.statement, place): reason
        for case in cases(name)
        for start, places, reason in table
        if re.match(start, case.statement)
        for place in places
    }
