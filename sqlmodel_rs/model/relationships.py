"""`Relationship()` and how its annotation and options become the orm's RelationshipSpec.

Knows annotations and the orm's specification; the target class itself is looked up later, by the registry.
"""

from __future__ import annotations

import ast
import collections.abc
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, ForwardRef, Literal, NamedTuple, get_args, get_origin, overload

from sqlmodel_rs import exc
from sqlmodel_rs.model.annotations import NoneType, is_union, unwrap_alias
from sqlmodel_rs.model.pydantic_api import Representation
from sqlmodel_rs.orm.relationship.declaration import RelationshipSpec, relationship
from sqlmodel_rs.orm.relationship.property import RelationshipProperty, declared

_COLLECTIONS: dict[str, type] = {
    "list": list,
    "List": list,
    "Sequence": list,
    "MutableSequence": list,
    "Collection": list,
    "set": set,
    "Set": set,
    "MutableSet": set,
    "AbstractSet": set,
    "dict": dict,
    "Dict": dict,
    "Mapping": dict,
    "MutableMapping": dict,
}
_WRAPPERS = frozenset({"Mapped", "DynamicMapped", "WriteOnlyMapped", "Annotated", "ClassVar", "SkipValidation"})
_COLLECTION_ORIGINS: dict[Any, type] = {
    list: list,
    set: set,
    dict: dict,
    collections.abc.Sequence: list,
    collections.abc.MutableSequence: list,
    collections.abc.Collection: list,
    collections.abc.Set: set,
    collections.abc.MutableSet: set,
    collections.abc.Mapping: dict,
    collections.abc.MutableMapping: dict,
}
_UNION_MESSAGE = "Cannot have a (non-optional) union as a SQLAlchemy field"


