"""Let `import sqlmodel` and `import sqlalchemy` mean this library, for programs that were written for those."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

TARGETS = {"sqlmodel": "sqlmodel_rs", "sqlalchemy": "sqlmodel_rs.sa"}


class _AliasLoader(Loader):
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


class _AliasFinder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        root, _, rest = fullname.partition(".")
        if root not in TARGETS:
            return None
        name = f"{TARGETS[root]}.{rest}" if rest else TARGETS[root]
        if importlib.util.find_spec(name) is None:
            return None
        return ModuleSpec(fullname, _AliasLoader(name), is_package=True)


def install_aliases() -> None:
    """Make `sqlmodel` and `sqlalchemy` importable names of this library in this process.

    Call it before anything imports the real packages. Calling it twice changes nothing.

    Raises:
        RuntimeError: the real `sqlmodel` or `sqlalchemy` is already imported; two class worlds would exist.
    """
    for root, name in TARGETS.items():
        loaded = sys.modules.get(root)
        if loaded is not None and loaded.__name__ not in (root, name):
            raise RuntimeError(f"{root} is already an alias of {loaded.__name__}")
        if loaded is not None and loaded.__name__ == root and not getattr(loaded, "__sqlmodel_rs_alias__", False):
            raise RuntimeError(f"the real {root} is already imported; call install_aliases() before it is")
    if not any(isinstance(finder, _AliasFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _AliasFinder())
    for root, name in TARGETS.items():
        sys.modules[root] = importlib.import_module(name)
