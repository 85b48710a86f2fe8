"""`association_proxy`: an attribute of the objects a relationship leads to, as an attribute of this one.

Behaviour: SQLAlchemy, `sqlalchemy.ext.associationproxy`. Knows attributes and collections; knows nothing of sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping, MutableSequence, MutableSet
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.subscript import Subscriptable

__all__ = ["AssociationProxy", "AssociationProxyExtensionType", "association_proxy"]


class AssociationProxyExtensionType:
    """The kind of attribute, as `inspect(Model).all_orm_descriptors` tells it."""

    ASSOCIATION_PROXY = "ASSOCIATION_PROXY"


class _View:
    """The part the collection views share: the collection behind them, the attribute shown, how a member is made."""

    def __init__(self, collection: Any, attribute: str, creator: Callable[..., Any]) -> None:
        self._collection = collection
        self._attribute = attribute
        self._creator = creator

    def _shown(self, member: Any) -> Any:
        return getattr(member, self._attribute)

    def __len__(self) -> int:
        return len(self._collection)

    def __bool__(self) -> bool:
        return bool(self._collection)

    def __repr__(self) -> str:
        return repr(self._plain())

    def _plain(self) -> Any:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return bool(self._plain() == (other._plain() if isinstance(other, _View) else other))

    __hash__ = None  # type: ignore[assignment]


class _AssociationList(_View, MutableSequence[Any]):
    """A list of the attribute of each member."""

    def _plain(self) -> list[Any]:
        return [self._shown(member) for member in self._collection]

    def __getitem__(self, index: Any) -> Any:
        found = self._collection[index]
        return [self._shown(member) for member in found] if isinstance(index, slice) else self._shown(found)

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(index, slice):
            self._collection[index] = [self._creator(item) for item in value]
        else:
            setattr(self._collection[index], self._attribute, value)

    def __delitem__(self, index: Any) -> None:
        del self._collection[index]

    def insert(self, index: int, value: Any) -> None:
        self._collection.insert(index, self._creator(value))

    def append(self, value: Any) -> None:
        self._collection.append(self._creator(value))

    def _replace(self, values: Iterable[Any]) -> None:
        self._collection[:] = [self._creator(value) for value in values]


class _AssociationSet(_View, MutableSet[Any]):
    """A set of the attribute of each member."""

    def _plain(self) -> set[Any]:
        return {self._shown(member) for member in self._collection}

    def __contains__(self, value: object) -> bool:
        return any(self._shown(member) == value for member in self._collection)

    def __iter__(self) -> Iterator[Any]:
        return iter([self._shown(member) for member in self._collection])

    def add(self, value: Any) -> None:
        if value not in self:
            self._collection.add(self._creator(value))

    def update(self, values: Iterable[Any]) -> None:
        for value in values:
            self.add(value)

    def discard(self, value: Any) -> None:
        for member in list(self._collection):
            if self._shown(member) == value:
                self._collection.discard(member)
                return

    def _replace(self, values: Iterable[Any]) -> None:
        wanted = set(values)
        for value in self._plain() - wanted:
            self.discard(value)
        self.update(wanted)


class _AssociationDict(_View, MutableMapping[Any, Any]):
    """A dict from the members' keys to the attribute of each."""

    def _plain(self) -> dict[Any, Any]:
        return {key: self._shown(member) for key, member in self._collection.items()}

    def __getitem__(self, key: Any) -> Any:
        return self._shown(self._collection[key])

    def __setitem__(self, key: Any, value: Any) -> None:
        if key in self._collection:
            setattr(self._collection[key], self._attribute, value)
        else:
            self._collection[key] = self._creator(key, value)

    def __delitem__(self, key: Any) -> None:
        del self._collection[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._collection))

    def _replace(self, values: Any) -> None:
        for key in [key for key in self._collection if key not in values]:
            del self._collection[key]
        self.update(values)


def _view(collection: Any, attribute: str, creator: Callable[..., Any]) -> Any:
    if isinstance(collection, dict):
        return _AssociationDict(collection, attribute, creator)
    if hasattr(collection, "add"):
        return _AssociationSet(collection, attribute, creator)
    return _AssociationList(collection, attribute, creator)


