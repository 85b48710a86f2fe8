"""Writes the stubs of `sqlmodel_rs/sa`, where type checkers read what its modules look up when asked.

Usage: `python -m tests.house.surface_stubs`.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from importlib import import_module
from importlib.util import resolve_name
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlmodel_rs.sa.surface import Surface

ROOT = Path(__file__).parents[2]
TREE = ROOT / "sqlmodel_rs" / "sa"


def modules() -> dict[Path, Surface]:
    """Return the modules that offer names, by the path of their stub."""
    found: dict[Path, Surface] = {}
    for path in sorted(TREE.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        surface = getattr(getattr(import_module(name), "__dir__", None), "__self__", None)
        if isinstance(surface, Surface):
            found[path.with_suffix(".pyi")] = surface
    return found


@cache
def _imported(module: ModuleType) -> dict[str, tuple[str, str]]:
    """Return the names that a module's source imports: from which module, and their names there."""
    package = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    found: dict[str, tuple[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ImportFrom):
            path = resolve_name("." * node.level + (node.module or ""), package)
            found.update({one.asname or one.name: (path, one.name) for one in node.names})
    return found


def _origin(surface: Surface, name: str) -> tuple[str, str] | None:
    """Return the module that exports what a name stands for, and its name there; None for what is not the library's."""
    target = surface.names.get(name)
    if target is not None:
        path, _, attribute = target.partition(":")
        if not attribute:
            parent, _, child = path.rpartition(".")
            return parent, child
    else:
        path = next(module.__name__ for module in surface.sources if hasattr(module, name))
        attribute = name
    return _exporting(path, attribute)


def _exporting(path: str, attribute: str) -> tuple[str, str] | None:
    """Follow an import that is no export to the module that defines the name, as far as the value tells it."""
    module = import_module(path)
    if attribute in getattr(module, "__all__", ()):
        return path, attribute
    value: Any = getattr(module, attribute)
    home, own = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if home not in (None, path) and own and str(home).startswith("sqlmodel_rs"):
        if getattr(import_module(str(home)), own, None) is value:
            return str(home), own
    further = _imported(module).get(attribute)
    if further is None:
        return path, attribute
    return _exporting(*further) if further[0].startswith("sqlmodel_rs") else None


def source(surface: Surface) -> str:
    """Return the stub of one module."""
    names = [name for name in surface.offered() if not name.startswith("__")]
    origins = {name: origin for name in names if (origin := _origin(surface, name)) is not None}
    lines = sorted(f"from {path} import {attribute} as {name}" for name, (path, attribute) in origins.items())
    exported = ["__all__ = [", *(f'    "{name}",' for name in origins), "]"]
    return "\n".join(["# Written by `python -m tests.house.surface_stubs`.", *lines, "", *exported, ""])


if __name__ == "__main__":
    for target, offered in modules().items():
        target.write_text(source(offered), encoding="utf-8")
