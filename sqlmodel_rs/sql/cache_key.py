"""What tells a statement from others, for programs that keep results by it; this library keeps none."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, NamedTuple

from sqlmodel_rs._native import compile as compile_node


class CacheKey(NamedTuple):
    """A statement's text with its parameters: `statement._generate_cache_key()`."""

    key: tuple[Any, ...]
    #: Names and values, in the order of the text.
    bindparams: tuple[tuple[str, Any], ...]

    def to_offline_string(
        self, statement_cache: MutableMapping[Any, str], statement: Any, parameters: Mapping[str, Any]
    ) -> str:
        """Return a text that is the same in each process for the same statement with the same parameters."""
        text = statement_cache.setdefault(self.key, self.key[0])
        return repr((text, tuple(parameters.get(name, value) for name, value in self.bindparams)))


def cache_key_of(statement: Any) -> CacheKey:
    """Return the key of a statement."""
    compiled = compile_node(statement, "default", mode="str")
    return CacheKey((compiled.sql,), tuple((name, value) for name, value, _spec in compiled.params))
