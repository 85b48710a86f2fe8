"""What a team changes that goes over to this library: the text of the imports."""

import re
from pathlib import Path

IMPORTS = re.compile(r"^( *(?:from|import)) (sqlmodel|sqlalchemy)\b", re.MULTILINE)
NAMES = {"sqlmodel": "sqlmodel_rs", "sqlalchemy": "sqlmodel_rs.sa"}


def replaced(text: str) -> str:
    """Return a program with its imports changed."""
    return IMPORTS.sub(lambda found: f"{found[1]} {NAMES[found[2]]}", text)


def copy_replaced(source: Path, target: Path, pattern: str = "*.py") -> Path:
    """Copy a folder's programs with their imports changed."""
    for path in source.rglob(pattern):
        copied = target / path.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_text(replaced(path.read_text(encoding="utf-8")), encoding="utf-8")
    return target
