"""Every public name of SQLModel's modules exists here, and what may be said to it there may be said to it here."""

import importlib
import inspect
import sys
from typing import Any

import pytest

from .signatures import differences

MODULES = (
    "",
    ".main",
    ".sql.expression",
    ".sql.base",
    ".sql.sqltypes",
    ".orm.session",
    ".ext.asyncio.session",
    ".pool",
    ".default",
)

#: Differences that are meant, with their reason.
MEANT: dict[str, str] = {
    "BinaryExpression": "made by operators",
    "Cast": "made by cast()",
    "ColumnClause": "made by column()",
    "CursorResult": "made by execution",
    "DeclarativeMeta": "a metaclass, called by class statements",
    "Extract": "made by extract()",
    "FunctionFilter": "made by funcfilter() and .filter()",
    "Over": "made by over() and .over()",
    "QueuePool": "connections are the engine's; a class for poolclass= and an answer of engine.pool",
    "StaticPool": "as QueuePool",
    "ScalarResult": "made by results",
    "TupleResult": "made by execution",
    "TypeCoerce": "made by type_coerce()",
    "UnaryExpression": "made by operators and functions",
    "Select": "made by select(); options of dialects belong to methods",
    "SelectOfScalar": "made by select(); options of dialects belong to methods",
    "func": "func.name() is what is called; it takes type_ by name and nothing else",
    "modifier": "as func",
    "table": "takes schema by name and nothing else",
}

#: What upstream's modules import for their own use and sits in another layer here.
ELSEWHERE: dict[str, str] = {
    "sqlmodel.sql.expression.Column": "sqlmodel_rs.schema",
    "sqlmodel.sql.expression.TryCast": "try_cast() makes a Cast",
    "sqlmodel.orm.session.Result": "sqlmodel_rs.engine",
    "sqlmodel.orm.session.UpdateBase": "sqlmodel_rs.sql.dml",
    "sqlmodel.orm.session.Executable": "sqlmodel_rs.sql.base",
    "sqlmodel.ext.asyncio.session.Result": "sqlmodel_rs.engine",
    "sqlmodel.ext.asyncio.session.UpdateBase": "sqlmodel_rs.sql.dml",
    "sqlmodel.ext.asyncio.session.Executable": "sqlmodel_rs.sql.base",
    "sqlmodel.sql.sqltypes.Dialect": "sqlmodel_rs.dialects",
    "sqlmodel.sql.expression.InstrumentedAttribute": "sqlmodel_rs.orm.attributes",
    "sqlmodel.sql.expression.Mapped": "sqlmodel_rs.orm",
    "sqlmodel.sql.expression.sqlalchemy": "sqlmodel_rs.sa",
    "sqlmodel.sql.expression.CollectionAggregate": "all_() and any_() make it",
    "sqlmodel.orm.session.util": "",
    "sqlmodel.ext.asyncio.session.util": "",
    "sqlmodel.ext.asyncio.session.greenlet_spawn": "there are no greenlets here",
    "sqlmodel.orm.session.OrmExecuteOptionsParameter": "a name for annotations",
    "sqlmodel.ext.asyncio.session.OrmExecuteOptionsParameter": "a name for annotations",
    "sqlmodel.sql.sqltypes.OperatorType": "a name for annotations",
    "sqlmodel.sql.sqltypes.types": "sqlmodel_rs.types",
}


def is_of_python(value: Any) -> bool:
    """Say whether a name is one of Python's own that a module imports for itself."""
    home = value.__name__ if inspect.ismodule(value) else getattr(value, "__module__", None) or type(value).__module__
    return home.partition(".")[0] in (*sys.stdlib_module_names, "typing_extensions")


def public(suffix: str) -> list[tuple[str, str]]:
    """Return (module suffix, name) of the names of one of SQLModel's modules."""
    found = vars(importlib.import_module(f"sqlmodel{suffix}")).items()
    names = [name for name, value in found if not name.startswith("_") and not is_of_python(value)]
    return [(suffix, name) for name in names if f"sqlmodel{suffix}.{name}" not in ELSEWHERE]


NAMES = [pair for suffix in MODULES for pair in public(suffix)]


def both(suffix: str, name: str) -> tuple[Any, Any]:
    theirs = getattr(importlib.import_module(f"sqlmodel{suffix}"), name)
    return theirs, getattr(importlib.import_module(f"sqlmodel_rs{suffix}"), name)


@pytest.mark.parametrize(("suffix", "name"), NAMES, ids=[f"sqlmodel{suffix}.{name}" for suffix, name in NAMES])
def test_name_is_here_and_takes_what_upstream_takes(suffix: str, name: str) -> None:
    theirs, ours = both(suffix, name)
    assert callable(theirs) == callable(ours)
    assert isinstance(theirs, type) == isinstance(ours, type)
    if inspect.ismodule(theirs) or not callable(theirs) or theirs is ours:
        return
    found = list(differences(theirs, ours, passed_on=True))
    if name == "Session":
        # Upstream's "not given" means True.
        assert found == ["close_resets_only: default True instead of 'not given'"]
        return
    if name in MEANT:
        assert found, f"{name} no longer differs: take it off the list"
        return
    assert found == []


def test_names_are_as_many_as_counted() -> None:
    assert len(public("")) >= 137
    assert len(NAMES) > 250


CLASSES = (
    ("", "SQLModel"),
    ("", "Session"),
    (".ext.asyncio.session", "AsyncSession"),
    (".orm.session", "ScalarResult"),
)

#: Members that are how SQLAlchemy works inside, and one that its documentation advises against.
INSIDE = {
    "enable_relationship_loading",
    "connection_callable",
    "dispatch",
    "memoized_attribute",
    "memoized_instancemethod",
}


def members() -> list[tuple[str, str, str]]:
    """Return (module suffix, class, member) of the classes that programs use most."""
    found = []
    for suffix, name in CLASSES:
        cls = getattr(importlib.import_module(f"sqlmodel{suffix}"), name)
        found.extend((suffix, name, member) for member in dir(cls) if not member.startswith("_"))
    return [one for one in found if one[2] not in INSIDE]


@pytest.mark.parametrize(("suffix", "name", "member"), members(), ids=[".".join(one[1:]) for one in members()])
def test_member_is_here_and_takes_what_upstream_takes(suffix: str, name: str, member: str) -> None:
    cls_theirs, cls_ours = both(suffix, name)
    theirs = inspect.getattr_static(cls_theirs, member)
    sessions = {"Session": cls_ours, "AsyncSession": cls_ours}
    made = sessions[name]() if name in sessions else cls_ours
    assert hasattr(made, member)
    if inspect.isfunction(theirs):
        ours = inspect.getattr_static(cls_ours, member, None)
        if ours is None:
            # The asynchronous session hands it on to the synchronous one.
            ours = getattr(type(made.sync_session), member)
        assert list(differences(theirs, ours, passed_on=True)) == []
