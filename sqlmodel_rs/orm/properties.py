"""Properties of a class that are no column of its table: SQL expressions, other names, and deferred columns.

Owns what `column_property()` and `synonym()` return, and the map in which a mapper offers its properties; knows nothing
of how a class declares them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlmodel_rs.schema import Column
from sqlmodel_rs.sql.elements import expression as as_expression
from sqlmodel_rs.sql.expression import null
from sqlmodel_rs.subscript import Subscriptable

__all__ = ["ExpressionSpec", "MappedProperty", "Synonym", "column_property", "query_expression", "synonym"]


class Choices:
    """What a class says of single attributes: which of them queries leave out, and who compares them."""

    __slots__ = ("compared", "deferral", "deferred", "kept_expressions", "unset")

    def choose(self, declaration: Any, above: Choices | None) -> None:
        """Take what a class declares, beside what the class above it says."""
        #: The attributes that are read when they are asked for.
        self.deferred: frozenset[str] = frozenset(declaration.deferred) | (above.deferred if above else frozenset())
        #: Of each deferred attribute its group and whether reading it raises.
        self.deferral: dict[str, tuple[str | None, bool]] = dict(above.deferral) if above else {}
        self.deferral.update({attr: _deferral(value) for attr, value in declaration.deferred.items()})
        #: Of columns that have one: the program's own class of their operators.
        self.compared: dict[str, Any] = {**(above.compared if above else {}), **declaration.compared}
        #: The expressions that a flush leaves as they were read.
        self.kept_expressions: frozenset[str] = above.kept_expressions if above else frozenset()
        #: The attributes that have a value only where a statement gives them an expression.
        self.unset: frozenset[str] = above.unset if above else frozenset()

    def defer(self, attr: str, declared: Any) -> None:
        """Leave an attribute out of queries until it is read."""
        self.deferred |= {attr}
        self.deferral[attr] = _deferral(declared)


def _deferral(declared: Any) -> tuple[str | None, bool]:
    """Return the group of a deferred attribute, and whether reading it raises, of what declares it."""
    group = getattr(declared, "deferred_group", None) or getattr(declared, "group", None)
    return group, bool(getattr(declared, "deferred_raiseload", None) or getattr(declared, "raiseload", None))


class MappedProperty:
    """A property of a class that puts itself on the class: `composite()` is one."""

    def install(self, mapper: Any, key: str) -> None:
        """Put the attribute on a mapped class."""
        raise NotImplementedError


class ExpressionSpec:
    """What `column_property()` was given: a column to map, or an expression to select with the class."""

    __slots__ = (
        "columns", "deferred", "group", "raiseload", "doc", "info", "active_history", "comparator_factory", "query",
        "expire_on_flush",
    )  # fmt: skip

    def __init__(self, columns: tuple[Any, ...], **options: Any) -> None:
        self.columns = columns
        self.deferred = bool(options.pop("deferred", False) or options.get("group"))
        self.group = options.pop("group", None)
        self.raiseload = options.pop("raiseload", False)
        self.doc = options.pop("doc", None)
        self.info = options.pop("info", None) or {}
        self.active_history = options.pop("active_history", False)
        self.comparator_factory = options.pop("comparator_factory", None)
        self.expire_on_flush = options.pop("expire_on_flush", True)
        #: Of `query_expression()`: whether it has an expression of its own; None for anything else.
        self.query: bool | None = options.pop("query", None)

    @property
    def column(self) -> Column[Any] | None:
        """The column to map; None when it is an expression."""
        first = self.columns[0]
        clause = first.__clause_element__() if hasattr(first, "__clause_element__") else first
        return clause if isinstance(clause, Column) else None

    @property
    def expression(self) -> Any:
        """The expression to select."""
        return as_expression(self.columns[0])

    def __clause_element__(self) -> Any:
        return self.expression


def column_property(
    column: Any,
    *additional_columns: Any,
    group: str | None = None,
    deferred: bool = False,
    raiseload: bool = False,
    doc: str | None = None,
    info: dict[Any, Any] | None = None,
    active_history: bool = False,
    comparator_factory: Any = None,
    expire_on_flush: bool = True,
) -> Any:
    """Map a column with options, or an SQL expression that is read together with the class.

    Behaviour: SQLAlchemy, `column_property`. The attribute of an expression is read only: what is assigned to it is
    never written. Example: `fullname = column_property(first_name + " " + last_name)`.
    """
    return ExpressionSpec(
        (column, *additional_columns),
        group=group,
        deferred=deferred,
        raiseload=raiseload,
        doc=doc,
        info=info,
        active_history=active_history,
        comparator_factory=comparator_factory,
        expire_on_flush=expire_on_flush,
    )


def query_expression(
    default_expr: Any = None,
    *,
    repr: bool = True,
    compare: bool = True,
    expire_on_flush: bool = True,
    info: dict[Any, Any] | None = None,
    doc: str | None = None,
) -> Any:
    """Declare an attribute whose value is what a statement's `with_expression()` selects.

    Without that option it is `default_expr`, or None. Behaviour: SQLAlchemy, `query_expression`.
    """
    given = default_expr is not None
    return ExpressionSpec(
        (default_expr if given else null(),),
        deferred=not given,
        doc=doc,
        info=info,
        query=given,
        expire_on_flush=expire_on_flush,
    )


class Synonym(Subscriptable):
    """Another name of a mapped attribute: on the class its expression, on an instance its value.

    With a `descriptor` the instance's value goes through that (a property), the class's expression does not.
    """

    strategy_wildcard_key = "synonym"
    is_orm_descriptor = True

    def __init__(self, name: str, *, descriptor: Any = None, info: Any = None, doc: str | None = None) -> None:
        self.name = name
        self.key: str | None = None
        self.parent: Any = None
        self.descriptor = descriptor
        self.info = info or {}
        self.doc = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return getattr(owner, self.name)
        if self.descriptor is not None:
            return self.descriptor.__get__(instance, owner)
        return getattr(instance, self.name)

    def __set__(self, instance: Any, value: Any) -> None:
        if self.descriptor is not None:
            self.descriptor.__set__(instance, value)
        else:
            setattr(instance, self.name, value)

    def __delete__(self, instance: Any) -> None:
        delattr(instance, self.name)

    def __repr__(self) -> str:
        return f"<Synonym {self.key} of {self.name}>"


def synonym(
    name: str,
    *,
    map_column: bool | None = None,
    descriptor: Any = None,
    comparator_factory: Any = None,
    info: Any = None,
    doc: str | None = None,
    **_field_options: Any,
) -> Any:
    """Give a mapped attribute another name, as `sqlalchemy.orm.synonym`."""
    return Synonym(name, descriptor=descriptor, info=info, doc=doc)


def synonym_for(name: str, map_column: bool = False) -> Any:
    """Decorate a property of the class that shall stand for a mapped attribute in expressions."""

    def decorate(function: Any) -> Synonym:
        return Synonym(name, descriptor=function if isinstance(function, property) else property(function))

    return decorate


class AttributeMap(dict[str, Any]):
    """A dict of attributes that can also be read as attributes: `mapper.relationships.team`.

    Iterating over it gives the values, as SQLAlchemy's collections of a mapper do: `for column in mapper.columns`.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return iter(dict.values(self))

    def keys(self) -> list[str]:  # type: ignore[override]
        """List the attributes."""
        return list(dict.keys(self))

    def values(self) -> list[Any]:  # type: ignore[override]
        """List the values."""
        return list(dict.values(self))

    def items(self) -> list[tuple[str, Any]]:  # type: ignore[override]
        """List (attribute, value) pairs."""
        return list(dict.items(self))

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None
