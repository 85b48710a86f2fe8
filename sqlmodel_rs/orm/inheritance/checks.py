"""CHECK constraints that tie the discriminator of a hierarchy to the columns of its classes (`polymorphic_checks`).

They follow the classes: each class that is mapped writes those of its hierarchy anew. Only the discriminator's own
table can have them; a CHECK cannot look into another table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.inheritance.discriminator import identities_of
from sqlmodel_rs.schema import CheckConstraint
from sqlmodel_rs.sql.expression import and_, or_

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper

#: What the `info` of a constraint says when the hierarchy made it.
MARK = "polymorphic_checks"


def tie(mapper: Mapper) -> None:
    """Give the table of a hierarchy the CHECK constraints of its classes, where its root asks for them.

    Raises ArgumentError where the discriminator is no column of the root's table.
    """
    root = mapper.base_mapper
    if not root.mapper_args.get("polymorphic_checks"):
        return
    discriminator = root.discriminator
    marks = None if discriminator is None or discriminator.attr is None else root.columns[discriminator.attr]
    table = root.local_table
    if marks is None or marks.table is not table:
        raise exc.ArgumentError(
            f"polymorphic_checks of {root.class_.__name__} needs a discriminator that is a column of its table: name "
            "it with polymorphic_on."
        )
    for constraint in [one for one in table.constraints if one.info.get(MARK)]:
        table.constraints.remove(constraint)
    _add(table, f"{table.name}_{marks.name}_identities", _known(root, marks))
    for column in table.columns:
        condition = _of_class(root, marks, column)
        if condition is not None:
            _add(table, f"{table.name}_{column.name}_class", condition)


def _add(table: Any, name: str, condition: Any) -> None:
    if condition is not None:
        table.append_constraint(CheckConstraint(condition, name=name, info={MARK: True}))


def _known(root: Mapper, marks: Any) -> Any:
    nullable = _nullable(root)
    identities = identities_of(root)
    if not identities:
        return None
    # A CHECK lets NULL pass: that it may not be has to be said.
    return marks.in_(identities) if nullable else _one_of(marks, identities)


def _nullable(root: Mapper) -> bool:
    return any(one.allows_null_identity for one in root.self_and_descendants)


def _one_of(marks: Any, identities: list[Any]) -> Any:
    """Return a condition that is true or false, never unknown; None stands for NULL."""
    values = [identity for identity in identities if identity is not None]
    found = and_(marks.is_not(None), marks.in_(values))
    return found if len(values) == len(identities) else or_(marks.is_(None), found)


def _none_of(marks: Any, identities: list[Any], nullable: bool) -> Any:
    values = [identity for identity in identities if identity is not None]
    found = marks.not_in(values)
    if len(values) < len(identities):
        return and_(marks.is_not(None), found)
    return or_(marks.is_(None), found) if nullable else found


def _of_class(root: Mapper, marks: Any, column: Any) -> Any:
    """Return that a column of some classes is NULL in rows of others, and not in those of the classes that need it."""
    if root.attr_or_none(column) is not None or column.server_default is not None or column.computed is not None:
        return None
    owners = [one for one in root.self_and_descendants if any(column is known for known in one.columns.values())]
    own = [one.polymorphic_identity for one in owners if _has_rows(one)]
    if not own:
        return None
    required = [
        one.polymorphic_identity
        for one in owners
        if _has_rows(one) and any(above.strategy.requires(column) for above in one.iterate_to_root())
    ]
    nullable = _nullable(root)
    only = or_(_one_of(marks, own) if nullable else marks.in_(own), column.is_(None))
    return and_(only, or_(_none_of(marks, required, nullable), column.is_not(None))) if required else only


def _has_rows(mapper: Mapper) -> bool:
    named = mapper.polymorphic_identity is not None or mapper.allows_null_identity
    return named and not mapper.polymorphic_abstract
