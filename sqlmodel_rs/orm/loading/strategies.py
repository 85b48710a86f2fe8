"""Carrying out a load plan: rewriting the SELECT for joined loading, and the SELECTs that follow it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from sqlmodel_rs._native import distinct, fill_scalar, joined_members, members_by_key
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.entity import aliased, narrow_alias, rebuilt
from sqlmodel_rs.orm.inheritance.polymorphic import narrow_entity
from sqlmodel_rs.orm.loading import apart, selects
from sqlmodel_rs.orm.loading.columns import load_columns
from sqlmodel_rs.orm.loading.criteria import conditions, criteria_of, kept_for_loaders, limited
from sqlmodel_rs.orm.loading.kept import keep_made, keep_plan, remember
from sqlmodel_rs.orm.loading.plan import LoadPlan, Relation, check_applicable, plan_for
from sqlmodel_rs.orm.loading.wrapping import joined_below, joins_collections, may_multiply, wrapped
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.expression import and_, select

#: The instances that one `populate_existing` execution has brought up to date, by identity; None without the option.
Refreshed = dict[int, Any] | None


class _Joined:
    """One relationship that the statement itself loads: where its parent and its target stand in a row."""

    __slots__ = ("prop", "parent_slot", "slot", "relation", "mapper")

    def __init__(self, prop: Any, parent_slot: int, slot: int, relation: Relation, mapper: Any) -> None:
        self.prop = prop
        self.parent_slot = parent_slot
        self.slot = slot
        self.relation = relation
        self.mapper = mapper


class _Root:
    """An entity of the statement whose relationships are loaded: its slot in a row, and its plan."""

    __slots__ = ("slot", "mapper", "plan", "path")

    def __init__(self, slot: int, mapper: Any, plan: LoadPlan, path: tuple[Any, ...]) -> None:
        self.slot = slot
        self.mapper = mapper
        self.plan = plan
        self.path = path


class Preparation:
    """A statement rewritten for its plans, and what has to follow its execution.

    `width` is the number of values in a row the caller expects; `added` the number of entities appended to it.
    With `refreshed`, what the rows' instances held in relationships is forgotten and loaded anew.
    """

    def __init__(self, statement: Any, refreshed: Refreshed = None) -> None:
        self.statement = statement
        self.refreshed = refreshed
        self.width = len(statement._columns)
        self.columns: list[Any] = list(statement._columns)
        self.roots: list[_Root] = []
        self.joined: list[_Joined] = []
        self.collapses = False
        #: The entities that an outer join brings.
        self.outer: list[Any] = []

    @property
    def added(self) -> int:
        """How many entities were appended to the row."""
        return len(self.columns) - self.width

    @property
    def single(self) -> bool:
        """Whether the caller expects bare values, not tuples."""
        return self.width == 1

    def add_root(self, slot: int, entity: Any, plan: LoadPlan, path: tuple[Any, ...] = ()) -> None:
        """Apply a plan to the entity at a slot."""
        mapper = entity.mapper
        left_out = plan.left_out(mapper)
        own = entity is mapper.entity and not plan.given
        if own and has_eager_defaults(mapper) and self._leaves_tables_out(mapper):
            self.columns[slot] = narrow_entity(mapper, left_out.difference(mapper.pk_attrs))
        elif left_out != mapper.left_out or plan.given:
            self.columns[slot] = rebuilt(entity, left_out, plan.given)
        self.roots.append(_Root(slot, mapper, plan, path))
        self._join(slot, entity, mapper, plan, path)

    def _leaves_tables_out(self, mapper: Any) -> bool:
        """Whether the tables that a query of a class leaves out are named nowhere in the statement."""
        return mapper.narrowed and not apart.named(self.statement, mapper)

    def _join(self, slot: int, entity: Any, mapper: Any, plan: LoadPlan, path: tuple[Any, ...]) -> None:
        for prop, relation in plan.relations_of(mapper, path):
            strategy = relation.strategy
            if strategy == "joined" and prop.uselist and not may_multiply(self.statement):
                relation.strategy = "selectin"
            elif strategy == "joined" and mapper.union is not None and prop.parent is not mapper:
                # A key in the union of a concrete hierarchy may be a sibling's.
                relation.strategy = "selectin"
            elif strategy == "joined":
                self._join_one(slot, entity, prop, relation, path)
            elif strategy == "contains_eager":
                self._take_from_statement(slot, prop, relation, path)

    def _join_one(self, slot: int, entity: Any, prop: Any, relation: Relation, path: tuple[Any, ...]) -> None:
        # `of_type` says what more to load of the members, not which members: the whole collection comes.
        target = narrow_alias(prop.mapper)
        attribute = relation.attribute.without_criteria()
        if entity.namespace is not entity.cls:
            attribute = attribute.adapt_to(entity.namespace)
        steps = attribute.of_type(target).__join_spec__(())
        statement, left = self.statement, entity
        # Rows of a class that has not got the relationship stay.
        inner = relation.options.get("innerjoin") is True and entity.mapper.isa(prop.parent)
        if prop.secondary is not None:
            link = prop.secondary.alias()
            (_, first), (last, second) = steps
            steps = [(link, _moved(first, prop.secondary, link)), (last, _moved(second, prop.secondary, link))]
        demanded = [_adapted(one, target) for one in relation.plan.conditions]
        demanded += conditions(target.__sql_entity__, relation.plan.criteria)
        if demanded:
            right, condition = steps[-1]
            steps[-1] = (right, and_(condition, *demanded))
        nested = inner and any(entity is one for one in self.outer)
        if nested:
            # An inner join below an outer one must not take the outer one's rows away.
            statement = joined_below(statement, entity, steps)
        else:
            for right, condition in steps:
                statement = statement.join_from(left, right, condition, isouter=not inner)
                left = right
        if nested or not inner:
            self.outer.append(target.__sql_entity__)
        if prop.order_by:
            order = [_adapted(column, target) for column in prop.order_by]
            if prop.secondary is not None:
                order = [_moved(column, prop.secondary, link) for column in order]
            statement = statement.order_by(*order)
        self.statement = statement
        self._append_target(slot, prop, relation, target.__sql_entity__, path)

    def _take_from_statement(self, slot: int, prop: Any, relation: Relation, path: tuple[Any, ...]) -> None:
        target = relation.options.get("alias")
        if target is None:
            target = relation.attribute.entity
        if getattr(target, "_kind", None) in (kinds.ALIAS, kinds.SUBQUERY, kinds.CTE):
            target = aliased(prop.mapper.class_, target)
        self._append_target(slot, prop, relation, target.__sql_entity__, path)

    def _append_target(self, slot: int, prop: Any, relation: Relation, entity: Any, path: tuple[Any, ...]) -> None:
        self.collapses = self.collapses or bool(prop.uselist)
        at = len(self.columns)
        self.columns.append(entity)
        self.joined.append(_Joined(prop, slot, at, relation, entity.mapper))
        self.add_root(at, entity, relation.plan, (*path, prop))

    def finish(self) -> Any:
        """Return the statement to execute."""
        if self.columns == list(self.statement._columns):
            return self.statement
        copy = self.statement._copy()
        copy._columns = tuple(self.columns)
        return copy

    def after(self, rows: list[Any], session: Any) -> Work[list[Any]]:
        """Fill relationships from the rows and by further SELECTs; return the rows the caller asked for."""
        wide = len(self.columns) > 1
        if self.refreshed is not None:
            for root in self.roots:
                _forget_relationships((row[root.slot] if wide else row for row in rows), self.refreshed, session)
        if self.joined:
            self._fill_joined(rows)
        for root in self.roots:
            instances = distinct(rows, root.slot if wide else None)
            yield from follow(instances, root.mapper, root.plan, root.path, session, self.refreshed)
        if not self.joined:
            return rows
        return self._narrow(rows)

    def _fill_joined(self, rows: list[Any]) -> None:
        for joined in self.joined:
            prop, parent_slot, slot = joined.prop, joined.parent_slot, joined.slot
            owned = partial(_has, prop=prop)
            if prop.uselist:
                found: list[Any] = joined_members(rows, parent_slot, slot, owned)
            else:
                found = fill_scalar(rows, parent_slot, slot, prop.key, owned)
            for parent, value in found:
                if prop.key not in parent.__dict__:
                    selects.store(parent, prop, value)

    def _narrow(self, rows: list[Any]) -> list[Any]:
        width = self.width
        if not self.collapses:
            return [row[0] for row in rows] if width == 1 else [tuple(row[:width]) for row in rows]
        seen: set[Any] = set()
        kept: list[Any] = []
        for row in rows:
            head = tuple(row[:width])
            mark = tuple(id(value) if hasattr(type(value), "__mapper__") else _hashable(value) for value in head)
            if mark not in seen:
                seen.add(mark)
                kept.append(head[0] if width == 1 else head)
        return kept


def _has(instance: Any, prop: Any) -> bool:
    """Tell whether a relationship is one of an instance's class: a sibling may have another of the same name."""
    return instance_state(instance).mapper.relationships.get(prop.key) is prop


