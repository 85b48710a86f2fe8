"""Collections that are never loaded as a whole: `lazy="dynamic"` gives a query, `lazy="write_only"` statements.

Behaviour: SQLAlchemy, "Working with Large Collections". What is put in and taken out waits in the queue of an unloaded
collection until the flush; a new owner keeps its members in a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from typing_extensions import TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import mark_modified
from sqlmodel_rs.orm.loading import selects
from sqlmodel_rs.orm.query import Query
from sqlmodel_rs.orm.queryable import Mapped
from sqlmodel_rs.orm.relationship import backref, collection
from sqlmodel_rs.orm.relationship.declaration import NEVER_LOADED
from sqlmodel_rs.orm.relationship.descriptor import RelationshipAttribute
from sqlmodel_rs.orm.state import instance_state, object_session
from sqlmodel_rs.sql import dml
from sqlmodel_rs.sql.statement import select_rows
from sqlmodel_rs.subscript import Subscriptable

__all__ = ["AppenderQuery", "DynamicMapped", "UnloadedAttribute", "WriteOnlyCollection", "WriteOnlyMapped"]

T_co = TypeVar("T_co", covariant=True, default=Any)


class DynamicMapped(Mapped[T_co]):
    """The annotation of a relationship that is a query on an instance: `posts: DynamicMapped[Post]`."""

    __slots__ = ()
    lazy = "dynamic"


class WriteOnlyMapped(Mapped[T_co]):
    """The annotation of a relationship that gives statements on an instance: `posts: WriteOnlyMapped[Post]`."""

    __slots__ = ()
    lazy = "write_only"


class _Unloaded:
    """The members of one owner's collection that is never loaded: what both forms share."""

    instance: Any
    attr: Any

    @property
    def _prop(self) -> Any:
        return self.attr.property

    def _list(self) -> Any:
        """Return the members of a new owner, or of one whose changes are not flushed; None once the table has them."""
        state = instance_state(self.instance)
        values = self.instance.__dict__
        key = self._prop.key
        if state.key is None:
            found = values.get(key)
            return found if found is not None else collection.install(self.instance, self._prop, ())
        if key in values and key not in (state.committed or {}):
            del values[key]
        return values.get(key)

    def _holds(self, item: Any) -> bool:
        members = self._list()
        return members is not None and bool(members._holds(item))

    def _append_quietly(self, item: Any) -> None:
        self._list()._append_quietly(item)

    def _remove_quietly(self, item: Any) -> bool:
        return bool(self._list()._remove_quietly(item))

    def add(self, item: Any) -> None:
        """Put an object into the collection."""
        members = self._list()
        if members is not None:
            members.append(item)
            return
        prop = self._prop
        if prop.heard is not None:
            item = prop.heard.append(self.instance, item)
        backref.put(self.instance, prop, item)

    def add_all(self, iterator: Iterable[Any]) -> None:
        """Put several objects into the collection."""
        for item in list(iterator):
            self.add(item)

    def remove(self, item: Any) -> None:
        """Take an object out of the collection."""
        members = self._list()
        if members is not None and members._holds(item):
            members.remove(item)
        else:
            if self._prop.heard is not None:
                self._prop.heard.remove(self.instance, item)
            backref.take(self.instance, self._prop, item)

    def _statement(self) -> Any:
        """Return the SELECT of the members."""
        state = instance_state(self.instance)
        for attr in selects.near_attrs(state.mapper, self._prop) if state.key is not None else ():
            getattr(self.instance, attr)
        return selects.related_to(self.instance, self._prop)

    def _pending(self) -> list[Any]:
        members = self._list()
        if members is not None:
            return list(members)
        queue = backref.pending_of(instance_state(self.instance), self._prop.key)
        return [] if queue is None else list(queue.added)


