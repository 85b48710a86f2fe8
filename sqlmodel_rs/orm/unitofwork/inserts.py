"""Turns new instances into INSERT statements: batches that the engine reads from the instances, single rows where
a value is SQL.

Works table by table along the chain of a mapper; must not know relationships.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs._native import InsertPlan, RowShape, compile, gather, mappers_of
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Connect, Execute, Work, Write
from sqlmodel_rs.orm.inheritance.contract import FlushStep
from sqlmodel_rs.orm.inheritance.discriminator import warn_wrong_identities
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.orm.unitofwork import rows, versions
from sqlmodel_rs.orm.unitofwork.rows import Capabilities, default_value, expire_column, is_expression, keeps_none
from sqlmodel_rs.sql import dml
from sqlmodel_rs.types import CHAR, JSON, Integer, String, Uuid
from sqlmodel_rs.types.sqlmodel_types import AutoString

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


class Target:
    """One table that new objects are inserted into, and how each of their mappers fills it."""

    __slots__ = ("table", "dialect", "steps", "plans", "with_callables")

    def __init__(self, table: Any, dialect: Capabilities, steps: dict[Any, FlushStep]) -> None:
        self.table = table
        self.dialect = dialect
        self.steps = steps
        every = _columns_of_all(table, steps)
        self.plans = {mapper: _plan(mapper, step, dialect, every) for mapper, step in steps.items()}
        self.with_callables = {mapper for mapper, step in steps.items() if _has_callable_default(mapper, step)}


def _writes_json(session: PlainSession, table: Any) -> bool:
    """Whether the engine has a JSON serializer of the program's, and the table a column for it."""
    options = session.get_bind(clause=table).dialect.options
    return "json_serializer" in options and any(isinstance(column.type, JSON) for column in table.columns)


def insert_all(session: PlainSession, instances: list[Any]) -> Work[None]:
    """Insert new objects of one hierarchy: base tables first, each table in batches of equal shape, in order."""
    mappers = mappers_of(instances)
    if mappers[0].discriminator is not None:
        warn_wrong_identities(instances)
    first = mappers[0].tables[0]
    if session._ready_connection(None, first) is None:
        # Some of what a server can do is known from its first connection on.
        yield Connect(first)
    for target in _targets(session, mappers):
        own = instances
        if len(target.plans) != len(mappers):
            own = [instance for instance in instances if instance_state(instance).mapper in target.plans]
        if target.with_callables:
            _fill_defaults(own, target)
        # A batch encodes its values before it meets the engine whose functions would write the documents.
        by_row = _writes_json(session, target.table) or rows.asks_first(session, target.table)
        at, count = 0, len(own)
        while at < count:
            batch = None if by_row else gather(own, target.plans, at)
            if batch is None:
                row = _row(own[at], target.steps[instance_state(own[at]).mapper])
                yield from _insert_one(target.table, row, target.dialect)
                at += 1
                continue
            answer = yield Write(batch)
            batch.store(answer)
            at += len(batch)


def whole_batch(session: PlainSession, mapper: Any, instances: list[Any]) -> Any:
    """Return the one batch that inserts objects of one mapper; None where it takes more than that."""
    targets = _targets(session, [mapper])
    if len(targets) != 1:
        return None
    (target,) = targets
    if _writes_json(session, target.table) or rows.asks_first(session, target.table):
        return None
    if target.with_callables:
        _fill_defaults(instances, target)
    batch = gather(instances, target.plans, 0)
    if batch is None or len(batch) < len(instances):
        return None
    if mapper.discriminator is not None:
        warn_wrong_identities(instances)
    return batch


def _targets(session: PlainSession, mappers: list[Any]) -> list[Target]:
    """Return the tables of objects of these mappers, those that others refer to first; of one mapper they are kept."""
    alone = mappers[0] if len(mappers) == 1 and not session._binds else None
    key = None if alone is None else session._dialect_of(alone.tables[0]).name
    if alone is not None:
        known = alone._insert_targets.get(key)
        if known is not None and known[0] is alone.flush_steps("insert"):
            return known[1]  # type: ignore[no-any-return]
    tables: dict[int, tuple[int, Any, dict[Any, FlushStep]]] = {}
    for mapper in mappers:
        for depth, step in enumerate(mapper.flush_steps("insert")):
            tables.setdefault(id(step.table), (depth, step.table, {}))[2][mapper] = step
    found = [
        Target(table, session._dialect_of(table), steps)
        for _, table, steps in sorted(tables.values(), key=lambda place: place[0])
    ]
    if alone is not None:
        alone._insert_targets[key] = (alone.flush_steps("insert"), found)
    return found


# --- plans
def _columns_of_all(table: Any, steps: dict[Any, FlushStep]) -> tuple[Any, ...] | None:
    """Return the columns that rows of several classes of one table are written with, all of them in one statement.

    None where the classes have the same columns, and where one has a column that the database fills in for rows of the
    others.
    """
    own = {mapper: {id(column) for _, column in step.columns} for mapper, step in steps.items()}
    every = tuple(column for column in table.columns if any(id(column) in ids for ids in own.values()))
    others = [column for ids in own.values() for column in every if id(column) not in ids]
    if any(one.computed is not None or one.server_default is not None or one.primary_key for one in others):
        return None
    return every if others else None


