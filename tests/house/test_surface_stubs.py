"""The stubs of `sqlmodel_rs/sa` are what the generator makes of its modules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import surface_stubs

MODULES = surface_stubs.modules()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(surface_stubs.TREE).as_posix())
def test_stub_says_what_the_module_offers(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    assert written == surface_stubs.source(MODULES[path]), "python -m tests.house.surface_stubs writes it anew"


def test_every_stub_has_its_module() -> None:
    assert set(surface_stubs.TREE.rglob("*.pyi")) == set(MODULES)
    assert "from sqlmodel_rs.sql.elements import UnaryExpression as UnaryExpression" in (
        surface_stubs.TREE / "sql" / "elements.pyi"
    ).read_text(encoding="utf-8")