def _forget_relationships(instances: Iterable[Any], refreshed: dict[int, Any], session: Any) -> None:
    """Forget what instances hold in relationships, once in an execution: it is loaded anew, now or when read."""
    for instance in instances:
        if instance is None or id(instance) in refreshed:
            continue
        refreshed[id(instance)] = instance
        session._dirty.pop(id(instance), None)
        state, values = instance_state(instance), instance.__dict__
        pending = (state.extra or {}).get("pending", {})
        for key in state.mapper.relationships.keys():
            values.pop(key, None)
            pending.pop(key, None)
            if state.committed is not None:
                state.committed.pop(key, None)


def _hashable(value: Any) -> Any:
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value


def related_through(prop: Any, keys: list[tuple[Any, ...]]) -> Any:
    """Return the SELECT of (parent's primary key..., target) for many parents, through the rows of the parents."""
    parent, target = aliased(prop.parent.class_), aliased(prop.mapper.class_)
    columns = [getattr(parent, attr) for attr in prop.parent.pk_attrs]
    statement, left = select(*columns, target).where(selects.in_keys(columns, keys)), parent
    for right, condition in prop.class_attribute.adapt_to(parent).of_type(target).__join_spec__(()):
        statement = statement.join_from(left, right, condition)
        left = right
    return statement.order_by(*(_adapted(one, target) for one in prop.order_by)) if prop.order_by else statement


