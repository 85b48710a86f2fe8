"""A statement with LIMIT, DISTINCT or GROUP BY as the FROM of joins that fill collections: its rows must not multiply.

Knows statements and entities; which relationships are joined is decided in `strategies`.
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.orm.entity import aliased, column_visitor
from sqlmodel_rs.orm.loading.plan import LoadPlan
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.expression import select
from sqlmodel_rs.sql.selectable import Join
from sqlmodel_rs.sql.traversal import replace, walk

_SUFFIXES = (kinds.ASC, kinds.DESC, kinds.NULLS_FIRST, kinds.NULLS_LAST)
_SUBQUERIES = (kinds.SCALAR_SELECT, kinds.EXISTS, kinds.SELECT, kinds.COMPOUND)


def may_multiply(statement: Any) -> bool:
    """Whether a join to a collection leaves the rows of a statement what they are, but for repetition."""
    return (
        statement._limit is None
        and statement._offset is None
        and statement._part("fetch") is None
        and not statement._distinct
        and not statement._group_by
    )


def joins_collections(plan: LoadPlan, mapper: Any, path: tuple[Any, ...] = ()) -> bool:
    """Whether a plan joins a collection to the statement, at any depth, and takes nothing from the statement's own."""
    found = False
    for prop, relation in plan.relations_of(mapper, path):
        if relation.strategy == "contains_eager":
            return False
        if relation.strategy == "joined":
            onward = (*path, prop)
            found = found or prop.uselist or joins_collections(relation.plan, prop.mapper, onward)
    return found


def wrapped(statement: Any, entity: Any) -> Any:
    """Return a SELECT of an entity from the statement that selects it, in the same order; None where that cannot be.

    Rows that are locked stay in a statement of their own.
    """
    mapper = entity.mapper
    if mapper.union is not None or entity.namespace is not entity.cls or statement._part("for_update") is not None:
        return None
    terms = [_term(one) for one in statement._order_by]
    inner = statement._copy()
    inner._options = ()
    extra = [expression.label(f"order_{at}") for at, (expression, _) in enumerate(terms)]
    # What orders DISTINCT rows has to be among their columns.
    within = [
        _is_of(expression, entity) and (not statement._distinct or _is_column(expression)) for expression, _ in terms
    ]
    added = [label for label, own in zip(extra, within, strict=True) if not own]
    if added and statement._group_by:
        return None
    inner._columns = (entity, *added)
    whole = inner.subquery()
    target = aliased(mapper.class_, whole)
    outer = select(target)
    for (expression, suffixes), label, own in zip(terms, extra, within, strict=True):
        moved = replace(expression, column_visitor(target._adapt_column)) if own else whole.columns[label.name]
        for suffix in suffixes:
            moved = suffix(moved)
        outer = outer.order_by(moved)
    return outer


def _term(expression: Any) -> tuple[Any, list[Any]]:
    """Return what a term of ORDER BY orders by, and the functions that add its ASC, NULLS LAST and the like again."""
    suffixes: list[Any] = []
    while getattr(expression, "_kind", None) == kinds.UNARY and expression.operator in _SUFFIXES:
        suffixes.insert(0, _again(expression))
        expression = expression.element
    return expression, suffixes


def _again(node: Any) -> Any:
    return lambda moved: replace(node, lambda part: moved if part is node.element else None)


def _is_column(expression: Any) -> bool:
    return expression._kind in (kinds.COLUMN, kinds.ENTITY_COLUMN)


def _is_of(expression: Any, entity: Any) -> bool:
    """Whether an expression reads columns of the entity alone, those that it loads."""
    own = {id(column) for column in entity.columns}
    found = False
    for part in walk(expression):
        if part._kind in _SUBQUERIES:
            return False
        if part._kind in (kinds.COLUMN, kinds.ENTITY_COLUMN, kinds.COLUMN_CLAUSE):
            found = True
            if id(part.column if part._kind == kinds.ENTITY_COLUMN else part) not in own:
                return False
    return found


def joined_below(statement: Any, entity: Any, steps: list[tuple[Any, Any]]) -> Any:
    """Join to an entity inside the parentheses on the right of the join that brings it."""

    def visit(part: Any) -> Any:
        if part._kind != kinds.JOIN:
            return None
        if part.right is entity:
            right = part.right
            for target, condition in steps:
                right = Join(right, target, condition)
            return Join(part.left, right, part.onclause, part.isouter, part.full)
        left, right = visit(part.left), visit(part.right)
        if left is None and right is None:
            return None
        return Join(
            part.left if left is None else left,
            part.right if right is None else right,
            part.onclause,
            part.isouter,
            part.full,
        )

    copy = statement._copy()
    copy._from = tuple(one if (found := visit(one)) is None else found for one in statement._from)
    return copy
