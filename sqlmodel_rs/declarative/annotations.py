"""Reads `Mapped[...]`: which SQL type and nullability a column has, which class a relationship leads to.

Knows annotations and types; knows nothing of pydantic, classes being mapped, or mappers.
"""

from __future__ import annotations

import ast
import collections.abc
import datetime
import decimal
import enum
import sys
import types
import typing
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, ForwardRef, Literal, NewType, Optional, Union, get_args, get_origin

import typing_extensions

from sqlmodel_rs import exc
from sqlmodel_rs.declarative.columns import MappedColumn, is_type
from sqlmodel_rs.orm.queryable import Mapped
from sqlmodel_rs.orm.relationship.dynamic import DynamicMapped, WriteOnlyMapped
from sqlmodel_rs.types import (
    Boolean,
    Date,
    DateTime,
    Double,
    Enum,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    String,
    Time,
    TypeEngine,
    Uuid,
    to_instance,
)

NoneType = type(None)
DEFAULT_TYPES: dict[Any, Any] = {
    NoneType: None, bool: Boolean, int: Integer, str: String, float: Double, bytes: LargeBinary,
    decimal.Decimal: Numeric, datetime.date: Date, datetime.datetime: DateTime, datetime.time: Time,
    datetime.timedelta: Interval, uuid.UUID: Uuid,
}  # fmt: skip
_ALIASES: tuple[type, ...] = tuple(
    {module.TypeAliasType for module in (typing, typing_extensions) if hasattr(module, "TypeAliasType")}
)
_WRAPPERS = {"Mapped": Mapped, "DynamicMapped": DynamicMapped, "WriteOnlyMapped": WriteOnlyMapped}
_COLLECTIONS: dict[Any, type] = {
    collections.abc.Sequence: list, collections.abc.MutableSequence: list, collections.abc.Collection: list,
    collections.abc.Iterable: list, collections.abc.Set: set, collections.abc.MutableSet: set,
    collections.abc.Mapping: dict, collections.abc.MutableMapping: dict,
}  # fmt: skip
_COLLECTION_NAMES = {
    "list": list, "List": list, "Sequence": list, "MutableSequence": list, "Collection": list, "Iterable": list,
    "set": set, "Set": set, "MutableSet": set, "AbstractSet": set, "dict": dict, "Dict": dict, "Mapping": dict,
    "MutableMapping": dict,
}  # fmt: skip


@dataclass(slots=True, frozen=True)
class Annotation:
    """An attribute's annotation: what is inside `Mapped[...]` (an object, or source text that cannot be evaluated yet).

    `mapped` is the wrapper, None when the annotation has none.
    """

    inner: Any
    mapped: Any
    namespace: Mapping[str, Any]


@dataclass(slots=True, frozen=True)
class Target:
    """What a relationship's annotation says: the target (class or name), the collection, whether it may be None."""

    argument: Any
    collection: type | None
    optional: bool


class Namespace(dict[str, Any]):
    """The names an annotation may use: those of the class body, of its module, and typing's own."""

    def __init__(self, cls: type) -> None:
        super().__init__(vars(sys.modules[cls.__module__]) if cls.__module__ in sys.modules else {})
        for name, value in vars(cls).items():
            if isinstance(value, type):
                self.setdefault(name, value)
        self.setdefault(cls.__name__, cls)
        self.fallback = {**_WRAPPERS, "ClassVar": ClassVar, "Optional": Optional}

    def __missing__(self, name: str) -> Any:
        return self.fallback[name]


def evaluate(text: str, namespace: Mapping[str, Any]) -> Any:
    """Evaluate an annotation's text; NameError when a name is not there yet."""
    try:
        return eval(text, {}, namespace)
    except KeyError as error:
        raise NameError(str(error)) from None


def read(annotation: Any, cls: type) -> Annotation | None:
    """Take the wrapper off an attribute's annotation; None for a ClassVar."""
    namespace = Namespace(cls)
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        try:
            annotation = evaluate(annotation, namespace)
        except (NameError, TypeError, AttributeError):
            return _read_text(annotation, namespace)
    origin = get_origin(annotation)
    if annotation is ClassVar or origin is ClassVar:
        return None
    if isinstance(origin, type) and issubclass(origin, Mapped):
        return Annotation(get_args(annotation)[0], origin, namespace)
    return Annotation(annotation, None, namespace)


def _read_text(text: str, namespace: Mapping[str, Any]) -> Annotation | None:
    node = ast.parse(text.strip(), mode="eval").body
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value).rpartition(".")[2]
        if outer == "ClassVar":
            return None
        if outer in _WRAPPERS:
            return Annotation(ast.unparse(node.slice), _WRAPPERS[outer], namespace)
    return Annotation(text, None, namespace)


# --- columns
def is_union(origin: Any) -> bool:
    """Say whether the origin of an annotation is `Union` or `X | Y`."""
    return origin is Union or origin is types.UnionType