def _moved(condition: Any, table: Any, alias: Any) -> Any:
    return selects.replace_columns(
        condition, lambda column: alias.columns[column.key] if getattr(column, "table", None) is table else column
    )


def _adapted(expression: Any, target: Any) -> Any:
    return selects.replace_columns(expression, target._adapt_column)


def apply(statement: Any, session: Any, refresh: bool = False) -> tuple[Any, Preparation | None]:
    """Rewrite a statement for its loader options and the eager relationships of its entities.

    `refresh` says that the rows overwrite what instances hold (`populate_existing`). Returns the statement to execute
    and, when something has to follow, the `Preparation` whose `after(rows, session)` returns the rows in the shape the
    caller asked for; its `single` tells that shape.
    """
    options = getattr(statement, "_options", ())
    if getattr(statement, "_kind", None) != kinds.SELECT:
        return statement, None
    criteria = criteria_of(options)
    if criteria:
        statement = limited(statement, criteria)
    slots = [(at, one) for at, one in enumerate(statement._columns) if getattr(one, "_kind", None) == kinds.ENTITY]
    if not slots or not all(_one_value(column) for column in statement._columns):
        return statement, None
    if not options and not refresh and not any(has_eager_defaults(entity.mapper) for _, entity in slots):
        return statement, None
    check_applicable(options, [entity for _, entity in slots])
    plans = [plan_for(entity, options, alone=len(slots) == 1) for _, entity in slots]
    for plan in plans:
        plan.criteria = kept_for_loaders(criteria)
    if len(statement._columns) == 1 and not may_multiply(statement):
        statement, slots = _wrapped(statement, slots, plans[0])
    preparation = Preparation(statement, {} if refresh else None)
    for (at, entity), plan in zip(slots, plans, strict=True):
        preparation.add_root(at, entity, plan)
    return preparation.finish(), preparation


