"""`declared_attr`: a class attribute computed per class, for `__tablename__`, `__table_args__` and mixin attributes.

Knows nothing of models nor of declarative classes: both front ends evaluate it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel_rs.subscript import Subscriptable

__all__ = ["declared_attr", "evaluate_directive"]


class declared_attr(Subscriptable):
    """Mark a method whose result, computed for each class, is the attribute; as `sqlalchemy.orm.declared_attr`.

    >>> from sqlmodel_rs import SQLModel
    >>> class Base(SQLModel):
    ...     @declared_attr.directive
    ...     def __tablename__(cls) -> str:
    ...         return f"app_{cls.__name__.lower()}"
    """

    def __init__(self, fn: Callable[..., Any], cascading: bool = False, quiet: bool = False) -> None:
        self.fget: Callable[..., Any] = fn.__func__ if isinstance(fn, classmethod) else fn
        self.is_cascading = cascading

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self.fget(owner if owner is not None else type(instance))

    @classmethod
    def directive(cls, fget: Callable[..., Any]) -> declared_attr:
        """Mark a method that computes a directive such as `__tablename__` or `__mapper_args__`."""
        return cls(fget)

    @classmethod
    def _cascading(cls, fget: Callable[..., Any]) -> declared_attr:
        return cls(fget, cascading=True)


declared_attr.cascading = declared_attr._cascading  # type: ignore[attr-defined]


def evaluate_directive(cls: type, name: str) -> Any:
    """Return the value a directive has for a class: a plain value, or what its declared_attr or function returns."""
    value = getattr(cls, name, None)
    return value() if callable(value) and not isinstance(value, type) else value
