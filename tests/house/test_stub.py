"""`_native.pyi` is what the generator makes of the built module."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any, cast

from sqlmodel_rs import _native
from tests.house import stub


def test_stub_agrees_with_the_built_module() -> None:
    committed = stub.TARGET.read_text(encoding="utf-8")
    assert committed == stub.source(_native, committed), "python -m tests.house.stub writes it anew"


def _module(**members: Any) -> ModuleType:
    return cast(ModuleType, SimpleNamespace(**members))


class Row:
    """A row.

    Not shown.
    """

    __slots__ = ("key",)

    def read(self, key: Any, *, deep: Any = False) -> Any:
        """Read it."""


def gather(rows: Any) -> Any:
    """Gather rows."""


def test_known_types_stay_and_new_members_are_any() -> None:
    known = '''
"""Types."""
from typing import Any, final

class Row:
    def read(self, key: int, gone: str, *, deep: bool = False) -> Row: ...
    def lost(self) -> None: ...

def removed() -> int: ...
'''
    written = stub.source(_module(Row=Row, gather=gather), known)
    assert written == (
        '"""Types."""\n\nfrom typing import Any, final\n\n'
        'class Row:\n    """A row."""\n\n    key: Any\n\n    def read(self, key: int, *, deep: bool = False) -> Row:\n'
        '        """Read it."""\n\ndef gather(rows: Any) -> Any:\n    """Gather rows."""\n'
    )
    assert stub.source(_module(Row=Row, gather=gather), written) == written
