"""`Mapped[T]` as a field's annotation: type checkers know the class attribute as an expression, pydantic sees `T`."""

from __future__ import annotations

import re
from typing import Any, get_args, get_origin

from sqlmodel_rs.orm.queryable import Mapped

_TEXT = re.compile(r"\s*(?:\w+\.)*Mapped\[(.*)\]\s*", re.DOTALL)


def value_annotation(annotation: Any) -> Any:
    """Return what is inside `Mapped[...]`, evaluated or source text; any other annotation as it is."""
    if isinstance(annotation, str):
        found = _TEXT.fullmatch(annotation)
        return annotation if found is None else found[1]
    return get_args(annotation)[0] if get_origin(annotation) is Mapped else annotation
