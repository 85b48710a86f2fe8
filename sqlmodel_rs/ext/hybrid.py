"""Hybrid attributes: one method that is a value on an instance and an SQL expression on the class.

Behaviour: SQLAlchemy, `sqlalchemy.ext.hybrid`. Knows expressions; knows nothing of mappers, so that any class of either
front end can have one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from sqlmodel_rs.orm.queryable import QueryableAttribute
from sqlmodel_rs.sql.elements import ColumnElement, Label
from sqlmodel_rs.sql.elements import expression as as_expression
from sqlmodel_rs.sql.operators import ColumnOperators

__all__ = ["Comparator", "HybridExtensionType", "hybrid_method", "hybrid_property"]

T = TypeVar("T")


class HybridExtensionType:
    """The kinds of hybrid attributes, as `inspect(Model).all_orm_descriptors` tells them apart."""

    HYBRID_METHOD = "HYBRID_METHOD"
    HYBRID_PROPERTY = "HYBRID_PROPERTY"


class Comparator(ColumnOperators):
    """What compares a hybrid: subclass it, override operators, and return it from `@name.comparator`."""

    def __init__(self, expression: Any) -> None:
        self.expression = expression

    def __clause_element__(self) -> Any:
        found = self.expression
        while hasattr(found, "__clause_element__") and not isinstance(found, ColumnElement):
            found = found.__clause_element__()
        return as_expression(found)

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        """Apply an operator to the expression."""
        return self.__clause_element__().operate(op, *other, **modifiers)

    def reverse_operate(self, op: int, other: Any, **modifiers: Any) -> Any:
        """Apply an operator with the expression on the right."""
        return self.__clause_element__().reverse_operate(op, other, **modifiers)


class hybrid_method(Generic[T]):
    """A method that computes on an instance and, called on the class, builds an expression."""

    is_attribute = True
    is_orm_descriptor = True
    extension_type = HybridExtensionType.HYBRID_METHOD

    def __init__(self, func: Callable[..., T], expr: Callable[..., Any] | None = None) -> None:
        self.func = func
        self.expr = expr if expr is not None else func
        self.__doc__ = func.__doc__
        self.__name__ = getattr(func, "__name__", "")

    @property
    def inplace(self) -> hybrid_method[T]:
        """The method itself: its decorators may be used under other names."""
        return self

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return _bound(self.expr, owner)
        return _bound(self.func, instance)

    def expression(self, expr: Callable[..., Any]) -> hybrid_method[T]:
        """Decorate the method that builds the expression."""
        return hybrid_method(self.func, expr)


def _bound(function: Any, subject: Any) -> Callable[..., Any]:
    if isinstance(function, classmethod):
        function = function.__func__
    return lambda *args, **kwargs: function(subject, *args, **kwargs)


class hybrid_property(Generic[T]):
    """A property that is computed on an instance and an SQL expression on the class.

    >>> from sqlmodel_rs import Field, SQLModel
    >>> class Span(SQLModel, table=True):
    ...     id: int | None = Field(default=None, primary_key=True)
    ...     low: int
    ...     high: int
    ...     @hybrid_property
    ...     def length(self) -> int:
    ...         return self.high - self.low
    >>> Span(low=1, high=5).length
    4
    >>> str(Span.length > 3)
    'span.high - span.low > :param_1'
    """

    is_attribute = True
    is_orm_descriptor = True
    extension_type = HybridExtensionType.HYBRID_PROPERTY

    def __init__(
        self,
        fget: Callable[[Any], T],
        fset: Callable[[Any, T], None] | None = None,
        fdel: Callable[[Any], None] | None = None,
        expr: Callable[[Any], Any] | None = None,
        custom_comparator: Callable[[Any], Any] | None = None,
        update_expr: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.expr = expr
        self.custom_comparator = custom_comparator
        self.update_expr = update_expr
        self.__doc__ = fget.__doc__
        self.__name__ = getattr(fget, "__name__", "")

    @property
    def __isabstractmethod__(self) -> bool:
        return getattr(self.fget, "__isabstractmethod__", False)

    @overload
    def __get__(self, instance: None, owner: Any) -> ColumnElement[T]: ...
    @overload
    def __get__(self, instance: object, owner: Any = None) -> T: ...
    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is not None:
            return self.fget(instance)
        if self.custom_comparator is not None:
            return _called(self.custom_comparator, owner)
        found = _called(self.expr if self.expr is not None else self.fget, owner)
        if self.update_expr is not None and hasattr(found, "__clause_element__"):
            return UpdatableLabel(self.__name__, as_expression(found), self.update_expr, owner)
        if isinstance(found, QueryableAttribute) or not hasattr(found, "_kind"):
            return found
        # The name is that of the column in a SELECT list; elsewhere a label is the expression.
        return as_expression(found).label(self.__name__)

    def __set__(self, instance: Any, value: T) -> None:
        if self.fset is None:
            raise AttributeError(f"can't set attribute {self.__name__!r}: the hybrid property has no setter")
        self.fset(instance, value)

    def __delete__(self, instance: Any) -> None:
        if self.fdel is None:
            raise AttributeError(f"can't delete attribute {self.__name__!r}: the hybrid property has no deleter")
        self.fdel(instance)

    def _copy(self, **changes: Any) -> hybrid_property[T]:
        given = {
            "fget": self.fget, "fset": self.fset, "fdel": self.fdel, "expr": self.expr,
            "custom_comparator": self.custom_comparator, "update_expr": self.update_expr,
        }  # fmt: skip
        made: hybrid_property[T] = type(self)(**{**given, **changes})
        made.__name__ = self.__name__
        return made

    def getter(self, fget: Callable[[Any], T]) -> hybrid_property[T]:
        """Decorate another method for the value."""
        return self._copy(fget=fget)

    def setter(self, fset: Callable[[Any, T], None]) -> hybrid_property[T]:
        """Decorate the method that takes an assignment."""
        return self._copy(fset=fset)

    def deleter(self, fdel: Callable[[Any], None]) -> hybrid_property[T]:
        """Decorate the method for `del`."""
        return self._copy(fdel=fdel)

    def expression(self, expr: Callable[[Any], Any]) -> hybrid_property[T]:
        """Decorate the method that builds the class's expression."""
        return self._copy(expr=expr)

    def comparator(self, comparator: Callable[[Any], Any]) -> hybrid_property[T]:
        """Decorate the method that returns a `Comparator` for the class."""
        return self._copy(custom_comparator=comparator)

    def update_expression(self, meth: Callable[[Any, Any], Any]) -> hybrid_property[T]:
        """Decorate the method that says which columns an UPDATE of the hybrid sets."""
        return self._copy(update_expr=meth)

    @property
    def overrides(self) -> hybrid_property[T]:
        """The property itself, to start a new one from in a subclass."""
        return self

    @property
    def inplace(self) -> _InPlace[T]:
        """Decorators that change this property, for methods of other names."""
        return _InPlace(self)


