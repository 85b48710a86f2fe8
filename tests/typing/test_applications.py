"""A larger program written for SQLModel is right to three checkers in their strictest mode when its imports change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.typing.applications import CHECKERS, board

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("checker", CHECKERS)
def test_checker_accepts_the_web_application(checker: str, tmp_path: Path) -> None:
    assert board(checker, tmp_path) == []


@pytest.mark.parametrize("checker", CHECKERS)
def test_checker_has_read_the_web_application(checker: str, tmp_path: Path) -> None:
    broken = tmp_path / "board" / "broken.py"
    broken.parent.mkdir()
    broken.write_text("from board.clock import now\n\nwrong: int = now()\n", encoding="utf-8")
    assert any("broken.py" in line for line in board(checker, tmp_path))
