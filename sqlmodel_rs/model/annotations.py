"""From a field's annotation to its column: which SQL type it has, whether it may be NULL, and the Column itself.

Knows fields and columns; knows nothing of classes, mappers or relationships.
"""

from __future__ import annotations

import types
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, NewType, TypeVar, Union, get_args, get_origin

import typing_extensions
from annotated_types import MaxLen
from pydantic import (
    AwareDatetime,
    EmailStr,
    FutureDate,
    FutureDatetime,
    NaiveDatetime,
    PastDate,
    PastDatetime,
    SecretBytes,
)

from sqlmodel_rs.model.datetimes import naive_datetimes
from sqlmodel_rs.model.fields import get_field_value
from sqlmodel_rs.model.pydantic_api import PydanticMetadata, Undefined
from sqlmodel_rs.model.stored import StoredBytes, StoredText, is_collection, is_document, typed_json
from sqlmodel_rs.schema import Column, Computed, ForeignKey, Identity
from sqlmodel_rs.types import (
    JSON,
    AutoString,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    Time,
    UTCDateTime,
    Uuid,
)
from sqlmodel_rs.types import Enum as EnumType

NoneType = type(None)

# The order is SQLModel's: bool before int, datetime before date.
_PLAIN: tuple[tuple[Any, Any], ...] = (
    (float, Float),
    (bool, Boolean),
    (int, Integer),
    (AwareDatetime, UTCDateTime()),
    (NaiveDatetime, DateTime(timezone=False)),
    (datetime, UTCDateTime()),
    (PastDatetime, UTCDateTime()),
    (FutureDatetime, UTCDateTime()),
    (date, Date),
    (PastDate, Date),
    (FutureDate, Date),
    (timedelta, Interval),
    (time, Time),
    (bytes, LargeBinary),
    (uuid.UUID, Uuid),
)
_ALIAS_TYPES: tuple[type, ...] = tuple(
    {module.TypeAliasType for module in (types, typing_extensions) if hasattr(module, "TypeAliasType")}
)
_TIMEZONE_MARKERS: tuple[Any, ...] = (AwareDatetime, NaiveDatetime)
# To type checkers pydantic's markers are annotations, at run time classes.
_TEXTS: tuple[Any, ...] = (str, EmailStr)
_DATETIMES: tuple[Any, ...] = (datetime, PastDatetime, FutureDatetime)
_UNION_MESSAGE = "Cannot have a (non-optional) union as a SQLAlchemy field"


def is_union(origin: Any) -> bool:
    """Say whether the origin of an annotation is `Union` or `X | Y`."""
    return origin is Union or origin is types.UnionType


def unwrap_alias(annotation: Any) -> Any:
    """Follow `type X = ...`, `NewType` and bound type variables to the annotation they stand for."""
    while True:
        origin = get_origin(annotation)
        if isinstance(annotation, _ALIAS_TYPES):
            annotation = annotation.__value__  # type: ignore[attr-defined]
        elif isinstance(origin, _ALIAS_TYPES):
            annotation = origin.__value__[get_args(annotation)]  # type: ignore[attr-defined]
        elif isinstance(annotation, NewType):
            annotation = annotation.__supertype__
        elif isinstance(annotation, TypeVar) and annotation.__bound__ is not None:
            annotation = annotation.__bound__
        else:
            return annotation


def _allows_none(annotation: Any) -> bool:
    annotation = unwrap_alias(annotation)
    origin = get_origin(annotation)
    if annotation is None or annotation is NoneType:
        return True
    if origin is Annotated:
        return _allows_none(get_args(annotation)[0])
    if is_union(origin):
        return any(_allows_none(member) for member in get_args(annotation))
    return origin is Literal and None in get_args(annotation)


def is_field_noneable(field: Any) -> bool:
    """Say whether a field's column may be NULL: `Field(nullable=...)` wins, else whether the annotation allows None.

    A default does not make a column nullable.
    """
    nullable = getattr(field, "nullable", Undefined)
    if nullable is not Undefined:
        return bool(nullable)
    if field.annotation is None or field.annotation is NoneType:
        return not field.is_required() and field.default is not Undefined
    return _allows_none(field.annotation)


def _literal_type(annotation: Any) -> Any:
    kinds = {type(value) for value in get_args(annotation) if value is not None}
    if len(kinds) != 1:
        raise ValueError(f"{annotation} has no matching SQLAlchemy type: its values are of more than one type")
    return kinds.pop()


def get_sa_type_from_type_annotation(annotation: Any) -> Any:
    """Reduce an annotation to the one class that chooses the SQL type.

    Optional, Annotated, aliases, NewType and Literal are looked through. Raises ValueError for a union of types.
    """
    if annotation is None:
        raise ValueError("Missing field type")
    annotation = unwrap_alias(annotation)
    origin = get_origin(annotation)
    if origin is None:
        return annotation
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        type_ = get_sa_type_from_type_annotation(inner)
        # Like pydantic: the last timezone marker wins.
        for meta in metadata:
            for marker in _TIMEZONE_MARKERS:
                if meta is marker or isinstance(meta, marker):
                    type_ = marker
        return type_
    if origin is Literal:
        return _literal_type(annotation)
    if is_union(origin):
        members = [member for member in get_args(annotation) if member is not NoneType]
        if len(members) != 1:
            raise ValueError(_UNION_MESSAGE)
        return get_sa_type_from_type_annotation(members[0])
    return origin


