"""The class attribute of a relationship: reads and sets it on instances, compares and joins it in statements.

Knows properties and collections; loading is asked of `loading`, flushing of `unitofwork`.
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE, History, InstrumentedAttribute
from sqlmodel_rs.orm.loading.lazy import load_now
from sqlmodel_rs.orm.loading.selects import late
from sqlmodel_rs.orm.relationship import backref, collection, join
from sqlmodel_rs.orm.relationship.cascade import members
from sqlmodel_rs.orm.relationship.declaration import MANYTOMANY, MANYTOONE
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.elements import conjunction, expression
from sqlmodel_rs.sql.query import Exists
from sqlmodel_rs.sql.statement import select_rows


class RelationshipAttribute(InstrumentedAttribute):
    """The descriptor of one relationship."""

    __slots__ = ("_source", "_target", "_criteria")

    #: Its listeners are found by its class: asking the relationship would need the class that it leads to.
    _event_holder = _event_wrapper = None

    def __init__(
        self,
        key: str,
        parent: Any,
        property: Any,
        *,
        source: Any = None,
        target: Any = None,
        criteria: tuple[Any, ...] = (),
    ) -> None:
        super().__init__(key, parent, property)
        self._source = source
        self._target = target
        self._criteria = criteria

    # --- on instances
    def value_of_new(self, instance: Any) -> Any:
        """Return None, or an empty collection, which becomes the object's own when something is put into it.

        An object that its session loads relationships for is read like one with an identity.
        """
        state = instance_state(instance)
        if state.extra and state.extra.get("loads"):
            return load_now(instance, state, self.key)
        return collection.empty(instance, self.property) if self.property.uselist else None

    def set_value(self, instance: Any, value: Any) -> None:
        """Assign the related object or the whole collection; back references follow at once."""
        prop = self.property
        if prop.uselist:
            self._set_collection(instance, value)
            return
        if value is not None and not hasattr(type(value), "__mapper__"):
            raise AttributeError(f"{type(value).__name__!r} object has no attribute '_sa_instance_state'")
        values = instance.__dict__
        old = values.get(self.key, NO_VALUE)
        if old is NO_VALUE:
            old = backref.recall_target(instance, prop)
            if old is NO_VALUE and prop.active_history and instance_state(instance).key is not None:
                old = self._read_unflushed(instance)
        if prop.heard is not None:
            if old is NO_VALUE and prop.heard.needs_old(type(instance)) and instance_state(instance).key is not None:
                old = self._read_unflushed(instance)
            value = prop.heard.set(instance, value, old)
        if old is not value:
            backref.check_member(instance, prop, value)
        backref.remember(instance, self.key, old)
        if old is value:
            return
        values[self.key] = value
        backref.after_set(instance, prop, old, value, direct=True)

    def _read_unflushed(self, instance: Any) -> Any:
        """Load what the database has, without writing pending changes first."""
        session = backref.session_of(instance_state(instance))
        if session is None:
            return getattr(instance, self.key)
        with session.no_autoflush:
            return getattr(instance, self.key)

    def _set_collection(self, instance: Any, value: Any) -> None:
        old = instance.__dict__.get(self.key)
        if old is value and old is not None:
            return
        if old is None:
            old = getattr(instance, self.key)
        collection.replace(instance, self.property, value, old)

    def del_value(self, instance: Any) -> None:
        """Remove the related object, as setting None or an empty collection.

        Raises AttributeError for a new object that has none.
        """
        if self.property.uselist:
            if self.key not in instance.__dict__:
                # As in SQLAlchemy, a collection that is not loaded stays as it is.
                return
            collection.replace(instance, self.property, (), getattr(instance, self.key))
        else:
            if self.key not in instance.__dict__ and instance_state(instance).key is None:
                raise AttributeError(f"{self} object does not have a value")
            if self.property.heard is not None and self.key in instance.__dict__:
                self.property.heard.remove(instance, instance.__dict__[self.key])
            self.set_value(instance, None)
        instance.__dict__.pop(self.key, None)

    def set_committed(self, instance: Any, value: Any) -> None:
        """Take `value` as what the database has: no events, no change recorded."""
        state = instance_state(instance)
        if state.committed is not None:
            state.committed.pop(self.key, None)
        if self.property.uselist:
            collection.install(instance, self.property, () if value is None else value)
        else:
            instance.__dict__[self.key] = value

    def history(self, instance: Any) -> History:
        """Return what was added to, kept in and removed from this relationship since the last flush."""
        if self.key not in instance.__dict__ and instance_state(instance).key is not None:
            getattr(instance, self.key)
        return relationship_history(instance, self.property)

    def history_in_memory(self, instance: Any) -> History:
        """Return what changed in this relationship, as far as it is known without asking the database."""
        return relationship_history(instance, self.property)

    # --- in statements
    def __clause_element__(self) -> Any:
        """Stand for the join condition, as a criterion."""
        conditions = [condition for _, condition in self.__join_spec__(())]
        return _conjunction(conditions)

    def __getattr__(self, name: str) -> Any:
        if name == "type":
            raise AttributeError(f"{self} is a relationship and has no SQL type")
        return super().__getattr__(name)

    @property
    def type(self) -> Any:
        """No relationship has an SQL type: raises AttributeError."""
        raise AttributeError("type")

    @property
    def mapper(self) -> Any:
        return self.property.mapper

    @property
    def entity(self) -> Any:
        return self._target if self._target is not None else self.property.mapper

    def adapt_to(self, source: Any) -> RelationshipAttribute:
        """Return this attribute seen from an alias of its class."""
        return type(self)(
            self.key, self.parent, self.property, source=source, target=self._target, criteria=self._criteria
        )

    def of_type(self, target: Any) -> RelationshipAttribute:
        """Name the subclass or alias to join to."""
        return type(self)(
            self.key, self.parent, self.property, source=self._source, target=target, criteria=self._criteria
        )

    def without_criteria(self) -> RelationshipAttribute:
        """Return the attribute without what `and_` added."""
        return type(self)(self.key, self.parent, self.property, source=self._source, target=self._target)

    def and_(self, *criteria: Any) -> RelationshipAttribute:
        """Add criteria to the ON clause."""
        return type(self)(
            self.key,
            self.parent,
            self.property,
            source=self._source,
            target=self._target,
            criteria=(*self._criteria, *criteria),
        )

    @property
    def __join_left__(self) -> Any:
        """What a JOIN along this relationship begins at."""
        return self._source or self.parent.class_

    def __join_spec__(self, left_froms: Any = ()) -> list[tuple[Any, Any]]:
        """Return the (right side, ON clause) steps of a JOIN along this relationship."""
        prop = self.property
        target = self._target if self._target is not None else prop.mapper.class_
        if prop.secondary is None:
            return [(target, self._with_criteria(self._adapted(target)))]
        near, far = column_adapter(self._source or self.parent), column_adapter(target)
        first = prop.primaryjoin if near is None else join.replace_columns(prop.primaryjoin, near)
        # The target may share tables with the parent: everything that is no link in this condition is the target's.
        second = prop.secondaryjoin if far is None else join.replace_columns(prop.secondaryjoin, far)
        return [(prop.secondary, first), (target, self._with_criteria(second))]

    def _with_criteria(self, condition: Any) -> Any:
        return _conjunction([condition, *map(expression, self._criteria)])

    def _adapted(self, target: Any) -> Any:
        """Move the join condition onto the alias this attribute was read from and the alias it leads to."""
        near, far = column_adapter(self._source or self.parent), column_adapter(target)
        prop = self.property
        if near is None and far is None:
            return prop.primaryjoin
        remote = prop.remote_columns
        own = {id(column) for table in prop.parent.tables for column in table.columns}

        def move(column: Any) -> Any:
            if far is not None and (id(column) in remote or id(column) not in own):
                return far(column)
            if near is not None and id(column) in own:
                return near(column)
            return column

        return join.replace_columns(prop.primaryjoin, move)

    def any(self, criterion: Any = None, **values: Any) -> Any:
        """Test that at least one related object satisfies the criterion."""
        if not self.property.uselist:
            raise exc.InvalidRequestError("'any()' not implemented for scalar attributes. Use has().")
        return self._exists(criterion, values)

    def has(self, criterion: Any = None, **values: Any) -> Any:
        """Test that there is a related object that satisfies the criterion."""
        if self.property.uselist:
            raise exc.InvalidRequestError("'has()' not implemented for collections. Use any().")
        return self._exists(criterion, values)

    def _exists(self, criterion: Any, values: dict[str, Any]) -> Any:
        prop = self.property
        target = self._target if self._target is not None else prop.mapper.class_
        conditions = [] if criterion is None else [criterion]
        if prop.self_referential and (isinstance(target, type) or getattr(target, "is_mapper", False)):
            from sqlmodel_rs.orm.entity import aliased

            target = aliased(target)
            far = column_adapter(target)
            conditions = [join.replace_columns(condition, far) for condition in conditions if far is not None]
        conditions += [getattr(target, name) == value for name, value in values.items()]
        steps = RelationshipAttribute(
            self.key, self.parent, prop, source=self._source, target=target, criteria=self._criteria
        ).__join_spec__()
        inner = select_rows(1)
        for right, _ in steps:
            inner = inner.select_from(right)
        inner = inner.where(*[condition for _, condition in steps], *conditions)
        inner = inner.correlate(*self._enclosing())
        return Exists(inner)

    def contains(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """Test that the collection has this very object."""
        prop = self.property
        if not prop.uselist:
            raise exc.InvalidRequestError("'contains' not implemented for scalar attributes.  Use ==")
        if prop.direction is MANYTOMANY:
            conditions = [
                join.plain_expression(fk) == _deferred(other, prop.mapper, key) for key, fk in prop.secondary_pairs
            ]
            inner = select_rows(prop.secondary.c[prop.pairs[0][1].key]).where(self.__join_spec__()[0][1], *conditions)
            return Exists(inner.correlate(*self._enclosing()))
        return self._relates_to(other)

    def _enclosing(self) -> tuple[Any, ...]:
        """Return the FROMs of the statement around an EXISTS that its condition refers to."""
        if self._source is not None:
            return (self._source,)
        return tuple(self.parent.tables) if self.parent.union is None else (self.parent.union,)

    def _near(self, column: Any) -> Any:
        near = column_adapter(self._source or self.parent)
        return column if near is None else near(column)

    def _relates_to(self, other: Any) -> Any:
        """Return the relationship's condition with the values of an object in place of the target's columns."""
        prop = self.property
        if prop.simple_pairs:
            return _conjunction([self._near(near) == _deferred(other, prop.mapper, far) for near, far in prop.pairs])

        def bind(column: Any) -> Any:
            return _deferred(other, prop.mapper, column) if id(column) in prop.remote_columns else self._near(column)

        return join.replace_columns(prop.primaryjoin, bind)

    def __eq__(self, other: object) -> Any:
        prop = self.property
        if other is None:
            if prop.direction is MANYTOONE:
                return _conjunction([self._near(near).is_(None) for near, _ in prop.pairs])
            return ~self._exists(None, {})
        if prop.uselist:
            raise exc.InvalidRequestError(
                "Can't compare a collection to an object or collection; use contains() to test for membership."
            )
        return self._relates_to(other)

    def __ne__(self, other: object) -> Any:
        prop = self.property
        if other is None:
            if prop.direction is MANYTOONE:
                return _conjunction([self._near(near).is_not(None) for near, _ in prop.pairs])
            return self._exists(None, {})
        if prop.uselist:
            return ~self.contains(other)
        parts = []
        for near, far in prop.pairs:
            column = self._near(near)
            parts.append((column != _deferred(other, prop.mapper, far)) | column.is_(None))
        return _conjunction(parts)

    __hash__ = object.__hash__

    def in_(self, other: Any) -> Any:
        """Refuse: SQLAlchemy has no IN for relationships either."""
        raise NotImplementedError(
            "in_() not yet supported for relationships.  For a simple many-to-one, use in_() against the set of "
            "foreign key values."
        )


def _conjunction(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else conjunction(kinds.AND, tuple(parts))


def _deferred(instance: Any, mapper: Any, column: Any) -> Any:
    """Return a bind whose value is read from the instance when the statement runs."""
    return late(instance, mapper.attr_of(column), column)


def with_parent(instance: Any, prop: Any, from_entity: Any = None) -> Any:
    """Return the condition that rows are what a relationship of an object holds; its keys are read when the statement
    runs.

    `prop` is the relationship's attribute (`Team.heroes`, also with `of_type`), `from_entity` another name of its
    target. Example: `select(Hero).where(with_parent(team, Team.heroes))`.
    Raises ArgumentError when `prop` is no relationship of the object's class.
    """
    if not isinstance(prop, RelationshipAttribute):
        raise exc.ArgumentError(f"with_parent() expects a relationship such as Team.heroes, got {prop!r}")
    mapper, relation = instance_state(instance).mapper, prop.property
    if not mapper.isa(prop.parent):
        raise exc.ArgumentError(f"{prop} is no relationship of {mapper}, the class of the object given")
    far = column_adapter(from_entity if from_entity is not None else prop.entity)

    def bind(column: Any) -> Any:
        if id(column) in relation.near_columns:
            return _deferred(instance, mapper, column)
        return column if far is None else far(column)

    conditions = [join.replace_columns(relation.primaryjoin, bind)]
    if relation.secondary is not None:
        conditions.append(relation.secondaryjoin if far is None else join.replace_columns(relation.secondaryjoin, far))
    return _conjunction([*conditions, *map(expression, prop._criteria)])


def column_adapter(target: Any) -> Any:
    """Return a function that moves a mapped column onto an alias, or the union of a concrete hierarchy; else None."""
    if target is None:
        return None
    if isinstance(target, type) or getattr(target, "is_mapper", False):
        mapper = getattr(target, "__mapper__", target)
        own, union = _own_columns(mapper), mapper.union
        if own is None or union is None:
            return own if union is None else mapper.onto_union(union)
        adapt = mapper.onto_union(union)
        return lambda column: adapt(own(column))
    adapt = getattr(target, "_adapt_column", None)
    if adapt is not None:
        return adapt
    if getattr(target, "_kind", None) in (kinds.ALIAS, kinds.SUBQUERY, kinds.CTE):
        return lambda column: target.c.get(column.key, column)
    return None


def _own_columns(mapper: Any) -> Any:
    """Return a function that moves the columns of the classes above a concrete one to those it repeats; else None."""
    if not mapper.concrete:
        return None
    own = mapper.columns
    repeated = {
        id(column): own[attr]
        for above in mapper.iterate_to_root()
        if above is not mapper
        for attr, column in above.columns.items()
        if attr in own
    }
    return (lambda column: repeated.get(id(column), column)) if repeated else None


def relationship_history(instance: Any, prop: Any) -> History:
    """Return the added, unchanged and deleted objects of a relationship, from memory only."""
    state = instance_state(instance)
    values = instance.__dict__
    committed = state.committed or {}
    value = values.get(prop.key, NO_VALUE)
    if not prop.uselist:
        if prop.key not in committed:
            if value is NO_VALUE:
                return History((), (), ())
            return History([value], (), ()) if state.key is None and value is not None else History((), [value], ())
        before = committed[prop.key]
        if before is value:
            return History((), [value], ())
        gone = () if before is NO_VALUE or before is None else [before]
        return History(() if value is NO_VALUE else [value], (), gone)
    if value is NO_VALUE:
        queue = backref.pending_of(state, prop.key)
        return History((), (), ()) if queue is None else History(list(queue.added), (), list(queue.removed))
    now = members(value)
    if prop.key not in committed:
        return History(now, (), ()) if state.key is None else History((), now, ())
    before = committed[prop.key]
    was = {id(item) for item in before}
    still = {id(item) for item in now}
    return History(
        [item for item in now if id(item) not in was],
        [item for item in now if id(item) in was],
        [item for item in before if id(item) not in still],
    )
