"""`mapped_column()`: a column of a declarative class, completed by the annotation of its attribute.

Knows columns; knows nothing of classes and mappers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel_rs.orm.queryable import Mapped
from sqlmodel_rs.schema import Column
from sqlmodel_rs.types import NullType, TypeEngine

__all__ = ["NO_ARG", "MappedColumn", "deferred", "mapped_column"]


class _NoArg:
    """The value of an option that was not given."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NO_ARG"


NO_ARG: Any = _NoArg()

#: The options of a mapped attribute that belong to `dataclasses.field`.
DATACLASS_OPTIONS = ("init", "repr", "default", "default_factory", "compare", "kw_only", "hash")


class MappedColumn(Mapped[Any]):
    """A column that waits for its attribute: the name and, where it has none, type and nullability come from there."""

    __slots__ = (
        "column", "sort_order", "deferred", "deferred_group", "deferred_raiseload", "use_existing_column",
        "active_history", "field_options", "nullable_given", "given",
    )  # fmt: skip

    def __init__(
        self,
        args: tuple[Any, ...],
        options: dict[str, Any],
        *,
        field_options: dict[str, Any],
        sort_order: int = 0,
        deferred: bool = False,
        deferred_group: str | None = None,
        deferred_raiseload: bool | None = None,
        use_existing_column: bool = False,
        active_history: bool = False,
    ) -> None:
        self.given = (args, options)
        self.column: Column[Any] = Column(*args, **options)
        self.nullable_given = "nullable" in options
        self.field_options = field_options
        self.sort_order = sort_order
        self.deferred = deferred or deferred_group is not None
        self.deferred_group = deferred_group
        self.deferred_raiseload = deferred_raiseload
        self.use_existing_column = use_existing_column
        self.active_history = active_history

    @property
    def name(self) -> Any:
        """The column's name in SQL; None until its attribute is known."""
        return self.column.name

    @property
    def foreign_keys(self) -> Any:
        """The column's foreign keys."""
        return self.column.foreign_keys

    @property
    def has_type(self) -> bool:
        """Whether the SQL type was given, or comes from a foreign key's target."""
        return not isinstance(self.column.type, NullType)

    def copy(self) -> MappedColumn:
        """Return a copy with a column of its own, for a class that takes it from a mixin."""
        new = MappedColumn.__new__(MappedColumn)
        for name in MappedColumn.__slots__:
            setattr(new, name, getattr(self, name))
        new.column = self.column._copy()
        return new

    def over(self, other: MappedColumn) -> MappedColumn:
        """Return this column with what it leaves open taken from `other`, the one an `Annotated` type carries."""
        merged = other.copy()
        column, own = merged.column, self.column
        if self.has_type:
            column.type = own.type
        if own.name is not None:
            column.name, column.key = own.name, own.key
        if self.nullable_given:
            column.nullable, column._user_nullable = own.nullable, own.nullable
            merged.nullable_given = True
        for flag in ("primary_key", "index", "unique", "comment", "doc"):
            if getattr(own, flag):
                setattr(column, flag, getattr(own, flag))
        if own.primary_key and not self.nullable_given:
            column.nullable = False
        for default in (own.default, own.onupdate, own.server_default, own.server_onupdate, own.computed, own.identity):
            if default is not None:
                default._copy()._set_parent(column)
        for key in own.foreign_keys:
            key._copy()._set_parent(column)
        for name in ("sort_order", "deferred", "use_existing_column", "active_history"):
            if getattr(self, name):
                setattr(merged, name, getattr(self, name))
        merged.field_options = {**other.field_options, **self.field_options}
        return merged

    def __clause_element__(self) -> Column[Any]:
        return self.column

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        """Apply an operator to the column."""
        return self.column.operate(op, *other, **modifiers)

    def reverse_operate(self, op: int, other: Any, **modifiers: Any) -> Any:
        """Apply an operator with the column on the right."""
        return self.column.reverse_operate(op, other, **modifiers)

    def __repr__(self) -> str:
        return f"<MappedColumn {self.column!r}>"


def mapped_column(
    __name_pos: Any = None,
    __type_pos: Any = None,
    /,
    *args: Any,
    init: bool = NO_ARG,
    repr: bool = NO_ARG,
    default: Any = NO_ARG,
    default_factory: Callable[[], Any] = NO_ARG,
    compare: bool = NO_ARG,
    kw_only: bool = NO_ARG,
    hash: bool | None = NO_ARG,
    insert_default: Any = NO_ARG,
    nullable: bool = NO_ARG,
    sort_order: int = 0,
    deferred: bool = False,
    deferred_group: str | None = None,
    deferred_raiseload: bool | None = None,
    use_existing_column: bool = False,
    active_history: bool = False,
    dataclass_metadata: Any = None,
    **options: Any,
) -> Any:
    """Declare a column of a declarative class, as `sqlalchemy.orm.mapped_column`.

    The arguments are `Column`'s; a type that is left out comes from the attribute's annotation (`Mapped[int]`), and the
    column is NOT NULL unless the annotation allows None. `sort_order` moves the column in the table, `deferred` leaves
    it out of queries until it is read, `use_existing_column` shares a column of the same name in single-table
    inheritance. `init`, `repr`, `default`, `default_factory`, `compare`, `kw_only` and `hash` are those of
    `dataclasses.field`, for classes that are dataclasses.
    """
    if nullable is not NO_ARG:
        options["nullable"] = nullable
    if insert_default is not NO_ARG:
        options["insert_default"] = insert_default
    elif default is not NO_ARG:
        options["default"] = default
    given = dict(zip(DATACLASS_OPTIONS, (init, repr, default, default_factory, compare, kw_only, hash), strict=True))
    return MappedColumn(
        (__name_pos, __type_pos, *args),
        options,
        field_options={name: value for name, value in given.items() if value is not NO_ARG},
        sort_order=sort_order,
        deferred=deferred,
        deferred_group=deferred_group,
        deferred_raiseload=deferred_raiseload,
        use_existing_column=use_existing_column,
        active_history=active_history,
    )


def deferred(column: Any, *, group: str | None = None, raiseload: bool = False, **options: Any) -> Any:
    """Declare a column that queries leave out until it is read, as `sqlalchemy.orm.deferred`."""
    made: MappedColumn = column if isinstance(column, MappedColumn) else mapped_column()
    if isinstance(column, Column):
        made.column = column
        made.nullable_given = True
    made.deferred, made.deferred_group, made.deferred_raiseload = True, group, raiseload
    return made


def is_type(value: Any) -> bool:
    """Say whether a value is an SQL type or the class of one."""
    return isinstance(value, TypeEngine) or (isinstance(value, type) and issubclass(value, TypeEngine))