def _plan(mapper: Any, step: FlushStep, dialect: Capabilities, every: tuple[Any, ...] | None) -> Any:
    """Return how instances of a mapper become rows of one table, or of all columns in `every`; made once."""
    attrs = {id(column): attr for attr, column in step.columns}
    pairs = step.columns if every is None else tuple((attrs.get(id(column), ""), column) for column in every)
    family = sys.intern(" ".join(str(id(column)) for _, column in pairs))
    known = mapper._insert_plans.get((family, dialect.name))
    if known is not None and known[0] is step:
        return known[1]
    wide = replace(step, columns=pairs)
    inherited = {id(own): attr for own, attr in step.key} if step.inherited else {}
    columns: list[tuple[str, str | None, str, Any, bool, bool]] = []
    for attr, column in pairs:
        if id(column) not in attrs:
            columns.append((attr, None, "absent", None, False, False))
            continue
        missing, constant = _when_missing(mapper, column)
        computed = column.computed is not None
        columns.append((attr, inherited.get(id(column)), missing, constant, keeps_none(column), computed))
    plan = InsertPlan(columns, dialect.name, family, lambda given: _shape(wide, dialect, given))
    mapper._insert_plans[(family, dialect.name)] = (step, plan)
    return plan


def _when_missing(mapper: Any, column: Any) -> tuple[str, Any]:
    """Say what a column gets when its attribute has no value."""
    if column is mapper.version_id_col and (generator := versions.generator_of(mapper)) is not None:
        return ("constant", 1) if mapper.version_id_generator is None else ("program", generator)
    default = column.default
    if default is not None and not (default.is_sequence and getattr(default, "optional", False)):
        scalar = default.is_scalar and not is_expression(default.arg)
        return ("constant", default.arg) if scalar else ("program", None)
    return ("database" if column.primary_key or column.server_default is not None else "null"), None


def _has_callable_default(mapper: Any, step: FlushStep) -> bool:
    if mapper.version_id_generator and any(column is mapper.version_id_col for _, column in step.columns):
        return True
    return any(column.default is not None and column.default.is_callable for _, column in step.columns)


def _fill_defaults(instances: list[Any], target: Target) -> None:
    """Give instances the values of their columns' callable defaults."""
    for instance in instances:
        mapper = instance_state(instance).mapper
        if mapper in target.with_callables:
            _call_defaults(instance, target.steps[mapper], mapper)


def _call_defaults(instance: Any, step: FlushStep, mapper: Any) -> None:
    present = instance.__dict__
    values: dict[str, Any] = {}
    generator = versions.generator_of(mapper)
    version = mapper.version_id_col if generator is not None else None
    for attr, column in step.columns:
        value = present.get(attr, NO_VALUE)
        if column is version and generator is not None:
            if value is NO_VALUE or value is None:
                value = present[attr] = generator(None)
        elif value is NO_VALUE or (value is None and not keeps_none(column)):
            value, made = _missing_value(column, value, values)
            if made and not is_expression(value):
                present[attr] = value
        if value is not NO_VALUE:
            values[column.key] = value


def _shape(step: FlushStep, dialect: Capabilities, given: list[bool]) -> Any:
    """Return how rows are sent whose `given` columns have values, and what comes back for the others."""
    table = step.table
    columns = [column for _, column in step.columns]
    statement = dml.insert(table).values(
        {column.key: rows.bind(column, column.key) for column, flag in zip(columns, given, strict=True) if flag}
    )
    fetched = [at for at, flag in enumerate(given) if not flag]
    counted = generated_key(table, tuple(columns[at] for at in fetched))
    batched = "rows" if dialect.multi_row and any(given) else "each"
    if batched == "rows" and dialect.name == "postgresql":
        batched = "arrays"
    options: dict[str, Any] = {"returned": fetched}
    if not fetched:
        how = batched
    elif counted is not None and (not dialect.returning or (dialect.lastrowid and not dialect.multi_row)):
        if dialect.returning and len(fetched) > 1:
            how, statement = "each", statement.returning(*[columns[at] for at in fetched])
        else:
            how = "keys"
            options = {
                "returned": [columns.index(counted)],
                "expired": [at for at in fetched if columns[at] is not counted],
            }
    elif not dialect.returning:
        if any(columns[at].primary_key for at in fetched):
            raise no_key(table)
        how, options = batched, {"returned": [], "expired": fetched}
    elif batched == "each":
        how, statement = "each", statement.returning(*[columns[at] for at in fetched])
    else:
        how, statement, options = _in_bulk(table, statement, columns, fetched, counted, batched)
    compiled = compile(statement, dialect.backend, mode="exec")
    return RowShape(compiled, statement, table.name, how, **options)


