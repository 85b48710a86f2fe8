"""Properties of a class that are no column of its table: SQL expressions, other names, and deferred columns.

Owns what `column_property()` and `synonym()` return; knows nothing of how a class declares them.
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.schema import Column
from sqlmodel_rs.sql.elements import expression as as_expression

__all__ = ["ExpressionSpec", "MappedProperty", "Synonym", "column_property", "synonym"]


class MappedProperty:
    """A property of a class that puts itself on the class: `composite()` is one."""

    def install(self, mapper: Any, key: str) -> None:
        """Put the attribute on a mapped class."""
        raise NotImplementedError


class ExpressionSpec:
    """What `column_property()` was given: a column to map, or an expression to select with the class."""

    __slots__ = ("columns", "deferred", "group", "raiseload", "doc", "info", "active_history")

    def __init__(self, columns: tuple[Any, ...], **options: Any) -> None:
        self.columns = columns
        self.deferred = bool(options.pop("deferred", False) or options.get("group"))
        self.group = options.pop("group", None)
        self.raiseload = options.pop("raiseload", False)
        self.doc = options.pop("doc", None)
        self.info = options.pop("info", None) or {}
        self.active_history = options.pop("active_history", False)

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
    )


class Synonym:
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