def _wrapped(statement: Any, slots: list[tuple[int, Any]], plan: LoadPlan) -> tuple[Any, list[tuple[int, Any]]]:
    """Return a statement whose rows joins may multiply, where its plan joins collections; else the statement itself."""
    ((at, entity),) = slots
    if not joins_collections(plan, entity.mapper):
        return statement, slots
    joined = [prop for prop, relation in plan.relations_of(entity.mapper) if relation.strategy == "joined"]
    needed = {attr for prop in joined for attr in selects.near_attrs(prop.parent, prop)}
    outer = wrapped(statement, rebuilt(entity, plan.left_out(entity.mapper) - needed))
    return (statement, slots) if outer is None else (outer, [(at, outer._columns[0])])


def _one_value(column: Any) -> bool:
    kind = getattr(column, "_kind", 0)
    return not (kinds.TABLE <= kind <= kinds.FROM_GROUPING)


def has_eager_defaults(mapper: Any) -> bool:
    """Tell whether more than one statement, or a wider one, loads a class by default: for a relationship or a table."""
    known: bool | None = mapper._eager
    if known is None:
        known = mapper._eager = (
            bool(mapper.apart)
            or mapper.narrowed
            or any(
                prop.lazy in ("joined", False, "selectin", "subquery", "immediate")
                for one in mapper.self_and_descendants
                for prop in one.relationships.values()
            )
        )
    return known


def fetch(
    statement: Any, prop: Any, session: Any, plan: LoadPlan | None = None, refreshed: Refreshed = None
) -> Work[list[Any]]:
    """Run a SELECT of one entity with the eager relationships of its class, and return the distinct instances."""
    chosen = plan or LoadPlan()

    def perform(wanted: Any) -> Work[list[Any]]:
        return _run(wanted, 0, wanted._columns[0], chosen, (prop,), session, refreshed)

    rows = yield from _asked(statement, prop.mapper, perform, session)
    found: list[Any] = distinct(rows)
    return found


def _asked(statement: Any, mapper: Any, perform: Any, session: Any) -> Work[list[Any]]:
    """Run the statement of a relationship, as the listeners of the session leave it."""
    if session is None or "do_orm_execute" not in session._heard:
        found: list[Any] = yield from perform(statement)
        return found
    rows = yield from session._load_work(statement, mapper, relationship=True, perform=perform)
    return [row[0] if isinstance(row, tuple) and len(row) == 1 else row for row in rows]


def follow(
    instances: list[Any],
    mapper: Any,
    plan: LoadPlan,
    path: tuple[Any, ...],
    session: Any,
    refreshed: Refreshed = None,
    *,
    selected: bool = True,
) -> Work[None]:
    """Do what a plan asks for after the rows of an entity are there.

    Without `selected` no row brought the instances: what would have been joined to it is loaded as well.
    """
    if not plan.trivial:
        keep_made(instances, plan, path, anew=refreshed is not None)
    classes = plan.completed | mapper.apart
    if classes:
        yield from apart.complete(instances, mapper, classes, plan.left_out(mapper), session, refreshed)
    if plan.refused:
        remember(instances, "raise", (plan.left_out(mapper) if "*" in plan.refused else plan.refused))
    for prop, relation in list(plan.relations_of(mapper, path)):
        if relation.strategy in ("joined", "contains_eager") and selected:
            # The rows had it.
            continue
        owners = [one for one in instances if _has(one, prop)]
        if relation.strategy == "selectin" or (relation.strategy == "joined" and not selected):
            onward = (*path, prop)
            yield from load_selectin(owners, prop, relation.plan, onward, session, relation.attribute, refreshed)
            yield from _load_levels(owners, prop, relation, onward, session, refreshed)
        elif relation.strategy in ("raise", "raise_on_sql"):
            remember(owners, "raise", (prop.key,))
            if relation.strategy == "raise_on_sql":
                remember(owners, "raise_on_sql", (prop.key,))
        elif relation.strategy == "noload":
            for owner in owners:
                if prop.key not in owner.__dict__:
                    selects.store(owner, prop, [] if prop.uselist else None)
        elif relation.strategy == "select" and prop.lazy in ("raise", "raise_on_sql"):
            remember(owners, "lazy", (prop.key,))
        if relation.strategy in ("select", "default", "raise_on_sql") and not relation.plan.trivial:
            keep_plan(owners, prop.key, relation.plan)


