"""Execution options that are refused by name, wherever they are given: dropping one in silence would run other SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel_rs import exc


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse what this library does not do.

    Raises:
        ArgumentError: `schema_translate_map` with a schema that would be replaced.
    """
    translated = options.get("schema_translate_map")
    if translated and any(name != other for name, other in translated.items()):
        raise exc.ArgumentError(
            f"the execution option schema_translate_map={dict(translated)!r} is not supported: name the schema with "
            "MetaData(schema=...) or Table(schema=...), or let the database choose it (search_path on PostgreSQL)"
        )
