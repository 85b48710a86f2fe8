"""Walking over statement nodes by their slots. Knows no node class: anything with `_kind` is a node."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from . import kinds as k

# `table`, `entity` and `source` point sideways or up, `mapper`/`plan`/`cls` out of the tree.
_NOT_CHILDREN = frozenset(
    {"type", "types", "table", "source", "mapper", "plan", "cls", "namespace", "_cache", "_projection", "_options"}
)
_SLOTS: dict[type, tuple[str, ...]] = {}
_LEAVES = frozenset({k.COLUMN, k.ENTITY_COLUMN, k.COLUMN_CLAUSE, k.TABLE, k.TABLE_CLAUSE, k.ENTITY, k.BIND})


def slots(node: Any) -> tuple[str, ...]:
    """Return the names of the slots that hold a node's parts."""
    cls = type(node)
    found = _SLOTS.get(cls)
    if found is None:
        names: list[str] = []
        for base in reversed(cls.__mro__):
            own = base.__dict__.get("__slots__", ())
            names.extend((own,) if isinstance(own, str) else own)
        found = _SLOTS[cls] = tuple(n for n in names if not n.startswith("__"))
    return found


def _nodes(value: Any) -> Iterator[Any]:
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _nodes(item)
    elif hasattr(value, "_kind"):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _nodes(item)


def children(node: Any) -> Iterator[Any]:
    """Iterate over the nodes directly below `node`."""
    if node._kind in _LEAVES:
        return
    for name in slots(node):
        if name not in _NOT_CHILDREN:
            yield from _nodes(getattr(node, name, None))