def _load_levels(
    owners: list[Any], prop: Any, relation: Relation, path: tuple[Any, ...], session: Any, refreshed: Refreshed
) -> Work[None]:
    """Load a relationship of what it led to, `recursion_depth` times or, with -1, as long as there is anything new."""
    left = relation.options.get("recursion_depth", 0)
    seen: set[int] = set()
    while left and owners:
        # Rows may refer to each other in a circle.
        seen.update(map(id, owners))
        reached = distinct([value for owner in owners for value in _values(owner.__dict__.get(prop.key), prop)])
        owners = [one for one in reached if id(one) not in seen and _has(one, prop)]
        if owners:
            yield from load_selectin(owners, prop, relation.plan, path, session, relation.attribute, refreshed)
        left -= 1


def load_selectin(
    owners: list[Any],
    prop: Any,
    plan: LoadPlan,
    path: tuple[Any, ...],
    session: Any,
    attribute: Any = None,
    refreshed: Refreshed = None,
) -> Work[None]:
    """Load one relationship of many instances: a SELECT with IN for each 500 keys.

    Many-to-one targets that the session holds already are not asked for, unless they are to be refreshed. The plan is
    applied to all targets.
    """
    wanted = [owner for owner in owners if prop.key not in owner.__dict__]
    unknown = [owner for owner in wanted if instance_state(owner).key and _lacks_keys(owner, prop)]
    held = [owner.__dict__[prop.key] for owner in owners if prop.key in owner.__dict__]
    kept = [value for content in held for value in _values(content, prop)]
    if (unknown or not (prop.use_get or prop.simple_pairs)) and prop.mapper.union is None:
        found = yield from _load_members(wanted, prop, plan, path, session, attribute, refreshed, through=True)
    elif prop.use_get and not plan.conditions:
        found = yield from _load_targets(wanted, prop, plan, path, session, refreshed)
    elif prop.simple_pairs:
        found = yield from _load_members(wanted, prop, plan, path, session, attribute, refreshed)
    elif prop.mapper.union is None and prop.parent.union is None and not prop.self_referential:
        found = yield from _load_members(wanted, prop, plan, path, session, attribute, refreshed, through=True)
    else:
        found = []
        yield from _complete_keys(wanted, prop)
        for owner in wanted:
            statement = selects.related_to(owner, prop).where(*plan.conditions)
            targets = yield from fetch(statement, prop, session, plan, refreshed=refreshed)
            selects.store(owner, prop, targets if prop.uselist else (targets[0] if targets else None))
            found.extend(targets)
    rest = [one for one in distinct(kept) if all(one is not other for other in found)] if kept else []
    if rest:
        yield from follow(rest, prop.mapper, plan, path, session, refreshed, selected=False)


def _values(value: Any, prop: Any) -> list[Any]:
    if value is None:
        return []
    if not prop.uselist:
        return [value]
    return list(value.values()) if isinstance(value, dict) else list(value)


def _lacks_keys(owner: Any, prop: Any) -> bool:
    """Whether an instance has not loaded a column that a relationship's join reads."""
    return any(attr not in owner.__dict__ for attr in selects.near_attrs(instance_state(owner).mapper, prop))


def _complete_keys(owners: list[Any], prop: Any) -> Work[None]:
    for owner in owners:
        state = instance_state(owner)
        missing = [attr for attr in selects.near_attrs(state.mapper, prop) if attr not in owner.__dict__]
        if missing and state.key is not None:
            yield from load_columns(owner, missing)


