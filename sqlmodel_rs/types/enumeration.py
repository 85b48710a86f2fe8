"""`Enum`: a fixed set of names — a named type on PostgreSQL, inline on MySQL, text on SQLite."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from .base import VALUE_RESOLVERS, TypeEngine, _argument_error
from .string import String


class SchemaType:
    """A type that exists in the database beside its table."""

    schema: str | None
    metadata: Any


class Enum(String, SchemaType):
    """One of a set of strings, or of the members of one Python enumeration, stored by member name.

    `values_callable` may return other strings to store; `native_enum=False` stores plain VARCHAR everywhere.
    """

    affinity = "string"

    def __init__(self, *enums: Any, values_callable: Callable[[Any], Any] | None = None, **kw: Any) -> None:
        self._options = dict(kw) if values_callable is None else {**kw, "values_callable": values_callable}
        self.native_enum: bool = kw.pop("native_enum", True)
        self.create_constraint: bool = kw.pop("create_constraint", False)
        self.values_callable = values_callable
        self._sort_key_function = kw.pop("sort_key_function", None)
        self.validate_strings: bool = kw.pop("validate_strings", False)
        self.omit_aliases: bool = kw.pop("omit_aliases", True)
        self.schema = kw.pop("schema", None)
        self.metadata = kw.pop("metadata", None)
        self.inherit_schema: bool = kw.pop("inherit_schema", True)
        self.create_type: bool = kw.pop("create_type", True)
        for ignored in ("quote", "_create_events", "_adapted_from", "_disable_warnings", "_enums"):
            kw.pop(ignored, None)
        name = kw.pop("name", None)
        length = kw.pop("length", None)
        super().__init__(None, kw.pop("collation", None))
        if kw:
            raise TypeError(f"Enum() got an unexpected keyword argument {next(iter(kw))!r}")
        self.enum_class: type[enum.Enum] | None = None
        objects: list[Any]
        if len(enums) == 1 and hasattr(enums[0], "__members__"):
            enum_class: type[enum.Enum] = enums[0]
            self.enum_class = enum_class
            members = dict(enum_class.__members__)
            if self.omit_aliases:
                members = {n: m for n, m in members.items() if n == m.name}
            values = list(self.values_callable(enum_class)) if self.values_callable else list(members)
            objects = [members[n] for n in members]
            if name is None:
                name = enum_class.__name__.lower()
        else:
            values = [str(value) for value in enums]
            objects = list(values)
        self.name: str | None = name
        self.enums: list[str] = values
        self._objects = objects
        longest = max((len(v) for v in values), default=0)
        if length is not None and length < longest:
            raise ValueError(
                f"When provided, length must be larger or equal than the length of the longest enum value. "
                f"{length} < {longest}"
            )
        self.length = length if length is not None else longest
        self._by_object = dict(zip(objects, values, strict=True))
        self._by_value = dict(zip(values, objects, strict=True))
        self.accepts = frozenset({str} | ({self.enum_class} if self.enum_class else set()))  # type: ignore[misc]

    @property
    def native(self) -> bool:
        """Whether a database type of its own is used where there is one."""
        return self.native_enum

    @property
    def python_type(self) -> type:
        """The enumeration's class, or `str`."""
        return self.enum_class or str

    @property
    def sort_key_function(self) -> Any:
        """Key by which values are sorted in Python."""
        return self._sort_key_function

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        if not self.native_enum:
            return {"kind": "varchar", "length": self.length, "bind": self._store, "result": self._load}
        bind: dict[Any, str] = dict(self._by_object)
        for member, value in self._by_object.items():
            bind.setdefault(member.name if isinstance(member, enum.Enum) else member, value)
        if self.enum_class is not None and self.values_callable is not None:
            for value in self.enums:
                bind.setdefault(value, value)
        return {
            "kind": "enum",
            "name": self._qualified_name(),
            # PostgreSQL's type is an object with a name; MySQL writes the values into the column.
            "native": self.name is not None or dialect == "mysql",
            "length": self.length,
            "values": tuple(self.enums),
            "enum_bind": bind,
            "enum_result": dict(self._by_value),
        }

    def _qualified_name(self) -> str | None:
        return f"{self.schema}.{self.name}" if self.schema and self.name else self.name

    def _missing(self, value: Any) -> LookupError:
        shown = ", ".join(str(v) for v in self.enums[:4])
        if len(self.enums) > 4:
            shown = f"{', '.join(str(v) for v in self.enums[:3])}, ..., {self.enums[-1]}"
        return LookupError(
            f"{value!r} is not among the defined enum values. Enum name: {self.name}. Possible values: {shown}"
        )

    def _store(self, value: Any) -> Any:
        if value is None:
            return None
        found = self._by_object.get(value) if value.__hash__ is not None else None
        if found is not None:
            return found
        if isinstance(value, str):
            if self.enum_class is not None and value in self.enum_class.__members__:
                return self._by_object[self.enum_class.__members__[value]]
            if not self.validate_strings or value in self._by_value:
                return value
        raise self._missing(value)

    def _load(self, value: Any) -> Any:
        if value is None:
            return None
        try:
            return self._by_value[value]
        except KeyError:
            raise self._missing(value) from None

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        """Return the function from member to stored string."""
        return self._store

    def result_processor(self, dialect: Any, coltype: Any = None) -> Callable[[Any], Any] | None:
        """Return the function from stored string to member."""
        return self._load

    def copy(self, **kwargs: Any) -> Any:
        """Return a copy, with `metadata` or `schema` replaced if given."""
        new = super().copy()
        for key in ("metadata", "schema"):
            if key in kwargs:
                setattr(new, key, kwargs[key])
        return new

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """The result of an operator on an enumeration is text."""
        op, result = super().adapt_operator(op, other)
        return op, String() if result is self else result

    def __repr__(self) -> str:
        parts = [repr(value) for value in self.enums]
        if self.name is not None:
            parts.append(f"name={self.name!r}")
        for key, default in (("native_enum", True), ("create_constraint", False)):
            if getattr(self, key) != default:
                parts.append(f"{key}={getattr(self, key)!r}")
        return f"{type(self).__name__}({', '.join(parts)})"


def enum_named(type_: Enum) -> str:
    """Return an enum type's name; a database type cannot be made without one."""
    if type_.name is None:
        raise _argument_error("PostgreSQL ENUM type requires a name.")
    return type_.name


_CACHE: dict[type, Enum] = {}


def _of_member(value: Any) -> TypeEngine | None:
    if not isinstance(value, enum.Enum):
        return None
    cls = type(value)
    found = _CACHE.get(cls)
    if found is None:
        found = _CACHE[cls] = Enum(cls)
    return found


VALUE_RESOLVERS.append(_of_member)