class UpdatableLabel(Label[Any]):
    """The expression of a hybrid property that says which columns an UPDATE of it sets."""

    __slots__ = ("owner", "update_expr")

    def __init__(self, name: str, element: Any, update_expr: Any = None, owner: Any = None) -> None:
        super().__init__(name, element)
        self.update_expr = update_expr
        self.owner = owner

    def _bulk_update_tuples(self, value: Any) -> list[tuple[Any, Any]]:
        function = self.update_expr
        if isinstance(function, classmethod):
            function = function.__func__
        return list(function(self.owner, value))


def _called(function: Any, owner: Any) -> Any:
    return function.__func__(owner) if isinstance(function, classmethod) else function(owner)


class _InPlace(Generic[T]):
    """The decorators of a hybrid property that change it instead of copying it."""

    __slots__ = ("_hybrid",)

    def __init__(self, hybrid: hybrid_property[T]) -> None:
        self._hybrid = hybrid

    def _set(self, name: str, value: Any) -> hybrid_property[T]:
        setattr(self._hybrid, name, value)
        return self._hybrid

    def getter(self, fget: Callable[[Any], T]) -> hybrid_property[T]:
        """Set the method for the value."""
        return self._set("fget", fget)

    def setter(self, fset: Callable[[Any, T], None]) -> hybrid_property[T]:
        """Set the method that takes an assignment."""
        return self._set("fset", fset)

    def deleter(self, fdel: Callable[[Any], None]) -> hybrid_property[T]:
        """Set the method for `del`."""
        return self._set("fdel", fdel)

    def expression(self, expr: Callable[[Any], Any]) -> hybrid_property[T]:
        """Set the method that builds the class's expression."""
        return self._set("expr", expr)

    def comparator(self, comparator: Callable[[Any], Any]) -> hybrid_property[T]:
        """Set the method that returns a `Comparator`."""
        return self._set("custom_comparator", comparator)

    def update_expression(self, meth: Callable[[Any, Any], Any]) -> hybrid_property[T]:
        """Set the method that says which columns an UPDATE sets."""
        return self._set("update_expr", meth)
