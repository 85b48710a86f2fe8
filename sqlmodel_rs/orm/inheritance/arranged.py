"""The entity of a class whose columns stand where another statement puts them, as far as it has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.inheritance.polymorphic import Layout, family_of
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.entity import Entity
from sqlmodel_rs.sql.selectable import ColumnClause

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper


def arranged_by_names(entity: Entity, names: Sequence[str]) -> Entity:
    """Return the entity for rows with columns of these names: a column's, or `table_column`.

    Raises NoSuchColumnError when the key or the discriminator is not among them.
    """
    return _Arranged(entity, [_columns_called(entity, name) for name in names], names).entity_of_rows()


def arranged_by_place(entity: Entity, columns: Iterable[Any]) -> Entity:
    """Return the entity for rows with these columns, in this order. Raises NoSuchColumnError as `arranged_by_names`."""
    given = [_plain(column) for column in columns]
    names = [column.key for column in given]
    meant = [[one] if one._kind == kinds.COLUMN else _columns_called(entity, one.key) for one in given]
    return _Arranged(entity, meant, names).entity_of_rows()


def _plain(column: Any) -> Any:
    return column.column if column._kind == kinds.ENTITY_COLUMN else column


def _members(entity: Entity) -> list[Mapper]:
    """Return the classes whose columns a name may mean: the class, and those that its entity names besides."""
    named = getattr(entity.namespace, "_members", None)
    return [entity.mapper, *(named or {}).values()]


def _columns_called(entity: Entity, name: str) -> list[Any]:
    """Return what a name in a text means for a class; a column of a subclass needs its table's name before it."""
    found: dict[int, Any] = {}
    mapper = entity.mapper
    for one in family_of(mapper):
        plain = one in _members(entity)
        for column in (column for table in one.tables for column in table.columns):
            own = plain or column.table in mapper.tables
            if name == f"{column.table.name}_{column.name}" or (own and name == column.name):
                found[id(column)] = column
        if plain and name in one.expressions:
            found[id(one.expressions[name])] = one.expressions[name]
    return list(found.values())


class _Arranged(Layout):
    """The layout of an entity that takes the columns of a statement as they come."""

    def __init__(self, entity: Entity, meant: Sequence[list[Any]], names: Sequence[str]) -> None:
        self.wanted = entity
        mapper = entity.mapper
        family = list(family_of(mapper))
        super().__init__(mapper, family, [], frozenset(), lambda node: node, {})
        for at, (columns, name) in enumerate(zip(meant, names, strict=True)):
            first = [column for column in columns if id(column) not in self.position]
            self.columns.append(ColumnClause(name, first[0].type if first else None))
            self.position.update((id(column), at) for column in first)
        self._place_keys()

    def _place_columns(self) -> None:
        """Place nothing: the statement does."""

    def _place_keys(self) -> None:
        """Find the keys of the child tables that a row has, by which it is seen that the child has one."""
        chain = {id(table) for table in self.mapper.tables}
        for one in self.family:
            for table in one.tables:
                key = one.table_key(table)[0][0]
                if id(table) not in chain and id(key) in self.position:
                    self.child_positions[id(table)] = self.position[id(key)]
                    self.joined.append(one)

    def entity_of_rows(self) -> Entity:
        """Return the entity."""
        mapper = self.mapper
        discriminator = mapper.discriminator
        if discriminator is None and len(self.family) > 1:
            raise exc.InvalidRequestError(
                f"{mapper} has no discriminator, so the rows of another statement do not tell which class they are: "
                f"give it a polymorphic_on, or query the class itself"
            )
        needed = [*mapper.primary_key, *([discriminator.expression] if discriminator is not None else [])]
        for column in needed:
            if id(column) not in self.position:
                raise exc.NoSuchColumnError(f"Could not locate column in row for column '{column}'")
        found = self.entity(self.wanted.from_clause, self.wanted.name, self.wanted.namespace)
        found.criteria = None
        return found
