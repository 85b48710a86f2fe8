"""Stands in for the package of this name: the library's own migrations answer to it."""

import sys

from sqlmodel_rs import migrations

# One module under both names: a second copy would have operations and a running migration of its own.
for _name in ("", ".autogenerate", ".migration", ".op", ".operations", ".operations.ops"):
    sys.modules[f"alembic{_name}"] = sys.modules[f"{migrations.__name__}{_name}"]
