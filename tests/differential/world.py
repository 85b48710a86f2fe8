"""One library's side of a comparison: its database, its session, its objects by number, and what can be seen of them.

Knows no rules of the comparison and nothing of the other library.
"""

from __future__ import annotations

import re
import warnings
from typing import Any

from .library import load

_WRITE = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+[\"`]?(\w+)[\"`]?", re.IGNORECASE)
_ASSIGNED = re.compile(r"[\"`]?(\w+)[\"`]?\s*=", re.IGNORECASE)

#: Under which names this library keeps the options of queries.
KEPT = ("made", "plans")


class Statements:
    """What was sent to the database since the last look."""

    def __init__(self, world: World) -> None:
        self.silent = False
        self.seen: list[str] = []
        #: The tables that were written to since they were emptied.
        self.touched: set[str] = set()
        world.words.event.listen(world.engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        match = _WRITE.match(statement)
        if match is not None:
            self.touched.add(match[2])
        if not self.silent:
            self.seen.append(statement)

    def reads(self) -> int:
        """Count the SELECTs."""
        return sum(statement.lstrip().upper().startswith(("SELECT", "WITH")) for statement in self.seen)

    def writes(self) -> list[str]:
        """List the statements that change rows."""
        return [statement for statement in self.seen if _WRITE.match(statement)]

    def changes(self) -> set[tuple[str, ...]]:
        """Return verb and table of each write, for an UPDATE also the columns it sets."""
        found = set()
        for statement in self.writes():
            match = _WRITE.match(statement)
            assert match is not None
            verb, table = match[1].split()[0].upper(), match[2]
            columns = ()
            if verb == "UPDATE":
                columns = sorted(_ASSIGNED.findall(re.split(r"\sWHERE\s", statement)[0]))
            found.add((verb, table, *columns))
        return found


class World:
    """A schema, an engine and a session of one library."""

    def __init__(self, library: str, url: str, schema: str = "schema") -> None:
        self.library = library
        self.words: Any = load("words", library)
        self.schema: Any = load(schema, library)
        self.classes: dict[str, type] = {cls.__name__: cls for cls in self.schema.CLASSES}
        self.words.configure_mappers()
        self.engine = self.words.create_engine(url, **options_of(url, library))
        if library == "sqlalchemy" and url.startswith("sqlite"):
            let_sqlite_begin(self)
        self.tables = list(self.schema.Base.metadata.sorted_tables)
        with quiet():
            self.schema.Base.metadata.create_all(self.engine)
        self.statements = Statements(self)
        self.objects: list[Any] = []
        self._gone: dict[int, Any] = {}
        self.session: Any = None

    # --- life
    def start(self, **options: Any) -> None:
        """Begin with empty tables, a new session and no objects."""
        self.finish()
        self.statements.silent = True
        self._empty()
        self.statements.silent = False
        self.statements.seen.clear()
        self.session = self.words.Session(self.engine, **options)

    def finish(self) -> None:
        """Let go of the session and its objects."""
        self.objects.clear()
        self._gone.clear()
        if self.session is not None:
            with quiet():
                self.session.close()
        self.session = None

    def dispose(self) -> None:
        """Let go of the database."""
        self.finish()
        self.engine.dispose()

    def _empty(self) -> None:
        backend = self.engine.dialect.name
        tables = [table for table in self.tables if table.name in self.statements.touched]
        names = [table.name for table in tables]
        if not names:
            return
        with self.engine.begin() as connection:
            if backend == "postgresql":
                connection.exec_driver_sql(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
                names = []
            if backend in ("mysql", "mariadb"):
                connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS = 0")
            for name in names:
                connection.exec_driver_sql(f"DELETE FROM {name}")
            if backend in ("mysql", "mariadb"):
                for table in tables:
                    if "id" in table.columns and not table.columns["id"].foreign_keys:
                        connection.exec_driver_sql(f"ALTER TABLE {table.name} AUTO_INCREMENT = 1")
                connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS = 1")
        self.statements.touched.clear()

    # --- objects
    def number(self, instance: Any) -> int:
        """Return the number of an object; one not met before gets the next."""
        for at, known in enumerate(self.objects):
            if known is instance:
                return at
        self.objects.append(instance)
        return len(self.objects) - 1

    def shown(self, value: Any) -> Any:
        """Return a value with objects replaced by their numbers."""
        if hasattr(value, "_sa_instance_state"):
            return f"#{self.number(value)}"
        if isinstance(value, dict):
            return {key: self.shown(item) for key, item in value.items()}
        if isinstance(value, (set, frozenset)) or type(value).__name__ == "InstrumentedSet":
            return {self.shown(item) for item in sorted(value, key=self._order)}
        if isinstance(value, (list, tuple)):
            # Without repetition: see "a member once" in `machine`.
            return list(dict.fromkeys(self.shown(item) for item in value))
        return value

    def _order(self, instance: Any) -> Any:
        for at, known in enumerate(self.objects):
            if known is instance:
                return (0, at)
        return (1, str(self.words.inspect(instance).identity))

    def kept_options(self) -> list[tuple[Any, dict[str, Any]]]:
        """Return the objects here, each with the options that this library keeps of the query that made it."""
        if self.library == "sqlalchemy":
            return []
        return [
            (one, {key: value for key, value in (one._sa_instance_state.extra or {}).items() if key in KEPT})
            for one in self.session
        ]

    def keep_options(self, known: list[tuple[Any, dict[str, Any]]]) -> None:
        """Let objects keep the options they had: see "options of a second query" in `machine`."""
        for instance, kept in known:
            extra = instance._sa_instance_state.extra
            if extra is not None:
                for key in KEPT:
                    extra.pop(key, None)
                extra.update(kept)

    def take_columns(self, instance: Any, values: dict[str, Any]) -> None:
        """Take values of columns that are missing as loaded."""
        for key, value in values.items():
            if key not in instance.__dict__:
                self.words.set_committed_value(instance, key, value)

    def loaded(self) -> dict[int, tuple[set[str], bool]]:
        """Return of each object, by number, what it holds and whether anything of it has expired."""
        return {
            at: (set(one.__dict__), bool(self.words.inspect(one).expired_attributes))
            for at, one in enumerate(self.objects)
        }

    def forget(self, instance: Any, keys: list[str]) -> None:
        """Let attributes that were read be expired again."""
        if self.words.inspect(instance).persistent and keys:
            self.session.expire(instance, keys)
        for key in keys:
            instance.__dict__.pop(key, None)

    def unloaded_for_good(self, cls: type, key: str) -> str | None:
        """Return how a relationship stands for members that no object ever holds; None for any other attribute."""
        prop = self.words.inspect(cls).relationships.get(key)
        return prop.lazy if prop is not None and prop.lazy in ("write_only", "dynamic") else None

    def view(self) -> list[dict[str, Any]]:
        """Describe every object that is known or reached through what is loaded."""
        found: list[dict[str, Any]] = []
        with quiet():
            while len(found) < len(self.objects):
                found.append(self._view_of(self.objects[len(found)]))
        return found

    def _view_of(self, instance: Any) -> dict[str, Any]:
        state = self.words.inspect(instance)
        session = self.session
        kinds = ("transient", "pending", "persistent", "deleted", "detached")
        keys = state.mapper.columns.keys() if self.gone(instance) else state.mapper.attrs.keys()
        keys = [key for key in keys if not self.unloaded_for_good(type(instance), key)]
        loaded = {key: value for key, value in state.dict.items() if key in keys}
        return {
            "class": type(instance).__name__,
            "state": "gone" if self.gone(instance) else [kind for kind in kinds if getattr(state, kind)],
            "held": [name for name in ("new", "dirty", "deleted") if instance in getattr(session, name)],
            "in": instance in session,
            # For a one-to-one SQLAlchemy sends a SELECT to answer this.
            "modified": state.persistent and type(instance).__name__ != "Team" and session.is_modified(instance),
            "identity": None if state.identity is None else tuple(state.identity),
            "loaded": {key: self.shown(loaded[key]) for key in sorted(loaded)},
            "unloaded": sorted(key for key in state.unloaded if key in keys),
        }

    def gone(self, instance: Any) -> bool:
        """Whether the object's row was deleted, in this transaction or for good."""
        state = self.words.inspect(instance)
        if state.deleted or state.was_deleted:
            self._gone[id(instance)] = instance
        elif state.persistent:
            self._gone.pop(id(instance), None)
        return id(instance) in self._gone

    def rows(self) -> dict[str, list[Any]]:
        """Return what the tables hold, seen from inside the session's transaction when there is one."""
        if self.session.in_transaction():
            return self._rows(self.session.connection())
        with self.engine.connect() as connection:
            return self._rows(connection)

    def _rows(self, connection: Any) -> dict[str, list[Any]]:
        self.statements.silent = True
        try:
            return {
                table.name: sorted(
                    (tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")), key=repr
                )
                for table in self.tables
            }
        finally:
            self.statements.silent = False


def quiet() -> Any:
    """Ignore warnings: the libraries word them differently, and they are compared elsewhere."""
    return warnings.catch_warnings(action="ignore")


def options_of(url: str, library: str) -> dict[str, Any]:
    """Return what an engine needs so that both libraries use the database alike."""
    return {}


def let_sqlite_begin(world: World) -> None:
    """Leave transactions to SQLAlchemy: `sqlite3` would begin late and break savepoints."""

    def connected(connection: Any, record: Any) -> None:
        connection.isolation_level = None

    def begun(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    world.words.event.listen(world.engine, "connect", connected)
    world.words.event.listen(world.engine, "begin", begun)
