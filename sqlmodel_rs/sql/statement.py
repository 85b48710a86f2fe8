"""`Select`: an immutable SELECT; each method returns a new one. `select()` of one entity gives `SelectOfScalar`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from typing_extensions import TypeVarTuple

from sqlmodel_rs._native import copy_node
from sqlmodel_rs.exc import AmbiguousColumnError, ArgumentError, InvalidRequestError

from . import kinds as k
from .base import ClauseElement, ColumnCollection, scalar_subquery
from .condition import join_conditions
from .elements import BinaryExpression, ClauseList, criterion, expression
from .query import Query, ScalarSelect, flattened, ordering
from .selectable import CONSTRUCTORS, ColumnClause, FromClause, Join, contains, from_clause, literal_text, selected
from .traversal import froms, walk

_Ts = TypeVarTuple("_Ts")
_T = TypeVar("_T")
_new = object.__new__
_NOTHING: tuple[Any, ...] = ()
_CHANGES = (k.INSERT, k.UPDATE, k.DELETE)
_SEVERAL_LEFT_SIDES = (
    "Can't determine which FROM clause to join from, there are multiple FROMS which can join to this entity. Please "
    "use the .select_from() method to establish an explicit left side, as well as providing an explicit ON clause if "
    "not present already to help resolve the ambiguity."
)


def select_items(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return what several values stand for in a SELECT list; a collection of columns stands for each of them."""
    items = [select_item(value) for value in values]
    for item in items:
        if item._kind == k.CLAUSE_LIST:
            return tuple(part for item in items for part in (item.clauses if item._kind == k.CLAUSE_LIST else (item,)))
    return tuple(items)


def select_item(value: Any) -> Any:
    """Return what stands in a SELECT list: an element, an entity, or a FROM with all its columns.

    Raises ArgumentError for anything that is not SQL.
    """
    if isinstance(value, type):
        entity = getattr(value, "__sql_entity__", None)
        if entity is not None:
            return entity
    elif isinstance(value, ClauseElement):
        return scalar_subquery(value) if value.is_select else value
    else:
        if getattr(type(value), "__clause_element__", None) is not None:
            return value.__clause_element__()
        if isinstance(value, ColumnCollection):
            return ClauseList(*value)
        entity = getattr(value, "__sql_entity__", None)
        if entity is not None:
            return entity
        if type(value) in (int, float):
            return ColumnClause(str(value), None, is_literal=True)
        if hasattr(value, "__clause_element__"):
            return value.__clause_element__()
    hint = ""
    if isinstance(value, str):
        hint = (
            f" Textual column expression {value!r} should be explicitly declared with text({value!r}), "
            f"or use column({value!r}) for more specificity"
        )
        raise ArgumentError(hint.strip())
    raise ArgumentError(f"Column expression, FROM clause, or other columns clause element expected, got {value!r}.")


