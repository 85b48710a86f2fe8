"""`composite()`: several columns of a class as one value of a class of its own.

Owns the attribute and its comparisons. Behaviour: SQLAlchemy, `sqlalchemy.orm.composite`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import is_dataclass
from operator import attrgetter
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from sqlmodel_rs import exc
from sqlmodel_rs.declarative.annotations import without_none
from sqlmodel_rs.declarative.columns import DATACLASS_OPTIONS, NO_ARG, MappedColumn
from sqlmodel_rs.orm.attributes import History, get_history
from sqlmodel_rs.orm.loading.bundle import Bundle
from sqlmodel_rs.orm.mutable import MutableBase
from sqlmodel_rs.orm.properties import MappedProperty
from sqlmodel_rs.orm.queryable import Mapped, QueryableAttribute
from sqlmodel_rs.orm.relationship.backref import extra_of
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.schema import Column
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.elements import BindParameter, ClauseList, ColumnElement, conjunction
from sqlmodel_rs.subscript import Subscriptable

__all__ = ["Composite", "composite"]


def _is_dataclass(cls: Any) -> bool:
    return is_dataclass(cls)


class Composite(Subscriptable, MappedProperty):
    """The mapping of one attribute to several columns; on a class an expression, on an instance a value."""

    is_orm_descriptor = True
    strategy_wildcard_key = "composite"

    def __init__(self, first: Any, attrs: tuple[Any, ...], **options: Any) -> None:
        given = isinstance(first, (Mapped, str, ColumnElement))
        self.composite_class: Any = None if given else first
        self.attrs: tuple[Any, ...] = (first, *attrs) if given else attrs
        self.key: str = ""
        self.parent: Any = None
        self.return_none_on = options.pop("return_none_on", NO_ARG)
        self.column_template: str | None = options.pop("column_template", None)
        self.comparator_factory: Any = options.pop("comparator_factory", None) or Comparator
        self.deferred: bool = options.pop("deferred", False) or options.get("group") is not None
        self.deferred_group = options.pop("group", None)
        self.deferred_raiseload = None
        self.info: dict[Any, Any] = dict(options.pop("info", None) or {})
        self.doc = options.pop("doc", None)
        self.field_options: dict[str, Any] = options.pop("field_options", {})

    def copy(self) -> Composite:
        """Return a copy for another class."""
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        return new

    def install(self, mapper: Any, key: str) -> None:
        """Put the attribute on a mapped class."""
        self.key, self.parent = key, mapper
        mapper.composites[key] = self
        type.__setattr__(mapper.class_, key, self)

    def complete(self, annotation: Any, where: str) -> None:
        """Take the class from the attribute's annotation; one that allows None makes a value of all NULL None.

        Raises ArgumentError when there is no annotation.
        """
        if annotation is None:
            raise exc.ArgumentError(f'Python typing annotation is required for attribute "{where}"')
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        annotation, optional = without_none(annotation)
        if optional and self.return_none_on is NO_ARG:
            self.return_none_on = lambda *values: all(value is None for value in values)
        self.composite_class = annotation

    def fields(self, where: str) -> list[tuple[str, Any]] | None:
        """Return name and annotation of each column by the dataclass, and add columns for those not given.

        None for another class, whose columns must be named. Raises ArgumentError when columns and fields do not fit.
        """
        if not _is_dataclass(self.composite_class):
            columns = [attr.column if isinstance(attr, MappedColumn) else attr for attr in self.attrs]
            if any(isinstance(column, Column) and column.name is None for column in columns):
                raise exc.ArgumentError("Composite class column arguments must be named unless a dataclass is used")
            return None
        hints = get_type_hints(self.composite_class, include_extras=True)
        names = list(inspect.signature(self.composite_class).parameters)
        if len(self.attrs) > len(names):
            raise exc.ArgumentError(
                f"number of composite attributes {len(self.attrs)} exceeds that of the number of attributes in class "
                f"{self.composite_class.__name__} {len(names)}"
            )
        template = self.column_template
        for name in names[len(self.attrs) :]:
            made = MappedColumn((template % name,) if template else (), {}, field_options={})
            self.attrs = (*self.attrs, made)
        return [(name, hints.get(name)) for name in names]

    @property
    def attribute_keys(self) -> list[str]:
        """The attributes of the columns, in order."""
        return [self._key_of(attr) for attr in self.attrs]

    def _key_of(self, attr: Any) -> str:
        if isinstance(attr, str):
            return attr
        if isinstance(attr, QueryableAttribute):
            return attr.key
        column = attr.column if isinstance(attr, MappedColumn) else attr
        if not isinstance(column, Column):
            raise exc.ArgumentError(
                f"Composite expects Column objects or mapped attributes/attribute names as arguments, got: {attr!r}"
            )
        found: str = self.parent.attr_of(column)
        return found

    @property
    def props(self) -> list[Any]:
        """The properties of the columns, in order."""
        return [self.parent.get_property(key) for key in self.attribute_keys]

    @property
    def columns(self) -> list[Any]:
        """The columns that were given, in order."""
        given = (attr.column if isinstance(attr, MappedColumn) else attr for attr in self.attrs)
        return [column for column in given if isinstance(column, Column)]

    def make(self, *values: Any) -> Any:
        """Return the value that stands for column values."""
        if callable(self.return_none_on) and self.return_none_on(*values):
            return None
        return self.composite_class(*values)

    def values_of(self, value: Any) -> tuple[Any, ...]:
        """Return the column values of a value.

        Raises InvalidRequestError when its class does not say what they are.
        """
        if value is None:
            return (None,) * len(self.attrs)
        own = getattr(value, "__composite_values__", None)
        if own is not None:
            return tuple(own())
        if not _is_dataclass(self.composite_class):
            raise exc.InvalidRequestError(
                f"Composite class {self.composite_class.__name__} is not a dataclass and does not define a "
                "__composite_values__() method; can't get state"
            )
        names = list(inspect.signature(self.composite_class).parameters)
        found = attrgetter(*names)(value)
        return found if len(names) > 1 else (found,)

    # --- on an instance
    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self.comparator_factory(self, owner)
        keys = self.attribute_keys
        # A value that expired is made anew, whatever was done to the object itself.
        loaded = all(key in instance.__dict__ for key in keys)
        values = tuple([getattr(instance, key) for key in keys])
        made: dict[str, Any] = extra_of(instance_state(instance)).setdefault("composites", {})
        held = made.get(self.key)
        if loaded and held is not None and all(one is other for one, other in zip(held[0], values, strict=True)):
            return held[1]
        return self._keep(instance, values, self.make(*values))

    def _keep(self, instance: Any, values: tuple[Any, ...], value: Any) -> Any:
        extra_of(instance_state(instance)).setdefault("composites", {})[self.key] = (values, value)
        if isinstance(value, MutableBase):
            value._adopt(instance, self.key)
        return value

    def held_by(self, instance: Any) -> Any:
        """Return the value that an instance gave last."""
        made = extra_of(instance_state(instance)).get("composites") or {}
        return made.get(self.key, (None, None))[1]

    def __set__(self, instance: Any, value: Any) -> None:
        kind = self.composite_class
        if isinstance(kind, type) and issubclass(kind, MutableBase) and not isinstance(value, kind):
            value = kind.coerce(self.key, value)
        self.set_value(instance, value)

    def __delete__(self, instance: Any) -> None:
        self.set_value(instance, None)

    def set_value(self, instance: Any, value: Any) -> None:
        """Write a value into the columns of an instance."""
        values = self.values_of(value)
        for key, one in zip(self.attribute_keys, values, strict=True):
            setattr(instance, key, one)
        if value is None:
            extra_of(instance_state(instance)).get("composites", {}).pop(self.key, None)
        else:
            self._keep(instance, tuple([getattr(instance, key) for key in self.attribute_keys]), value)

    def history(self, instance: Any) -> History:
        """Return the value before and after the changes of its columns."""
        parts = [get_history(instance, key) for key in self.attribute_keys]
        now = self.make(*[next(iter(part.non_deleted()), None) for part in parts])
        if not any(part.has_changes() for part in parts):
            return History((), [now], ())
        return History([now], (), [self.make(*[next(iter(part.deleted or ()), None) for part in parts])])

    def __str__(self) -> str:
        return f"{self.parent.class_.__name__}.{self.key}"

    def __repr__(self) -> str:
        return f"<Composite at {id(self):#x}; {self.key or 'no key'}>"


class CompositeBundle(Bundle):
    """The columns of a composite in a SELECT, which gives values of its class."""

    __slots__ = ("property",)

    def __init__(self, property: Composite, *exprs: Any) -> None:
        super().__init__(property.key, *exprs)
        self.property = property

    def label(self, name: str) -> Bundle:  # type: ignore[override]
        """Return the same columns under another name."""
        copy: Any = super().label(name)
        copy.property = self.property
        return copy  # type: ignore[no-any-return]

    def create_row_processor(self, query: Any, procs: Sequence[Any], labels: Sequence[str]) -> Callable[[Any], Any]:
        """Return the function that makes the value of a row."""
        make = self.property.make
        return lambda row: make(*[part(row) for part in procs])


class Comparator(QueryableAttribute[Any]):
    """A composite attribute of a class, or of an alias of one, as an expression: compared column by column."""

    __slots__ = ("owner",)

    def __init__(self, prop: Composite, owner: Any) -> None:
        super().__init__(prop.key, prop.parent, prop)
        self.owner = owner

    @property
    def parententity(self) -> Any:
        """The mapper, or the alias, this is an attribute of."""
        return self.parent if isinstance(self.owner, type) else self.owner

    @property
    def _comparable_elements(self) -> list[Any]:
        return [getattr(self.owner, key) for key in self.property.attribute_keys]

    def __clause_element__(self) -> Any:
        """Return the columns as one value of a row."""
        return CompositeBundle(self.property, *self._comparable_elements)

    @property
    def clauses(self) -> ClauseList:
        """The columns, separated by commas."""
        return ClauseList(*[one.__clause_element__() for one in self._comparable_elements])

    def _compare(self, operator: Any, other: Any) -> Any:
        values = self.property.values_of(other)
        pairs = zip(self._comparable_elements, values, strict=True)
        return conjunction(kinds.AND, [operator(column, value) for column, value in pairs])

    __hash__ = object.__hash__

    def __eq__(self, other: Any) -> Any:
        return self._compare(kinds.EQ, other)

    def __ne__(self, other: Any) -> Any:
        return self._compare(kinds.NE, other)

    def __lt__(self, other: Any) -> Any:
        return self._compare(kinds.LT, other)

    def __le__(self, other: Any) -> Any:
        return self._compare(kinds.LE, other)

    def __gt__(self, other: Any) -> Any:
        return self._compare(kinds.GT, other)

    def __ge__(self, other: Any) -> Any:
        return self._compare(kinds.GE, other)

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        """Order by each column; other operators are for a `comparator_factory` to define."""
        if op in (kinds.ASC, kinds.DESC, kinds.NULLS_FIRST, kinds.NULLS_LAST):
            return ClauseList(*[one.operate(op) for one in self._comparable_elements])
        raise NotImplementedError(f"{self} has no operator of this kind")

    def _bulk_update_tuples(self, value: Any) -> Iterator[tuple[Any, Any]]:
        if isinstance(value, BindParameter):
            value = value.value
        kind = self.property.composite_class
        if value is not None and not (isinstance(kind, type) and isinstance(value, kind)):
            raise exc.ArgumentError(f"Can't UPDATE composite attribute {self.property} to {value!r}")
        return zip(self._comparable_elements, self.property.values_of(value), strict=True)


Composite.Comparator = Comparator  # type: ignore[attr-defined]


def composite(
    _class_or_attr: Any = None,
    /,
    *attrs: Any,
    group: str | None = None,
    deferred: bool = False,
    raiseload: bool = False,
    comparator_factory: Any = None,
    active_history: bool = False,
    return_none_on: Any = NO_ARG,
    column_template: str | None = None,
    init: Any = NO_ARG,
    repr: Any = NO_ARG,
    default: Any = NO_ARG,
    default_factory: Any = NO_ARG,
    compare: Any = NO_ARG,
    kw_only: Any = NO_ARG,
    hash: Any = NO_ARG,
    info: Any = None,
    doc: str | None = None,
    **_options: Any,
) -> Any:
    """Map several columns to one attribute whose values are of a class, as `sqlalchemy.orm.composite`.

    The class is given first, or by the annotation; the columns are `mapped_column()`s, columns or names of attributes.
    A dataclass names and types the columns that leave that open. Other classes have `__composite_values__()`.

    >>> from dataclasses import dataclass
    >>> from sqlmodel_rs.declarative import DeclarativeBase, Mapped, composite, mapped_column
    >>> @dataclass
    ... class Point:
    ...     x: int
    ...     y: int
    >>> class Base(DeclarativeBase):
    ...     pass
    >>> class Vertex(Base):
    ...     __tablename__ = "vertex"
    ...     id: Mapped[int] = mapped_column(primary_key=True)
    ...     start: Mapped[Point] = composite(mapped_column("x1"), mapped_column("y1"))
    >>> str(Vertex.start == Point(1, 2))
    'vertex.x1 = :x1_1 AND vertex.y1 = :y1_1'
    """
    given = dict(zip(DATACLASS_OPTIONS, (init, repr, default, default_factory, compare, kw_only, hash), strict=True))
    return Composite(
        _class_or_attr,
        attrs,
        group=group,
        deferred=deferred,
        comparator_factory=comparator_factory,
        return_none_on=return_none_on,
        column_template=column_template,
        info=info,
        doc=doc,
        field_options={name: value for name, value in given.items() if value is not NO_ARG},
    )
