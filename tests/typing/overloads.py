"""Write the overloads of `select()`: `python -m tests.typing.overloads` after a change; a test compares them.

One overload for each number of columns: a place takes a class, an expression or a value (see `sql.arguments`), so the
overloads grow with the number of columns and not with its power.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PLACES = 16
TARGET = Path(__file__).parents[2] / "sqlmodel_rs" / "sql" / "selection.py"

_HEAD = '''\
"""`select()`, typed for 1 to {places} columns. Its overloads are written by `python -m tests.typing.overloads`."""

# The last overload takes what the first one does: it is for `select(*columns)`.
# pyright: reportOverlappingOverload=false

from __future__ import annotations

from typing import Any, Never, overload

from typing_extensions import TypeVar

from .arguments import Value
from .operators import ColumnOperators
from .statement import Select, SelectOfScalar

{variables}

{overloads}
# What no place knows gives Any; the last one is for columns whose number is not known.
@overload
def select(entity: Any, /) -> SelectOfScalar[Any]: ...
@overload
def select(*entities: Any) -> Select[*tuple[Any, ...]]: ...


def select(*entities: Any) -> Any:
    """Return a SELECT: of one entity or column `SelectOfScalar`, of several `Select`.

    Example: `session.exec(select(Hero).where(Hero.age > 30)).all()`.
    """
    return SelectOfScalar(*entities) if len(entities) == 1 else Select(*entities)
'''


def source() -> str:
    """Return the text of `sqlmodel_rs/sql/selection.py`."""
    places = range(1, PLACES + 1)
    variables = "\n".join(
        f'T{n} = TypeVar("T{n}", default=Never)\nP{n} = TypeVar("P{n}", bound=Value, default=Never)' for n in places
    )
    overloads = "\n".join(_overload(count) for count in places)
    return _formatted(_HEAD.format(places=PLACES, variables=variables, overloads=overloads))


def _overload(count: int) -> str:
    places = range(1, count + 1)
    parameters = ", ".join(f"e{n}: type[T{n}] | ColumnOperators[T{n}] | P{n}" for n in places)
    columns = ", ".join(f"T{n} | P{n}" for n in places)
    kind = "SelectOfScalar" if count == 1 else "Select"
    return f"@overload\ndef select({parameters}, /) -> {kind}[{columns}]: ..."


def _formatted(text: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run([ruff, "format", "-", "--stdin-filename", TARGET], input=text, capture_output=True, text=True)
    done.check_returncode()
    return done.stdout


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