class AppenderMixin(_Unloaded):
    """The part of a dynamic collection that is beside its query."""

    session: Any
    statement: Any
    query_class: type[Query] = Query

    def __init__(self, attr: Any, instance: Any) -> None:
        self.instance = instance
        self.attr = attr
        session = object_session(instance) if instance_state(instance).key is not None else None
        entity = self._prop.mapper.class_
        statement = self._statement() if session is not None else select_rows(entity)
        super().__init__((entity,), session, statement)  # type: ignore[call-arg]

    def _with(self, statement: Any, **changes: Any) -> Any:
        # What narrows the collection is an ordinary query.
        new = object.__new__(self.query_class)
        new.__dict__.update({name: value for name, value in self.__dict__.items() if name not in ("instance", "attr")})
        new.statement = statement
        new.__dict__.update(changes)
        return new

    def append(self, item: Any) -> None:
        """Put an object into the collection."""
        self.add(item)

    def extend(self, iterator: Iterable[Any]) -> None:
        """Put several objects into the collection."""
        self.add_all(iterator)

    def __iter__(self) -> Iterator[Any]:
        if self.session is None:
            return iter(self._pending())
        return super().__iter__()  # type: ignore[misc,no-any-return]

    def __getitem__(self, index: Any) -> Any:
        return self._pending()[index] if self.session is None else super().__getitem__(index)  # type: ignore[misc]

    def all(self) -> list[Any]:
        """Return all members."""
        return list(self)

    def count(self) -> int:
        """Return the number of members."""
        return len(self._pending()) if self.session is None else int(super().count())  # type: ignore[misc]


class AppenderQuery(AppenderMixin, Query):
    """A dynamic collection: a query of the members, with `append` and `remove`."""


class WriteOnlyCollection(Subscriptable, _Unloaded):
    """A write-only collection: `add` and `remove`, and statements about the members."""

    __slots__ = ("attr", "instance")

    def __init__(self, attr: Any, instance: Any) -> None:
        self.instance = instance
        self.attr = attr

    def __iter__(self) -> NoReturn:
        raise TypeError(
            "WriteOnly collections don't support iteration in-place; to query for collection items, use the select() "
            "method to produce a SQL statement and execute it with session.scalars()."
        )

    def select(self) -> Any:
        """Return the SELECT of the members."""
        return self._statement()

    def _criterion(self) -> Any:
        return self._statement()._where

    def insert(self) -> Any:
        """Return an INSERT of members; the columns that point to the owner are filled in."""
        prop = self._prop
        if prop.secondary is not None:
            return dml.insert(prop.mapper.class_)
        mapper = instance_state(self.instance).mapper
        values = {prop.mapper.attr_of(far): getattr(self.instance, mapper.attr_of(near)) for near, far in prop.pairs}
        return dml.insert(prop.mapper.class_).values(**values)

    def _changing(self, statement: Any) -> Any:
        prop = self._prop
        if prop.secondary is None:
            return statement.where(*self._criterion())
        keys = prop.mapper.primary_key
        return statement.where(*(key.in_(self._statement().with_only_columns(key)) for key in keys))

    def update(self) -> Any:
        """Return an UPDATE of the members."""
        return self._changing(dml.update(self._prop.mapper.class_))

    def delete(self) -> Any:
        """Return a DELETE of the members."""
        return self._changing(dml.delete(self._prop.mapper.class_))


class UnloadedAttribute(RelationshipAttribute):
    """The descriptor of a relationship that is never loaded as a whole; a data descriptor, unlike that of others."""

    __slots__ = ()

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return super().__get__(None, owner)
        if self.property.lazy == "write_only":
            return WriteOnlyCollection(self, instance)
        query_class = self.property.spec.query_class
        if query_class is None:
            return AppenderQuery(self, instance)
        name = f"Appender{query_class.__name__}"
        return type(name, (AppenderMixin, query_class), {"query_class": query_class})(self, instance)

    def __set__(self, instance: Any, value: Any) -> None:
        self.set_value(instance, value)

    def __delete__(self, instance: Any) -> None:
        instance.__dict__.pop(self.key, None)

    def _set_collection(self, instance: Any, value: Any) -> None:
        members = self.__get__(instance)
        if instance_state(instance).key is None:
            collection.replace(instance, self.property, value, members._list())
            return
        if self.property.lazy == "write_only":
            raise exc.InvalidRequestError(
                f'Collection "{self}" does not support implicit iteration; collection replacement operations '
                "can't be used"
            )
        wanted, known = list(value), members.all()
        mark_modified(instance, instance_state(instance))
        for item in known:
            if not backref.identity_in(item, wanted):
                members.remove(item)
        for item in wanted:
            if not backref.identity_in(item, known):
                members.add(item)


def attribute_class(prop: Any) -> type[RelationshipAttribute]:
    """Return the class of the descriptor that a relationship needs."""
    return UnloadedAttribute if prop.lazy in NEVER_LOADED else RelationshipAttribute