class SelectBase(Query):
    """The SELECT statement; rows are tuples."""

    __slots__ = (
        "_columns",
        "_distinct",
        "_execution_options",
        "_from",
        "_group_by",
        "_having",
        "_limit",
        "_offset",
        "_options",
        "_order_by",
        "_rest",
        "_where",
    )
    _kind = k.SELECT

    def __init__(self, *entities: Any) -> None:
        if len(entities) == 1:
            item = select_item(entities[0])
            self._columns: tuple[Any, ...] = (item,) if item._kind != k.CLAUSE_LIST else item.clauses
            self._from: tuple[Any, ...] = self._columns if item._kind == k.JOIN else _NOTHING
        else:
            self._columns = select_items(entities)
            self._from = tuple([c for c in self._columns if c._kind == k.JOIN])
        self._where = self._order_by = self._group_by = self._having = self._options = _NOTHING
        self._distinct: Any = False
        self._limit = self._offset = self._rest = None
        self._execution_options = {}

    def _copy(self) -> Self:
        return copy_node(self)

    def _as_rows(self, columns: tuple[Any, ...]) -> Any:
        new = _new(Select)
        for name in SelectBase.__slots__:
            setattr(new, name, getattr(self, name))
        new._columns = columns
        return new

    # --- conditions
    def where(self, *whereclause: Any) -> Self:
        """Return the statement with conditions added by AND."""
        new = self._copy()
        for condition in whereclause:
            # Comparisons, nearly every condition, need no coercion.
            if condition.__class__ is not BinaryExpression:
                whereclause = tuple([criterion(c) for c in whereclause])
                break
        new._where = self._where + whereclause
        return new

    filter = where

    def having(self, *having: Any) -> Self:
        """Return the statement with HAVING conditions added by AND."""
        new = self._copy()
        new._having = self._having + tuple([criterion(c) for c in having])
        return new

    def filter_by(self, **kwargs: Any) -> Self:
        """Return the statement with `attribute == value` conditions on whichever entity has the attribute.

        Raises:
            InvalidRequestError: no entity has it.
            AmbiguousColumnError: several have it.
        """
        sources = self._filter_sources()
        if not sources:
            raise InvalidRequestError("filter_by() needs an entity in the statement")
        return self.where(*[attribute_of_one(sources, key) == value for key, value in kwargs.items()])

    def _filter_sources(self) -> list[Any]:
        found: list[Any] = []
        waiting = self._candidates()
        while waiting:
            element = waiting.pop(0)
            if element._kind == k.JOIN:
                waiting[:0] = [element.left, element.right]
            elif all(element is not one for one in found):
                found.append(element)
        return found

    @property
    def whereclause(self) -> Any:
        """The WHERE condition, or None."""
        from .elements import conjunction

        return conjunction(k.AND, self._where) if self._where else None

    # --- columns
    @property
    def selected_columns(self) -> list[Any]:
        """The column elements of the SELECT list; entities and tables are their columns."""
        return flattened(self._columns)

    @property
    def columns(self) -> Any:
        """The columns a subquery of this statement offers."""
        return self.exported_columns

    c = columns

    @property
    def column_descriptions(self) -> list[dict[str, Any]]:
        """One dict for each item of the SELECT list: name, type, expr, entity."""
        described = []
        for item in self._columns:
            entity = item if item._kind == k.ENTITY else getattr(item, "entity", None)
            described.append(
                {
                    "name": getattr(item, "name", None),
                    "type": item.cls if item._kind == k.ENTITY else getattr(item, "type", None),
                    "aliased": False,
                    "expr": item.cls if item._kind == k.ENTITY else item,
                    "entity": entity.cls if entity is not None else None,
                }
            )
        return described

    def add_columns(self, *entities: Any) -> Any:
        """Return the statement with more items in its SELECT list."""
        return self._as_rows(self._columns + select_items(entities))

    def with_only_columns(self, *entities: Any, maintain_column_froms: bool = False) -> Any:
        """Return the statement with another SELECT list."""
        if len(entities) == 1 and isinstance(entities[0], (tuple, list)):
            entities = tuple(entities[0])
        base = self.select_from(*self._implicit_froms()) if maintain_column_froms else self
        new = base._as_rows(select_items(entities))
        if len(entities) == 1:
            scalar = _new(SelectOfScalar)
            for name in SelectBase.__slots__:
                setattr(scalar, name, getattr(new, name))
            return scalar
        return new

    def reduce_columns(self, only_synonyms: bool = True) -> Any:
        """Return the statement without columns that others in it equal by a foreign key, or by a condition.

        With `only_synonyms` a column goes only if the other one has its name.
        """
        return self.with_only_columns(*distinct_columns(self.selected_columns, self._equalities(), only_synonyms))

    def _equalities(self) -> list[tuple[Any, Any]]:
        conditions = [*self._where, *(one.onclause for one in self._from if one._kind == k.JOIN)]
        nodes = (node for condition in conditions if condition is not None for node in walk(condition))
        return [(node.left, node.right) for node in nodes if node._kind == k.BINARY and node.operator == k.EQ]

    def distinct(self, *expr: Any) -> Self:
        """Return the statement with DISTINCT, or PostgreSQL's DISTINCT ON the given expressions."""
        new = self._copy()
        if expr:
            earlier = self._distinct if isinstance(self._distinct, tuple) else ()
            new._distinct = earlier + tuple(ordering(e) for e in expr)
        elif self._distinct is False:
            new._distinct = True
        return new

    # --- FROM
    def select_from(self, *froms_: Any) -> Self:
        """Return the statement with explicit FROM elements."""
        new = self._copy()
        new._from = self._from + tuple(from_clause(f) for f in froms_)
        return new

    def _implicit_froms(self) -> list[Any]:
        found: dict[int, Any] = {}
        for item in self._columns:
            for element in froms(item):
                found.setdefault(id(element), element)
        return list(found.values())

    def get_final_froms(self) -> list[Any]:
        """Return the FROM elements the statement will name."""
        return self._candidates()

    @property
    def froms(self) -> list[Any]:
        """The FROM elements the statement will name."""
        return self._candidates()

    def _candidates(self) -> list[Any]:
        explicit = list(self._from)
        implicit = [f for f in self._implicit_froms() if not any(contains(e, f) for e in explicit)]
        return explicit + implicit

    def _column_named(self, name: str) -> Any:
        """Return the column that a string in ORDER BY or GROUP BY means, or None; of several, the last one."""
        found = None
        for source in self._candidates():
            for column in selected(source):
                if column.key == name:
                    found = column
        if found is None:
            for column in self.selected_columns:
                table = getattr(column, "table", None)
                if table is not None and f"{getattr(table, 'name', None)}_{column.key}" == name:
                    return column
        return found

    def join(self, target: Any, onclause: Any = None, *, isouter: bool = False, full: bool = False) -> Self:
        """Return the statement with a JOIN.

        `target` is a class, a table, a subquery or a relationship attribute; without `onclause` foreign keys decide.
        """
        return self._joined(None, target, onclause, isouter, full)

    def outerjoin(self, target: Any, onclause: Any = None, *, full: bool = False) -> Self:
        """Return the statement with a LEFT OUTER JOIN."""
        return self._joined(None, target, onclause, True, full)

    def join_from(
        self, from_: Any, target: Any, onclause: Any = None, *, isouter: bool = False, full: bool = False
    ) -> Self:
        """Return the statement with a JOIN whose left side is given."""
        return self._joined(from_clause(from_), target, onclause, isouter, full)

    def outerjoin_from(self, from_: Any, target: Any, onclause: Any = None, *, full: bool = False) -> Self:
        """Return the statement with a LEFT OUTER JOIN whose left side is given."""
        return self._joined(from_clause(from_), target, onclause, True, full)

    def _joined(self, left: Any, target: Any, onclause: Any, isouter: bool, full: bool) -> Self:
        candidates = self._candidates() if left is None else [left]
        statement = self
        start = getattr(target, "__join_left__", None) or getattr(onclause, "__join_left__", None)
        for right, condition in join_steps(target, onclause, candidates):
            statement = statement._join_one(left, right, condition, isouter, full, start)
            left = start = None
            candidates = statement._candidates()
        return statement

    def _join_one(self, left: Any, right: Any, condition: Any, isouter: bool, full: bool, start: Any) -> Self:
        explicit = list(self._from)
        if left is None:
            left = _left_side(self._candidates(), right, condition, start)
        position = next((i for i, element in enumerate(explicit) if contains(element, left)), None)
        if position is None:
            explicit.append(Join(left, right, condition, isouter, full))
        else:
            explicit[position] = Join(explicit[position], right, condition, isouter, full)
        new = self._copy()
        new._from = tuple(explicit)
        return new

    # --- correlation and words
    def correlate(self, *fromclauses: Any) -> Self:
        """Return the statement correlated to the given FROM elements of an enclosing one; None turns it off."""
        if fromclauses and fromclauses[0] in (None, False):
            return self._with(correlate=False)
        earlier = self._part("correlate") or ()
        return self._with(correlate=(*earlier, *(from_clause(f) for f in fromclauses)))

    def correlate_except(self, *fromclauses: Any) -> Self:
        """Return the statement correlated to all enclosing FROM elements but the given ones."""
        if fromclauses and fromclauses[0] is None:
            return self._with(correlate_except=())
        earlier = self._part("correlate_except") or ()
        return self._with(correlate_except=(*earlier, *(from_clause(f) for f in fromclauses)))

    def prefix_with(self, *prefixes: Any, dialect: str = "*") -> Self:
        """Return the statement with words after SELECT."""
        added = tuple((literal_text(p), dialect) for p in prefixes)
        return self._with(prefixes=(*self._part("prefixes", ()), *added))

    def suffix_with(self, *suffixes: Any, dialect: str = "*") -> Self:
        """Return the statement with words at its end."""
        added = tuple((literal_text(s), dialect) for s in suffixes)
        return self._with(suffixes=(*self._part("suffixes", ()), *added))

    def with_hint(self, selectable: Any, text: str, dialect_name: str = "*") -> Self:
        """Return the statement with an optimizer hint for a table."""
        return self._with(hints=(*self._part("hints", ()), (from_clause(selectable), text, dialect_name)))

    def with_statement_hint(self, text: str, dialect_name: str = "*") -> Self:
        """Return the statement with an optimizer hint at its end."""
        return self._with(hints=(*self._part("hints", ()), (None, text, dialect_name)))

    def from_statement(self, statement: Any) -> Any:
        """Return what gives this statement's one mapped class from the rows of another statement.

        That is a SELECT, SQL text whose columns are found by name, or an INSERT, UPDATE or DELETE with RETURNING.
        What the rows do not have is read when it is asked for. Loader and execution options stay. Example:
        `select(Hero).from_statement(insert(Hero).values(...).returning(Hero))`.
        Raises InvalidRequestError when this is not a SELECT of one mapped class, NotImplementedError when it is of
        none.
        """
        entity = self._columns[0]
        if all(item._kind not in (k.ENTITY, k.ENTITY_COLUMN) for item in self._columns):
            raise NotImplementedError("from_statement() needs a SELECT of a mapped class: Core's has no such method")
        if len(self._columns) > 1 or entity._kind != k.ENTITY:
            raise InvalidRequestError("from_statement() needs a SELECT of a single mapped class")
        options, settings = self._options, self._execution_options
        whole = statement._kind in _CHANGES or getattr(statement, "_columns", None) == self._columns
        if statement._kind == k.TEXT:
            statement = CONSTRUCTORS["entity_text"](statement, entity)
        elif statement._kind == k.TEXTUAL_SELECT:
            given, by_place = statement.columns_, statement.positional
            statement = CONSTRUCTORS["entity_text"](statement.element, entity, given, by_place)
        elif not whole:
            statement = select_rows(CONSTRUCTORS["aliased"](entity.cls, statement.subquery()))
        return statement.options(*options).execution_options(**settings)


