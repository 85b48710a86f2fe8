"""Turns instances into UPDATE and DELETE statements where the program's own code has a say in the rows; what all
statements of a flush know of databases and values.

Works table by table along the chain of a mapper; must not know relationships.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.listener import Returning
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.inheritance.discriminator import warn_wrong_identities
from sqlmodel_rs.orm.loading import selects
from sqlmodel_rs.orm.relationship.backref import remember
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.orm.unitofwork import versions
from sqlmodel_rs.sql import dml, kinds
from sqlmodel_rs.sql.defaults import call_default
from sqlmodel_rs.sql.elements import BindParameter
from sqlmodel_rs.sql.traversal import replace

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

#: Expressions with a FROM of their own.
_SUBQUERIES = (kinds.SCALAR_SELECT, kinds.EXISTS, kinds.SELECT, kinds.COMPOUND)


class Capabilities:
    """What a database can do for a flush: RETURNING, many rows in one INSERT, the last counted key.

    `multi_row` is False where a statement a row is quicker. `backend` is the engine's name for the database.
    """

    __slots__ = ("name", "backend", "returning", "multi_row", "lastrowid")

    def __init__(self, name: str, *, returning: bool, multi_row: bool, lastrowid: bool) -> None:
        self.name = name
        self.backend = "mysql" if name == "mariadb" else name
        self.returning = returning
        self.multi_row = multi_row
        self.lastrowid = lastrowid


_SQLITE = Capabilities("sqlite", returning=True, multi_row=False, lastrowid=True)
_POSTGRESQL = Capabilities("postgresql", returning=True, multi_row=True, lastrowid=False)
_MARIADB = Capabilities("mariadb", returning=True, multi_row=True, lastrowid=True)
_MYSQL = Capabilities("mysql", returning=False, multi_row=True, lastrowid=True)


def capabilities(dialect: Any) -> Capabilities:
    """Return what the database of a dialect can do."""
    if dialect.name == "sqlite":
        return _SQLITE
    if dialect.name == "postgresql":
        return _POSTGRESQL
    return _MARIADB if dialect.insert_returning else _MYSQL


#: The events of statements that a batch, which the engine reads from the objects, has no part in.
_OF_STATEMENTS = frozenset({"before_execute", "after_execute", "do_execute", "do_executemany", "do_execute_no_params"})


def asks_first(session: PlainSession, table: Any) -> bool:
    """Whether listeners have a say in what is sent, so that rows go as statements of their own."""
    events = events_of(session, table)
    if not events.statements:
        return False
    return not events.active.isdisjoint(_OF_STATEMENTS) or any(
        isinstance(function, Returning) for function in events.of("before_cursor_execute")
    )


def events_of(session: PlainSession, table: Any) -> Any:
    """Return the events of the connection that a table's rows are written on, or of its engine."""
    connection = session._ready_connection(None, table)
    if connection is None:
        bind = session.get_bind(clause=table)
        connection = getattr(bind, "sync_engine", None) or getattr(bind, "sync_connection", None) or bind
    return connection.events


def bind(column: Any, name: str) -> BindParameter:
    """Return a parameter of the column's type whose value comes with the execution."""
    return BindParameter(name, None, column.type, unique=False, required=True)


def assign(instance: Any, attr: str, value: Any) -> None:
    """Set a column attribute as part of a flush, keeping what it was."""
    values = instance.__dict__
    if attr in values and values[attr] is value:
        return
    state = instance_state(instance)
    if state.key is not None:
        remember(instance, attr, values.get(attr, NO_VALUE))
    values[attr] = value


def is_expression(value: Any) -> bool:
    """Whether a value is SQL instead of data."""
    return hasattr(value, "_kind") or (hasattr(value, "__clause_element__") and not isinstance(value, type))


def keeps_none(column: Any) -> bool:
    """Whether None is a value of its own for the column's type (JSON null) rather than a missing one."""
    return bool(getattr(column.type, "should_evaluate_none", False))


