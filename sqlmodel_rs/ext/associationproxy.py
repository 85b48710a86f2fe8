"""`association_proxy`: an attribute of the objects a relationship leads to, as an attribute of this one.

Behaviour: SQLAlchemy, `sqlalchemy.ext.associationproxy`. Knows attributes and collections; knows nothing of sessions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from sqlmodel_rs import exc
from sqlmodel_rs.ext.association_views import (
    AssociationDict,
    AssociationList,
    AssociationSet,
    AssociationView,
    CollectionOf,
    plain,
    view_class,
)
from sqlmodel_rs.orm.inspection import inspect
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.operators import ColumnOperators
from sqlmodel_rs.subscript import Subscriptable

__all__ = [
    "AmbiguousAssociationProxyInstance", "AssociationProxy", "AssociationProxyExtensionType",
    "AssociationProxyInstance", "ColumnAssociationProxyInstance", "ObjectAssociationProxyInstance", "association_proxy",
]  # fmt: skip


class AssociationProxyExtensionType:
    """The kind of attribute, as `inspect(Model).all_orm_descriptors` tells it."""

    ASSOCIATION_PROXY = "ASSOCIATION_PROXY"


class AssociationProxyInstance:
    """The proxy of one class: what it leads to, and criteria on the attribute of the related objects."""

    is_attribute = False
    _target_is_object = False

    def __init__(self, parent: AssociationProxy, owner: Any, target_class: Any) -> None:
        self.parent = parent
        self._owner = owner
        self.key = parent.key
        self.target_collection = parent.target_collection
        self.value_attr = parent.value_attr
        self.target_class = target_class

    @property
    def owning_class(self) -> Any:
        """The class whose relationship the proxy goes through."""
        return inspect(self._owner).mapper.class_

    @property
    def local_attr(self) -> Any:
        """The relationship's attribute."""
        return getattr(self._owner, self.target_collection)

    @property
    def remote_attr(self) -> Any:
        """The attribute of the target class."""
        return getattr(self.target_class, self.value_attr)

    @property
    def attr(self) -> tuple[Any, Any]:
        """The relationship's attribute and that of the target class."""
        return self.local_attr, self.remote_attr

    @property
    def scalar(self) -> bool:
        """Whether the relationship leads to one object."""
        return not self.local_attr.property.uselist

    @property
    def collection_class(self) -> type | None:
        """The kind of collection that is shown: list, set or dict; None for one value."""
        if self.scalar:
            return None
        view = view_class((self.local_attr.property.collection_class or list)())
        return {AssociationDict: dict, AssociationSet: set, AssociationList: list}[view]

    @property
    def info(self) -> dict[Any, Any]:
        """What the program keeps with the proxy."""
        return self.parent.info

    @property
    def _is_chained(self) -> bool:
        """Whether the attribute is a proxy again, which knows itself what it leads to."""
        return isinstance(self.remote_attr, AssociationProxyInstance)

    @property
    def _value_is_many(self) -> bool:
        return not self._is_chained and bool(self.remote_attr.property.uselist)

    def __clause_element__(self) -> NoReturn:
        raise NotImplementedError(
            "The association proxy can't be used as a plain column expression; it only works inside of a comparison "
            "expression"
        )

    def contains(self, other: Any) -> Any:
        """Test that a value is behind the proxy."""
        raise NotImplementedError

    def _exists(self, criterion: Any) -> Any:
        return self.local_attr.has(criterion) if self.scalar else self.local_attr.any(criterion)

    def _criterion(self, criterion: Any, values: dict[str, Any]) -> Any:
        """Return the condition on the object behind the proxy that has the attribute."""
        raise NotImplementedError

    def any(self, criterion: Any = None, **values: Any) -> Any:
        """Test that an object behind the proxy satisfies the criterion.

        Raises InvalidRequestError when the proxy leads to one value.
        """
        if self.scalar and not (self._target_is_object and self._value_is_many) and not self._is_chained:
            raise exc.InvalidRequestError("'any()' not implemented for scalar attributes. Use has().")
        return self._exists(self._criterion(criterion, values))

    def has(self, criterion: Any = None, **values: Any) -> Any:
        """Test that the object behind the proxy satisfies the criterion.

        Raises InvalidRequestError when the proxy leads to many.
        """
        if (not self.scalar or (self._target_is_object and self._value_is_many)) and not self._is_chained:
            raise exc.InvalidRequestError("'has()' not implemented for collections. Use any().")
        return self._exists(self._criterion(criterion, values))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.parent!r})"


