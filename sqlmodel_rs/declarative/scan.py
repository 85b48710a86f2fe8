"""From the body of a declarative class, its mixins included, to the Declaration that the registry maps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.declarative import annotations as reading
from sqlmodel_rs.declarative.columns import MappedColumn
from sqlmodel_rs.declarative.composite import Composite
from sqlmodel_rs.orm.declared import declared_attr
from sqlmodel_rs.orm.inheritance import AbstractConcreteBase, Declaration
from sqlmodel_rs.orm.properties import ExpressionSpec, Synonym
from sqlmodel_rs.orm.queryable import Mapped
from sqlmodel_rs.orm.registry import nearest_mapper
from sqlmodel_rs.orm.relationship.declaration import RelationshipSpec
from sqlmodel_rs.schema import Column, SchemaItem, Table
from sqlmodel_rs.types import NullType

_DIRECTIVES = ("__tablename__", "__table_args__", "__mapper_args__", "__table__")
_OWN = ("metadata", "registry", "type_annotation_map")


@dataclass(slots=True)
class Found:
    """What the scan of a class has collected so far."""

    cls: type
    parent: Any
    registry: Any
    own: dict[str, Column[Any]] = field(default_factory=dict)
    inherited: dict[str, Column[Any]] = field(default_factory=dict)
    relationships: dict[str, RelationshipSpec] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    deferred: dict[str, Any] = field(default_factory=dict)
    compared: dict[str, Any] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    #: id of a column written in a class body -> the column that the class really has.
    copies: dict[int, Column[Any]] = field(default_factory=dict)


def own_bases(cls: type, parent: Any) -> Iterator[type]:
    """Iterate over a class and the bases it does not share with its mapped parent: itself first."""
    shared = set(parent.class_.__mro__) if parent is not None else {object}
    return (base for base in cls.__mro__ if base not in shared)


def directive(cls: type, name: str, parent: Any) -> Any:
    """Return a directive that holds for this class: its own, a mixin's, or a `declared_attr` of any base.

    A plain value of the mapped parent is the parent's alone.
    """
    own = set(own_bases(cls, parent))
    for base in cls.__mro__:
        if name not in base.__dict__:
            continue
        value = base.__dict__[name]
        computed = isinstance(value, (declared_attr, classmethod))
        if base in own or computed:
            value = getattr(cls, name)
            return value() if isinstance(base.__dict__[name], classmethod) else value
        return None
    return None


def declare(cls: type, registry: Any, read: Table | None = None) -> Declaration:
    """Describe a class to the registry; `read` is its table as a database has it.

    Raises InvalidRequestError when it has no table, ArgumentError for an annotation that names no SQL type.
    """
    parent = nearest_mapper(cls)
    found = Found(cls, parent, registry)
    tablename = directive(cls, "__tablename__", parent)
    table = directive(cls, "__table__", parent)
    seen: set[str] = set()
    for base in own_bases(cls, parent):
        _scan_base(found, base, seen)
    if read is not None:
        _replace_columns(found, read)
        table = read
    if table is not None:
        _add_table(found, table)
    else:
        _check_table(found, tablename)
    mapper_args = dict(directive(cls, "__mapper_args__", parent) or {})
    for key, value in mapper_args.items():
        mapper_args[key] = _own_column(found, value)
    _add_properties(found, mapper_args.pop("properties", None) or {})
    everything = dict(found.own)
    if mapper_args.get("concrete") and parent is not None:
        everything = {**_parent_columns(found), **everything}
        if parent.no_table:
            # What a base without a table declares is declared for each of its subclasses.
            for key, prop in parent.relationships.items():
                if key not in seen:
                    found.relationships[key] = prop.spec
    order = sorted(found.own, key=lambda name: found.order.get(name, 0))
    return Declaration(
        shares_columns=False,
        cls=cls,
        own_columns={name: found.own[name] for name in order},
        all_columns={name: everything[name] for name in sorted(everything, key=lambda name: found.order.get(name, 0))},
        tablename=tablename,
        table=None,
        inheritance=None,
        mapper_args=mapper_args,
        table_args=directive(cls, "__table_args__", parent),
        metadata=getattr(cls, "metadata", None) or registry.metadata,
        relationships=found.relationships,
        registry=registry,
        existing_table=table,
        properties=found.properties,
        deferred=found.deferred,
        compared=found.compared,
    )


def _check_table(found: Found, tablename: Any) -> None:
    cls = found.cls
    if tablename is None and found.parent is None and AbstractConcreteBase not in cls.__bases__:
        raise exc.InvalidRequestError(
            f"Class {cls!r} does not have a __table__ or __tablename__ specified and does not inherit from an existing "
            "table-mapped class."
        )


def _own_column(found: Found, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_own_column(found, item) for item in value)
    if isinstance(value, MappedColumn):
        value = value.column
    return found.copies.get(id(value), value)


# --- the body of a class
def _scan_base(found: Found, base: type, seen: set[str]) -> None:
    annotations = base.__dict__.get("__annotations__", {})
    names = dict.fromkeys([*annotations, *vars(base)])
    for name in names:
        if name in seen or (name.startswith("__") and name.endswith("__")) or name in _OWN:
            continue
        value = base.__dict__.get(name)
        if _take(found, base, name, value, annotations.get(name)):
            seen.add(name)


def _take(found: Found, base: type, name: str, value: Any, written: Any) -> bool:
    """Take one attribute of a class body; tells whether it is mapped."""
    if isinstance(value, declared_attr):
        written = value.fget.__annotations__.get("return")
        value = value.__get__(None, found.cls)
    elif base is not found.cls and isinstance(value, (Column, MappedColumn)):
        value = _copied(found, value)
    annotation = reading.read(written, base) if written is not None else None
    if value is None and annotation is not None and annotation.mapped is not None:
        value = MappedColumn((), {}, field_options={})
    if isinstance(value, ExpressionSpec) and value.column is not None:
        found.deferred.update({name: value} if value.deferred else {})
        found.compared.update({name: value.comparator_factory} if value.comparator_factory else {})
        value = value.columns[0]
    if isinstance(value, Column):
        found.own[name] = value
    elif isinstance(value, MappedColumn):
        _take_column(found, name, value, annotation)
    elif isinstance(value, RelationshipSpec):
        found.relationships[name] = _completed(name, value, annotation)
    elif isinstance(value, Composite):
        _take_composite(found, name, value, annotation)
    elif isinstance(value, (ExpressionSpec, Synonym)):
        found.properties[name] = value
    else:
        return value is not None
    return True


def _copied(found: Found, value: Any) -> Any:
    if isinstance(value, MappedColumn):
        copy = value.copy()
        found.copies[id(value.column)] = copy.column
        return copy
    copied = value._copy()
    found.copies[id(value)] = copied
    return copied


def _take_column(found: Found, name: str, value: MappedColumn, annotation: Any) -> None:
    if annotation is not None:
        value = _typed(found, name, value, annotation)
    column = value.column
    parent = found.parent
    if value.use_existing_column and parent is not None and parent.local_table is not None:
        existing = parent.local_table.columns.get(column.key or name)
        if existing is not None:
            column = existing
    found.own[name] = column
    found.order[name] = value.sort_order
    if value.deferred:
        found.deferred[name] = value


def _take_composite(found: Found, name: str, value: Composite, annotation: Any) -> None:
    """Take a composite attribute and the columns it brings; a dataclass names and types those."""
    value = found.properties[name] = value.copy()
    where = f"{found.cls.__name__}.{name}"
    if value.composite_class is None:
        value.complete(reading.resolved(annotation) if annotation is not None else None, where)
    fields = value.fields(where)
    known = {id(column) for column in found.own.values()}
    attrs: list[Any] = []
    for position, given in enumerate(value.attrs):
        if not isinstance(given, (Column, MappedColumn)):
            attrs.append(given)
            continue
        original = given.column if isinstance(given, MappedColumn) else given
        column = found.copies.get(id(original), original)
        if column.table is None and id(column) not in known:
            part = given if isinstance(given, MappedColumn) else MappedColumn((), {}, field_options={})
            part = part.copy()
            part.column = found.copies[id(original)] = original._copy()
            if fields is not None:
                _name_and_type(found, part, *fields[position])
            column = part.column
            found.own[column.key] = column
            if value.deferred or part.deferred:
                found.deferred[column.key] = value if value.deferred else part
        attrs.append(column)
    value.attrs = tuple(attrs)


def _name_and_type(found: Found, part: MappedColumn, name: str, hint: Any) -> None:
    column = part.column
    if column.name is None:
        column.name = column.key = name
    if hint is not None:
        annotation = reading.Annotation(hint, Mapped, {})
        part.column = _typed(found, name, part, annotation).column


def _typed(found: Found, name: str, value: MappedColumn, annotation: Any) -> MappedColumn:
    """Complete a column by its annotation: type, nullability, and what an `Annotated` type carries."""
    if annotation.mapped is None:
        if value.has_type or value.foreign_keys or getattr(found.cls, "__allow_unmapped__", False):
            return value
        raise exc.ArgumentError(
            f'Type annotation for "{found.cls.__name__}.{name}" can\'t be correctly interpreted for Annotated '
            "Declarative Table form.  ORM annotations should normally make use of the ``Mapped[]`` generic type."
        )
    try:
        inner = reading.resolved(annotation)
    except NameError as error:
        if value.has_type:
            return value
        raise exc.ArgumentError(
            f'Could not resolve the annotation {annotation.inner!r} of "{found.cls.__name__}.{name}": {error}'
        ) from error
    carried = reading.carried_column(inner)
    if carried is not None:
        given, original = value, value.column
        value = given.over(carried)
        found.copies[id(original)] = value.column
    column = value.column
    bare, optional = reading.without_none(inner)
    if not value.nullable_given and not (carried is not None and carried.nullable_given) and not column.primary_key:
        column.nullable = optional or _alias_allows_none(inner)
    # A foreign key's column takes the type of its target.
    if isinstance(column.type, NullType) and not column.foreign_keys:
        column._set_type(reading.sql_type(bare, found.registry.type_annotation_map, f"{found.cls.__name__}.{name}"))
    return value


def _alias_allows_none(annotation: Any) -> bool:
    inner = getattr(annotation, "__value__", annotation)
    return reading.without_none(inner)[1]


def _completed(name: str, spec: RelationshipSpec, annotation: Any) -> RelationshipSpec:
    """Complete a relationship by its annotation: the target and whether it is one or many."""
    spec = spec.copy(key=name)
    if annotation is None:
        return spec
    target = reading.target_of(annotation)
    if annotation.mapped is None and spec.target is not None:
        return spec
    if spec.target is None:
        spec.target = target.argument
    spec.lazy = getattr(annotation.mapped, "lazy", None) or spec.lazy
    if spec.lazy in ("dynamic", "write_only"):
        spec.uselist = True
    elif spec.uselist is None and spec.collection_class is None:
        spec.uselist = target.collection is not None
        if target.collection not in (None, list, dict):
            spec.collection_class = target.collection
    return spec


# --- tables and properties given from outside
def _add_table(found: Found, table: Table) -> None:
    """Map every column of a given table that the class does not name itself."""
    named = {id(column) for column in found.own.values()}
    for name, column in list(found.own.items()):
        if column.table is None:
            own = table.columns.get(column.key or name)
            if own is None:
                raise exc.ArgumentError(
                    f"Can't add additional column {column.name or name!r} when specifying __table__"
                )
            found.own[name] = own
            named.add(id(own))
    for column in table.columns:
        if id(column) not in named and column.key not in found.relationships:
            found.own.setdefault(column.key, column)


def _replace_columns(found: Found, table: Table) -> None:
    """Put the columns that a class declares in place of those that its table was read with."""
    for name, column in found.own.items():
        if column.table is None:
            if column.name is None:
                column.name = column.key = name
            there = table.columns.get(column.name)
            column.primary_key = column.primary_key or (there is not None and there.primary_key)
            table.append_column(column, replace_existing=True)
    arguments = directive(found.cls, "__table_args__", found.parent)
    for item in arguments if isinstance(arguments, (list, tuple)) else ():
        if isinstance(item, SchemaItem):
            table._add_items([item], replace_existing=True)


def _add_properties(found: Found, properties: Mapping[str, Any]) -> None:
    """Take the `properties` of an imperative mapping."""
    for name, value in properties.items():
        if isinstance(value, ExpressionSpec) and value.column is not None:
            if value.deferred:
                found.deferred[name] = value
            if value.comparator_factory:
                found.compared[name] = value.comparator_factory
            value = value.column
        if isinstance(value, MappedColumn):
            value = value.column
        if isinstance(value, Column):
            for other in [key for key, column in found.own.items() if column is value and key != name]:
                del found.own[other]
            found.own[name] = value
        elif isinstance(value, RelationshipSpec):
            found.relationships[name] = value
            found.own.pop(name, None)
        else:
            found.properties[name] = value


def _parent_columns(found: Found) -> dict[str, Column[Any]]:
    """Return copies of the parent's columns, which a concrete class repeats in its own table."""
    copies = {}
    for name, column in found.parent.columns.items():
        if found.parent.no_table and column.table is not None:
            # It is of a sibling, which the base without a table shows.
            continue
        copies[name] = found.copies.setdefault(id(column), column._copy())
    return copies
