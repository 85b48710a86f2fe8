"""Joined-table inheritance: the child's table has its own columns and a primary key that refers to the parent's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.inheritance.contract import Declaration, Placement, Strategy
from sqlmodel_rs.orm.inheritance.table import build_table, merge_parent_columns, split_table_args
from sqlmodel_rs.schema import Column, ForeignKey, ForeignKeyConstraint

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper


class Joined(Strategy):
    """A child with a table of its own that is joined to the parent's by its key."""

    name = "joined"

    def place(self, declaration: Declaration, parent: Mapper | None) -> Placement:
        """Make the child's table, adding the key column(s) to the parent when the class does not declare them."""
        assert parent is not None
        table = declaration.existing_table
        if table is None:
            columns = dict(declaration.own_columns)
            if not any(column.primary_key for column in columns.values()):
                inherited = self._inherited_key(parent, columns)
                columns = {**inherited, **columns}
                links = self._links(parent, inherited)
            else:
                given, _ = split_table_args(declaration.table_args)
                links = [] if _is_linked(parent, columns, given) else self._links(parent, columns)
            declaration.own_columns = columns
            table = build_table(declaration, columns, *links, default_name=True)
        pairs = join_pairs(table, parent.local_table, declaration.mapper_args, declaration.cls.__name__)
        return Placement(table, (*parent.tables, table), (*parent.joins, (table, parent.local_table, pairs)))

    def columns(self, declaration: Declaration, parent: Mapper | None, placement: Placement) -> dict[str, Column]:
        """Add the child's own columns to the parent's; a repeated attribute stands for the child's column."""
        own = declaration.own_columns or {column.key: column for column in placement.local_table.columns}
        return merge_parent_columns(parent, own)

    def _inherited_key(self, parent: Mapper, columns: Mapping[str, Column]) -> dict[str, Column]:
        keys: dict[str, Column] = {}
        for column in parent.local_table.primary_key.columns:
            attr = parent.attr_of(column)
            if attr in columns:
                raise exc.ArgumentError(
                    f"Column '{attr}' of a joined child must be its primary key and a foreign key to "
                    f"'{parent.local_table.name}.{column.name}': declare it with primary_key=True, or leave it out."
                )
            keys[attr] = Column(column.name, column.type, primary_key=True, nullable=False, autoincrement=False)
            keys[attr].key = column.key
        return keys

    def _links(self, parent: Mapper, columns: Mapping[str, Column]) -> list[ForeignKeyConstraint]:
        """Make a primary key that repeats the parent's refer to it; several columns are one foreign key."""
        parent_key = tuple(parent.local_table.primary_key.columns)
        own_key = [(attr, column) for attr, column in columns.items() if column.primary_key]
        if len(own_key) != len(parent_key):
            return []
        if len(own_key) == 1:
            own_key[0][1].append_foreign_key(ForeignKey(parent_key[0]))
            return []
        return [ForeignKeyConstraint([column.name or attr for attr, column in own_key], parent_key)]


def _is_linked(parent: Mapper, columns: Mapping[str, Column], given: Iterable[Any]) -> bool:
    """Tell whether a declared foreign key leads to the parent's table."""
    keys = [key for column in columns.values() for key in column.foreign_keys]
    keys += [key for one in given if isinstance(one, ForeignKeyConstraint) for key in one.elements]
    return any(_target(key, parent.local_table) is not None for key in keys)


def join_pairs(
    child: Any, parent: Any, mapper_args: Mapping[str, Any], class_name: str
) -> tuple[tuple[Column, Column], ...]:
    """Find the (child column, parent column) pairs that join a child's table to its parent's.

    `inherit_foreign_keys` restricts the child columns looked at.
    Raises NoForeignKeysError and AmbiguousForeignKeysError.
    """
    wanted = mapper_args.get("inherit_foreign_keys")
    if wanted is not None and not isinstance(wanted, (list, tuple, set)):
        wanted = [wanted]
    condition = mapper_args.get("inherit_condition")
    if condition is not None:
        pairs = condition_pairs(condition, child, parent)
        if pairs:
            return pairs
    by_constraint: dict[Any, list[tuple[Column, Column]]] = {}
    for column in child.columns:
        if wanted is not None and not any(column is one for one in wanted):
            continue
        for foreign_key in column.foreign_keys:
            target = _target(foreign_key, parent)
            if target is not None:
                group = getattr(foreign_key, "constraint", None)
                mark = id(group) if group is not None else id(foreign_key)
                by_constraint.setdefault(mark, []).append((column, target))
    if not by_constraint:
        raise exc.NoForeignKeysError(
            f"Can't determine the inherit condition between inherited table '{parent.name}' and inheriting table "
            f"'{child.name}'; tables have no foreign key relationships established.  Please ensure the inheriting "
            f"table has a foreign key relationship to the inherited table, or provide an 'on clause' using the "
            f"'inherit_condition' mapper argument."
        )
    groups = list(by_constraint.values())
    if len(groups) > 1:
        keyed = [group for group in groups if all(column.primary_key for column, _ in group)]
        if all(column.primary_key for group in groups for column, _ in group):
            return tuple(pair for group in groups for pair in group)
        if len(keyed) >= 1 and not mapper_args.get("inherit_condition"):
            return tuple(pair for group in keyed for pair in group)
        raise exc.AmbiguousForeignKeysError(
            f"Can't determine the inherit condition between inherited table '{parent.name}' and inheriting table "
            f"'{child.name}'; tables have more than one foreign key relationship established between them. Please "
            f"specify the 'on clause' using the 'inherit_condition' mapper argument of {class_name}."
        )
    return tuple(groups[0])


def _target(foreign_key: Any, parent: Any) -> Column | None:
    table_name, _, column_name = str(foreign_key.target_fullname).rpartition(".")
    if table_name not in (parent.fullname, parent.name):
        return None
    for column in parent.columns:
        if column.name == column_name:
            return column  # type: ignore[no-any-return]
    return None


def condition_pairs(condition: Any, child: Any, parent: Any) -> tuple[tuple[Column, Column], ...]:
    """Read the equalities between the two tables out of an `inherit_condition`."""
    pairs: list[tuple[Column, Column]] = []
    pending = [condition]
    while pending:
        node = pending.pop(0)
        clauses = getattr(node, "clauses", None)
        if clauses is not None and not hasattr(node, "left"):
            pending.extend(clauses)
            continue
        left: Any = getattr(node, "left", None)
        right: Any = getattr(node, "right", None)
        if getattr(left, "table", None) is child and getattr(right, "table", None) is parent:
            pairs.append((left, right))
        elif getattr(left, "table", None) is parent and getattr(right, "table", None) is child:
            pairs.append((right, left))
    return tuple(pairs)