class ObjectAssociationProxyInstance(AssociationProxyInstance):
    """A proxy to objects: the attribute behind it is a relationship, or another proxy."""

    _target_is_object = True

    def _criterion(self, criterion: Any, values: dict[str, Any]) -> Any:
        remote = self.remote_attr
        if isinstance(remote, AssociationProxyInstance):
            return remote._exists(remote._criterion(criterion, values))
        return (remote.any if self._value_is_many else remote.has)(criterion, **values)

    def contains(self, other: Any) -> Any:
        """Test that an object, or what another proxy shows, is behind the proxy."""
        remote = self.remote_attr
        if isinstance(remote, AssociationProxyInstance):
            return self._exists(remote == other if remote.scalar else remote.contains(other))
        if not self.scalar:
            return self._exists(remote.contains(other) if self._value_is_many else remote == other)
        if not self._value_is_many:
            raise exc.InvalidRequestError("contains() doesn't apply to a scalar object endpoint; use ==")
        return self._exists(remote.contains(other))

    def _compared(self, criterion: Any) -> Any:
        if not self.scalar:
            raise exc.InvalidRequestError("'has()' not implemented for collections. Use any().")
        return self._exists(criterion)

    def __eq__(self, other: object) -> Any:
        found = self._compared(self.remote_attr == other)
        return found | (self.local_attr == None) if other is None else found  # noqa: E711

    def __ne__(self, other: object) -> Any:
        return self._compared(self.remote_attr != other)

    __hash__ = object.__hash__


class ColumnAssociationProxyInstance(ColumnOperators[Any], AssociationProxyInstance):
    """A proxy to values: its operators are those of the column behind it, inside an EXISTS."""

    def _criterion(self, criterion: Any, values: dict[str, Any]) -> Any:
        if values:
            raise exc.ArgumentError("Can't apply keyword arguments to column-targeted association proxy; use ==")
        return criterion

    def has(self, criterion: Any = None, **values: Any) -> Any:
        if criterion is not None:
            raise exc.ArgumentError("Non-empty has() not allowed for column-targeted association proxy; use ==")
        return super().has(**values)

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        return self._exists(kinds.Operator(op)(self.remote_attr, *other, **modifiers))

    def __eq__(self, other: object) -> Any:
        found = self._exists(self.remote_attr == other)
        return found | (self.local_attr == None) if other is None else found  # noqa: E711

    __hash__ = object.__hash__


class AmbiguousAssociationProxyInstance(AssociationProxyInstance):
    """A proxy to an attribute that the target class does not map: only its objects know what it is."""

    def _ambiguous(self, *given: Any, **options: Any) -> NoReturn:
        raise AttributeError(
            f"Association proxy {self.owning_class.__name__}.{self.target_collection} refers to an attribute "
            f"'{self.value_attr}' that is not directly mapped on class {self.target_class}; therefore this operation "
            "cannot proceed since we don't know what type of object is referred towards"
        )

    any = has = contains = __eq__ = __ne__ = _ambiguous
    __hash__ = object.__hash__


def _instance(proxy: AssociationProxy, owner: Any, target_class: Any) -> AssociationProxyInstance:
    """Return what a proxy is on a class, by the attribute that it shows of the target class."""
    try:
        remote = getattr(target_class, proxy.value_attr)
    except AttributeError:
        return AmbiguousAssociationProxyInstance(proxy, owner, target_class)
    if isinstance(remote, AssociationProxyInstance) or hasattr(getattr(remote, "property", None), "uselist"):
        return ObjectAssociationProxyInstance(proxy, owner, target_class)
    if not hasattr(remote, "operate"):
        return AmbiguousAssociationProxyInstance(proxy, owner, target_class)
    return ColumnAssociationProxyInstance(proxy, owner, target_class)


