"""Loads one module text twice: on SQLAlchemy, and on this library under SQLAlchemy's import paths."""

from __future__ import annotations

import builtins
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
LIBRARIES = ("sqlalchemy", "sqlmodel_rs")


def load(name: str, library: str) -> ModuleType:
    """Run `name`.py of this folder with `sqlalchemy` meaning `library`; the same module for the same two names.

    A dot in the name leads into a folder.
    """
    title = f"{__package__}.{name}_on_{library}"
    if title in sys.modules:
        return sys.modules[title]
    path = HERE.joinpath(*name.split(".")).with_suffix(".py")
    source = path.read_text(encoding="utf-8")
    module = ModuleType(title)
    module.__dict__["__builtins__"] = {**vars(builtins), "__import__": importer(library)}
    sys.modules[title] = module
    exec(compile(source, str(path), "exec"), module.__dict__)
    return module


def importer(library: str) -> Any:
    """Return an `__import__` that reads `sqlalchemy` as `library`."""

    def imported(name: str, scope: Any = None, local: Any = None, wanted: Any = (), level: int = 0) -> Any:
        root, _, rest = name.partition(".")
        if level or root != "sqlalchemy" or library == "sqlalchemy":
            return builtins.__import__(name, scope, local, wanted, level)
        found = importlib.import_module(f"sqlmodel_rs.sa.{rest}" if rest else "sqlmodel_rs.sa")
        return found if wanted else importlib.import_module("sqlmodel_rs.sa")

    return imported
