"""`ordering_list`: a collection class that keeps the position of each member in an attribute of it.

Behaviour: SQLAlchemy, `sqlalchemy.ext.orderinglist`. Positions are set when members come, go or move; what is read from
the database keeps its own, unless it has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, SupportsIndex, TypeVar

from sqlmodel_rs.orm.relationship.collection import InstrumentedList

__all__ = ["OrderingList", "count_from_0", "count_from_1", "count_from_n_factory", "ordering_list"]

T = TypeVar("T")
OrderingFunc = Callable[[int, Sequence[Any]], object]


def ordering_list(
    attr: str,
    count_from: int | None = None,
    ordering_func: OrderingFunc | None = None,
    reorder_on_append: bool = False,
) -> Callable[[], OrderingList[Any]]:
    """Return a `collection_class` whose members carry their position in the attribute `attr`.

    `count_from` is the first position (0), `ordering_func(index, collection)` gives any other numbering, and with
    `reorder_on_append` a member that is appended loses the position it has.
    """
    if ordering_func is None and count_from is not None:
        ordering_func = count_from_n_factory(count_from)
    return lambda: OrderingList(attr, ordering_func, reorder_on_append)


def count_from_0(index: int, collection: object) -> int:
    """Number members from 0."""
    return index


def count_from_1(index: int, collection: object) -> int:
    """Number members from 1."""
    return index + 1


def count_from_n_factory(start: int) -> OrderingFunc:
    """Return a function that numbers members from `start`."""

    def count(index: int, collection: object) -> int:
        return index + start

    count.__name__ = f"count_from_{start}"
    return count


class OrderingList(InstrumentedList[T]):
    """A list of related objects that keeps their positions in an attribute of theirs."""

    __slots__ = ("ordering_attr", "ordering_func", "reorder_on_append")

    def __init__(
        self, ordering_attr: str, ordering_func: OrderingFunc | None = None, reorder_on_append: bool = False
    ) -> None:
        super().__init__()
        self.ordering_attr = ordering_attr
        self.ordering_func = ordering_func or count_from_0
        self.reorder_on_append = reorder_on_append

    def _get_order_value(self, entity: T) -> Any:
        return getattr(entity, self.ordering_attr)

    def _set_order_value(self, entity: T, value: Any) -> None:
        setattr(entity, self.ordering_attr, value)

    def reorder(self) -> None:
        """Give every member the position it has in the list."""
        for index, entity in enumerate(self):
            self._order_entity(index, entity, True)

    _reorder = reorder

    def _order_entity(self, index: int, entity: T, reorder: bool = True) -> None:
        have = self._get_order_value(entity)
        if have is not None and not reorder:
            return
        should_be = self.ordering_func(index, self)
        if have != should_be:
            self._set_order_value(entity, should_be)

    def append(self, item: T) -> None:
        super().append(item)
        self._order_entity(len(self) - 1, self[-1], self.reorder_on_append)

    def insert(self, index: SupportsIndex, item: T) -> None:
        super().insert(index, item)
        self.reorder()

    def pop(self, index: SupportsIndex = -1) -> T:
        item = super().pop(index)
        self.reorder()
        return item

    def __setitem__(self, index: Any, value: Any) -> None:
        super().__setitem__(index, value)
        if isinstance(index, slice):
            self.reorder()
        else:
            place = int(index)
            self._order_entity(place if place >= 0 else place + len(self), self[place], True)

    def __delitem__(self, index: Any) -> None:
        super().__delitem__(index)
        self.reorder()

    def _append_quietly(self, item: T) -> None:
        super()._append_quietly(item)
        self._order_entity(len(self) - 1, item, self.reorder_on_append)

    def _remove_quietly(self, item: T) -> bool:
        found = super()._remove_quietly(item)
        if found:
            self.reorder()
        return found

    def _load(self, items: Iterable[T]) -> None:
        for item in items:
            list.append(self, item)
            self._order_entity(len(self) - 1, item, self.reorder_on_append)