class Select(SelectBase, Generic[*_Ts]):
    """A SELECT whose rows are tuples."""

    __slots__ = ()
    inherit_cache = True


class SelectOfScalar(SelectBase, Generic[_T]):
    """A SELECT of one entity or column; `Session.exec` returns the values themselves."""

    __slots__ = ()
    inherit_cache = True

    if TYPE_CHECKING:

        def scalar_subquery(self) -> ScalarSelect[_T]:
            """Return the statement as an expression of one value."""
            ...


def join_steps(target: Any, onclause: Any, left_froms: list[Any]) -> list[tuple[Any, Any]]:
    """Return the (FROM, condition) pairs a join to `target` adds, one or, across a link table, two."""
    specification = getattr(target, "__join_spec__", None)
    if specification is not None:
        steps = [(from_clause(right), condition) for right, condition in specification(left_froms)]
        if onclause is not None:
            right, condition = steps[-1]
            steps[-1] = (right, criterion(onclause) if condition is None else criterion(onclause))
        return steps
    if onclause is not None and getattr(onclause, "__join_spec__", None) is not None:
        steps = onclause.of_type(target).__join_spec__(left_froms)
        return [(from_clause(right), condition) for right, condition in steps]
    return [(from_clause(target), criterion(onclause) if onclause is not None else None)]


