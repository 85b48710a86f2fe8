"""`Field()` and what it makes: a pydantic FieldInfo that also carries the options of the column.

Knows nothing of how a column is made from it (`annotations.py`) or of classes.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias, Union, overload

from pydantic import Discriminator
from typing_extensions import deprecated

from sqlmodel_rs.model.pydantic_api import PydanticFieldInfo, Undefined, UndefinedType
from sqlmodel_rs.schema import Column
from sqlmodel_rs.types import TypeEngine

NoArgAnyCallable: TypeAlias = Callable[[], Any]
IncEx: TypeAlias = set[int] | set[str] | Mapping[int, Union["IncEx", bool]] | Mapping[str, Union["IncEx", bool]]
SaTypeOrInstance: TypeAlias = TypeEngine | type[TypeEngine]
OnDeleteType: TypeAlias = Literal["CASCADE", "SET NULL", "RESTRICT"]

MIN_ITEMS_DEPRECATION_MSG = "`min_items` is deprecated and will be removed, use `min_length` instead"
MAX_ITEMS_DEPRECATION_MSG = "`max_items` is deprecated and will be removed, use `max_length` instead"

_EXCLUDED_BY_SA_COLUMN = (
    "sa_column_args",
    "sa_column_kwargs",
    "primary_key",
    "nullable",
    "foreign_key",
    "ondelete",
    "unique",
    "index",
    "sa_type",
    "server_default",
    "computed",
    "identity",
)


@dataclass(frozen=True)
class FieldInfoMetadata:
    """The column options of a field, kept in pydantic's metadata list: they survive `Annotated` and inheritance."""

    primary_key: bool | UndefinedType = Undefined
    nullable: bool | UndefinedType = Undefined
    foreign_key: Any = Undefined
    ondelete: OnDeleteType | UndefinedType = Undefined
    unique: bool | UndefinedType = Undefined
    index: bool | UndefinedType = Undefined
    sa_type: SaTypeOrInstance | UndefinedType = Undefined
    sa_column: Column | UndefinedType = Undefined
    sa_column_args: Sequence[Any] | UndefinedType = Undefined
    sa_column_kwargs: Mapping[str, Any] | UndefinedType = Undefined
    server_default: Any = Undefined
    computed: Any = Undefined
    identity: Any = Undefined


_COLUMN_OPTIONS: tuple[str, ...] = tuple(FieldInfoMetadata.__dataclass_fields__)


def _check_column_options(options: Mapping[str, Any]) -> None:
    if options["sa_column"] is not Undefined:
        for name in _EXCLUDED_BY_SA_COLUMN:
            if options[name] is not Undefined:
                raise RuntimeError(f"Passing {name} is not supported when also passing a sa_column")
    kwargs = options["sa_column_kwargs"]
    if kwargs is not Undefined and "type_" in kwargs:
        raise RuntimeError("Passing type_ is not supported in sa_column_kwargs, use sa_type instead")
    if options["ondelete"] is not Undefined and options["foreign_key"] is Undefined:
        raise RuntimeError("ondelete can only be used with foreign_key")


class FieldInfo(PydanticFieldInfo):  # type: ignore[misc]
    """A pydantic FieldInfo with column options; raises RuntimeError for options that exclude each other."""

    def __init__(self, default: Any = Undefined, **kwargs: Any) -> None:
        options = {name: kwargs.pop(name, Undefined) for name in _COLUMN_OPTIONS}
        _check_column_options(options)
        super().__init__(default=default, **kwargs)
        for name, value in options.items():
            setattr(self, name, value)


def get_field_value(field: Any, name: str) -> Any:
    """Return one column option of a field, Undefined when it was not given.

    A field may have several `Field()`, one assigned and others in `Annotated`: the first that gives the option wins.
    """
    found = [meta for meta in getattr(field, "metadata", ()) if isinstance(meta, FieldInfoMetadata)]
    if not found:
        return getattr(field, name, Undefined)
    return next((value for meta in found if (value := getattr(meta, name)) is not Undefined), Undefined)


