"""How the modules of this tree offer names: from which module each comes, and what is said when there is none.

Names are looked up when they are asked for, so that importing one SQLAlchemy path does not load the whole library.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from sqlmodel_rs.subscript import Subscriptable

_IMPORT_FROM = dis.opmap["IMPORT_FROM"]

#: The classes of clauses, which SQLAlchemy has in several modules, some under other names than this library.
CLAUSES = {
    "SelectBase": "sqlmodel_rs.sql.query:Query",
    "Function": "sqlmodel_rs.sql.functions:Function",
    "Values": "sqlmodel_rs.sql.values:Values",
    "Lateral": "sqlmodel_rs.sql.selectable:Lateral",
    "TableSample": "sqlmodel_rs.sql.selectable:TableSample",
    "TextualSelect": "sqlmodel_rs.sql.textual:TextualSelect",
    "UpdateBase": "sqlmodel_rs.sql.dml:DataChange",
    "ClauseList": "sqlmodel_rs.sql.elements:ClauseList",
    "True_": "sqlmodel_rs.sql.elements:True_",
    "False_": "sqlmodel_rs.sql.elements:False_",
    "Null": "sqlmodel_rs.sql.elements:Null",
    "Grouping": "sqlmodel_rs.sql.elements:Grouping",
    "FromGrouping": "sqlmodel_rs.sql.selectable:FromGrouping",
    "TypeClause": "sqlmodel_rs.sql.elements:TypeName",
    "TableValuedAlias": "sqlmodel_rs.sql.functions:TableValued",
    "TableValuedColumn": "sqlmodel_rs.sql.functions:TableValuedColumn",
    "AggregateOrderBy": "sqlmodel_rs.sql.functions:AggregateOrderBy",
    "Operators": "sqlmodel_rs.sql.operators:ColumnOperators",
    "SQLColumnExpression": "sqlmodel_rs.sql.operators:ColumnOperators",
    "ColumnExpressionArgument": "sqlmodel_rs.sql.expression:ColumnExpressionArgument",
    "SelectLabelStyle": "sqlmodel_rs.sql.query:SelectLabelStyle",
    "Nullable": "sqlmodel_rs.sql.expression:Nullable",
    "NotNullable": "sqlmodel_rs.sql.expression:NotNullable",
}


class Surface:
    """The names one module offers: every public name of `sources`, and `names` (offered name -> "module:attribute")."""

    def __init__(self, module: str, sources: tuple[str, ...], names: dict[str, str]) -> None:
        self.module = module
        self._paths = sources
        self.names = names

    @property
    def sources(self) -> list[ModuleType]:
        """The modules the names come from, as far as this library has them."""
        return [import_module(path) for path in self._paths if find_spec(path) is not None]

    @property
    def shown(self) -> str:
        """The module's path as SQLAlchemy programs write it."""
        return "sqlalchemy" + self.module.removeprefix("sqlmodel_rs.sa")

    def find(self, name: str) -> Any:
        """Return what a name stands for.

        Raises LookupError when this module does not have it.
        """
        target = self.names.get(name)
        if target is not None:
            path, _, attribute = target.partition(":")
            module = import_module(path)
            return getattr(module, attribute) if attribute else module
        if not name.startswith("_"):
            for module in self.sources:
                if name in _public(module):
                    return getattr(module, name)
        raise LookupError(name)

    def offered(self) -> list[str]:
        """List all names of this module."""
        found = set(self.names)
        for module in self.sources:
            found.update(_public(module))
        return sorted(found)

    def missing(self, name: str) -> str:
        """Say that a name is not supported and which supported one is nearest."""
        near = get_close_matches(name, self.offered(), n=1, cutoff=0.5)
        hint = f" The nearest supported name is {near[0]!r}." if near else ""
        return f"cannot import name {name!r} from {self.shown!r}: sqlmodel_rs does not support it.{hint}"


def _public(module: ModuleType) -> list[str]:
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return list(listed)
    return [name for name, value in vars(module).items() if not name.startswith("_") and _is_ours(value)]


def _is_ours(value: Any) -> bool:
    if isinstance(value, ModuleType):
        return False
    # A base that only says how classes are written is no name of SQLAlchemy's.
    if value is Subscriptable:
        return False
    return getattr(value, "__module__", "sqlmodel_rs").partition(".")[0] in ("sqlmodel_rs", "sqlmodel")


class _Offering(ModuleType):
    """A module with a submodule of the same name as one of its names, as `postgresql.array`: the name stays."""

    __surface__: Surface

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and ":" in self.__surface__.names.get(name, ""):
            return
        super().__setattr__(name, value)


def offer(module: str, *sources: str, **names: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__getattr__` and `__dir__` of a module that offers the public names of `sources`, and `names`.

    A name that is missing raises ImportError in `from ... import`, AttributeError elsewhere; both name the nearest.
    """
    surface = Surface(module, sources, names)
    vars(sys.modules[module])["__surface__"] = surface
    sys.modules[module].__class__ = _Offering

    def getattribute(name: str) -> Any:
        if name == "__all__":
            # `from module import *` asks for it.
            return [one for one in surface.offered() if not one.startswith("_")]
        if name.startswith("__"):
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        try:
            value = surface.find(name)
        except LookupError:
            message = surface.missing(name)
            frame = sys._getframe(1)
            if frame.f_code.co_code[frame.f_lasti] == _IMPORT_FROM:
                raise ImportError(message, name=name, path=module) from None
            raise AttributeError(message) from None
        setattr(sys.modules[module], name, value)
        return value

    return getattribute, surface.offered
