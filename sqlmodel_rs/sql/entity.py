"""ORM entities as statement nodes: a mapped class (or an alias of it) with its FROM, columns and row plan."""

from __future__ import annotations

from typing import Any

from . import kinds as k
from .base import ClauseElement, ColumnCollection
from .elements import ColumnElement
from .selectable import CONSTRUCTORS
from .traversal import replace


class Entity(ClauseElement):
    """A mapped class in a statement. `columns` is in the order rows are hydrated in; `namespace` has the attributes."""

    __slots__ = (
        "_cache",
        "_projection",
        "_twins",
        "cls",
        "columns",
        "criteria",
        "from_clause",
        "mapper",
        "name",
        "namespace",
        "plan",
    )
    _kind = k.ENTITY

    def __init__(
        self,
        mapper: Any,
        from_clause: Any,
        columns: tuple[Any, ...],
        criteria: Any = None,
        plan: Any = None,
        name: str | None = None,
        cls: Any = None,
        namespace: Any = None,
    ) -> None:
        self.mapper = mapper
        self.from_clause = from_clause
        self.columns = columns
        self.criteria = criteria
        self.plan = plan
        self.name = name
        self.cls = cls
        self.namespace = namespace if namespace is not None else cls
        self._cache: Any = None
        #: The columns as lowering keeps them; made on first use.
        self._projection: Any = None
        #: The same under other names, by the level of the subquery that reads it.
        self._twins: dict[int, Any] | None = None

    @property
    def __sql_entity__(self) -> Entity:
        return self

    @property
    def c(self) -> ColumnCollection[Any]:
        """The columns by key."""
        if self._cache is None:
            self._cache = ColumnCollection(self.columns)
        return self._cache  # type: ignore[no-any-return]

    @property
    def description(self) -> str:
        """The name shown in messages."""
        return getattr(self.from_clause, "description", None) or str(self.name)

    def attribute(self, key: str) -> Any:
        """Return the mapped attribute of a name, or None."""
        return getattr(self.namespace, key, None)

    def twin(self, level: int) -> Any:
        """Return the entity with other names for its tables, for a subquery at a level."""
        if self._twins is None:
            self._twins = {}
        found = self._twins.get(level)
        if found is None:
            found = self._twins[level] = CONSTRUCTORS["twin"](self)
        return found

    def counterpart(self, column: Any) -> Any:
        """Return what stands for a mapped column, or for an expression of them, in this entity."""
        adapt = self.namespace._adapt_column
        if column._kind == k.COLUMN:
            return adapt(column)
        return replace(column, lambda part: adapt(part) if part._kind == k.COLUMN else None)

    def __repr__(self) -> str:
        return f"<Entity {self.name}>"


class EntityColumn(ColumnElement[Any]):
    """A column of an entity whose FROM is a join or has criteria: naming it brings the entity into the statement."""

    __slots__ = ("column", "entity", "key", "type")
    _kind = k.ENTITY_COLUMN

    def __init__(self, column: Any, entity: Entity, key: str | None = None) -> None:
        self.column = column
        self.entity = entity
        self.key = key or column.key
        self.type = column.type

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name  # type: ignore[no-any-return]

    @property
    def table(self) -> Any:
        """The table of the column."""
        return self.column.table

    @property
    def source(self) -> Any:
        """The column this one stands for."""
        return self.column

    @property
    def foreign_keys(self) -> Any:
        """Foreign keys of the column."""
        return self.column.foreign_keys

    @property
    def primary_key(self) -> Any:
        """Whether the column is a primary key."""
        return self.column.primary_key