@overload
def Field(
    default: Any = Undefined,
    *,
    default_factory: NoArgAnyCallable | None = None,
    alias: str | None = None,
    validation_alias: str | None = None,
    serialization_alias: str | None = None,
    title: str | None = None,
    description: str | None = None,
    exclude: Set[int | str] | Mapping[int | str, Any] | Any = None,
    include: Set[int | str] | Mapping[int | str, Any] | Any = None,
    const: bool | None = None,
    gt: float | None = None,
    ge: float | None = None,
    lt: float | None = None,
    le: float | None = None,
    multiple_of: float | None = None,
    max_digits: int | None = None,
    decimal_places: int | None = None,
    min_items: Annotated[int | None, deprecated(MIN_ITEMS_DEPRECATION_MSG)] = None,
    max_items: Annotated[int | None, deprecated(MAX_ITEMS_DEPRECATION_MSG)] = None,
    unique_items: bool | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    allow_mutation: bool = True,
    regex: str | None = None,
    discriminator: str | Discriminator | None = None,
    repr: bool = True,
    primary_key: bool | UndefinedType = Undefined,
    foreign_key: Any = Undefined,
    unique: bool | UndefinedType = Undefined,
    nullable: bool | UndefinedType = Undefined,
    index: bool | UndefinedType = Undefined,
    sa_type: SaTypeOrInstance | UndefinedType = Undefined,
    sa_column_args: Sequence[Any] | UndefinedType = Undefined,
    sa_column_kwargs: Mapping[str, Any] | UndefinedType = Undefined,
    schema_extra: dict[str, Any] | None = None,
    server_default: Any = Undefined,
    computed: Any = Undefined,
    identity: Any = Undefined,
) -> Any: ...


@overload
def Field(
    default: Any = Undefined,
    *,
    default_factory: NoArgAnyCallable | None = None,
    alias: str | None = None,
    validation_alias: str | None = None,
    serialization_alias: str | None = None,
    title: str | None = None,
    description: str | None = None,
    exclude: Set[int | str] | Mapping[int | str, Any] | Any = None,
    include: Set[int | str] | Mapping[int | str, Any] | Any = None,
    const: bool | None = None,
    gt: float | None = None,
    ge: float | None = None,
    lt: float | None = None,
    le: float | None = None,
    multiple_of: float | None = None,
    max_digits: int | None = None,
    decimal_places: int | None = None,
    min_items: Annotated[int | None, deprecated(MIN_ITEMS_DEPRECATION_MSG)] = None,
    max_items: Annotated[int | None, deprecated(MAX_ITEMS_DEPRECATION_MSG)] = None,
    unique_items: bool | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    allow_mutation: bool = True,
    regex: str | None = None,
    discriminator: str | Discriminator | None = None,
    repr: bool = True,
    primary_key: bool | UndefinedType = Undefined,
    foreign_key: str,
    ondelete: OnDeleteType | UndefinedType = Undefined,
    unique: bool | UndefinedType = Undefined,
    nullable: bool | UndefinedType = Undefined,
    index: bool | UndefinedType = Undefined,
    sa_type: SaTypeOrInstance | UndefinedType = Undefined,
    sa_column_args: Sequence[Any] | UndefinedType = Undefined,
    sa_column_kwargs: Mapping[str, Any] | UndefinedType = Undefined,
    schema_extra: dict[str, Any] | None = None,
    server_default: Any = Undefined,
    computed: Any = Undefined,
    identity: Any = Undefined,
) -> Any: ...


@overload
def Field(
    default: Any = Undefined,
    *,
    default_factory: NoArgAnyCallable | None = None,
    alias: str | None = None,
    validation_alias: str | None = None,
    serialization_alias: str | None = None,
    title: str | None = None,
    description: str | None = None,
    exclude: Set[int | str] | Mapping[int | str, Any] | Any = None,
    include: Set[int | str] | Mapping[int | str, Any] | Any = None,
    const: bool | None = None,
    gt: float | None = None,
    ge: float | None = None,
    lt: float | None = None,
    le: float | None = None,
    multiple_of: float | None = None,
    max_digits: int | None = None,
    decimal_places: int | None = None,
    min_items: Annotated[int | None, deprecated(MIN_ITEMS_DEPRECATION_MSG)] = None,
    max_items: Annotated[int | None, deprecated(MAX_ITEMS_DEPRECATION_MSG)] = None,
    unique_items: bool | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    allow_mutation: bool = True,
    regex: str | None = None,
    discriminator: str | Discriminator | None = None,
    repr: bool = True,
    sa_column: Column | UndefinedType = Undefined,
    schema_extra: dict[str, Any] | None = None,
) -> Any: ...


