"""A hierarchy to look at: as an indented tree, as a Mermaid class diagram, as a DOT graph.

Reads mappers only; knows no strategy and no database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper

_SQUARE = str.maketrans("()", "[]")


def own_columns(mapper: Mapper) -> dict[str, Any]:
    """Return the columns that a class adds to those of its parent, by attribute."""
    above = mapper.inherits
    inherited = () if above is None or mapper.concrete else above.columns.keys()
    return {attr: column for attr, column in mapper.columns.items() if attr not in inherited}


def _said(mapper: Mapper) -> str:
    if mapper.polymorphic_abstract:
        return "abstract"
    return "" if mapper.polymorphic_identity is None else repr(mapper.polymorphic_identity)


def _stored(mapper: Mapper) -> str:
    table = mapper.local_table
    return mapper.strategy.name if table is None else f"{mapper.strategy.name}, table {table.fullname}"


def _levels(mapper: Mapper, depth: int = 0) -> Iterator[tuple[int, Mapper]]:
    yield depth, mapper
    for child in mapper.children:
        yield from _levels(child, depth + 1)


def tree(mapper: Mapper) -> str:
    """Return a line a class, indented below its parent: identity, strategy, table and the columns it adds."""
    lines = []
    for depth, one in _levels(mapper):
        identity = f" {said}" if (said := _said(one)) else ""
        lines.append(f"{'    ' * depth}{one.class_.__name__}{identity} ({_stored(one)}): {', '.join(own_columns(one))}")
    return "\n".join(lines)


def mermaid(mapper: Mapper) -> str:
    """Return the text of a Mermaid class diagram of a class and those below it."""
    lines = ["classDiagram"]
    for _, one in _levels(mapper):
        name = one.class_.__name__
        lines.append(f"    class {name} {{")
        lines.append(f"        <<{_stored(one)}>>")
        # A round bracket would make a method of it.
        types = {attr: str(column.type).translate(_SQUARE) for attr, column in own_columns(one).items()}
        lines.extend(f"        {kind} {attr}" for attr, kind in types.items())
        lines.append("    }")
        lines.extend(f"    {name} <|-- {child.class_.__name__} : {_said(child)}".rstrip(" :") for child in one.children)
    return "\n".join(lines)


def dot(mapper: Mapper) -> str:
    """Return the text of a DOT graph of a class and those below it, for Graphviz."""
    lines = ["digraph hierarchy {", "    node [shape=record];"]
    for _, one in _levels(mapper):
        name = one.class_.__name__
        columns = "".join(f"{attr}\\l" for attr in own_columns(one))
        lines.append(f'    {name} [label="{{{name}|{_stored(one)}|{columns}}}"];')
        lines.extend(f"    {child.class_.__name__} -> {name} [arrowhead=empty];" for child in one.children)
    return "\n".join([*lines, "}"])
