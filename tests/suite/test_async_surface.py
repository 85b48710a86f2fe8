"""The asynchronous classes have SQLAlchemy's methods and attributes, and calls of them mean the same."""

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy.ext.asyncio as theirs
import sqlalchemy.ext.asyncio.exc as their_errors

from sqlmodel_rs.ext import asyncio as ours
from sqlmodel_rs.ext.asyncio import exc as our_errors
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession
from sqlmodel_rs.sa.ext import asyncio as offered
from tests.parity.signatures import differences

CLASSES = (
    "AsyncAttrs AsyncConnection AsyncEngine AsyncMappingResult AsyncResult AsyncScalarResult AsyncSession "
    "AsyncSessionTransaction AsyncTransaction AsyncTupleResult async_scoped_session async_sessionmaker"
).split()
FUNCTIONS = "async_engine_from_config async_object_session async_session close_all_sessions create_async_engine".split()
#: Of SQLAlchemy's own making: how it caches attributes, and its pools, which no program awaits.
INTERNAL = {"memoized_attribute", "memoized_instancemethod", "create_async_pool_from_url"}
#: Names of modules below.
MODULES = {"base", "engine", "exc", "result", "scoping", "session"}


def _ours(name: str) -> Any:
    return PlainAsyncSession if name == "AsyncSession" else getattr(ours, name)


def _members(of: type) -> Iterator[tuple[str, Any]]:
    special = ("__aenter__", "__aexit__", "__anext__", "__await__", "__call__", "__contains__", "__iter__")
    for name in dir(of):
        if (not name.startswith("_") or name in special) and name not in INTERNAL:
            yield name, getattr(of, name)


def _slots(of: type) -> set[str]:
    return {name for base in of.__mro__ for name in vars(base).get("__annotations__", {})}


def test_every_name_is_offered() -> None:
    names = {name for name in dir(theirs) if not name.startswith("_")} - INTERNAL - MODULES
    assert names - set(dir(offered)) == set()
    assert names == {*CLASSES, *FUNCTIONS}


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_every_member(name: str) -> None:
    own = _ours(name)
    missing = {member for member, _ in _members(getattr(theirs, name)) if not hasattr(own, member)}
    assert missing - _slots(own) == set()


@pytest.mark.parametrize("name", CLASSES)
def test_a_method_is_called_as_theirs(name: str) -> None:
    own = _ours(name)
    found = {}
    for member, value in _members(getattr(theirs, name)):
        if not callable(value) or inspect.isclass(value) or member in ("__aexit__", "__call__"):
            continue
        mine = getattr(own, member)
        said = list(differences(value, mine, passed_on=True))
        if _is_awaited(value) != _is_awaited(mine):
            said.append("is awaited in one and not in the other")
        if said:
            found[member] = said
    assert found == {}


#: Written as generators with decorators in one and as functions in the other; a caller sees no difference.
_ENTERED = ("begin", "stream", "stream_scalars")


def _is_awaited(function: Callable[..., Any]) -> bool:
    plain = inspect.unwrap(function)
    if getattr(plain, "__name__", "") in _ENTERED:
        return True
    return inspect.iscoroutinefunction(plain) or inspect.isasyncgenfunction(plain)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_called_as_theirs(name: str) -> None:
    assert list(differences(getattr(theirs, name), getattr(ours, name))) == []
    assert _is_awaited(getattr(theirs, name)) == _is_awaited(getattr(ours, name))


@pytest.mark.parametrize("module", [their_errors])
def test_every_error_is_there(module: ModuleType) -> None:
    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == module.__name__:
            mine = getattr(our_errors, name)
            assert [base.__name__ for base in mine.__mro__] == [base.__name__ for base in value.__mro__]