class _ClassSide:
    """The proxy read from a class: criteria on the attribute of the related objects."""

    is_attribute = False

    def __init__(self, proxy: AssociationProxy, owner: Any) -> None:
        self.parent = proxy
        self._owner = owner

    @property
    def target_collection(self) -> str:
        """The relationship the proxy goes through."""
        return self.parent.target_collection

    @property
    def value_attr(self) -> str:
        """The attribute of the related objects."""
        return self.parent.value_attr

    @property
    def local_attr(self) -> Any:
        """The relationship's attribute."""
        return getattr(self._owner, self.parent.target_collection)

    @property
    def target_class(self) -> Any:
        """The class the relationship leads to."""
        return self.local_attr.property.mapper.class_

    @property
    def remote_attr(self) -> Any:
        """The attribute of the target class."""
        return getattr(self.target_class, self.parent.value_attr)

    @property
    def scalar(self) -> bool:
        """Whether the relationship leads to one object."""
        return not self.local_attr.property.uselist

    def _exists(self, criterion: Any) -> Any:
        return self.local_attr.has(criterion) if self.scalar else self.local_attr.any(criterion)

    def any(self, criterion: Any = None, **values: Any) -> Any:
        """Test that an object behind the proxy satisfies the criterion."""
        remote = self.remote_attr
        inner = getattr(remote, "any" if _is_many(remote) else "has", None) if _is_relationship(remote) else None
        return self._exists(inner(criterion, **values) if inner is not None else criterion)

    has = any

    def contains(self, value: Any, **options: Any) -> Any:
        """Test that an object behind the proxy has this value."""
        remote = self.remote_attr
        if not _is_relationship(remote) and self.scalar:
            return self._exists(remote.contains(value, **options))
        return self._exists(remote == value)

    def __eq__(self, other: object) -> Any:
        if other is None:
            return self._exists(self.remote_attr.is_(None)) | ~self._exists(None)
        return self._exists(self.remote_attr == other)

    def __ne__(self, other: object) -> Any:
        return self._exists(self.remote_attr != other)

    __hash__ = object.__hash__

    def __getattr__(self, name: str) -> Any:
        # An operator of the remote column: `Hero.team_name.in_([...])`, `.like(...)`.
        operator = getattr(self.remote_attr, name)
        return lambda *args, **options: self._exists(operator(*args, **options))


def _is_relationship(attribute: Any) -> bool:
    return hasattr(getattr(attribute, "property", None), "uselist")


def _is_many(attribute: Any) -> bool:
    return bool(attribute.property.uselist)


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
        info: dict[Any, Any] | None = None,
        create_on_none_assignment: bool = False,
        **_options: Any,
    ) -> None:
        self.target_collection = target_collection
        self.value_attr = attr
        self.creator = creator
        self.info = info or {}
        self.create_on_none_assignment = create_on_none_assignment
        self.key = f"_{target_collection}_{attr}"

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name

    def _property(self, cls: Any) -> Any:
        mapper = cls.__mapper__
        if self.target_collection not in mapper.relationships:
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

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            mapped = getattr(owner, "__mapper__", None) is not None or getattr(owner, "is_aliased_class", False)
            return _ClassSide(self, owner) if mapped else self
        target = getattr(instance, self.target_collection)
        if self._property(type(instance)).uselist:
            return _view(target, self.value_attr, self._make(type(instance)))
        return None if target is None else getattr(target, self.value_attr)

    def __set__(self, instance: Any, value: Any) -> None:
        cls = type(instance)
        target = getattr(instance, self.target_collection)
        if self._property(cls).uselist:
            view = _view(target, self.value_attr, self._make(cls))
            if view is not value:
                view._replace(value._plain() if isinstance(value, _View) else value)
        elif target is not None:
            setattr(target, self.value_attr, value)
        elif value is not None or self.create_on_none_assignment:
            setattr(instance, self.target_collection, self._make(cls)(value))

    def __delete__(self, instance: Any) -> None:
        delattr(getattr(instance, self.target_collection), self.value_attr)

    def __repr__(self) -> str:
        return f"AssociationProxy({self.target_collection!r}, {self.value_attr!r})"


def association_proxy(
    target_collection: str, attr: str, *, creator: Callable[..., Any] | None = None, **options: Any
) -> Any:
    """Show attribute `attr` of what the relationship `target_collection` leads to, as an attribute of this class.

    `creator` makes the object in between from a value (from key and value for a keyed collection); by default its class
    is called. Criteria on the class become EXISTS: `User.keywords.contains("x")`.
    """
    return AssociationProxy(target_collection, attr, creator=creator, **options)
