"""How bound parameters are written in messages and logs. Imports nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_PARAMETER_SETS = 10
_PARAMETERS_IN_SET = 100
_VALUE_LENGTH = 300


def _short(value: Any) -> str:
    text = repr(value)
    if len(text) <= _VALUE_LENGTH:
        return text
    half = _VALUE_LENGTH // 2
    return f"{text[:half]} ... ({len(text) - _VALUE_LENGTH} characters truncated) ... {text[-half:]}"


def _repr_set(params: Any) -> str:
    if isinstance(params, Mapping):
        items = [f"{key!r}: {_short(value)}" for key, value in params.items()]
        opening, closing = "{", "}"
    else:
        items = [_short(value) for value in params]
        opening, closing = ("[", "]") if isinstance(params, list) else ("(", ",)" if len(items) == 1 else ")")
    if len(items) > _PARAMETERS_IN_SET:
        half = _PARAMETERS_IN_SET // 2
        note = f" ... {len(items) - _PARAMETERS_IN_SET} parameters truncated ... "
        return opening + ", ".join(items[:half]) + note + ", ".join(items[-half:]) + closing
    return opening + ", ".join(items) + closing


def repr_params(params: Any, *, ismulti: bool | None = None) -> str:
    """Write bound parameters for messages and logs, with long values and long lists shortened in the middle.

    `params` is one parameter set (tuple or dict) or, with `ismulti`, a list of sets.
    """
    if isinstance(params, str) or not isinstance(params, (Mapping, Sequence)):
        return _short(params)
    if ismulti is None:
        ismulti = isinstance(params, list) and bool(params) and isinstance(params[0], (Mapping, list, tuple))
    if not ismulti:
        return _repr_set(params)
    total = len(params)
    if total <= _PARAMETER_SETS:
        return "[" + ", ".join(_repr_set(one) for one in params) + "]"
    first = ", ".join(_repr_set(one) for one in params[: _PARAMETER_SETS - 2])
    last = ", ".join(_repr_set(one) for one in params[-2:])
    return f"[{first}  ... displaying {_PARAMETER_SETS} of {total} total bound parameter sets ...  {last}]"
