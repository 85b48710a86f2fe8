"""`QueryableAttribute`: an attribute of a mapped class, or of an alias of one, as an SQL expression.

Knows mappers and columns; must not know instances nor how they are loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from typing_extensions import TypeVar

from sqlmodel_rs._native import between, compare
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.entity import EntityColumn
from sqlmodel_rs.sql.operators import ColumnOperators

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper
    from sqlmodel_rs.sql.elements import Label


T_co = TypeVar("T_co", covariant=True, default=Any)


class Mapped(ColumnOperators[T_co]):
    """The type of a mapped attribute whose values are `T`: on a class an expression, on an instance a value.

    An annotation `name: Mapped[str]` tells type checkers both, so that `Hero.name.like("D%")` needs no `col()`.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        # The attributes' own descriptors do this.
        @overload
        def __get__(self, instance: None, owner: Any) -> QueryableAttribute[T_co]: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> T_co: ...
        def __get__(self, instance: object | None, owner: Any) -> Any: ...
        # The value's type goes in and comes out; SQLAlchemy declares it covariant all the same.
        def __set__(self, instance: Any, value: T_co) -> None: ...  # type: ignore[misc]


class QueryableAttribute(Mapped[T_co]):
    """An attribute of a mapped class, or of an alias of one, as an SQL expression."""

    __slots__ = ("key", "parent", "property", "_expression", "_expression_entity", "__weakref__")

    def __init__(self, key: str, parent: Mapper, property: Any) -> None:
        self.key = key
        self.parent = parent
        self.property = property
        self._expression: Any = None
        self._expression_entity: Any = None

    # SQLAlchemy's attributes answer `isinstance(x, ...)` checks through these names.
    is_attribute = True
    is_mapper = False
    is_instance = False

    @property
    def prop(self) -> Any:
        """The property, under its short name."""
        return self.property

    @property
    def class_(self) -> type:
        """The mapped class this is an attribute of."""
        return self.parent.class_

    @property
    def parententity(self) -> Any:
        """The mapper, or the alias, this is an attribute of."""
        return self.parent

    _parententity = parententity

    @property
    def expression(self) -> Any:
        """The column expression."""
        return self.__clause_element__()

    @property
    def comparator(self) -> Any:
        """The attribute itself: it has all operators."""
        return self

    @property
    def type(self) -> Any:
        """The SQL type of the column."""
        return self.__clause_element__().type

    def __clause_element__(self) -> Any:
        """Return the column; for a class whose FROM is more than one plain table, the column with that FROM."""
        entity = self.parent.entity
        if self._expression_entity is not entity:
            self._expression = self.parent.expression_of(self.key, EntityColumn)
            self._expression_entity = entity
        return self._expression

    # Comparing is most of what building a statement is; the Rust module finds the column and makes the node.
    __hash__ = object.__hash__

    def __eq__(self, other: Any) -> Any:
        return compare(self, kinds.EQ, other)

    def __ne__(self, other: Any) -> Any:
        return compare(self, kinds.NE, other)

    def __lt__(self, other: Any) -> Any:
        return compare(self, kinds.LT, other)

    def __le__(self, other: Any) -> Any:
        return compare(self, kinds.LE, other)

    def __gt__(self, other: Any) -> Any:
        return compare(self, kinds.GT, other)

    def __ge__(self, other: Any) -> Any:
        return compare(self, kinds.GE, other)

    def between(self, cleft: Any, cright: Any, symmetric: bool = False) -> Any:
        """Render `BETWEEN cleft AND cright`."""
        return between(self, kinds.BETWEEN_SYMMETRIC if symmetric else kinds.BETWEEN, cleft, cright)

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        """Apply an operator to the column."""
        return self.__clause_element__().operate(op, *other, **modifiers)

    def reverse_operate(self, op: int, other: Any, **modifiers: Any) -> Any:
        """Apply an operator with the column on the right."""
        return self.__clause_element__().reverse_operate(op, other, **modifiers)

    def label(self, name: str | None) -> Label[T_co]:
        """Name the column in a SELECT."""
        labelled: Label[T_co] = self.__clause_element__().label(name)
        return labelled

    def collate(self, collation: str) -> Any:
        """Render `COLLATE collation`."""
        return self.__clause_element__().collate(collation)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in QueryableAttribute.__slots__:
            raise AttributeError(name)
        try:
            return getattr(self.__clause_element__(), name)
        except AttributeError:
            raise AttributeError(
                f"Neither {type(self).__name__!r} object nor its column, '{self}', has an attribute {name!r}"
            ) from None

    def __str__(self) -> str:
        return f"{self.parent.class_.__name__}.{self.key}"

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} {self}>"