def _in_bulk(
    table: Any, statement: Any, columns: list[Any], fetched: list[int], counted: Any, batched: str
) -> tuple[str, Any, dict[str, Any]]:
    """Choose how rows of one statement are told apart when they come back: the standard gives RETURNING no order."""
    returning = statement.returning(*[columns[at] for at in fetched])
    if counted is not None:
        return batched, returning, {"returned": fetched, "counted": fetched.index(columns.index(counted))}
    key = [at for at, column in enumerate(columns) if column.primary_key]
    if key and not set(key) & set(fetched) and all(_comes_back_equal(columns[at]) for at in key):
        returned = [*fetched, *key]
        place = len(fetched)
        return (
            batched,
            statement.returning(*[columns[at] for at in returned]),
            {"returned": returned, "key": [(place + number, at) for number, at in enumerate(key)]},
        )
    return "each", returning, {"returned": fetched}


def _comes_back_equal(column: Any) -> bool:
    """Whether a key value that was written is read as an equal one (CHAR comes back padded, a float rounded)."""
    kind = column.type
    if isinstance(kind, Uuid):
        return kind.as_uuid
    return isinstance(kind, (Integer, String, AutoString)) and not isinstance(kind, CHAR)


def generated_key(table: Any, fetch: tuple[Any, ...]) -> Any:
    """Return the integer key column that the database counts, when it is among `fetch`."""
    keys = [column for column in fetch if column.primary_key]
    if (
        len(keys) == 1
        and isinstance(keys[0].type, Integer)
        and keys[0].server_default is None
        and keys[0].default is None
    ):
        return keys[0]
    return None


def no_key(table: Any) -> exc.FlushError:
    """Return the error of a row whose key nobody tells."""
    return exc.FlushError(
        f"An instance of table '{table.name}' has a NULL identity key.  If this is an auto-generated value, check "
        "that the database table allows generation of new primary key values, and that the mapped Column object is "
        "configured to expect these generated values.  Ensure also that this flush() is not occurring at an "
        "inappropriate time, such as within a load() event."
    )


# --- one row
def insert_row(session: PlainSession, instance: Any, step: FlushStep) -> Work[None]:
    """Insert the row of one table, of an object whose rows in the tables before are there."""
    yield from _insert_one(step.table, _row(instance, step), session._dialect_of(step.table))


class Row:
    """One row to insert: its values by column key and what has to come back."""

    __slots__ = ("instance", "values", "fetch")

    def __init__(self, instance: Any, values: dict[str, Any], fetch: tuple[Any, ...]) -> None:
        self.instance = instance
        self.values = values
        self.fetch = fetch


def _row(instance: Any, step: FlushStep) -> Row:
    present = instance.__dict__
    mapper = instance_state(instance).mapper
    values: dict[str, Any] = {}
    fetch: list[Any] = []
    own_key = {id(own): attr for own, attr in step.key} if step.inherited else {}
    generator = versions.generator_of(mapper)
    for attr, column in step.columns:
        value = present.get(attr, NO_VALUE)
        if id(column) in own_key:
            value = present.get(own_key[id(column)], NO_VALUE)
            present[attr] = value if value is not NO_VALUE else present.get(attr)
        if value is NO_VALUE or (value is None and not keeps_none(column)):
            if column is mapper.version_id_col and generator is not None:
                values[column.key] = present[attr] = generator(None)
                continue
            value, made = _missing_value(column, value, values)
            if made and not is_expression(value):
                present[attr] = value
            elif value is NO_VALUE:
                if column.primary_key or column.server_default is not None:
                    fetch.append(column)
                    continue
                value = None
                present.setdefault(attr, None)
        if is_expression(value):
            fetch.append(column)
            present.pop(attr, None)
        if column.computed is not None:
            fetch.append(column)
            continue
        values[column.key] = value
    return Row(instance, values, tuple(fetch))


def _missing_value(column: Any, value: Any, values: dict[str, Any]) -> tuple[Any, bool]:
    if column.default is not None:
        found = default_value(column.default, values)
        if found is not NO_VALUE:
            return found, True
    if value is None and not column.primary_key and column.server_default is None:
        return None, False
    return NO_VALUE, False


def _insert_one(table: Any, row: Row, dialect: Capabilities) -> Work[None]:
    statement = dml.insert(table).values(row.values)
    by_id = (
        generated_key(table, row.fetch)
        if not dialect.returning or (dialect.lastrowid and len(row.fetch) == 1)
        else None
    )
    if row.fetch and by_id is None and dialect.returning:
        statement = statement.returning(*row.fetch)
    result = yield Execute(statement, None, identity=False, defaults=False)
    if by_id is not None:
        _store(row.instance, by_id, result.lastrowid)
        for column in row.fetch:
            if column is not by_id:
                expire_column(row.instance, column)
    elif row.fetch and dialect.returning:
        values = (result.rows[0],) if result.single else result.rows[0]
        for column, value in zip(row.fetch, values, strict=True):
            _store(row.instance, column, value)
    else:
        for column in row.fetch:
            if column.primary_key:
                raise no_key(table)
            expire_column(row.instance, column)


def _store(instance: Any, column: Any, value: Any) -> None:
    attr = instance_state(instance).mapper.attr_or_none(column)
    if attr is not None:
        instance.__dict__[attr] = value
