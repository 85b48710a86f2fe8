"""Every spelling in which programs import a SQLAlchemy name leads to the same, working object."""

import importlib
import importlib.util
from pathlib import Path

import pytest

from .spellings import SPELLINGS

ROOT = Path(__file__).parents[2]
#: Names that mean different things in different modules.
AMBIGUOUS = {"UUID", "JSON", "Enum", "ENUM", "insert", "Sequence", "NoResultFound", "Session", "AsyncSession"}


def ours(module: str):
    return importlib.import_module("sqlmodel_rs.sa" + module.removeprefix("sqlalchemy"))


@pytest.mark.parametrize("module", SPELLINGS)
def test_names_are_importable(module):
    names = SPELLINGS[module].split()
    exec(f"from sqlmodel_rs.sa{module.removeprefix('sqlalchemy')} import {', '.join(names)}", {})


def test_a_name_is_one_object_in_every_spelling():
    found: dict[str, dict[int, list[str]]] = {}
    for module, names in SPELLINGS.items():
        for name in names.split():
            if name not in AMBIGUOUS and not module.startswith("sqlalchemy.dialects"):
                found.setdefault(name, {}).setdefault(id(getattr(ours(module), name)), []).append(module)
    assert {name: list(modules.values()) for name, modules in found.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("module", SPELLINGS)
def test_the_real_package_has_the_name_there_too(module):
    real = importlib.import_module(module)
    missing = [name for name in SPELLINGS[module].split() if not hasattr(real, name)]
    assert missing == []


def test_sessions_are_those_of_sqlalchemy():
    from sqlmodel_rs import Session
    from sqlmodel_rs.ext.asyncio.session import AsyncSession
    from sqlmodel_rs.sa.ext.asyncio import AsyncSession as PlainAsyncSession
    from sqlmodel_rs.sa.orm import Session as PlainSession

    assert issubclass(Session, PlainSession) and Session is not PlainSession
    assert issubclass(AsyncSession, PlainAsyncSession) and AsyncSession is not PlainAsyncSession
    assert issubclass(AsyncSession.sync_session_class, PlainSession)


def test_star_import_gives_the_public_names():
    names: dict[str, object] = {}
    exec("from sqlmodel_rs.sa.orm import *", names)
    assert {"Session", "relationship", "mapped_column", "selectinload"} <= names.keys()


def test_documentation_lists_what_there_is():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs/reference/sqlalchemy.py")
    assert spec is not None and spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    written = reference.PAGE.read_text()
    assert written == reference.page(), "run python docs/reference/sqlalchemy.py"


@pytest.mark.parametrize("name", ["ordering_list", "with_polymorphics", "dynamic_loader"])
def test_missing_name_says_that_it_is_not_supported(name):
    with pytest.raises(ImportError, match=f"cannot import name '{name}' from 'sqlalchemy.orm'.*does not support it"):
        exec(f"from sqlmodel_rs.sa.orm import {name}", {})
