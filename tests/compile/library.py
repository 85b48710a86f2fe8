"""One of the two libraries, asked for a statement's text and for what the statement does to the same data."""

from __future__ import annotations

import datetime as dt
import decimal
import importlib
import re
import uuid
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

DIALECTS = ("default", "sqlite", "postgresql", "mysql")
#: Their values differ from one call to the next.
VOLATILE = re.compile(
    r"\b(now|current_\w+|localtime\w*|random|rand|sysdate|clock_timestamp|session_user|gen_random_uuid|user|tablesample)\b",
    re.IGNORECASE,
)
_ANSI = re.compile(r"0x[0-9a-f]+")
#: UTC, as psycopg spells it.
_ZONE = "zoneinfo.ZoneInfo(key='Etc/UTC')"


@dataclass(frozen=True)
class Answer:
    """What a database answered: keys and rows, the rows written afterwards, or an error, its classes and its words."""

    keys: tuple[str, ...] = ()
    rows: tuple[Any, ...] = ()
    written: tuple[Any, ...] = ()
    error: tuple[str, ...] = ()
    reason: str = ""

    @property
    def kind(self) -> str:
        """The class of the error."""
        return self.reason.partition(":")[0]

    def agrees(self, other: Answer) -> bool:
        """Tell whether both did the same.

        An error of the other library is caught where SQLAlchemy's is; it may refuse before the database does.
        """
        if self.error or other.error:
            sooner = "DatabaseError" in self.error and "CompileError" in other.error
            return sooner or (bool(self.error) and self.error[0] in other.error)
        return (self.keys, self.rows, self.written) == (other.keys, other.rows, other.written)


class Library:
    """SQLAlchemy, or this library by SQLAlchemy's names, with the tables and classes that the statements speak of."""

    def __init__(self, root: str, setup: str) -> None:
        self.root = importlib.import_module(root)
        self.names: dict[str, Any] = {"dt": dt, "decimal": decimal, "uuid": uuid, "re": re}
        for path in ("sql.expression", "types", "schema", "orm", ""):
            module = importlib.import_module(f"{root}.{path}" if path else root)
            self.names.update({name: getattr(module, name) for name in dir(module) if not name.startswith("_")})
        self.dialects = {name: importlib.import_module(f"{root}.dialects.{name}") for name in DIALECTS[1:]}
        self.names.update(pg=self.dialects["postgresql"], my=self.dialects["mysql"], sl=self.dialects["sqlite"])
        self.names.update(sa=self.root, compiles=importlib.import_module(f"{root}.ext.compiler").compiles)
        exec(setup, self.names)

    def build(self, statement: str) -> Any:
        """Return what the line of Python makes."""
        return eval(statement, self.names)

    def text(self, statement: str, dialect: str, **options: Any) -> str:
        """Return the statement's text for a dialect, or `error: ` and why there is none."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made = self.build(statement)
                chosen = None if dialect == "default" else self.dialects[dialect].dialect()
                return str(made.compile(dialect=chosen, **options))
        except Exception as error:
            return f"error: {type(error).__name__}: {error}"

    def run(self, engine: Any, statement: str, ordered: bool) -> Answer:
        """Run a statement in a transaction of its own that is undone."""
        orm = importlib.import_module(f"{self.root.__name__}.orm")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with orm.Session(engine) as session:
                try:
                    made = self.build(statement)
                    self.reset(session, statement)
                    result = session.execute(*made) if isinstance(made, tuple) else session.execute(made)
                    keys, rows = (), ()
                    is_dml = getattr(made[0] if isinstance(made, tuple) else made, "is_dml", False)
                    # SQLAlchemy shows the rows of the RETURNING that it adds by itself.
                    if getattr(result, "returns_rows", True) and (not is_dml or "returning(" in statement):
                        keys = tuple(map(str, result.keys()))
                        rows = tuple(self.plain(list(row)) for row in result.all())
                    written = tuple(self.written(session)) if is_dml and not VOLATILE.search(statement) else ()
                except Exception as error:
                    classes = tuple(one.__name__ for one in type(error).__mro__)
                    return Answer(error=classes, reason=f"{type(error).__name__}: {error}")
                finally:
                    session.rollback()
        if VOLATILE.search(statement):
            rows = tuple([type_ for type_, *_ in row[1]] for row in rows[:1])
        elif not ordered:
            rows = tuple(sorted(rows, key=repr))
        return Answer(keys, rows, written)

    def reset(self, session: Any, statement: str) -> None:
        """Let keys that the database makes start where they would without the statements before."""
        if "insert(" not in statement:
            return
        name = session.get_bind().dialect.name
        for table in ("team", "hero") if name in ("postgresql", "mysql") else ():
            if name == "mysql":
                session.execute(self.root.text(f"ALTER TABLE {table} AUTO_INCREMENT = 1"))
            else:
                session.execute(
                    self.root.text(f"SELECT setval('{table}_id_seq', (SELECT coalesce(max(id), 1) FROM {table}))")
                )

    def written(self, session: Any) -> Iterable[Any]:
        """Return the rows of the tables that the statements write."""
        for table in self.names["md"].sorted_tables:
            yield tuple(self.plain(list(row)) for row in session.execute(self.root.select(table).order_by(table.c.id)))

    def plain(self, value: Any) -> Any:
        """Return a value as its type's name and contents that compare between libraries."""
        name = type(value).__qualname__
        if isinstance(value, (list, tuple)):
            return (name, [self.plain(one) for one in value])
        if isinstance(value, (set, frozenset)):
            return (name, sorted((self.plain(one) for one in value), key=repr))
        if isinstance(value, dict):
            return (name, [(key, self.plain(one)) for key, one in value.items()])
        mapper = self.root.inspect(type(value), raiseerr=False)
        if mapper is not None:
            loaded = vars(value)
            return (name, [(key, self.plain(loaded[key])) for key in mapper.columns.keys() if key in loaded])
        if name == "Range":
            # psycopg has a class of its own for a range whose type nobody told.
            return (name, [self.plain(one) for one in (value.lower, value.upper, value.bounds, value.isempty)])
        return (name, _ANSI.sub("", repr(value)).replace(_ZONE, "datetime.timezone.utc"))