def without_none(annotation: Any) -> tuple[Any, bool]:
    """Return an annotation without None, and whether None was allowed."""
    origin = get_origin(annotation)
    if is_union(origin):
        members = [member for member in get_args(annotation) if member is not NoneType]
        optional = len(members) != len(get_args(annotation))
        return (members[0] if len(members) == 1 else Union[tuple(members)]), optional  # noqa: UP007
    if isinstance(annotation, _ALIASES):
        inner, optional = without_none(annotation.__value__)  # type: ignore[attr-defined]
        return (annotation, optional)
    return annotation, False


def resolved(annotation: Annotation) -> Any:
    """Return the annotation inside the wrapper with its own text evaluated.

    Raises NameError for names that are not there yet.
    """
    inner = annotation.inner
    while isinstance(inner, (str, ForwardRef)):
        inner = evaluate(inner if isinstance(inner, str) else inner.__forward_arg__, annotation.namespace)
    origin = get_origin(inner)
    if is_union(origin):
        members = tuple(resolved(Annotation(one, None, annotation.namespace)) for one in get_args(inner))
        return Union[members]  # noqa: UP007
    return inner


def carried_column(annotation: Any) -> MappedColumn | None:
    """Return the `mapped_column()` that an `Annotated` type carries, looking through None and aliases."""
    for one in _layers(annotation):
        for meta in getattr(one, "__metadata__", ()):
            if isinstance(meta, MappedColumn):
                return meta
    return None


def _layers(annotation: Any) -> Iterator[Any]:
    """Iterate over the layers of an annotation, outermost first: each may name an SQL type."""
    while True:
        annotation, _ = without_none(annotation)
        yield annotation
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif isinstance(annotation, _ALIASES):
            annotation = annotation.__value__  # type: ignore[attr-defined]
        elif isinstance(annotation, NewType):
            annotation = annotation.__supertype__
        else:
            return


def sql_type(annotation: Any, type_map: Mapping[Any, Any], where: str) -> TypeEngine:
    """Choose the SQL type for a Python type: the map of the registry first, then SQLAlchemy's defaults.

    Raises ArgumentError when there is none.
    """
    layers = list(_layers(annotation))
    for one in layers:
        found = _looked_up(one, type_map)
        if found is not None:
            return found
        for meta in getattr(one, "__metadata__", ()):
            if is_type(meta):
                return _instance(meta)
    last = layers[-1]
    if get_origin(last) is Literal:
        values = [value for value in get_args(last) if value is not None]
        return Enum(*values, native_enum=False, length=max(map(len, values)))
    if isinstance(last, type):
        if issubclass(last, enum.Enum):
            return _looked_up(enum.Enum, type_map, last) or Enum(last)
        for base in last.__mro__[1:]:
            found = _looked_up(base, type_map)
            if found is not None:
                return found
    raise exc.ArgumentError(
        f"Could not locate SQLAlchemy Core type when resolving for Python type indicated by '{annotation}' inside the "
        f"Mapped[] annotation for the {where!r} attribute; the type object is not resolvable by the registry"
    )


def _looked_up(key: Any, type_map: Mapping[Any, Any], enum_class: Any = None) -> TypeEngine | None:
    try:
        found = type_map[key] if key in type_map else DEFAULT_TYPES.get(key)
    except TypeError:
        return None
    if found is None:
        return None
    if enum_class is not None and isinstance(found, Enum):
        return Enum(enum_class, native_enum=found.native_enum, length=found.length)
    return _instance(found)


def _instance(type_: Any) -> TypeEngine:
    return to_instance(type_)


# --- relationships
def target_of(annotation: Annotation) -> Target:
    """Read a relationship's annotation; names inside it stay names."""
    return _target(annotation.inner, annotation.namespace)


def _target(inner: Any, namespace: Mapping[str, Any]) -> Target:
    if isinstance(inner, ForwardRef):
        inner = inner.__forward_arg__
    if isinstance(inner, str):
        return _target_of_node(ast.parse(inner.strip(), mode="eval").body, namespace)
    origin, members = get_origin(inner), get_args(inner)
    if origin is None:
        return Target(inner, None, False)
    if is_union(origin):
        others = [member for member in members if member is not NoneType]
        found = _target(others[0], namespace)
        return Target(found.argument, found.collection, len(others) != len(members))
    if origin is Annotated:
        return _target(members[0], namespace)
    if isinstance(origin, type) and issubclass(origin, collections.abc.Iterable):
        found = _target(members[-1], namespace)
        return Target(found.argument, _COLLECTIONS.get(origin, origin), False)
    return Target(inner, None, False)


def _target_of_node(node: ast.expr, namespace: Mapping[str, Any]) -> Target:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _target(node.value, namespace)
    if isinstance(node, ast.BinOp):
        sides = [side for side in (node.left, node.right) if not _is_none(side)]
        found = _target_of_node(sides[0], namespace)
        return Target(found.argument, found.collection, found.optional or len(sides) == 1)
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value).rpartition(".")[2]
        inner = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if outer in ("Optional", "Union"):
            sides = [side for side in inner if not _is_none(side)]
            found = _target_of_node(sides[0], namespace)
            return Target(found.argument, found.collection, True)
        if outer in _COLLECTION_NAMES:
            return Target(_target_of_node(inner[-1], namespace).argument, _COLLECTION_NAMES[outer], False)
    return Target(ast.unparse(node), None, False)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