def distinct_columns(columns: list[Any], equalities: list[tuple[Any, Any]], only_synonyms: bool) -> list[Any]:
    """Return the columns that no other one among them stands for."""
    omitted: set[int] = set()

    def equals(one: Any, other: Any) -> bool:
        return _origin(one) is _origin(other)

    for column in columns:
        targets = [key.column for key in getattr(column, "foreign_keys", ())]
        others = [one for one in columns if one is not column and any(equals(one, target) for target in targets)]
        if any(not only_synonyms or one.name == column.name for one in others):
            omitted.add(id(column))
    for left, right in equalities:
        kept = [one for one in columns if id(one) not in omitted]
        if not all(any(one is side for one in kept) for side in (left, right)):
            continue
        for one in reversed(kept):
            if equals(one, right) and (not only_synonyms or one.name == left.name):
                omitted.add(id(one))
                break
    return [one for one in columns if id(one) not in omitted]


def _origin(column: Any) -> Any:
    while getattr(column, "source", None) is not None:
        column = column.source
    return column


def _left_side(candidates: list[Any], right: Any, condition: Any, start: Any) -> Any:
    """Choose the FROM that a join continues; where there is none, it begins at the class of its relationship."""
    # The table of a class whose columns are selected is a part of the class's FROM, not a left side of it.
    possible = [c for c in candidates if not contains(c, right) and not contains(right, c)]
    if condition is not None:
        named = froms(condition)
        for candidate in reversed(possible):
            if any(contains(candidate, element) for element in named):
                return candidate
        if len(possible) > 1:
            raise InvalidRequestError(_SEVERAL_LEFT_SIDES)
        if possible:
            return possible[0]
    else:
        related = [c for c in possible if join_conditions(c, right)]
        if len(related) > 1 and not any(c._kind == k.JOIN for c in related):
            raise InvalidRequestError(_SEVERAL_LEFT_SIDES)
        if related:
            return related[0]
        if possible:
            return possible[0]
    beginning = None if start is None else from_clause(start)
    if beginning is not None and not contains(beginning, right) and not contains(right, beginning):
        return beginning
    raise InvalidRequestError(
        f"Don't know how to join to {right!r}. Please use the .select_from() method to establish an explicit left "
        "side, as well as providing an explicit ON clause if not present already to help resolve the ambiguity."
    )