def walk(node: Any) -> Iterator[Any]:
    """Iterate over `node` and every node below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def froms(node: Any) -> list[Any]:
    """Return the FROM elements an expression refers to, each once, in order; not those inside a subquery."""
    found: dict[int, Any] = {}
    _collect_froms(node, found)
    return list(found.values())


def _collect_froms(node: Any, found: dict[int, Any]) -> None:
    kind = node._kind
    if kind == k.COLUMN or kind == k.COLUMN_CLAUSE:
        table = node.table
        if table is not None:
            found.setdefault(id(table), table)
    elif kind == k.ENTITY_COLUMN:
        found.setdefault(id(node.entity), node.entity)
    elif kind == k.ENTITY or k.TABLE <= kind <= k.FROM_GROUPING:
        found.setdefault(id(node), node)
    elif kind == k.TABLE_VALUED_COLUMN:
        found.setdefault(id(node.element), node.element)
    elif kind not in (k.SCALAR_SELECT, k.EXISTS, k.SELECT, k.COMPOUND, k.BIND):
        for child in children(node):
            _collect_froms(child, found)


def replace(node: Any, change: Callable[[Any], Any]) -> Any:
    """Return a copy in which `change(part)` took the place of each part for which it is not None."""
    other = change(node)
    if other is not None:
        return other
    if node._kind in _LEAVES:
        return node
    changed: dict[str, Any] = {}
    names = slots(node)
    for name in names:
        if name in _NOT_CHILDREN:
            continue
        old = getattr(node, name, None)
        new = _replace_in(old, change)
        if new is not old:
            changed[name] = new
    if not changed:
        return node
    copy = object.__new__(type(node))
    own = getattr(node, "__dict__", None)
    if own:
        copy.__dict__.update(own)
    for name in names:
        if name in changed:
            setattr(copy, name, changed[name])
        elif name == "_cache":
            copy._cache = None
        elif hasattr(node, name):
            setattr(copy, name, getattr(node, name))
    return copy


def _replace_in(value: Any, change: Callable[[Any], Any]) -> Any:
    if hasattr(value, "_kind") and not isinstance(value, tuple):
        return replace(value, change)
    if isinstance(value, (tuple, list)):
        items = [_replace_in(item, change) for item in value]
        if all(new is old for new, old in zip(items, value, strict=True)):
            return value
        return type(value)(items)
    if isinstance(value, dict):
        pairs = {key: _replace_in(item, change) for key, item in value.items()}
        return pairs if any(pairs[key] is not value[key] for key in value) else value
    return value


class Recorrelated:
    """The visitor of `replace` that moves columns, and correlates SELECTs to what the columns of the tables they name
    have moved to.

    `column` answers for a column, NotImplemented for anything else. An object, as a function that names itself lives
    until the collector comes, and what it knows of with it.
    """

    __slots__ = ("_change", "_column", "_seen")

    def __init__(self, change: Callable[[Any], Any], column: Callable[[Any], Any]) -> None:
        self._change = change
        self._column = column
        self._seen: list[Any] = []

    def __call__(self, part: Any) -> Any:
        """Return what stands for a part; None where its own parts are to be looked at."""
        found = self._column(part)
        if found is not NotImplemented:
            return found
        if part._kind != k.SELECT or any(part is one for one in self._seen):
            return None
        moved = [source for table in part._part("correlate") or () for source in self._moved_to(table)]
        if not moved:
            return None
        self._seen.append(part.correlate(*moved))
        return replace(self._seen[-1], self)

    def _moved_to(self, table: Any) -> Iterator[Any]:
        if table._kind == k.TABLE:
            source = getattr(self._change(next(iter(table.columns))), "table", table)
            if source is not table:
                yield source


def replace_parameters(node: Any, values: dict[str, Any]) -> Any:
    """Return a copy whose parameters of these keys carry these values."""

    def change(part: Any) -> Any:
        if part._kind == k.BIND and part.key in values:
            return part._with_value(values[part.key])
        return None

    return replace(node, change)


def same_structure(left: Any, right: Any) -> bool:
    """Tell whether two nodes have one structure and equal values."""
    if left is right:
        return True
    if type(left) is not type(right) or left._kind in _LEAVES and left._kind != k.BIND:
        return False
    if left._kind == k.BIND:
        return bool(left.key == right.key and left.value == right.value)
    return all(
        _same(getattr(left, name, None), getattr(right, name, None))
        for name in slots(left)
        if name not in _NOT_CHILDREN
    )


def _same(left: Any, right: Any) -> bool:
    if hasattr(left, "_kind") and hasattr(right, "_kind"):
        return same_structure(left, right)
    if isinstance(left, (tuple, list)) and isinstance(right, (tuple, list)):
        return len(left) == len(right) and all(_same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    return bool(left == right)


class ClauseAdapter:
    """Say expressions over one FROM with the columns of another that stand for them; columns it lacks stay.

    Behaviour: SQLAlchemy, `sqlalchemy.sql.util.ClauseAdapter`.
    """

    def __init__(self, selectable: Any) -> None:
        self.selectable = selectable

    def traverse(self, obj: Any) -> Any:
        """Return the expression over the selectable."""
        node = obj if hasattr(obj, "_kind") else obj.__clause_element__()
        return replace(node, self._counterpart)

    def _counterpart(self, node: Any) -> Any:
        if node._kind == k.ENTITY_COLUMN:
            node = node.column
        if node._kind not in (k.COLUMN, k.COLUMN_CLAUSE):
            return None
        return self.selectable.columns.corresponding_column(node)


# --- visitors, by SQLAlchemy's names (`sqlalchemy.sql.visitors`)
def _below(node: Any) -> Iterator[Any]:
    """Iterate over the nodes below one, the FROMs of a SELECT and the table of a change among them."""
    yield from children(node)
    if node._kind == k.SELECT:
        yield from node.get_final_froms()
    elif node._kind in (k.INSERT, k.UPDATE, k.DELETE):
        yield node.table


def iterate(obj: Any, opts: Any = None) -> Iterator[Any]:
    """Iterate over an expression and every node below it, nearest first."""
    waiting = deque([obj.__clause_element__()])
    while waiting:
        node = waiting.popleft()
        yield node
        waiting.extend(_below(node))


def traverse_using(iterator: Iterator[Any], obj: Any, visitors: Mapping[str, Callable[[Any], Any]]) -> Any:
    """Call `visitors[node.__visit_name__](node)` for the nodes that have one; return `obj`."""
    for node in iterator:
        visit = visitors.get(node.__visit_name__)
        if visit is not None:
            visit(node)
    return obj


def traverse(obj: Any, opts: Any, visitors: Mapping[str, Callable[[Any], Any]]) -> Any:
    """Call a function for each node of an expression by the node's `__visit_name__`; return the expression.

    Example: `traverse(statement, {}, {"bindparam": found.append})`.
    """
    return traverse_using(iterate(obj, opts), obj, visitors)


def replacement_traverse(obj: Any, opts: Any, replace_with: Callable[[Any], Any]) -> Any:
    """Return a copy in which `replace_with(node)` took the place of each node for which it is not None."""
    return replace(obj.__clause_element__(), replace_with)


class ClauseVisitor:
    """A visitor by methods: `visit_column(self, column)` is called for each column, and so on."""

    __traverse_options__: Mapping[str, Any] = {}

    def iterate(self, obj: Any) -> Iterator[Any]:
        """Iterate over an expression and every node below it."""
        return iterate(obj, self.__traverse_options__)

    def traverse_single(self, obj: Any, **kw: Any) -> Any:
        """Call the method for one node."""
        visit = getattr(self, f"visit_{obj.__visit_name__}", None)
        return visit(obj, **kw) if visit is not None else None

    def traverse(self, obj: Any) -> Any:
        """Call the methods for each node of an expression; return the expression."""
        for node in self.iterate(obj):
            self.traverse_single(node)
        return obj


class ReplacingCloningVisitor(ClauseVisitor):
    """A visitor that copies an expression with other nodes in it: override `replace`."""

    def replace(self, elem: Any) -> Any:
        """Return what takes the place of a node, or None."""
        return None

    def traverse(self, obj: Any) -> Any:
        """Return the copy."""
        return replacement_traverse(obj, self.__traverse_options__, self.replace)