class AssociationProxy(Subscriptable):
    """The descriptor that `association_proxy()` returns."""

    is_orm_descriptor = True
    extension_type = AssociationProxyExtensionType.ASSOCIATION_PROXY

    def __init__(
        self,
        target_collection: str,
        attr: str,
        *,
        creator: Callable[..., Any] | None = None,
        getset_factory: Callable[..., Any] | None = None,
        proxy_factory: Callable[..., Any] | None = None,
        proxy_bulk_set: Callable[..., Any] | None = None,
        info: dict[Any, Any] | None = None,
        cascade_scalar_deletes: bool = False,
        create_on_none_assignment: bool = False,
        **_options: Any,
    ) -> None:
        if cascade_scalar_deletes and create_on_none_assignment:
            raise exc.ArgumentError(
                "The cascade_scalar_deletes and create_on_none_assignment parameters are mutually exclusive."
            )
        self.target_collection = target_collection
        self.value_attr = attr
        self.creator = creator
        self.getset_factory = getset_factory
        self.proxy_factory = proxy_factory
        self.proxy_bulk_set = proxy_bulk_set
        self.info = info or {}
        self.cascade_scalar_deletes = cascade_scalar_deletes
        self.create_on_none_assignment = create_on_none_assignment
        self.key = f"_{target_collection}_{attr}"

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name

    def _property(self, cls: Any) -> Any:
        mapper = inspect(cls).mapper
        if self.target_collection not in mapper.relationships:
            if self.target_collection in mapper.attrs:
                raise NotImplementedError("association proxy to a non-relationship intermediary is not supported")
            raise exc.InvalidRequestError(f"{mapper} has no relationship '{self.target_collection}' to proxy")
        return mapper.relationships[self.target_collection]

    def _make(self, cls: Any) -> Callable[..., Any]:
        if self.creator is not None:
            return self.creator
        prop = self._property(cls)
        target = prop.mapper.class_
        if hasattr(target, "model_fields"):
            # A model's constructor takes keywords only.
            return lambda *given: target(**{self.value_attr: given[-1]})
        return target  # type: ignore[no-any-return]

    def for_class(self, class_: Any, obj: Any = None) -> AssociationProxyInstance:
        """Return what the proxy is on a mapped class; `obj` is one of its objects, where only their targets tell."""
        self._property(class_)
        target_class = getattr(class_, self.target_collection).property.mapper.class_
        found = _instance(self, class_, target_class)
        if obj is not None and isinstance(found, AmbiguousAssociationProxyInstance):
            target = getattr(obj, self.target_collection)
            if isinstance(target, target_class):
                return _instance(self, class_, type(target))
        return found

    def _accessors(self, cls: Any, kind: type | None) -> tuple[Callable[[Any], Any], Callable[..., None]]:
        """Return the functions that read and write the attribute of a related object."""
        if self.getset_factory is not None:
            return self.getset_factory(kind, self.for_class(cls))  # type: ignore[no-any-return]
        attribute = self.value_attr
        return (
            lambda member: None if member is None else getattr(member, attribute),
            lambda member, *given: setattr(member, attribute, given[-1]),
        )

    def _view(self, instance: Any) -> Any:
        """Return what shows the collection of an instance."""
        cls = type(instance)
        collection = CollectionOf(instance, self.target_collection)
        if self.proxy_factory is not None:
            return self.proxy_factory(collection, self._make(cls), self.value_attr, self.for_class(cls, instance))
        made = view_class(collection())
        getter, setter = self._accessors(cls, {AssociationDict: dict, AssociationSet: set}.get(made, list))
        return made(collection, self._make(cls), getter, setter, self)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            mapped = getattr(owner, "__mapper__", None) is not None or getattr(owner, "is_aliased_class", False)
            return self.for_class(owner) if mapped else self
        if self._property(type(instance)).uselist:
            return self._view(instance)
        return self._accessors(type(instance), None)[0](getattr(instance, self.target_collection))

    def __set__(self, instance: Any, value: Any) -> None:
        cls = type(instance)
        if self._property(cls).uselist:
            view = self._view(instance)
            if isinstance(value, AssociationView) and value.col is view.col:
                return
            if self.proxy_bulk_set is not None:
                view.clear()
                self.proxy_bulk_set(view, plain(value))
            else:
                view.bulk_replace(plain(value))
            return
        target = getattr(instance, self.target_collection)
        if target is not None:
            self._accessors(cls, None)[1](target, value)
            if value is None and self.cascade_scalar_deletes:
                setattr(instance, self.target_collection, None)
        elif value is not None or self.create_on_none_assignment:
            setattr(instance, self.target_collection, self._make(cls)(value))

    def __delete__(self, instance: Any) -> None:
        if not self._property(type(instance)).uselist:
            target = getattr(instance, self.target_collection)
            if target is not None:
                delattr(target, self.value_attr)
        delattr(instance, self.target_collection)

    def __repr__(self) -> str:
        return f"AssociationProxy({self.target_collection!r}, {self.value_attr!r})"


def association_proxy(
    target_collection: str, attr: str, *, creator: Callable[..., Any] | None = None, **options: Any
) -> Any:
    """Show attribute `attr` of what the relationship `target_collection` leads to, as an attribute of this class.

    `creator` makes the object in between from a value (from key and value for a keyed collection); by default its class
    is called. With `cascade_scalar_deletes` None takes the object in between away, with `create_on_none_assignment`
    it makes one. `getset_factory(kind, proxy)` returns the functions that read and write the attribute,
    `proxy_factory(collection, creator, attr, proxy)` what shows a collection, `proxy_bulk_set(view, values)` fills it.
    Criteria on the class become EXISTS: `User.keywords.contains("x")`.
    """
    return AssociationProxy(target_collection, attr, creator=creator, **options)
