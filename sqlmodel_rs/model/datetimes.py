"""Which SQL type a plain `datetime` field has: an instant, as in SQLModel since 0.0.45, or a naive DateTime as before.

The switch is read when a class is made. `AwareDatetime`, `NaiveDatetime` and `sa_type` are not affected.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["VARIABLE", "declared", "naive_datetimes", "use_naive_datetimes"]

#: The environment variable that turns naive datetimes on for a whole program ("1").
VARIABLE = "SQLMODEL_RS_NAIVE_DATETIMES"

_of_class: ContextVar[bool | None] = ContextVar("naive_datetime", default=None)
_everywhere = os.environ.get(VARIABLE) == "1"


def use_naive_datetimes(enabled: bool = True) -> None:
    """Let `datetime` fields of models declared from now on be plain DateTime columns that take naive values.

    SQLModel did so before 0.0.45. `model_config = {"naive_datetime": ...}` of a model wins; the environment variable
    `SQLMODEL_RS_NAIVE_DATETIMES=1` does it for a program that is not to be changed.

    >>> from datetime import datetime
    >>> from sqlmodel_rs import Field, SQLModel
    >>> class Visit(SQLModel, table=True):
    ...     model_config = {"naive_datetime": True}
    ...     id: int | None = Field(default=None, primary_key=True)
    ...     at: datetime
    >>> Visit.__table__.c.at.type
    DateTime()
    """
    global _everywhere
    _everywhere = enabled


def naive_datetimes() -> bool:
    """Tell whether a `datetime` field that is being declared is naive."""
    own = _of_class.get()
    return _everywhere if own is None else own


@contextmanager
def declared(own: bool | None) -> Iterator[None]:
    """Let the choice of a class (None: the program's) hold while its columns are made."""
    token = _of_class.set(own)
    try:
        yield
    finally:
        _of_class.reset(token)
