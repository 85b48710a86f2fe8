"""Classes that take type parameters where programs write them, and mean the same with and without."""

from __future__ import annotations

from types import GenericAlias
from typing import Any

__all__ = ["Subscriptable"]


class Subscriptable:
    """A base for classes that are generic in SQLAlchemy: `TypeDecorator[str]`, as an annotation and as a base."""

    __slots__ = ()

    def __class_getitem__(cls, item: Any) -> Any:
        """Return the class with its type parameters; it is the class itself where it is derived from."""
        try:
            return super().__class_getitem__(item)  # type: ignore[misc]
        except (AttributeError, TypeError):
            return GenericAlias(cls, item)
