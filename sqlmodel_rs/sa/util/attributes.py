"""Attributes and words that packages take from SQLAlchemy. Behaviour: `sqlalchemy.util.langhelpers`."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any, Generic, TypeVar

from sqlmodel_rs import exc

__all__ = ["asbool", "asint", "classproperty", "memoized_property", "safe_reraise", "warn"]

T = TypeVar("T")
_YES = frozenset({"true", "yes", "on", "y", "t", "1"})
_NO = frozenset({"false", "no", "off", "n", "f", "0"})


class memoized_property(Generic[T]):
    """A property that is computed when it is first read and kept in the instance."""

    def __init__(self, fget: Callable[..., T], doc: str | None = None) -> None:
        self.fget = fget
        self.__doc__ = doc or fget.__doc__
        self.__name__ = fget.__name__

    def __get__(self, obj: Any, cls: Any = None) -> Any:
        if obj is None:
            return self
        obj.__dict__[self.__name__] = result = self.fget(obj)
        return result

    @classmethod
    def reset(cls, obj: Any, name: str) -> None:
        """Forget the value of an instance."""
        obj.__dict__.pop(name, None)


class classproperty(property):
    """A property of the class: its function gets the class."""

    def __init__(self, fget: Callable[[Any], Any], *arg: Any, **kw: Any) -> None:
        super().__init__(fget, *arg, **kw)
        self.__doc__ = fget.__doc__

    def __get__(self, obj: Any, cls: Any = None) -> Any:
        assert self.fget is not None
        return self.fget(cls)


def asbool(value: Any) -> bool:
    """Return what a word such as "yes" or "off" says; anything but text by its truth.

    Raises ValueError for another word.
    """
    if not isinstance(value, str):
        return bool(value)
    word = value.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"String is not true/false: {word!r}")


def asint(value: Any) -> int | None:
    """Return an integer, or None for None."""
    return None if value is None else int(value)


def warn(msg: str, code: str | None = None) -> None:
    """Give an `SAWarning`."""
    warnings.warn(msg, exc.SAWarning, stacklevel=2)


class safe_reraise:
    """Clean up in an `except` block, then raise what was caught, unless cleaning up raises."""

    _caught: tuple[type[BaseException] | None, BaseException | None, TracebackType | None]

    def __enter__(self) -> None:
        self._caught = sys.exc_info()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        first = self._caught[1]
        if kind is None and first is not None:
            raise first.with_traceback(self._caught[2])
