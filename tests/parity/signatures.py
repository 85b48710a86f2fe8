"""When a call that is right for one callable is right for another; used to compare this library with SQLModel."""

import enum
import inspect
from collections.abc import Iterator, Mapping
from typing import Any

POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
KEYWORD = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def parameters(value: Any) -> list[inspect.Parameter] | None:
    """Return the public parameters of a callable, None when Python cannot tell them."""
    try:
        found = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return None
    return [one for one in found if not one.name.startswith("_") or one.kind is one.POSITIONAL_ONLY]


def default(parameter: inspect.Parameter) -> Any:
    """Return a default; objects that stand for "not given" are all alike."""
    value = parameter.default
    if value is parameter.empty:
        return "required"
    if isinstance(value, (bool, int, float, str, tuple, type(None))) and not isinstance(value, enum.Enum):
        return value
    # An empty mapping of options says as much as None.
    return None if isinstance(value, Mapping) and not value else "not given"


def differences(theirs: Any, ours: Any, *, passed_on: bool = False) -> Iterator[str]:
    """Say what calls of `theirs` mean something else, or nothing, to `ours`.

    With `passed_on`, keyword-only parameters may be among the `**options` that ours hands on to a function with names.
    """
    wanted, offered = parameters(theirs), parameters(ours)
    if wanted is None or offered is None:
        if wanted is not None:
            yield "has no signature"
        return
    by_name = {one.name: one for one in offered}
    positions = [one for one in offered if one.kind in POSITIONAL]
    takes_any = any(one.kind is one.VAR_POSITIONAL for one in offered)
    takes_names = any(one.kind is one.VAR_KEYWORD for one in offered)
    for at, one in enumerate(one for one in wanted if one.kind in POSITIONAL):
        if at >= len(positions) and not takes_any:
            yield f"{one.name}: not taken by position {at}"
        elif at < len(positions) and one.kind in KEYWORD and positions[at].name != one.name:
            yield f"{one.name}: called {positions[at].name}"
    for one in wanted:
        if one.kind is one.VAR_POSITIONAL and not takes_any:
            yield f"*{one.name}: not taken"
        elif one.kind is one.VAR_KEYWORD and not takes_names:
            yield f"**{one.name}: not taken"
        elif one.kind in KEYWORD:
            mine = by_name.get(one.name)
            if mine is None or mine.kind not in KEYWORD:
                if passed_on and takes_names and one.kind is one.KEYWORD_ONLY:
                    continue
                yield f"{one.name}: not taken by name"
            elif one.default is not one.empty and default(mine) != default(one):
                yield f"{one.name}: default {default(mine)!r} instead of {default(one)!r}"
    names = {one.name for one in wanted}
    for at, one in enumerate(offered):
        required = one.default is one.empty and one.kind in (*POSITIONAL, one.KEYWORD_ONLY)
        if required and one.name not in names and at >= len(wanted):
            yield f"{one.name}: required here only"