def get_sa_type_from_field(field: Any) -> Any:
    """Reduce a field's annotation, its metadata included, to the class that chooses the SQL type."""
    return get_sa_type_from_type_annotation(field.rebuild_annotation())


def _constraints(field: Any) -> Iterator[Any]:
    # StringConstraints is left out on purpose: SQLModel ignores its length, and a migration would see the difference.
    return (meta for meta in field.metadata if isinstance(meta, (PydanticMetadata, MaxLen)))


def _constraint(field: Any, name: str) -> Any:
    return next((value for meta in _constraints(field) if (value := getattr(meta, name, None)) is not None), None)


def get_field_metadata(field: Any) -> Any:
    """Return the first pydantic constraint of a field, or an object without constraints."""
    return next(_constraints(field), types.SimpleNamespace(max_length=None, max_digits=None, decimal_places=None))


def get_sqlalchemy_type(field: Any) -> Any:
    """Choose the SQL type of a field: its `sa_type`, else by annotation.

    Raises ValueError when no SQL type matches the annotation.

    >>> from sqlmodel_rs import Field, SQLModel
    >>> class Hero(SQLModel):
    ...     name: str = Field(max_length=30)
    >>> get_sqlalchemy_type(Hero.model_fields["name"]).length
    30
    """
    return _sql_type(field, json_columns=False)


def _sql_type(field: Any, *, json_columns: bool) -> Any:
    sa_type = get_field_value(field, "sa_type")
    if sa_type is not Undefined:
        return _holding(sa_type, field)
    type_ = get_sa_type_from_field(field)
    if is_document(type_) or (json_columns and (type_ is Any or is_collection(type_))):
        return typed_json(None, field.annotation)
    if not isinstance(type_, type):
        raise ValueError(f"{type_} has no matching SQLAlchemy type")
    # Enums first: an enum can also be a str or an int.
    if issubclass(type_, Enum):
        return EnumType(type_)
    if StoredText.holds(type_):
        return StoredText(type_, _constraint(field, "max_length"))
    if issubclass(type_, _TEXTS):
        length = _constraint(field, "max_length")
        return AutoString(length=length) if length else AutoString
    if issubclass(type_, _DATETIMES) and naive_datetimes():
        return DateTime
    for python_type, sql_type in _PLAIN:
        if issubclass(type_, python_type):
            return sql_type
    if issubclass(type_, Decimal):
        return Numeric(precision=_constraint(field, "max_digits"), scale=_constraint(field, "decimal_places"))
    if issubclass(type_, SecretBytes):
        return StoredBytes(type_)
    hint = ""
    if is_collection(type_):
        hint = ": store it as JSON with Field(sa_type=JSON), or all of them with json_columns=True in the class"
    raise ValueError(f"{type_} has no matching SQLAlchemy type{hint}")


def _holding(sa_type: Any, field: Any) -> Any:
    """Let a JSON type hold objects of the field's annotation; other types stay as they were given."""
    if isinstance(sa_type, type) and issubclass(sa_type, JSON):
        typed = typed_json(sa_type(), field.annotation)
        return typed if typed._document is not None else sa_type
    return typed_json(sa_type, field.annotation) if isinstance(sa_type, JSON) else sa_type


def _value(field: Any, name: str, default: Any) -> Any:
    value = get_field_value(field, name)
    return default if value is Undefined else value


def get_column_from_field(field: Any) -> Column[Any]:
    """Build the column of a field, or return the one it was given as `sa_column`.

    Raises RuntimeError for `ondelete="SET NULL"` on a column that may not be NULL, ValueError when no SQL type matches.
    """
    return column_of_field(field, json_columns=False)


def column_of_field(field: Any, *, json_columns: bool) -> Column[Any]:
    """Build the column of a field as `get_column_from_field`; with `json_columns`, lists and dicts are JSON."""
    sa_column = get_field_value(field, "sa_column")
    if isinstance(sa_column, Column):
        sa_column.type = _holding(sa_column.type, field)
        return sa_column
    sa_type = _sql_type(field, json_columns=json_columns)
    primary_key = bool(_value(field, "primary_key", False))
    nullable = _value(field, "nullable", not primary_key and is_field_noneable(field))
    args: list[Any] = []
    foreign_key = _value(field, "foreign_key", None)
    if foreign_key:
        ondelete = _value(field, "ondelete", None)
        if ondelete == "SET NULL" and not nullable:
            raise RuntimeError('ondelete="SET NULL" requires nullable=True')
        args.append(ForeignKey(foreign_key, ondelete=ondelete))
    options: dict[str, Any] = {
        "primary_key": primary_key,
        "nullable": nullable,
        "index": _value(field, "index", False),
        "unique": _value(field, "unique", False),
    }
    if field.default_factory:
        options["default"] = field.default_factory
    elif field.default is not Undefined:
        options["default"] = field.default
    _add_generation(field, args, options)
    args.extend(_value(field, "sa_column_args", ()))
    options.update(_value(field, "sa_column_kwargs", {}))
    return Column(*args, type_=sa_type, **options)


def _add_generation(field: Any, args: list[Any], options: dict[str, Any]) -> None:
    """Add what the database itself gives the column: a default, a computed value, an identity."""
    server_default = get_field_value(field, "server_default")
    if server_default is not Undefined and server_default is not None:
        options["server_default"] = server_default
    computed = _value(field, "computed", None)
    if computed is not None:
        args.append(computed._copy() if isinstance(computed, Computed) else Computed(computed))
    identity = _value(field, "identity", None)
    if identity is not None and identity is not False:
        args.append(identity._copy() if isinstance(identity, Identity) else Identity())
