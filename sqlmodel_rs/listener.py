"""A listener of engines and pools as it is called: arguments by name, and answers that replace what was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel_rs import exc

#: The arguments of the events, by which `named=True` passes them.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "begin": ("conn",),
    "commit": ("conn",),
    "rollback": ("conn",),
    "savepoint": ("conn", "name"),
    "rollback_savepoint": ("conn", "name", "context"),
    "release_savepoint": ("conn", "name", "context"),
    "before_cursor_execute": ("conn", "cursor", "statement", "parameters", "context", "executemany"),
    "after_cursor_execute": ("conn", "cursor", "statement", "parameters", "context", "executemany"),
    "before_execute": ("conn", "clauseelement", "multiparams", "params", "execution_options"),
    "after_execute": ("conn", "clauseelement", "multiparams", "params", "execution_options", "result"),
    "handle_error": ("exception_context",),
    "engine_connect": ("conn",),
    "engine_disposed": ("engine",),
    "set_connection_execution_options": ("conn", "opts"),
    "set_engine_execution_options": ("engine", "opts"),
    "do_connect": ("dialect", "conn_rec", "cargs", "cparams"),
    "do_execute": ("cursor", "statement", "parameters", "context"),
    "do_executemany": ("cursor", "statement", "parameters", "context"),
    "do_execute_no_params": ("cursor", "statement", "context"),
    "connect": ("dbapi_connection", "connection_record"),
    "first_connect": ("dbapi_connection", "connection_record"),
    "checkout": ("dbapi_connection", "connection_record", "connection_proxy"),
    "checkin": ("dbapi_connection", "connection_record"),
    "reset": ("dbapi_connection", "connection_record", "reset_state"),
    "invalidate": ("dbapi_connection", "connection_record", "exception"),
    "detach": ("dbapi_connection", "connection_record"),
    "close": ("dbapi_connection", "connection_record"),
}


class Returning:
    """A listener registered with `retval=True`: what it returns takes the place of what it was given."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *args: Any) -> Any:
        return self._function(*args)


#: The events whose listeners may be registered with `retval=True`, besides those whose answer always counts.
_REWRITING = frozenset({"before_execute", "before_cursor_execute"})
_ANSWERING = frozenset({"handle_error", "do_connect", "do_execute", "do_executemany", "do_execute_no_params"})


def wrap_listener(identifier: str, function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
    """Return what is called for a listener registered with `named` or `retval`.

    Raises:
        TypeError: an unknown option. ArgumentError: the event has no use for `retval`.
    """
    given = dict(options)
    named, retval = bool(given.pop("named", False)), bool(given.pop("retval", False))
    given.pop("propagate", None)
    if given:
        raise TypeError(f"event.listen() got an unexpected keyword argument {next(iter(given))!r}")
    if retval and identifier not in _REWRITING | _ANSWERING:
        raise exc.ArgumentError(f"The {identifier!r} event has no use for retval=True")
    called = function
    if named:
        names = ARGUMENTS[identifier]

        def called(*args: Any) -> Any:
            return function(**dict(zip(names, args, strict=True)))

    return Returning(called) if retval and identifier in _REWRITING else called
