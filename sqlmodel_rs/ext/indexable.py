"""`index_property`: one item of a column's list or dictionary as an attribute.

Behaviour: SQLAlchemy, `sqlalchemy.ext.indexable`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel_rs.ext.hybrid import hybrid_property
from sqlmodel_rs.orm.attributes import flag_modified, is_instrumented

__all__ = ["index_property"]

_NO_DEFAULT: Any = object()


class index_property(hybrid_property[Any]):
    """An attribute that stands for `attr_name[index]`: on an instance the item, on the class its expression.

    Without a `default` an item that is missing raises AttributeError. `datatype` makes the value that a first item is
    put into, `mutable=False` forbids setting, `onebased` says that the database counts a list from 1.
    """

    def __init__(
        self,
        attr_name: str,
        index: Any,
        default: Any = _NO_DEFAULT,
        datatype: Callable[[], Any] | None = None,
        mutable: bool = True,
        onebased: bool = True,
    ) -> None:
        super().__init__(
            self._read, self._write if mutable else None, self._remove if mutable else None, self._expression
        )
        self.attr_name = attr_name
        self.index = index
        self.default = default
        numeric = isinstance(index, int)
        self.onebased = numeric and onebased
        self.datatype: Callable[[], Any] = datatype or ((lambda: [None] * (index + 1)) if numeric else dict)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        # The item itself, without the label other hybrids have: its type may be said (`.as_string()`).
        return self._expression(owner) if instance is None else self._read(instance)

    def _read(self, instance: Any) -> Any:
        held = getattr(instance, self.attr_name)
        try:
            if held is not None:
                return held[self.index]
        except (KeyError, IndexError) as error:
            if self.default is _NO_DEFAULT:
                raise AttributeError(self.attr_name) from error
        if self.default is _NO_DEFAULT:
            raise AttributeError(self.attr_name)
        return self.default

    def _write(self, instance: Any, value: Any) -> None:
        held = getattr(instance, self.attr_name, None)
        if held is None:
            held = self.datatype()
            setattr(instance, self.attr_name, held)
        held[self.index] = value
        self._changed(instance, held)

    def _remove(self, instance: Any) -> None:
        held = getattr(instance, self.attr_name)
        if held is None:
            raise AttributeError(self.attr_name)
        try:
            del held[self.index]
        except KeyError as error:
            raise AttributeError(self.attr_name) from error
        self._changed(instance, held)

    def _changed(self, instance: Any, held: Any) -> None:
        setattr(instance, self.attr_name, held)
        if is_instrumented(instance, self.attr_name):
            flag_modified(instance, self.attr_name)

    def _expression(self, model: Any) -> Any:
        return getattr(model, self.attr_name)[self.index + 1 if self.onebased else self.index]