def Field(
    default: Any = Undefined,
    *,
    default_factory: NoArgAnyCallable | None = None,
    alias: str | None = None,
    validation_alias: str | None = None,
    serialization_alias: str | None = None,
    title: str | None = None,
    description: str | None = None,
    exclude: Set[int | str] | Mapping[int | str, Any] | Any = None,
    include: Set[int | str] | Mapping[int | str, Any] | Any = None,
    const: bool | None = None,
    gt: float | None = None,
    ge: float | None = None,
    lt: float | None = None,
    le: float | None = None,
    multiple_of: float | None = None,
    max_digits: int | None = None,
    decimal_places: int | None = None,
    min_items: Annotated[int | None, deprecated(MIN_ITEMS_DEPRECATION_MSG)] = None,
    max_items: Annotated[int | None, deprecated(MAX_ITEMS_DEPRECATION_MSG)] = None,
    unique_items: bool | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    allow_mutation: bool = True,
    regex: str | None = None,
    discriminator: str | Discriminator | None = None,
    repr: bool = True,
    primary_key: bool | UndefinedType = Undefined,
    foreign_key: Any = Undefined,
    ondelete: OnDeleteType | UndefinedType = Undefined,
    unique: bool | UndefinedType = Undefined,
    nullable: bool | UndefinedType = Undefined,
    index: bool | UndefinedType = Undefined,
    sa_type: SaTypeOrInstance | UndefinedType = Undefined,
    sa_column: Column | UndefinedType = Undefined,
    sa_column_args: Sequence[Any] | UndefinedType = Undefined,
    sa_column_kwargs: Mapping[str, Any] | UndefinedType = Undefined,
    schema_extra: dict[str, Any] | None = None,
    server_default: Any = Undefined,
    computed: Any = Undefined,
    identity: Any = Undefined,
) -> Any:
    """Describe a field of a model: pydantic's constraints and the column it is stored in.

    Column options: `primary_key`, `foreign_key` ("table.column"), `ondelete` (needs `foreign_key`), `unique`,
    `nullable`, `index`, `sa_type` (a SQL type or its class), `sa_column_args`/`sa_column_kwargs` (passed to Column), or
    a complete `sa_column`, which excludes the others. `schema_extra` is merged into pydantic's FieldInfo arguments.
    What the database fills in: `server_default` (a text or a SQL expression), `computed` (`Computed(...)` or the text
    of its expression), `identity` (`Identity(...)` or True); with `default=None` the constructor leaves it to it.
    Raises RuntimeError for options that exclude each other.

    >>> from sqlmodel_rs import Field, SQLModel
    >>> class Hero(SQLModel, table=True):
    ...     id: int | None = Field(default=None, primary_key=True)
    ...     name: str = Field(index=True, max_length=50)
    >>> Hero.__table__.c.name.index
    True
    """
    extra = dict(schema_extra or {})
    if min_items is not None:
        warnings.warn(MIN_ITEMS_DEPRECATION_MSG, DeprecationWarning, stacklevel=2)
        min_length = min_items if min_length is None else min_length
    if max_items is not None:
        warnings.warn(MAX_ITEMS_DEPRECATION_MSG, DeprecationWarning, stacklevel=2)
        max_length = max_items if max_length is None else max_length
    column_options: dict[str, Any] = {
        "primary_key": primary_key,
        "nullable": nullable,
        "foreign_key": foreign_key,
        "ondelete": ondelete,
        "unique": unique,
        "index": index,
        "sa_type": sa_type,
        "sa_column": sa_column,
        "sa_column_args": sa_column_args,
        "sa_column_kwargs": sa_column_kwargs,
        "server_default": server_default,
        "computed": computed,
        "identity": identity,
    }
    # An explicit alias wins over schema_extra, which wins over `alias`.
    aliases = {
        "validation_alias": validation_alias or extra.pop("validation_alias", None) or alias,
        "serialization_alias": serialization_alias or extra.pop("serialization_alias", None) or alias,
    }
    options: dict[str, Any] = {
        "alias": alias,
        "title": title,
        "description": description,
        "exclude": exclude,
        "include": include,
        "const": const,
        "gt": gt,
        "ge": ge,
        "lt": lt,
        "le": le,
        "multiple_of": multiple_of,
        "max_digits": max_digits,
        "decimal_places": decimal_places,
        "unique_items": unique_items,
        "min_length": min_length,
        "max_length": max_length,
        "allow_mutation": allow_mutation,
        "pattern": regex,
        "discriminator": discriminator,
        "repr": repr,
    }
    field = FieldInfo(default, default_factory=default_factory, **{**options, **column_options, **extra, **aliases})
    field.metadata.append(FieldInfoMetadata(**column_options))
    return field
