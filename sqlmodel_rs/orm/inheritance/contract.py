"""What a front end declares about one class, and the four questions the rest of the code may ask about its inheritance.

Owns the shapes only; which strategy answers is decided in `choice.py`, and nobody else may know.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper
    from sqlmodel_rs.orm.registry import registry as Registry
    from sqlmodel_rs.schema import Column, MetaData, Table

Operation = Literal["insert", "update", "delete"]

#: What `__mapper_args__` may say; the last two are this library's.
KNOWN_ARGUMENTS = frozenset(
    "polymorphic_on polymorphic_identity polymorphic_abstract polymorphic_load with_polymorphic concrete "
    "version_id_col version_id_generator eager_defaults confirm_deleted_rows inherit_condition inherit_foreign_keys "
    "exclude_properties include_properties primary_key passive_updates passive_deletes batch always_refresh "
    "allow_partial_pks order_by column_prefix legacy_is_orphan inherits properties local_table non_primary "
    "polymorphic_lenient polymorphic_checks".split()
)


@dataclass(slots=True)
class Declaration:
    """Describe one class to `registry.map_class`.

    `own_columns` are the columns this class declares itself, `all_columns` those and the inherited ones (fresh copies,
    so that a concrete class can own them); both are keyed by attribute. `tablename` is the name given on this very
    class. `inheritance` is the class keyword, `mapper_args` SQLAlchemy's `__mapper_args__`; `properties` are SQL
    expressions and synonyms by attribute, `deferred` the attributes that queries leave out, `compared` columns' own
    comparators. `shares_columns` says that classes of one table that declare the same column mean one column, without
    saying so.
    """

    cls: type
    own_columns: dict[str, Column]
    all_columns: dict[str, Column]
    tablename: str | None
    table: bool | None
    inheritance: str | None
    mapper_args: dict[str, Any]
    table_args: Any
    metadata: MetaData
    relationships: dict[str, Any] = field(default_factory=dict)
    registry: Registry | None = None
    existing_table: Any = None
    properties: dict[str, Any] = field(default_factory=dict)
    deferred: dict[str, Any] = field(default_factory=dict)
    shares_columns: bool = True
    compared: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class FlushStep:
    """One statement of a flush: the table, the columns it may write, and where each key column takes its value from.

    `columns` are (attribute, column) pairs; `key` pairs the table's key columns with the root's key attributes, and
    `inherited` pairs a column of this table with the column of a table earlier in the chain it repeats.
    """

    table: Table
    columns: tuple[tuple[str, Column], ...]
    key: tuple[tuple[Column, str], ...]
    inherited: tuple[tuple[Column, Column], ...] = ()


@dataclass(slots=True, frozen=True)
class Placement:
    """Where a strategy has put a class: its own table, the chain of tables, and how each child table is joined."""

    local_table: Any
    tables: tuple[Any, ...]
    joins: tuple[tuple[Any, Any, tuple[tuple[Any, Any], ...]], ...] = ()


class Strategy(ABC):
    """Answer the four questions about the rows of one mapped class."""

    name: ClassVar[str]
    concrete: ClassVar[bool] = False

    @abstractmethod
    def place(self, declaration: Declaration, parent: Mapper | None) -> Placement:
        """Make or find the table(s) of the class."""

    @abstractmethod
    def columns(self, declaration: Declaration, parent: Mapper | None, placement: Placement) -> dict[str, Column]:
        """Say which column each attribute of the class stands for."""

    def requires(self, column: Column) -> bool:
        """Tell whether the class needs a value in a column that its table lets be NULL for the sake of others."""
        return False

    def tables(self, mapper: Mapper) -> tuple[Table, ...]:
        """List the tables a row of the class lives in, base first."""
        return mapper.tables

    def load_columns(self, mapper: Mapper) -> tuple[Any, ...]:
        """List the columns one query has to select for complete instances of the class and its descendants."""
        return mapper.entity.columns

    def flush_steps(self, mapper: Mapper, operation: Operation) -> tuple[FlushStep, ...]:
        """List the statements that write one instance: base first, or child first for a delete."""
        steps = tuple(
            FlushStep(
                table=table,
                columns=mapper.table_columns(table),
                key=mapper.table_key(table),
                inherited=mapper.inherited_columns(table),
            )
            for table in mapper.tables
        )
        return tuple(reversed(steps)) if operation == "delete" else steps
