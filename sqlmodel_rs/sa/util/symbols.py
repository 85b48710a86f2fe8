"""`symbol`: a named constant; the same name is the same object. Behaviour: `sqlalchemy.util.symbol`."""

from __future__ import annotations

from typing import ClassVar

__all__ = ["symbol"]


class symbol(int):
    """A named constant that is an integer; `symbol("NAME")` gives the same object each time."""

    name: str
    symbols: ClassVar[dict[str, symbol]] = {}

    def __new__(cls, name: str, doc: str | None = None, canonical: int | None = None) -> symbol:
        found = cls.symbols.get(name)
        if found is None:
            found = super().__new__(cls, hash(name) if canonical is None else canonical)
            found.name = name
            if doc:
                found.__doc__ = doc
            cls.symbols[name] = found
        return found

    def __reduce__(self) -> tuple[type[symbol], tuple[str, str, int]]:
        return symbol, (self.name, "x", int(self))

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        return f"symbol({self.name!r})"