class PropComparator(ColumnOperators[Any]):
    """The operators of one mapped attribute; subclass it and override them, or add methods."""

    def __init__(self, prop: Any, parentmapper: Any, adapt_to_entity: Any = None) -> None:
        self.prop = self.property = prop
        self._parententity = parentmapper
        self._attribute: Any = None

    @property
    def key(self) -> str:
        """The attribute's name."""
        return str(self.prop.key)

    def __clause_element__(self) -> Any:
        return self._attribute.plain().__clause_element__()

    @property
    def expressions(self) -> list[Any]:
        """The columns of the attribute."""
        return [self.__clause_element__()]

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        """Apply an operator to the attribute."""
        return kinds.Operator(op)(self._attribute.plain(), *other, **modifiers)

    def reverse_operate(self, op: int, other: Any, **modifiers: Any) -> Any:
        """Apply an operator with the attribute on the right."""
        return self._attribute.plain().reverse_operate(op, other, **modifiers)


class ColumnComparator(PropComparator):
    """The operators of a mapped column, as `ColumnProperty.Comparator`."""


class RelationshipComparator(PropComparator):
    """The operators of a relationship, as `Relationship.Comparator`."""

    def any(self, criterion: Any = None, **values: Any) -> Any:
        """Test that at least one related object satisfies the criterion."""
        return self._attribute.plain().any(criterion, **values)

    def has(self, criterion: Any = None, **values: Any) -> Any:
        """Test that there is a related object that satisfies the criterion."""
        return self._attribute.plain().has(criterion, **values)

    def contains(self, other: Any, **modifiers: Any) -> Any:  # type: ignore[override]
        """Test that an object is in the collection."""
        return self._attribute.plain().contains(other, **modifiers)

    def __eq__(self, other: Any) -> Any:
        return self._attribute.plain() == other

    def __ne__(self, other: Any) -> Any:
        return self._attribute.plain() != other

    __hash__ = object.__hash__


class _Compared:
    """The part of an attribute that leaves its operators to a comparator."""

    __slots__ = ()

    plain_class: type
    factory: Any

    def plain(self) -> Any:
        """Return the attribute with the operators that it would have by itself."""
        made: Any = object.__new__(self.plain_class)
        for base in self.plain_class.__mro__:
            names = base.__dict__.get("__slots__", ())
            for name in (names,) if isinstance(names, str) else names:
                if name != "__weakref__" and hasattr(self, name):
                    setattr(made, name, getattr(self, name))
        return made

    @property
    def comparator(self) -> Any:
        """The program's own comparator of this attribute."""
        made = self.factory(self.property, self.parententity)
        made._attribute = self
        return made

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        return kinds.Operator(op)(self.comparator, *other, **modifiers)

    def reverse_operate(self, op: int, other: Any, **modifiers: Any) -> Any:
        return self.comparator.reverse_operate(op, other, **modifiers)

    def any(self, criterion: Any = None, **values: Any) -> Any:
        return self.comparator.any(criterion, **values)

    def has(self, criterion: Any = None, **values: Any) -> Any:
        return self.comparator.has(criterion, **values)

    def contains(self, other: Any, **modifiers: Any) -> Any:
        return self.comparator.contains(other, **modifiers)

    __hash__ = object.__hash__
    __eq__ = ColumnOperators.__eq__
    __ne__ = ColumnOperators.__ne__
    __lt__ = ColumnOperators.__lt__
    __le__ = ColumnOperators.__le__
    __gt__ = ColumnOperators.__gt__
    __ge__ = ColumnOperators.__ge__
    between = ColumnOperators.between

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__") and any(name in base.__dict__ for base in self.factory.__mro__):
            return getattr(self.comparator, name)
        return self.plain_class.__getattr__(self, name)  # type: ignore[attr-defined]


_made: dict[tuple[type, Any], type] = {}


def compared(kind: type[QueryableAttribute[Any]], factory: Any) -> type:
    """Return an attribute's class, or where a comparator is given one that leaves the operators to it."""
    if factory is None:
        return kind
    found = _made.get((kind, factory))
    if found is None:
        body = {"__slots__": (), "plain_class": kind, "factory": factory, "__module__": kind.__module__}
        found = _made[kind, factory] = type(f"Compared{kind.__name__}", (_Compared, kind), body)
    return found
