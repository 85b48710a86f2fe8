"""Runs one function of a program on one library: what it answers, raises and warns of, and the statements it sends.

Knows neither the programs' subjects nor what counts as a difference.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from .library import load
from .world import Statements, let_sqlite_begin, quiet

_COUNTED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


class Outcome(NamedTuple):
    """What came of a function: its answer or the class of what it raised, the warnings, and the statements sent."""

    answer: Any
    message: str
    warned: list[tuple[str, str]]
    sent: list[str]

    @property
    def reads(self) -> int:
        """How many SELECTs were sent."""
        return sum(statement.lstrip().upper().startswith(("SELECT", "WITH")) for statement in self.sent)

    @property
    def writes(self) -> int:
        """How many INSERTs, UPDATEs and DELETEs were sent."""
        return sum(statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) for statement in self.sent)


class Stage:
    """The tables of a program in one library's database, filled anew for every function."""

    def __init__(self, program: str, library: str, url: str) -> None:
        self.library = library
        self.words: Any = load("words", library)
        self.program: Any = load(f"programs.{program}", library)
        self.engine = self.words.create_engine(url)
        if library == "sqlalchemy" and url.startswith("sqlite"):
            let_sqlite_begin(self)  # type: ignore[arg-type]
        self.statements = Statements(self)  # type: ignore[arg-type]
        self.session: Any = None
        self._told = 0

    def perform(self, function: Callable[[Stage], Any]) -> Outcome:
        """Fill the tables, call a function with a new session and return what came of it."""
        self._fill()
        message, self._told = "", 0
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self.session = self.words.Session(self.engine)
            self.statements.silent = False
            try:
                answer = plain(function(self))
            except Exception as error:
                answer, message = ("raised", type(error).__name__), self._worded(str(error))
            finally:
                self.statements.silent = True
                self.session.close()
        warned = [(one.category.__name__, self._worded(str(one.message))) for one in caught]
        return Outcome(answer, message, warned, list(self.statements.seen))

    def _worded(self, text: str) -> str:
        """Return a message without what tells the libraries apart, addresses and links."""
        return _ADDRESS.sub("", text).replace(f"_on_{self.library}", "").partition(" (Background on")[0].rstrip()

    def _fill(self) -> None:
        self.statements.silent = True
        base = getattr(self.program, "Base", None)
        if base is not None:
            with quiet():
                base.metadata.drop_all(self.engine)
                base.metadata.create_all(self.engine)
                if hasattr(self.program, "seed"):
                    with self.words.Session(self.engine) as session:
                        self.program.seed(session)
                        session.commit()
                if self.engine.dialect.name == "postgresql":
                    self._advance_sequences(base.metadata)
        self.statements.seen.clear()

    def _advance_sequences(self, metadata: Any) -> None:
        """Let PostgreSQL's sequences go on after the keys that were given by hand."""
        with self.engine.begin() as connection:
            for table in metadata.sorted_tables:
                key = table.autoincrement_column
                if key is not None and not key.foreign_keys:
                    connection.exec_driver_sql(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'), "
                        f"coalesce((SELECT max({key.name}) FROM {table.name}), 1))"
                    )

    def sent(self) -> int:
        """Return how many statements were sent since the last call, BEGIN and its like left out."""
        seen = self.statements.seen[self._told :]
        self._told += len(seen)
        return sum(statement.lstrip().upper().startswith(_COUNTED) for statement in seen)

    def dispose(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def plain(value: Any) -> Any:
    """Return a value that compares across the libraries: rows and collections as lists."""
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, (list, tuple)) or type(value).__name__ in ("Row", "History"):
        return [plain(item) for item in value]
    return value


def functions(program: str) -> list[str]:
    """List the functions of a program that take a stage."""
    module = load(f"programs.{program}", "sqlalchemy")
    return [
        name
        for name, value in vars(module).items()
        if getattr(value, "__code__", None) is not None
        and value.__globals__ is vars(module)
        and value.__code__.co_varnames[: value.__code__.co_argcount] == ("stage",)
    ]
