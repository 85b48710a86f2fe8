"""Run by Python at start-up when this folder is on PYTHONPATH: installs the aliases, then the next `sitecustomize`.

The folder comes onto the path by `python -m sqlmodel_rs run` and `install_aliases(subprocesses=True)`. Nothing of the
library is imported here, so that a process that never asks for `sqlmodel` or `sqlalchemy` pays nothing for it.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from importlib.machinery import PathFinder
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _install() -> None:
    spec = importlib.util.spec_from_file_location("_sqlmodel_rs_aliases", _HERE.parent / "aliases.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if importlib.util.find_spec("sqlmodel_rs") is None:
        sys.path.append(str(_HERE.parent.parent))
    module.install_aliases(lazy=True)


def _run_next() -> None:
    """Run the `sitecustomize` that this one hides."""
    others = [path for path in sys.path if not path or Path(path).resolve() != _HERE]
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


if os.environ.get("SQLMODEL_RS_ALIASES") == "1":
    _install()
_run_next()
