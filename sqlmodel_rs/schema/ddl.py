"""DDL statements as nodes. They name what is to be created or dropped; the engine writes the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlmodel_rs import exc
from sqlmodel_rs._native import compile as compile_node
from sqlmodel_rs.schema import kinds as k
from sqlmodel_rs.sql.base import Compiled, Executable, dialect_name


class ExecutableDDLElement(Executable):
    """Base of DDL statements; can be executed, compiled, and called as an event listener."""

    __slots__ = ("_execution_options", "_if", "_options")

    is_ddl: ClassVar[bool] = True

    _options: tuple[Any, ...]
    _execution_options: dict[str, Any]
    _if: tuple[Any, Any, Any] | None

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        # A program's own element need not call __init__ of its base.
        self = super().__new__(cls)
        self._options = ()
        self._execution_options = {}
        self._if = None
        return self

    def __init__(self) -> None:
        pass

    def _copy(self) -> Any:
        new = object.__new__(type(self))
        if hasattr(self, "__dict__"):
            new.__dict__.update(self.__dict__)
        for cls in type(self).__mro__:
            for name in cls.__dict__.get("__slots__", ()):
                setattr(new, name, getattr(self, name))
        return new

    def compile(
        self,
        bind: Any = None,
        dialect: Any = None,
        *,
        compile_kwargs: Mapping[str, Any] | None = None,
        column_keys: Sequence[str] | None = None,
        schema_translate_map: Mapping[str | None, str | None] | None = None,
        render_schema_translate: bool = True,
        for_executemany: bool = False,
    ) -> Compiled:
        """Return the DDL text for a dialect, or the neutral one; of the options, `schema_translate_map` counts."""
        target = dialect if dialect is not None else bind
        schemas = dict(schema_translate_map) if schema_translate_map else None
        return Compiled(self, dialect, compile_node(self, dialect_name(target), mode="ddl", schemas=schemas))

    def execute_if(self, dialect: Any = None, callable_: Any = None, state: Any = None) -> Any:
        """Return the statement for use as a listener that runs on some dialects, or where `callable_` says so."""
        new = self._copy()
        new._if = (dialect, callable_, state)
        return new

    def _should_execute(self, target: Any, bind: Any, **kw: Any) -> bool:
        if self._if is None:
            return True
        dialect, callable_, state = self._if
        name = bind.dialect.name
        if isinstance(dialect, str) and name != dialect:
            return False
        if isinstance(dialect, (tuple, list, set)) and name not in dialect:
            return False
        return callable_ is None or bool(callable_(self, target, bind, state=state, dialect=bind.dialect, **kw))

    def __call__(self, target: Any, bind: Any, **kw: Any) -> None:
        """Execute the statement on `bind`: what an event listener does."""
        if self._should_execute(target, bind, **kw):
            bind.execute(self._against(target, bind))

    def _against(self, target: Any, bind: Any) -> Any:
        return self


class DDL(ExecutableDDLElement):
    """DDL given as text; `%(table)s`, `%(schema)s`, `%(fullname)s` and the keys of `context` are filled in."""

    __slots__ = ("_schema", "_target", "context", "template")
    _kind = k.DDL

    def __init__(self, statement: str, context: dict[str, Any] | None = None) -> None:
        if not isinstance(statement, str):
            raise exc.ArgumentError(f"Expected a string or unicode SQL statement, got {statement!r}")
        super().__init__()
        self.template = statement
        self.context = context or {}
        self._target: Any = None
        #: The schema of the target on the connection that runs the statement.
        self._schema: str | None = None

    @property
    def statement(self) -> str:
        """The text with its fields filled in."""
        fields = dict(self.context)
        table = self._target
        if table is not None and hasattr(table, "fullname"):
            fields.setdefault("table", table.name)
            fields.setdefault("schema", self._schema or "")
            fields.setdefault("fullname", f"{self._schema}.{table.name}" if self._schema else table.name)
        return self.template % fields

    def _against(self, target: Any, bind: Any) -> DDL:
        new: DDL = self._copy()
        new._target = target
        if hasattr(target, "fullname"):
            new._schema = bind.schema_for_object(target)
        return new

    def __repr__(self) -> str:
        return f"<DDL; {self.template!r}>"


class _Element(ExecutableDDLElement):
    """A DDL statement about one schema item."""

    __slots__ = ("element",)

    def __init__(self, element: Any) -> None:
        super().__init__()
        self.element = element

    @property
    def target(self) -> Any:
        """The schema item."""
        return self.element

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.element!r})"


class _CreateElement(_Element):
    """CREATE of something, with IF NOT EXISTS if asked for."""

    __slots__ = ("if_not_exists",)

    def __init__(self, element: Any, if_not_exists: bool = False) -> None:
        super().__init__(element)
        self.if_not_exists = if_not_exists


class _DropElement(_Element):
    """DROP of something, with IF EXISTS and CASCADE if asked for."""

    __slots__ = ("cascade", "if_exists")

    def __init__(self, element: Any, if_exists: bool = False, cascade: bool = False) -> None:
        super().__init__(element)
        self.if_exists = if_exists
        self.cascade = cascade


class CreateTable(_CreateElement):
    """CREATE TABLE; `include_foreign_key_constraints` lists those written inside (None = all)."""

    __slots__ = ("include_foreign_key_constraints",)
    _kind = k.CREATE_TABLE

    def __init__(self, element: Any, include_foreign_key_constraints: Any = None, if_not_exists: bool = False) -> None:
        if isinstance(element, type) and hasattr(element, "__table__"):
            element = element.__table__
        super().__init__(element, if_not_exists)
        self.include_foreign_key_constraints = include_foreign_key_constraints

    @property
    def columns(self) -> list[CreateColumn]:
        """The columns as elements of the statement."""
        return [CreateColumn(column) for column in self.element.columns]


class DropTable(_DropElement):
    """DROP TABLE."""

    __slots__ = ()
    _kind = k.DROP_TABLE


class CreateColumn(_Element):
    """A column as it stands in CREATE TABLE."""

    __slots__ = ()
    _kind = k.CREATE_COLUMN


class CreateIndex(_CreateElement):
    """CREATE INDEX."""

    __slots__ = ()
    _kind = k.CREATE_INDEX

    def __init__(self, element: Any, if_not_exists: bool = False) -> None:
        super().__init__(element, if_not_exists)


class DropIndex(_DropElement):
    """DROP INDEX."""

    __slots__ = ()
    _kind = k.DROP_INDEX


class AddConstraint(_Element):
    """ALTER TABLE .. ADD a constraint; with `isolate_from_table` CREATE TABLE leaves it out from then on."""

    __slots__ = ()
    _kind = k.ADD_CONSTRAINT

    def __init__(self, element: Any, *, isolate_from_table: bool = True) -> None:
        super().__init__(element)
        if isolate_from_table:
            element._create_rule = _never


class DropConstraint(_DropElement):
    """ALTER TABLE .. DROP CONSTRAINT."""

    __slots__ = ()
    _kind = k.DROP_CONSTRAINT

    def __init__(
        self,
        element: Any,
        *,
        cascade: bool = False,
        if_exists: bool = False,
        isolate_from_table: bool = True,
        **kw: Any,
    ) -> None:
        super().__init__(element, if_exists, cascade)
        if isolate_from_table:
            element._create_rule = _never


def _never(*_args: Any) -> bool:
    return False


class CreateSequence(_CreateElement):
    """CREATE SEQUENCE."""

    __slots__ = ()
    _kind = k.CREATE_SEQUENCE


class DropSequence(_DropElement):
    """DROP SEQUENCE."""

    __slots__ = ()
    _kind = k.DROP_SEQUENCE


class CreateSchema(_CreateElement):
    """CREATE SCHEMA; `element` is its name."""

    __slots__ = ()
    _kind = k.CREATE_SCHEMA


class DropSchema(_DropElement):
    """DROP SCHEMA; `element` is its name."""

    __slots__ = ()
    _kind = k.DROP_SCHEMA

    def __init__(self, name: str, cascade: bool = False, if_exists: bool = False) -> None:
        super().__init__(name, if_exists, cascade)


class SetTableComment(_Element):
    """COMMENT ON TABLE .. IS the table's comment."""

    __slots__ = ()
    _kind = k.SET_TABLE_COMMENT


class DropTableComment(_Element):
    """COMMENT ON TABLE .. IS NULL."""

    __slots__ = ()
    _kind = k.DROP_TABLE_COMMENT


class SetColumnComment(_Element):
    """COMMENT ON COLUMN .. IS the column's comment."""

    __slots__ = ()
    _kind = k.SET_COLUMN_COMMENT


class DropColumnComment(_Element):
    """COMMENT ON COLUMN .. IS NULL."""

    __slots__ = ()
    _kind = k.DROP_COLUMN_COMMENT


class CreateEnumType(_Element):
    """CREATE TYPE .. AS ENUM (PostgreSQL)."""

    __slots__ = ()
    _kind = k.CREATE_ENUM


class DropEnumType(_Element):
    """DROP TYPE (PostgreSQL)."""

    __slots__ = ()
    _kind = k.DROP_ENUM


BaseDDLElement = DDLElement = ExecutableDDLElement
