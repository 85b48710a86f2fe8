"""Keeps objects in memory in agreement with UPDATE and DELETE statements: evaluates criteria in Python or
fetches keys."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.entity import EntityColumn
from sqlmodel_rs.sql.statement import select_rows

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

Test = Callable[[Any], Any]

COMPARISONS: dict[int, Callable[[Any, Any], Any]] = {
    kinds.EQ: operator.eq,
    kinds.NE: operator.ne,
    kinds.LT: operator.lt,
    kinds.LE: operator.le,
    kinds.GT: operator.gt,
    kinds.GE: operator.ge,
    kinds.ADD: operator.add,
    kinds.SUB: operator.sub,
    kinds.MUL: operator.mul,
}


class Unevaluable(Exception):
    """A criterion that Python cannot decide as the database would."""


class Unloaded(Exception):
    """An object lacks a value that the criterion reads."""


def evaluator(node: Any, mapper: Any) -> Test:
    """Return a function of an object that gives a criterion's value in SQL's three-valued logic (None: unknown).

    Raises `Unevaluable`.
    """
    kind = getattr(node, "_kind", None)
    if kind in (kinds.COLUMN, kinds.ENTITY_COLUMN):
        return _attribute(node.column if kind == kinds.ENTITY_COLUMN else node, mapper)
    if kind == kinds.BIND:
        value = node.effective_value
        if node.required:
            raise Unevaluable
        return lambda _: value
    if kind == kinds.NULL:
        return lambda _: None
    if kind in (kinds.TRUE, kinds.FALSE):
        return lambda _: kind == kinds.TRUE
    if kind == kinds.GROUPING:
        return evaluator(node.element, mapper)
    if kind == kinds.BOOLEAN_LIST:
        return _connective(node.operator == kinds.AND, [evaluator(clause, mapper) for clause in node.clauses])
    if kind == kinds.UNARY and node.operator == kinds.NOT:
        inner = evaluator(node.element, mapper)
        return lambda obj: None if (value := inner(obj)) is None else not value
    if kind == kinds.BINARY:
        return _binary(node, mapper)
    raise Unevaluable(f"Cannot evaluate {type(node).__name__}")


def _attribute(column: Any, mapper: Any) -> Test:
    attr = mapper.attr_or_none(column)
    if attr is None:
        raise Unevaluable

    def read(obj: Any) -> Any:
        try:
            return obj.__dict__[attr]
        except KeyError:
            raise Unloaded from None

    return read


def _connective(every: bool, tests: list[Test]) -> Test:
    def decide(obj: Any) -> Any:
        unknown = False
        for test in tests:
            value = test(obj)
            if value is None:
                unknown = True
            elif bool(value) is not every:
                return not every
        return None if unknown else every

    return decide


def _binary(node: Any, mapper: Any) -> Test:
    left = evaluator(node.left, mapper)
    if node.operator in (kinds.IS, kinds.IS_NOT):
        right = evaluator(node.right, mapper)
        wanted = node.operator == kinds.IS
        return lambda obj: (left(obj) is right(obj)) is wanted
    if node.operator in (kinds.IN, kinds.NOT_IN):
        if getattr(node.right, "_kind", None) != kinds.BIND:
            raise Unevaluable
        values = list(node.right.effective_value)
        wanted = node.operator == kinds.IN
        return lambda obj: None if (value := left(obj)) is None else (value in values) is wanted
    compare = COMPARISONS.get(node.operator)
    if compare is None:
        raise Unevaluable
    right = evaluator(node.right, mapper)

    def decide(obj: Any) -> Any:
        one, other = left(obj), right(obj)
        return None if one is None or other is None else compare(one, other)

    return decide


class Matched:
    """The objects in memory that a statement touches, and those it may touch but that lack the values to tell."""

    __slots__ = ("asked", "keys", "sure", "unsure")

    def __init__(self) -> None:
        self.sure: list[Any] = []
        self.unsure: list[Any] = []
        #: Of each sure object the key its row had, where the statement knows keys.
        self.keys: list[Any] = []
        #: The objects among which the statement itself, by RETURNING, tells the touched ones.
        self.asked: list[Any] = []

    def take(self, rows: Iterable[Any], single: bool) -> None:
        """Take the keys that a statement returned."""
        found = {(row,) if single else tuple(row) for row in rows}
        self.sure = [obj for obj in self.asked if instance_state(obj).key in found]


def strategy_of(options: dict[str, Any]) -> Any:
    """Return `synchronize_session`: "auto" (evaluate, else fetch), "evaluate", "fetch" or False."""
    how = options.get("synchronize_session", "auto")
    if how not in ("auto", "evaluate", "fetch", False):
        raise exc.ArgumentError("Valid strategies for session synchronization are 'auto', 'evaluate', 'fetch', False")
    return how


def present(session: PlainSession, mapper: Any, keys: list[Any]) -> Matched:
    """Return the objects in memory of rows given by key."""
    matched = Matched()
    root = mapper.base_mapper.class_
    for key in keys:
        obj = session._native_identity.get(root, key)
        if obj is not None:
            matched.sure.append(obj)
            matched.keys.append(key)
    return matched


def prepare(session: PlainSession, statement: Any, params: Any, options: dict[str, Any]) -> Work[Matched]:
    """Find the objects a statement will touch, before it runs."""
    how = strategy_of(options)
    matched = Matched()
    if how is False:
        return matched
    mapper = statement.entity.mapper
    loaded = [obj for obj in session._native_identity.values() if instance_state(obj).mapper.isa(mapper)]
    if not loaded and how != "evaluate":
        return matched
    if how in ("auto", "evaluate"):
        try:
            _evaluate(statement, mapper, loaded, matched)
        except Unevaluable as error:
            if how == "evaluate":
                raise exc.InvalidRequestError(
                    f'Could not evaluate current criteria in Python: "{error or "unsupported expression"}". Specify '
                    "'fetch' or False for the synchronize_session execution option."
                ) from None
        else:
            return matched
    matched = Matched()
    if _tells_keys(session, statement, mapper):
        matched.asked = loaded
        return matched
    keys = [EntityColumn(column, mapper.entity, mapper.attr_of(column)) for column in mapper.primary_key]
    chosen = select_rows(*keys).select_from(mapper.entity)
    if statement._where:
        chosen = chosen.where(*statement._where)
    answer = yield Execute(chosen, params, identity=False)
    found = {(row,) if answer.single else tuple(row) for row in answer.rows}
    matched.sure = [obj for obj in loaded if instance_state(obj).key in found]
    return matched


def prepare_branch(session: PlainSession, statement: Any, mapper: Any, params: Any, how: Any) -> Work[Matched]:
    """Find the objects of exactly one class, with a table of its own, that a statement on this table will touch."""
    matched = Matched()
    loaded = [obj for obj in session._native_identity.values() if instance_state(obj).mapper is mapper]
    if not loaded or how is False:
        return matched
    if how != "fetch":
        try:
            _evaluate(statement, mapper, loaded, matched)
        except Unevaluable:
            matched = Matched()
        else:
            return matched
    answer = yield Execute(select_rows(*mapper.primary_key).where(*statement._where), params, identity=False)
    found = {(row,) if answer.single else tuple(row) for row in answer.rows}
    matched.sure = [obj for obj in loaded if instance_state(obj).key in found]
    return matched


def _tells_keys(session: PlainSession, statement: Any, mapper: Any) -> bool:
    """Tell whether the statement can return the keys of the rows it touches."""
    if statement._returning or mapper.children or len(mapper.tables) > 1:
        return False
    dialect = session.get_bind(mapper, clause=statement).dialect
    return bool(dialect.update_returning if statement._kind == kinds.UPDATE else dialect.delete_returning)


def _evaluate(statement: Any, mapper: Any, present: list[Any], matched: Matched) -> None:
    test = _connective(True, [evaluator(clause, mapper) for clause in statement._where])
    for obj in present:
        try:
            if test(obj):
                matched.sure.append(obj)
        except Unloaded:
            matched.unsure.append(obj)
        except TypeError:
            raise Unevaluable from None


def finish(session: PlainSession, statement: Any, matched: Matched, mapper: Any = None) -> None:
    """Apply what the statement did to the objects it touched."""
    if statement._kind == kinds.DELETE:
        for obj in matched.sure:
            session._note_deleted(obj)
        for obj in matched.unsure:
            session._expire_state(obj)
        return
    mapper = mapper or statement.entity.mapper
    setters: dict[str, Test | None] = {}
    for column, value in (statement._values or {}).items():
        attr = mapper.attr_or_none(column) or column.key
        try:
            setters[attr] = evaluator(value, mapper)
        except Unevaluable:
            setters[attr] = None
    touched = {
        attr
        for attr, column in mapper.columns.items()
        if column.onupdate is not None or column.server_onupdate is not None
    }
    for obj in matched.sure:
        _apply(session, obj, setters, touched)
    names = [*setters, *touched]
    for obj in matched.unsure:
        session._expire_state(obj, names)


def _apply(session: PlainSession, obj: Any, setters: dict[str, Test | None], touched: set[str]) -> None:
    values = obj.__dict__
    made: dict[str, Any] = {}
    expired = [attr for attr in touched if attr not in setters]
    for attr, setter in setters.items():
        try:
            if setter is None or attr not in values:
                expired.append(attr)
            else:
                made[attr] = setter(obj)
        except Unloaded:
            expired.append(attr)
    values.update(made)
    committed = instance_state(obj).committed
    if committed:
        for attr in made:
            committed.pop(attr, None)
    if expired:
        session._expire_state(obj, expired)
