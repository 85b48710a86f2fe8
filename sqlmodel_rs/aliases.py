"""Let `import sqlmodel` and `import sqlalchemy` mean this library, for programs that were written for those.

Imports nothing of this library until a program asks for it: child interpreters load this file at start-up. What answers
for packages' metadata is imported when somebody asks, as it is a quarter of what the library itself takes to import.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import Distribution, DistributionFinder

TARGETS = {"sqlmodel": "sqlmodel_rs", "sqlalchemy": "sqlmodel_rs.sa"}
#: The releases this library answers for, as `importlib.metadata.version()` tells them to a program under the alias.
RELEASES = {"sqlmodel": "0.0.50", "sqlalchemy": "2.1.9"}
#: The environment variable by which a child interpreter knows that it shall install the aliases.
VARIABLE = "SQLMODEL_RS_ALIASES"
#: The folder whose `sitecustomize` does it.
STARTUP = Path(__file__).parent / "startup"


class _AliasLoader:
    """Hand out the target module itself, so that a class is one class under both names."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self._target)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._spec


def _release(name: str) -> Distribution:
    """Return what the package metadata of an aliased name says."""
    from importlib.metadata import Distribution

    class Release(Distribution):
        def read_text(self, filename: str) -> str | None:
            if filename not in ("METADATA", "PKG-INFO"):
                return None
            return f"Metadata-Version: 2.1\nName: {name}\nVersion: {RELEASES[name]}\nSummary: sqlmodel_rs\n"

        def locate_file(self, path: str | os.PathLike[str]) -> Path:
            return Path(__file__).parent.parent / path

    return Release()


class AliasFinder:
    """Find the aliased modules, and answer for their distributions."""

    is_sqlmodel_rs_alias = True

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        root, _, rest = fullname.partition(".")
        if root not in TARGETS:
            return None
        name = f"{TARGETS[root]}.{rest}" if rest else TARGETS[root]
        try:
            found = importlib.util.find_spec(name)
        except ModuleNotFoundError:
            found = None
        if found is not None:
            loader: Any = _AliasLoader(name)
            return ModuleSpec(fullname, loader, is_package=found.submodule_search_locations is not None)
        if rest and sys._getframe(2).f_code.co_name == "_find_and_load_unlocked":
            # An import, not a question: say what is missing.
            raise ModuleNotFoundError(_missing(fullname, name), name=fullname)
        return None

    def find_distributions(self, context: DistributionFinder.Context | None = None) -> Iterator[Distribution]:
        wanted = None if context is None else context.name
        for name in RELEASES:
            if wanted is None or wanted.lower() == name:
                yield _release(name)


def _missing(fullname: str, target: str) -> str:
    """Say that a module is not supported, and which supported one is nearest."""
    from difflib import get_close_matches
    from pkgutil import iter_modules

    parent, _, _ = target.rpartition(".")
    package = sys.modules.get(parent)
    siblings = [module.name for module in iter_modules(getattr(package, "__path__", []))]
    near = get_close_matches(fullname.rpartition(".")[2], siblings, n=1, cutoff=0.5)
    hint = f" The nearest supported module is '{fullname.rpartition('.')[0]}.{near[0]}'." if near else ""
    return f"No module named {fullname!r}: sqlmodel_rs does not support it.{hint}"


def install_aliases(*, lazy: bool = False, subprocesses: bool = False) -> None:
    """Make `sqlmodel` and `sqlalchemy` importable names of this library in this process.

    Call it before anything imports the real packages; where they are installed too, this library wins. Calling it
    twice changes nothing. A class is one class under both names, and `importlib.metadata.version("sqlmodel")` answers
    with the release this library stands for. `lazy` imports the library only when the program asks for one of the
    names. `subprocesses` lets Python processes started from now on do the same (through `PYTHONPATH`; not those
    started with `-I` or `-E`).

    Raises:
        RuntimeError: the real `sqlmodel` or `sqlalchemy` is already imported; two class worlds would exist.
    """
    for root, name in TARGETS.items():
        loaded = sys.modules.get(root)
        if loaded is not None and loaded.__name__ not in (root, name):
            raise RuntimeError(f"{root} is already an alias of {loaded.__name__}")
        if loaded is not None and loaded.__name__ == root and not getattr(loaded, "__sqlmodel_rs_alias__", False):
            raise RuntimeError(f"the real {root} is already imported; call install_aliases() before it is")
    if not any(getattr(finder, "is_sqlmodel_rs_alias", False) for finder in sys.meta_path):
        sys.meta_path.insert(0, AliasFinder())
    if not lazy:
        for root, name in TARGETS.items():
            sys.modules[root] = importlib.import_module(name)
    if subprocesses:
        os.environ.update(child_environment())


def child_environment() -> dict[str, str]:
    """Return the environment variables with which a Python process installs the aliases when it starts."""
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    rest = [path for path in paths if path and path != str(STARTUP)]
    return {VARIABLE: "1", "PYTHONPATH": os.pathsep.join([str(STARTUP), *rest])}
