"""Counts lazy loads of one attribute by one line of the program: N+1 statements where one would do.

What is reported is set by `Engine.detect_n_plus_one`; must not know how an attribute is loaded.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.warning import frames_to_program

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


class NPlusOneError(exc.InvalidRequestError):
    """One attribute was loaded again and again, by a statement each."""


class NPlusOneWarning(exc.SAWarning):
    """One attribute was loaded again and again, by a statement each."""


#: A file and a line.
Line = tuple[str, int]


def watch_of(session: PlainSession, cls: Any) -> tuple[int, bool] | None:
    """Return how many loads are too many on the engine of a class and whether that raises; None where nobody asks."""
    try:
        bind = session.get_bind(cls)
    except exc.UnboundExecutionError:
        return None
    engine = getattr(bind, "engine", None)
    found: tuple[int, bool] | None = getattr(getattr(engine, "sync_engine", engine), "_repeats", None)
    return found


def caller() -> Line:
    """Return the innermost line outside this package."""
    frame, _above = frames_to_program()
    return frame.f_code.co_filename, frame.f_lineno


def counted(work: Work[Any], session: PlainSession, mapper: Any, key: str, line: Line | None = None) -> Work[Any]:
    """Return work that loads an attribute; where the engine watches, it is counted once it runs a statement."""
    watch = watch_of(session, mapper.class_)
    return work if watch is None else _counting(work, session, (mapper, key), line or caller(), watch)


def _counting(
    work: Work[Any], session: PlainSession, attribute: tuple[Any, str], line: Line, watch: tuple[int, bool]
) -> Work[Any]:
    answer: Any = None
    failure: BaseException | None = None
    noted = False
    while True:
        try:
            effect = work.send(answer) if failure is None else work.throw(failure)
        except StopIteration as stop:
            return stop.value
        answer, failure = None, None
        try:
            if not noted and isinstance(effect, Execute):
                noted = True
                _note(session, attribute, line, watch)
            answer = yield effect
        except BaseException as error:
            failure = error


def _note(session: PlainSession, attribute: tuple[Any, str], line: Line, watch: tuple[int, bool]) -> None:
    transaction, loads = session._loads
    if transaction is None or transaction is not session.get_transaction():
        loads = {}
    mapper, key = attribute
    what = (mapper.class_, key, line)
    loads[what] = times = loads.get(what, 0) + 1
    # Until a transaction has begun this is the first load of one that is about to.
    session._loads = (session._begin_if_needed() and session.get_transaction(), loads)
    threshold, raises = watch
    if times < threshold or (times > threshold and not raises):
        return
    message = _message(mapper, key, line, times)
    if raises:
        raise NPlusOneError(message)
    warnings.warn_explicit(NPlusOneWarning(message), None, *line)


def _message(mapper: Any, key: str, line: Line, times: int) -> str:
    name = f"{mapper.class_.__name__}.{key}"
    if key in mapper.relationships:
        hint = f"load it with the objects: .options(selectinload({name}))"
    elif key in mapper.deferral:
        hint = f"load it with the objects: .options(undefer({name}))"
    else:
        hint = "the objects had expired: read them again by one statement, or use expire_on_commit=False"
    file, number = line
    return f"N+1: {name} was loaded {times} times, by a statement each, in {file}:{number}; {hint}"