def with_python_defaults(table: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` of one row completed by the client-side defaults of the table's columns."""
    complete = dict(values)
    for column in table.columns:
        if column.key not in complete and column.default is not None:
            found = default_value(column.default, complete)
            if found is not NO_VALUE:
                complete[column.key] = found
    return complete


class DefaultContext:
    """What a callable default receives: `current_parameters` are the row's values so far."""

    __slots__ = ("current_parameters",)

    def __init__(self, parameters: dict[str, Any]) -> None:
        self.current_parameters = parameters

    def get_current_parameters(self, isolate_multiinsert_groups: bool = True) -> dict[str, Any]:
        """Return the row's values so far, by column key."""
        return self.current_parameters


def default_value(default: Any, parameters: dict[str, Any]) -> Any:
    """Return the value of a default, an SQL expression included; NO_VALUE when the database makes it."""
    if default.is_callable:
        return call_default(default.arg, (DefaultContext(parameters),), parameters)
    if default.is_sequence:
        return default.next_value() if not getattr(default, "optional", False) else NO_VALUE
    return default.arg


def expire_column(instance: Any, column: Any) -> None:
    """Forget the value of a column: the next read loads it."""
    state = instance_state(instance)
    attr = state.mapper.attr_or_none(column)
    if attr is not None:
        instance.__dict__.pop(attr, None)
        state.expire_names((attr,))


# --- update
def update(session: PlainSession, instances: list[Any], only: Any = None) -> Work[None]:
    """Write the changed columns of persistent objects, in the tables that changed, or in `only` one of them."""
    written: set[int] = set()
    by_table: dict[int, tuple[Any, list[tuple[Any, Any, dict[str, Any]]]]] = {}
    for instance in instances:
        steps = instance_state(instance).mapper.flush_steps("update")
        changed = [(step, changed_values(instance, step)) for step in steps if only is None or step.table is only]
        if only is None:
            warn_changed_identities([instance])
        version = instance_state(instance).mapper.version_id_col
        for step, values in changed:
            touches_version = version is not None and version.table is step.table and any(each for _, each in changed)
            if values or touches_version:
                by_table.setdefault(id(step.table), (step.table, []))[1].append((instance, step, values))
                written.add(id(instance))
        if version is not None and id(instance) in written:
            yield from versions.know(instance, version)
    for table, work in by_table.values():
        batch: list[_Changed] = []
        for instance, step, values in work:
            plain = not any(is_expression(value) for value in values.values())
            on_update(table, instance, values)
            version = versions.column_in(instance_state(instance).mapper, table)
            before = None
            if version is not None:
                before = versions.last(instance, version)
                versions.set_next(instance, version, values, before)
            if not values:
                continue
            same = batch and list(batch[0][2]) == list(values) and batch[0][1].key == step.key
            if batch and not (same and plain):
                yield from _update_batch(session, table, batch)
                batch = []
            batch.append((instance, step, values, before))
            if not plain:
                yield from _update_batch(session, table, batch)
                batch = []
        if batch:
            yield from _update_batch(session, table, batch)


def warn_changed_identities(instances: list[Any]) -> None:
    """Warn of objects whose discriminator was changed to that of another class."""
    for instance in instances:
        state = instance_state(instance)
        discriminator = state.mapper.discriminator
        if discriminator is not None and discriminator.attr in (state.committed or ()):
            warn_wrong_identities((instance,))


def changed_values(instance: Any, step: Any) -> dict[str, Any]:
    """Return what has changed in one table, by column key."""
    committed = instance_state(instance).committed
    if not committed:
        return {}
    present = instance.__dict__
    values: dict[str, Any] = {}
    for attr, column in step.columns:
        if attr not in committed:
            continue
        if column.computed is not None:
            continue
        value = present.get(attr)
        before = committed[attr]
        if before is not NO_VALUE and not is_expression(value) and _same(column, before, value):
            continue
        values[column.key] = value
    return values


def _same(column: Any, before: Any, value: Any) -> bool:
    compare = getattr(column.type, "compare_values", None)
    if compare is not None:
        return bool(compare(before, value))
    return before is value or bool(before == value)


def on_update(table: Any, instance: Any, values: dict[str, Any]) -> None:
    """Add the values of `onupdate` to a row that is written anyway."""
    mapper = instance_state(instance).mapper
    for column in table.columns:
        if column.key in values:
            continue
        if column.onupdate is not None:
            value = default_value(column.onupdate, values)
            if value is not NO_VALUE:
                values[column.key] = value
                attr = mapper.attr_or_none(column)
                if attr is not None and not is_expression(value):
                    instance.__dict__[attr] = value
        elif column.server_onupdate is not None:
            expire_column(instance, column)


#: An object, its place in a table, what is set there and the version that its row has.
_Changed = tuple[Any, Any, dict[str, Any], Any]


def _update_batch(session: PlainSession, table: Any, batch: list[_Changed]) -> Work[None]:
    first, step, values, _ = batch[0]
    version = versions.column_in(instance_state(first).mapper, table)
    conditions = [own == bind(own, f"key_{own.key}") for own, _ in step.key]
    inline = any(is_expression(value) for value in values.values())
    setting: dict[str, Any] = {
        name: _of_row(value, table, first) if is_expression(value) else bind(table.c[name], name)
        for name, value in values.items()
    }
    if version is not None:
        conditions.append(version == bind(version, f"key_{version.key}"))
    parameters: list[dict[str, Any]] = []
    for instance, own_step, own_values, before in batch:
        row = {name: value for name, value in own_values.items() if not is_expression(value)}
        for own, attr in own_step.key:
            row[f"key_{own.key}"] = _old_key(instance, attr)
        if version is not None:
            row[f"key_{version.key}"] = before
        parameters.append(row)
    statement = dml.update(table).where(*conditions).values(setting)
    result = yield Execute(
        statement, parameters if len(parameters) > 1 else parameters[0], identity=False, defaults=False
    )
    check_updated(table, len(batch), result.rowcount)
    if inline:
        for name, value in values.items():
            if is_expression(value):
                expire_column(first, table.c[name])


def _of_row(value: Any, table: Any, instance: Any) -> Any:
    """Return an expression in which columns of the instance's class mean its own row, whichever table they are in."""
    state = instance_state(instance)
    key: Any = state.key

    def visit(part: Any) -> Any:
        if part._kind in _SUBQUERIES:
            return part
        if part._kind not in (kinds.COLUMN, kinds.ENTITY_COLUMN):
            return None
        column = part.column if part._kind == kinds.ENTITY_COLUMN else part
        attr = None if column.table is table else state.mapper.attr_or_none(column)
        if attr is None:
            return column
        return selects.columns_of_row(state.mapper, [attr], key).scalar_subquery()

    return replace(value.__clause_element__() if hasattr(value, "__clause_element__") else value, visit)


def _old_key(instance: Any, attr: str) -> Any:
    """Return the key value a row has in the database now."""
    state = instance_state(instance)
    key: Any = state.key
    return key[state.mapper.pk_attrs.index(attr)]


def check_updated(table: Any, expected: int, matched: int) -> None:
    """Raise `StaleDataError` when rows that were to be updated are gone."""
    if matched >= 0 and matched != expected:
        raise exc.StaleDataError(
            f"UPDATE statement on table '{table.name}' expected to update {expected} row(s); {matched} were matched."
        )


# --- delete
def delete_all(session: PlainSession, instances: list[Any]) -> Work[None]:
    """Delete the rows of objects of one hierarchy, child tables first."""
    by_table: dict[int, tuple[int, Any, list[tuple[Any, Any]]]] = {}
    for instance in instances:
        steps = instance_state(instance).mapper.flush_steps("delete")
        for depth, step in enumerate(reversed(steps)):
            by_table.setdefault(id(step.table), (depth, step.table, []))[2].append((instance, step))
    for _, table, work in sorted(by_table.values(), key=lambda place: -place[0]):
        step = work[0][1]
        version = versions.column_in(instance_state(work[0][0]).mapper, table)
        conditions = [own == bind(own, f"key_{own.key}") for own, _ in step.key]
        if version is not None:
            conditions.append(version == bind(version, f"key_{version.key}"))
        parameters = []
        for instance, own_step in work:
            row = {f"key_{own.key}": _old_key(instance, attr) for own, attr in own_step.key}
            if version is not None:
                row[f"key_{version.key}"] = versions.last(instance, version)
            parameters.append(row)
        statement = dml.delete(table).where(*conditions)
        result = yield Execute(
            statement, parameters if len(parameters) > 1 else parameters[0], identity=False, defaults=False
        )
        mapper = instance_state(work[0][0]).mapper
        check_deleted(table, mapper, len(work), result.rowcount, versioned=version is not None)


def check_deleted(table: Any, mapper: Any, expected: int, matched: int, *, versioned: bool) -> None:
    """Warn of rows that were gone before they were deleted; raise `StaleDataError` where a version says which."""
    if matched < 0 or matched == expected:
        return
    if not mapper.mapper_args.get("confirm_deleted_rows", True):
        return
    message = f"DELETE statement on table '{table.name}' expected to delete {expected} row(s); {matched} were matched."
    if versioned:
        raise exc.StaleDataError(message)
    warnings.warn(
        exc.SAWarning(
            f"{message}  Please set confirm_deleted_rows=False within the mapper configuration to prevent this warning."
        ),
        stacklevel=2,
    )
