"""Importable names whose use says that the project's own migrations are not built yet."""

from typing import Any


class Absent:
    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        raise NotImplementedError(f"{self._name}: migrations are not built yet")

    def __getattr__(self, name: str) -> "Absent":
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self._name}.{name}")