class RelationshipInfo(Representation):
    """What `Relationship()` was given; raises RuntimeError for options that exclude each other."""

    def __init__(
        self,
        *,
        back_populates: str | None = None,
        cascade_delete: bool | None = False,
        passive_deletes: bool | Literal["all"] | None = False,
        link_model: Any | None = None,
        sa_relationship: RelationshipSpec | RelationshipProperty | None = None,
        sa_relationship_args: Sequence[Any] | None = None,
        sa_relationship_kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        if sa_relationship is not None:
            for name, value in (
                ("sa_relationship_args", sa_relationship_args),
                ("sa_relationship_kwargs", sa_relationship_kwargs),
            ):
                if value is not None:
                    raise RuntimeError(f"Passing {name} is not supported when also passing a sa_relationship")
        self.back_populates = back_populates
        self.cascade_delete = cascade_delete
        self.passive_deletes = passive_deletes
        self.link_model = link_model
        self.sa_relationship = sa_relationship
        self.sa_relationship_args = sa_relationship_args
        self.sa_relationship_kwargs = sa_relationship_kwargs


@overload
def Relationship(
    *,
    back_populates: str | None = None,
    cascade_delete: bool | None = False,
    passive_deletes: bool | Literal["all"] | None = False,
    link_model: Any | None = None,
    sa_relationship_args: Sequence[Any] | None = None,
    sa_relationship_kwargs: Mapping[str, Any] | None = None,
) -> Any: ...


@overload
def Relationship(
    *,
    back_populates: str | None = None,
    cascade_delete: bool | None = False,
    passive_deletes: bool | Literal["all"] | None = False,
    link_model: Any | None = None,
    sa_relationship: RelationshipSpec | RelationshipProperty | None = None,
) -> Any: ...


def Relationship(
    *,
    back_populates: str | None = None,
    cascade_delete: bool | None = False,
    passive_deletes: bool | Literal["all"] | None = False,
    link_model: Any | None = None,
    sa_relationship: RelationshipSpec | RelationshipProperty | None = None,
    sa_relationship_args: Sequence[Any] | None = None,
    sa_relationship_kwargs: Mapping[str, Any] | None = None,
) -> Any:
    """Declare a relationship to another table model; its annotation names the target and says one or many.

    `cascade_delete` deletes the related objects together with this one (`all, delete-orphan`), `passive_deletes` leaves
    that to the database, `link_model` is the model of the association table. `sa_relationship_kwargs` are options of
    SQLAlchemy's `relationship()`.

    >>> from sqlmodel_rs import Field, SQLModel
    >>> class Team(SQLModel, table=True):
    ...     id: int | None = Field(default=None, primary_key=True)
    ...     heroes: list["Hero"] = Relationship(back_populates="team")
    >>> class Hero(SQLModel, table=True):
    ...     id: int | None = Field(default=None, primary_key=True)
    ...     team_id: int | None = Field(default=None, foreign_key="team.id")
    ...     team: Team | None = Relationship(back_populates="heroes")
    >>> Hero(team=Team()).team.heroes
    [Hero(id=None, team_id=None)]
    """
    return RelationshipInfo(
        back_populates=back_populates,
        cascade_delete=cascade_delete,
        passive_deletes=passive_deletes,
        link_model=link_model,
        sa_relationship=sa_relationship,
        sa_relationship_args=sa_relationship_args,
        sa_relationship_kwargs=sa_relationship_kwargs,
    )


class Target(NamedTuple):
    """What an annotation says: the target (class or name) and the collection it is kept in (None: one object)."""

    argument: Any
    collection: type | None


def _nested(target: Target, collection: type | None) -> Target:
    return Target(target.argument, target.collection or collection)


def _read_union(members: Sequence[Any], read: Callable[[Any], Target], is_none: Callable[[Any], bool]) -> Target:
    others = [member for member in members if not is_none(member)]
    if len(others) > 1:
        raise ValueError(_UNION_MESSAGE)
    if not others:
        raise ValueError("Cannot have a Union of None and None as a SQLAlchemy field")
    return read(others[0])


def _is_none_node(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None or isinstance(node, ast.Name) and node.id == "None"


def _union_members(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_union_members(node.left), *_union_members(node.right)]
    return [node]


def _read_node(node: ast.expr) -> Target:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _read_text(node.value)
    if isinstance(node, ast.BinOp):
        return _read_union(_union_members(node), _read_node, _is_none_node)
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value).rpartition(".")[2]
        inner = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if outer in ("Optional", "Union"):
            return _read_union(inner, _read_node, _is_none_node)
        if outer in _WRAPPERS:
            return _read_node(inner[0])
        if outer in _COLLECTIONS:
            return _nested(_read_node(inner[-1]), _COLLECTIONS[outer])
    return Target(ast.unparse(node), None)


def _read_text(text: str) -> Target:
    return _read_node(ast.parse(text.strip(), mode="eval").body)


def read_annotation(annotation: Any) -> Target:
    """Read the annotation of a relationship, evaluated or not; names inside it stay names.

    Raises ValueError for a union of several targets.
    """
    annotation = unwrap_alias(annotation)
    if isinstance(annotation, ForwardRef):
        return _read_text(annotation.__forward_arg__)
    if isinstance(annotation, str):
        return _read_text(annotation)
    origin = get_origin(annotation)
    if origin is None:
        return Target(annotation, None)
    members = get_args(annotation)
    if is_union(origin):
        return _read_union(members, read_annotation, lambda member: member is NoneType)
    if origin in _COLLECTION_ORIGINS:
        return _nested(read_annotation(members[-1]), _COLLECTION_ORIGINS[origin])
    if origin in (Annotated, ClassVar) or getattr(origin, "__name__", None) in _WRAPPERS:
        return read_annotation(members[0])
    if isinstance(origin, type) and issubclass(origin, collections.abc.Collection):
        return _nested(read_annotation(members[-1]), origin)
    return Target(annotation, None)


def get_relationship_to(name: str, rel_info: RelationshipInfo, annotation: Any) -> Any:
    """Return the target an annotation names: a class, or the name of one."""
    return read_annotation(annotation).argument


def _secondary(info: RelationshipInfo) -> Any:
    model = info.link_model
    if isinstance(model, str):
        return model
    table = getattr(model, "__table__", None)
    if table is None:
        raise exc.NoInspectionAvailable(
            f"link_model={model!r} is not a table model: give the class of the association table (declared with "
            "table=True), or its name as a string"
        )
    return table


def build_relationship(name: str, info: RelationshipInfo, annotation: Any) -> RelationshipSpec:
    """Build the orm's specification of a relationship from its annotation and options.

    An `sa_relationship` wins over everything else; only a missing target is taken from the annotation.
    """
    if info.sa_relationship is not None:
        given = declared(info.sa_relationship)
        if given is None:
            raise exc.ArgumentError(f"sa_relationship of {name!r} is not a relationship(): {info.sa_relationship!r}")
        spec = given.copy()
        if annotation is not None:
            target = read_annotation(annotation)
            spec.target = target.argument if spec.target is None else spec.target
            _set_shape(spec, target)
        return spec
    if annotation is None:
        raise exc.ArgumentError(f"Relationship {name!r} needs an annotation that names the related model")
    target = read_annotation(annotation)
    options: dict[str, Any] = {}
    if info.back_populates:
        options["back_populates"] = info.back_populates
    if info.cascade_delete:
        options["cascade"] = "all, delete-orphan"
    if info.passive_deletes:
        options["passive_deletes"] = info.passive_deletes
    if info.link_model is not None:
        options["secondary"] = _secondary(info)
    args = list(info.sa_relationship_args or ())
    if args:
        options.pop("secondary", None)
    options.update(info.sa_relationship_kwargs or {})
    argument = options.pop("argument", target.argument)
    spec = relationship(argument, *args, **options)
    _set_shape(spec, target)
    return spec


def _set_shape(spec: RelationshipSpec, target: Target) -> None:
    if spec.lazy in ("dynamic", "write_only"):
        spec.uselist = True
    elif spec.uselist is None and spec.collection_class is None:
        spec.uselist = target.collection is not None
    if target.collection not in (None, list, dict) and spec.collection_class is None and spec.uselist:
        spec.collection_class = target.collection