def attribute_of(source: Any, key: str) -> Any:
    """Return the attribute or column of an entity or FROM.

    Raises InvalidRequestError naming what is missing.
    """
    if source._kind == k.ENTITY:
        found = source.attribute(key)
    elif isinstance(source, FromClause):
        found = source.columns.get(key)
    else:
        found = None
    if found is None:
        shown = getattr(source, "description", None) or getattr(source, "name", source)
        raise InvalidRequestError(f'Entity namespace for "{shown}" has no property "{key}"')
    return found


def attribute_of_one(sources: list[Any], key: str) -> Any:
    """Return the attribute of the one entity or FROM that has it."""
    if len(sources) == 1:
        return attribute_of(sources[0], key)
    found = [source for source in sources if _has(source, key)]
    if len(found) == 1:
        return attribute_of(found[0], key)
    shown = [getattr(one, "description", None) or getattr(one, "name", one) for one in found or sources]
    names = ", ".join(sorted(map(str, shown)))
    if found:
        raise AmbiguousColumnError(
            f'Attribute name "{key}" is ambiguous; it exists in multiple FROM clause entities ({names}). '
            "Use filter() with explicit column references instead of filter_by()."
        )
    raise InvalidRequestError(f'None of the FROM clause entities have a property "{key}". Searched entities: {names}')


def _has(source: Any, key: str) -> bool:
    if source._kind == k.ENTITY:
        return source.attribute(key) is not None
    return isinstance(source, FromClause) and source.columns.get(key) is not None


def select(*entities: Any) -> Any:
    """Return a SELECT: `SelectOfScalar` of one entity or column, `Select` of several (SQLModel's `select`)."""
    return SelectOfScalar(*entities) if len(entities) == 1 else Select(*entities)


def select_rows(*entities: Any) -> Select[Any]:
    """Return a SELECT whose rows are always tuples (SQLAlchemy's `select`)."""
    return Select(*entities)


CONSTRUCTORS["select"] = select_rows
__all__ = ["Select", "SelectOfScalar", "attribute_of", "expression", "select", "select_item", "select_rows"]
