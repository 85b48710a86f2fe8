"""`TypeEngine`: what a SQL type knows — its storage on each database, and how operators treat it."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable
from typing import Any, ClassVar, Self

from sqlmodel_rs._native import TypeSpec
from sqlmodel_rs._native import compile as compile_node
from sqlmodel_rs.exc import ArgumentError
from sqlmodel_rs.subscript import Subscriptable

from .dialect import backend, type_dialect

# Operator codes repeated from sql.kinds, which is a layer above: only these are needed to compute result types.
ADD, SUB, MUL, DIV, FLOORDIV, CONCAT = 7, 8, 9, 10, 11, 13
JSON_GETITEM, JSON_PATH_GETITEM, GETITEM = 49, 50, 51


class TypeEngine(Subscriptable):
    """A SQL type. Subclasses give `_spec_args` (storage) and, where operators differ, `adapt_operator`."""

    __slots__ = ("__dict__", "__weakref__", "_specs")

    #: Python classes whose values need no look at the type to be bound beside a column of this type.
    accepts: ClassVar[frozenset[type]] = frozenset()
    #: Operator code `contains()` uses instead of LIKE (arrays, JSONB).
    containment_operator: ClassVar[int | None] = None
    #: Whether `fitting` has to be asked which type of the family a value needs.
    sized: ClassVar[bool] = False
    #: Whether `contains()` takes an item as well as a container.
    contains_items: ClassVar[bool] = False
    should_evaluate_none: bool = False
    sort_key_function: Any = None
    hashable: ClassVar[bool] = True
    #: The class of the object that carries the operators of this type's expressions, and its base.
    Comparator: ClassVar[Any] = None
    comparator_factory: Any = None
    #: Whether `comparator_factory` is the program's own, so that it has to be asked for every operator.
    asks: Any = False
    #: The family a type belongs to in operator rules.
    affinity: ClassVar[str] = "null"
    __visit_name__: ClassVar[str]
    #: `TypeSpec` by dialect; a slot, because every parameter and column of every statement reads it.
    _specs: dict[str, Any]
    _variants: dict[str, TypeEngine]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        self = object.__new__(cls)
        self._specs = {}
        return self

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.__visit_name__ = getattr(cls, "__visit_name__", cls.__name__)
        if "comparator_factory" in cls.__dict__:
            cls.asks = True
            cls.accepts = frozenset()

    @property
    def python_type(self) -> type:
        """The Python class of values."""
        raise NotImplementedError(f"{type(self).__name__} has no Python type")

    # --- storage ------------------------------------------------------------------------------------------------
    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": "null"}

    def _spec(self, dialect: str) -> Any:
        """Return the engine's `TypeSpec` of this type on "sqlite", "postgresql" or "mysql"; made once."""
        spec = self._specs.get(dialect)
        if spec is None:
            resolved = self._resolved(dialect)
            arguments = resolved._spec_args(dialect)
            name = TYPE_NAMES[0](resolved, dialect) if TYPE_NAMES else None
            if name is not None:
                arguments["ddl"] = name
                if arguments["kind"] == "null":
                    arguments["kind"] = "other"
            spec = self._specs[dialect] = TypeSpec(arguments.pop("kind"), **arguments)
        return spec

    def _resolved(self, dialect: Any) -> TypeEngine:
        variants: dict[str, TypeEngine] | None = self.__dict__.get("_variants")
        if not variants:
            return self
        name = dialect if isinstance(dialect, str) else getattr(dialect, "name", "default")
        return variants.get(name) or variants.get(backend(name), self)

    def with_variant(self, type_: Any, *dialect_names: str) -> Self:
        """Return a copy that is `type_` on the named databases."""
        if not dialect_names:
            raise _argument_error("At least one dialect name is required")
        new = self.copy()
        variants = dict(self.__dict__.get("_variants", {}))
        for name in dialect_names:
            if name in variants:
                raise _argument_error(f"Dialect {name!r} is already present in the mapping for this {self!r}")
            variants[name] = to_instance(type_)
        new._variants = variants
        return new

    def copy(self, **kwargs: Any) -> Self:
        """Return a copy of the type."""
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        new._specs = {}
        return new

    def dialect_impl(self, dialect: Any) -> TypeEngine:
        """Return the type that is used on a database."""
        return self._resolved(dialect)

    def load_dialect_impl(self, dialect: Any) -> TypeEngine:
        """Return the type that is used on a database."""
        return self._resolved(dialect)

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        """Return the Python function applied to a value before it is sent, or None."""
        return self._resolved(dialect)._spec_args(backend(dialect)).get("bind")

    def result_processor(self, dialect: Any, coltype: Any = None) -> Callable[[Any], Any] | None:
        """Return the Python function applied to a value after it is read, or None."""
        return self._resolved(dialect)._spec_args(backend(dialect)).get("result")

    def literal_processor(self, dialect: Any) -> Callable[[Any], str] | None:
        """Return a function that writes a value as SQL text."""
        return None

    def evaluates_none(self) -> Any:
        """Return a copy for which None is a value (JSON null), not an absent one."""
        new = self.copy()
        new.should_evaluate_none = True
        return new

    def compare_values(self, x: Any, y: Any) -> bool:
        """Tell whether two values are equal for change detection."""
        return bool(x == y)

    def copy_value(self, value: Any) -> Any:
        """Return a copy of a value for change detection."""
        return value

    def as_generic(self, allow_nulltype: bool = False) -> TypeEngine:
        """Return the generic type of a database-specific one."""
        return self

    @property
    def _type_affinity(self) -> type[TypeEngine]:
        for cls in type(self).__mro__:
            if TypeEngine in cls.__bases__:
                return cls
        return type(self)

    def fitting(self, value: Any) -> TypeEngine:
        """Return the type of this family that a Python value fits into."""
        return self

    # --- operators ----------------------------------------------------------------------------------------------
    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Return the type of a Python value used beside an expression of this type."""
        if isinstance(value, enum.Enum):
            # A member says nothing about how its column stores it: an IntEnum beside an INTEGER is its number.
            return self
        given = type_of_value(value)
        if given is NULLTYPE or given.affinity == self.affinity:
            return self
        return given

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """Return the operator and the result type of `self op other`."""
        return op, self

    def index(self, left: Any, index: Any, build: Callable[..., Any]) -> Any:
        """Build `left[index]`; only JSON and arrays can."""
        raise NotImplementedError("Operator 'getitem' is not supported on this expression")

    def expression_method(self, name: str) -> Any:
        """Return a function of the expression that this type adds to its operators, or None."""
        return None

    # --- text ---------------------------------------------------------------------------------------------------
    def compile(self, dialect: Any = None) -> str:
        """Return the type's name in DDL."""
        return _render(self, dialect)

    def __str__(self) -> str:
        return _render(self, None)

    def __repr__(self) -> str:
        return generic_repr(self)

    def __getstate__(self) -> dict[str, Any]:
        return dict(self.__dict__)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