def _load_targets(
    owners: list[Any], prop: Any, plan: LoadPlan, path: tuple[Any, ...], session: Any, refreshed: Refreshed
) -> Work[list[Any]]:
    yield from _complete_keys(owners, prop)
    waiting: dict[tuple[Any, ...], list[Any]] = {}
    ready: list[Any] = []
    left_out = plan.left_out(prop.mapper)
    wanted = [key for key in prop.mapper.read_together if key not in left_out]
    whole: dict[int, bool] = {}

    def is_ready(target: Any) -> bool:
        """Whether a target that the session holds has all that the rows would bring."""
        found = whole.get(id(target))
        if found is None:
            found = whole[id(target)] = all(key in target.__dict__ for key in wanted)
        return found and (refreshed is None or id(target) in refreshed)

    for owner in owners:
        known = selects.known_target(owner, prop, session)
        if known is None or (known is not selects.UNKNOWN and is_ready(known)):
            selects.store(owner, prop, known)
            if known is not None:
                ready.append(known)
            continue
        mapper = instance_state(owner).mapper
        waiting.setdefault(tuple([owner.__dict__[mapper.attr_of(near)] for near in prop.key_sources]), []).append(owner)
    yield from follow(distinct(ready), prop.mapper, plan, path, session, refreshed, selected=False)
    entity = prop.mapper.entity
    columns = list(selects.key_columns(prop.mapper))
    keys = list(waiting)
    loaded: dict[tuple[Any, ...], Any] = {}
    for start in range(0, len(keys), plan.chunk):
        statement = select(entity).where(selects.in_keys(columns, keys[start : start + plan.chunk]))
        targets = yield from _asked(
            statement,
            entity.mapper,
            lambda wanted: _run(wanted, 0, wanted._columns[0], plan, path, session, refreshed),
            session,
        )
        for target in targets:
            loaded[tuple(instance_state(target).key or ())] = target
    for key, group in waiting.items():
        for owner in group:
            selects.store(owner, prop, loaded.get(key))
    return list(loaded.values())


def _load_members(
    owners: list[Any],
    prop: Any,
    plan: LoadPlan,
    path: tuple[Any, ...],
    session: Any,
    attribute: Any,
    refreshed: Refreshed,
    *,
    through: bool = False,
) -> Work[list[Any]]:
    """Load the members of many instances by what their rows refer to; `through` their rows where that is not loaded."""
    by_key: dict[tuple[Any, ...], list[Any]] = {}
    for owner in owners:
        mapper = instance_state(owner).mapper
        key = tuple(owner.__dict__.get(mapper.attr_of(near)) for near, _far in prop.pairs)
        if through:
            key = tuple(instance_state(owner).key or ())
        if all(part is not None for part in key):
            by_key.setdefault(key, []).append(owner)
        else:
            selects.store(owner, prop, [] if prop.uselist else None)
    entity = prop.mapper.entity
    keys, found = list(by_key), []
    width = len(prop.parent.pk_attrs if through else prop.pairs)
    for start in range(0, len(keys), plan.chunk):
        chunk = keys[start : start + plan.chunk]
        statement = related_through(prop, chunk) if through else selects.related_to_many(prop, chunk, entity)
        if through:
            target = statement._columns[width].namespace
            statement = statement.where(*(_adapted(one, target) for one in plan.conditions))
        else:
            statement = statement.where(*plan.conditions)
        rows = yield from _asked(
            statement,
            entity.mapper,
            lambda wanted: _run(wanted, width, wanted._columns[width], plan, path, session, refreshed),
            session,
        )
        found.extend(_distribute(prop, chunk, by_key, rows, width))
    members: list[Any] = distinct(found)
    return members


def _distribute(prop: Any, keys: Any, by_key: Any, rows: Any, width: int) -> list[Any]:
    """Give each parent the targets that stand beside its key in the rows; return all targets."""
    members = members_by_key(rows, width)
    found: list[Any] = []
    for key in keys:
        targets = members.get(key, [])
        found.extend(targets)
        for owner in by_key[key]:
            if not prop.uselist and len(targets) > 1:
                selects.warn_many_rows(prop)
            selects.store(owner, prop, targets if prop.uselist else (targets[0] if targets else None))
    return found


def _run(
    statement: Any,
    slot: int,
    entity: Any,
    plan: LoadPlan,
    path: tuple[Any, ...],
    session: Any,
    refreshed: Refreshed,
) -> Work[list[Any]]:
    demanded = conditions(entity, plan.criteria)
    prepared = Preparation(statement.where(*demanded) if demanded else statement, refreshed)
    prepared.add_root(slot, entity, plan, path)
    result = yield Execute(prepared.finish(), populate_existing=refreshed is not None)
    return (yield from prepared.after(result.rows, session))
