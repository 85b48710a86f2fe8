"""`with_loader_criteria` in a statement: the conditions of every FROM element that a mapped class is read from.

Rewrites statements; knows nothing of instances nor of how relationships are loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel_rs.orm.loading.options import LoaderCriteria
from sqlmodel_rs.orm.loading.selects import replace_columns
from sqlmodel_rs.orm.state import mapped_tables
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.expression import and_
from sqlmodel_rs.sql.selectable import Join
from sqlmodel_rs.sql.traversal import replace

Criteria = tuple[LoaderCriteria, ...]


def criteria_of(options: Iterable[Any]) -> Criteria:
    """Return the criteria among a statement's options."""
    return tuple(option for option in options if isinstance(option, LoaderCriteria))


def kept_for_loaders(criteria: Criteria) -> Criteria:
    """Return what holds for the statements that load relationships, too."""
    return tuple(option for option in criteria if option.propagate_to_loaders)


def conditions(entity: Any, criteria: Criteria) -> list[Any]:
    """Return what the criteria demand of an entity, on its own FROM."""
    adapt: Any = getattr(entity.namespace, "_adapt_column", None)
    return list(_demanded(entity.mapper, entity.namespace, adapt, criteria))


def _demanded(mapper: Any, namespace: Any, adapt: Any, criteria: Criteria) -> Iterator[Any]:
    for option in criteria:
        if option.concerns(mapper, namespace):
            condition = option.condition_for(namespace)
            if adapt is not None and not callable(option.criteria):
                condition = replace_columns(condition, adapt)
            yield condition


def limited(statement: Any, criteria: Criteria) -> Any:
    """Return a statement with the criteria on each class that it, or a subquery of it, reads."""
    chosen = tuple(option for option in criteria if not option.loader_only)
    return replace(statement, _Limiter(chosen)) if chosen else statement


class _Limiter:
    """Puts the conditions into every SELECT that `replace` comes by."""

    __slots__ = ("criteria", "within")

    def __init__(self, criteria: Criteria) -> None:
        self.criteria = criteria
        #: The SELECT whose parts are being visited: it is changed once.
        self.within: list[Any] = []

    def __call__(self, part: Any) -> Any:
        if part._kind != kinds.SELECT or any(part is one for one in self.within):
            return None
        self.within.append(part)
        try:
            return self._select(replace(part, self))
        finally:
            self.within.pop()

    def _select(self, statement: Any) -> Any:
        alone: list[Any] = []
        joined = tuple(self._joined(element, alone) for element in statement._from)
        # A table that is selected as such is no class.
        tables = {id(item) for item in statement._columns if item._kind == kinds.TABLE}
        for element in statement._candidates()[len(statement._from) :]:
            if id(element) not in tables and not any(_same(element, own) for own in self._outer_froms()):
                alone.extend(self._demands(element))
        if any(new is not old for new, old in zip(joined, statement._from, strict=True)):
            statement = statement._copy()
            statement._from = joined
        return statement.where(*alone) if alone else statement

    def _outer_froms(self) -> Iterator[Any]:
        """Iterate over what the SELECTs around this one read, which it may be correlated to."""
        for outer in self.within[:-1]:
            for element in outer._candidates():
                yield from _leaves(element)

    def _joined(self, element: Any, alone: list[Any]) -> Any:
        """Return a FROM element with conditions in its joins; those of what begins it go into `alone`."""
        if element._kind != kinds.JOIN:
            alone.extend(self._demands(element))
            return element
        left, right = self._joined(element.left, alone), element.right
        inner: list[Any] = []
        right = self._joined(right, inner)
        if left is element.left and right is element.right and not inner:
            return element
        condition = and_(element.onclause, *inner) if inner else element.onclause
        return Join(left, right, condition, element.isouter, element.full)

    def _demands(self, element: Any) -> Iterator[Any]:
        if element._kind == kinds.ENTITY:
            alias = None if element.namespace is element.cls else element.namespace
            chosen = (one for one in self.criteria if one.include_aliases or one.alias is alias)
            yield from conditions(element, tuple(chosen))
            return
        table = element
        if element._kind == kinds.ALIAS:
            table = element.element
        mapper = mapped_tables.get(id(table)) if table._kind == kinds.TABLE else None
        if mapper is None or len(mapper.tables) > 1:
            return
        if table is element:
            yield from _demanded(mapper, mapper.class_, None, self.criteria)
            return

        def adapt(column: Any) -> Any:
            return element.columns[column.key] if getattr(column, "table", None) is table else column

        for option in self.criteria:
            named = option.alias
            if named is not None and named.__sql_entity__.from_clause is element:
                yield _clause(option.condition_for(named))
            elif option.include_aliases and option.concerns(mapper):
                yield replace_columns(_clause(option.condition_for(mapper.class_)), adapt)


def _clause(condition: Any) -> Any:
    return condition.__clause_element__() if hasattr(condition, "__clause_element__") else condition


def _leaves(element: Any) -> Iterator[Any]:
    if element._kind == kinds.JOIN:
        yield from _leaves(element.left)
        yield from _leaves(element.right)
    else:
        yield element


def _same(left: Any, right: Any) -> bool:
    return left is right or getattr(left, "from_clause", left) is getattr(right, "from_clause", right)