class _TypeNameNode:
    """The statement node that lowering writes as a type's bare name (kind TYPE_NAME of sql.kinds)."""

    __slots__ = ("type",)
    _kind = 35

    def __init__(self, type_: TypeEngine) -> None:
        self.type = type_


def _render(type_: TypeEngine, dialect: Any) -> str:
    name = "default" if dialect is None else backend(dialect)
    return str(compile_node(_TypeNameNode(type_), name, mode="str").sql)


def _argument_error(message: str) -> Exception:
    return ArgumentError(message)


def generic_repr(type_: TypeEngine) -> str:
    """Return `Name(arg=value)` with the constructor arguments that differ from their defaults."""
    parts: list[str] = []
    for parameter in list(inspect.signature(type(type_).__init__).parameters.values())[1:]:
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        value = getattr(type_, parameter.name, parameter.default)
        if parameter.kind is parameter.VAR_POSITIONAL:
            parts.extend(repr(item) for item in (value if isinstance(value, (tuple, list)) else ()))
        elif parameter.default is parameter.empty:
            parts.append(repr(value))
        elif value is not parameter.default and value != parameter.default:
            parts.append(f"{parameter.name}={value!r}")
    return f"{type(type_).__name__}({', '.join(parts)})"


class Concatenable:
    """Mark a type whose values `+` concatenates."""

    Comparator: ClassVar[Any] = None

    def adapt_operator(self, op: int, other: Any) -> tuple[int, Any]:
        """Let + concatenate with another such value, or with one of no type."""
        if op == ADD and (isinstance(other, (Concatenable, NullType)) or other.affinity == "string"):
            op = CONCAT
        return op, self


class NullType(TypeEngine):
    """The type of an expression nothing is known of; values bind and decode by what they are."""

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Take the type of the value."""
        return type_of_value(value)

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """Follow the other side; with text, + is concatenation."""
        if other.affinity == "null":
            return op, self
        if op == ADD and other.affinity == "string":
            return CONCAT, other
        return op, other if other.affinity == "string" else self

    def index(self, left: Any, index: Any, build: Callable[..., Any]) -> Any:
        """Build a plain index."""
        return build(left, GETITEM, index, NULLTYPE, self)


NULLTYPE = NullType()

#: Python class -> shared type instance; the modules of this package register theirs.
VALUE_TYPES: dict[type, TypeEngine] = {type(None): NULLTYPE}


def type_of_value(value: Any) -> TypeEngine:
    """Return the SQL type of a Python value."""
    found = VALUE_TYPES.get(type(value))
    if found is not None:
        return found.fitting(value) if found.sized else found
    for make in VALUE_RESOLVERS:
        found = make(value)
        if found is not None:
            return found
    for cls in type(value).__mro__[1:-1]:
        found = VALUE_TYPES.get(cls)
        if found is not None:
            return found
    return NULLTYPE


#: Functions that give a type for a value of an unregistered class, or None (enumerations).
VALUE_RESOLVERS: list[Callable[[Any], TypeEngine | None]] = []


#: The function that gives the name a program writes for a type on a database, or None; `compiler` puts it here.
TYPE_NAMES: list[Callable[[TypeEngine, str], str | None]] = []


def to_instance(type_: Any) -> TypeEngine:
    """Return a type instance: of a class, a callable without arguments, None (no type), or an instance."""
    if isinstance(type_, TypeEngine):
        return type_
    if type_ is None:
        return NULLTYPE
    if isinstance(type_, type) and issubclass(type_, TypeEngine):
        return type_()
    if callable(type_):
        made = type_()
        if isinstance(made, TypeEngine):
            return made
    raise _argument_error(f"Object {type_!r} is not a SQL type")


def dialect_of(dialect: Any) -> Any:
    """Return a dialect object for `TypeDecorator` methods."""
    return type_dialect(dialect)
