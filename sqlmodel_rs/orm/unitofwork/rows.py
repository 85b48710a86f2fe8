"""Turns instances into INSERT, UPDATE and DELETE statements in batches, and takes back what the database made.

Works table by table along the chain of a mapper; must not know relationships.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.relationship.backref import remember
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.sql import dml
from sqlmodel_rs.sql.elements import BindParameter
from sqlmodel_rs.types import Integer

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import Session

#: Parameters of one statement: below SQLite's 32766 and PostgreSQL's 65535.
PARAMETER_LIMIT = 30_000
ROW_LIMIT = 1000


class Capabilities:
    """What a database can do for a flush: RETURNING, many rows in one INSERT with keys in order, the last
    counted key."""

    __slots__ = ("name", "returning", "multi_row", "lastrowid")

    def __init__(self, name: str, *, returning: bool, multi_row: bool, lastrowid: bool) -> None:
        self.name = name
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
    return _MARIADB if dialect.name == "mariadb" or getattr(dialect, "is_mariadb", False) else _MYSQL


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
        return default.arg(DefaultContext(parameters))
    if default.is_sequence:
        return default.next_value() if not getattr(default, "optional", False) else NO_VALUE
    return default.arg


class Row:
    """One row to insert: its values by column key and what has to come back."""

    __slots__ = ("instance", "values", "fetch", "inline")

    def __init__(self, instance: Any, values: dict[str, Any], fetch: tuple[Any, ...], inline: bool) -> None:
        self.instance = instance
        self.values = values
        self.fetch = fetch
        self.inline = inline

    @property
    def shape(self) -> tuple[Any, ...]:
        return (tuple(self.values), tuple(id(column) for column in self.fetch), self.inline)


# --- insert
def insert_all(session: Session, instances: list[Any]) -> Work[None]:
    """Insert new objects of one hierarchy: base tables first, each table in batches of equal shape, in order."""
    by_table: dict[int, tuple[Any, list[tuple[Any, Any]]]] = {}
    order: list[tuple[int, int]] = []
    for instance in instances:
        for depth, step in enumerate(instance_state(instance).mapper.flush_steps("insert")):
            if id(step.table) not in by_table:
                by_table[id(step.table)] = (step.table, [])
                order.append((depth, id(step.table)))
            by_table[id(step.table)][1].append((instance, step))
    order.sort(key=lambda place: place[0])
    for _, key in order:
        table, work = by_table[key]
        batch: list[Row] = []
        for instance, step in work:
            row = _row_to_insert(instance, step)
            if batch and (batch[0].shape != row.shape or row.inline):
                yield from _insert_batch(session, table, batch)
                batch = []
            batch.append(row)
        if batch:
            yield from _insert_batch(session, table, batch)


def _row_to_insert(instance: Any, step: Any) -> Row:
    present = instance.__dict__
    mapper = instance_state(instance).mapper
    values: dict[str, Any] = {}
    fetch: list[Any] = []
    inline = False
    own_key = {id(own): attr for own, attr in step.key} if step.inherited else {}
    version = mapper.version_id_col
    for attr, column in step.columns:
        value = present.get(attr, NO_VALUE)
        if id(column) in own_key:
            value = present.get(own_key[id(column)], NO_VALUE)
            present[attr] = value if value is not NO_VALUE else present.get(attr)
        if value is NO_VALUE or (value is None and not keeps_none(column)):
            if column is version:
                values[column.key] = present[attr] = 1
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
            inline = True
            fetch.append(column)
            present.pop(attr, None)
        if column.computed is not None:
            fetch.append(column)
            continue
        values[column.key] = value
    return Row(instance, values, tuple(fetch), inline)


def _missing_value(column: Any, value: Any, values: dict[str, Any]) -> tuple[Any, bool]:
    if column.default is not None:
        found = default_value(column.default, values)
        if found is not NO_VALUE:
            return found, True
    if value is None and not column.primary_key and column.server_default is None:
        return None, False
    return NO_VALUE, False


def _insert_batch(session: Session, table: Any, batch: list[Row]) -> Work[None]:
    dialect = session._dialect_of(table)
    names = list(batch[0].values)
    fetch = batch[0].fetch
    if len(batch) == 1:
        yield from _insert_one(table, batch[0], dialect)
        return
    if not names or (fetch and not dialect.returning):
        for row in batch:
            yield from _insert_one(table, row, dialect)
        return
    if dialect.multi_row:
        size = max(1, min(ROW_LIMIT, PARAMETER_LIMIT // max(1, len(names))))
        for start in range(0, len(batch), size):
            part = batch[start : start + size]
            statement = dml.insert(table).values([row.values for row in part])
            if fetch:
                statement = statement.returning(*fetch, sort_by_parameter_order=True)
            result = yield Execute(statement, None, identity=False, defaults=False)
            _take_back(table, part, result, in_order=dialect.name != "postgresql")
        return
    statement = dml.insert(table).values({name: bind(table.c[name], name) for name in names})
    if fetch:
        statement = statement.returning(*fetch)
    result = yield Execute(statement, [row.values for row in batch], identity=False, defaults=False)
    _take_back(table, batch, result, in_order=True)


def _insert_one(table: Any, row: Row, dialect: Any) -> Work[None]:
    statement = dml.insert(table).values(row.values)
    by_id = (
        _generated_key(table, row.fetch)
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
                _expire_column(row.instance, column)
    elif row.fetch and dialect.returning:
        _take_back(table, [row], result, in_order=True)
    else:
        for column in row.fetch:
            if column.primary_key:
                raise exc.FlushError(
                    f"Instance {type(row.instance).__name__} has a NULL identity key.  If this is an "
                    "auto-generated value, check that "
                    "the database table allows generation of new primary key values, and that the mapped Column "
                    "object is configured "
                    "to expect these generated values.  Ensure also that this flush() is not occurring at an "
                    "inappropriate time, such "
                    "as within a load() event."
                )
            _expire_column(row.instance, column)


def _generated_key(table: Any, fetch: tuple[Any, ...]) -> Any:
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


def _take_back(table: Any, batch: list[Row], result: Any, *, in_order: bool) -> None:
    fetch = batch[0].fetch
    if not fetch:
        return
    rows = [row if isinstance(row, tuple) and not result.single else (row,) for row in result.rows]
    if len(rows) != len(batch):
        raise exc.StaleDataError(f"INSERT into table '{table.name}' of {len(batch)} row(s) returned {len(rows)} row(s)")
    if not in_order:
        counted = _generated_key(table, fetch)
        if counted is not None:
            # VALUES is read in order, so the counter's order is that of the rows whatever RETURNING does.
            position = fetch.index(counted)
            rows.sort(key=lambda row: row[position])
    for row, values in zip(batch, rows, strict=True):
        for column, value in zip(fetch, values, strict=True):
            _store(row.instance, column, value)


def _store(instance: Any, column: Any, value: Any) -> None:
    attr = instance_state(instance).mapper.attr_or_none(column)
    if attr is not None:
        instance.__dict__[attr] = value


def _expire_column(instance: Any, column: Any) -> None:
    state = instance_state(instance)
    attr = state.mapper.attr_or_none(column)
    if attr is not None:
        instance.__dict__.pop(attr, None)
        state.expired = True


# --- update
def update(session: Session, instances: list[Any]) -> Work[list[Any]]:
    """Write the changed columns of persistent objects, in the tables that changed; return the objects written."""
    written: dict[int, Any] = {}
    by_table: dict[int, tuple[Any, list[tuple[Any, Any, dict[str, Any]]]]] = {}
    for instance in instances:
        steps = instance_state(instance).mapper.flush_steps("update")
        changed = [(step, _changed_values(instance, step)) for step in steps]
        version = instance_state(instance).mapper.version_id_col
        for step, values in changed:
            touches_version = version is not None and version.table is step.table and any(each for _, each in changed)
            if values or touches_version:
                by_table.setdefault(id(step.table), (step.table, []))[1].append((instance, step, values))
                written[id(instance)] = instance
    for table, work in by_table.values():
        batch: list[tuple[Any, Any, dict[str, Any]]] = []
        for instance, step, values in work:
            plain = not any(is_expression(value) for value in values.values())
            _on_update(table, instance, values)
            same = batch and list(batch[0][2]) == list(values) and batch[0][1].key == step.key
            if batch and not (same and plain):
                yield from _update_batch(session, table, batch)
                batch = []
            batch.append((instance, step, values))
            if not plain:
                yield from _update_batch(session, table, batch)
                batch = []
        if batch:
            yield from _update_batch(session, table, batch)
    return list(written.values())


def _changed_values(instance: Any, step: Any) -> dict[str, Any]:
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


def _on_update(table: Any, instance: Any, values: dict[str, Any]) -> None:
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
            _expire_column(instance, column)


def _update_batch(session: Session, table: Any, batch: list[tuple[Any, Any, dict[str, Any]]]) -> Work[None]:
    first, step, values = batch[0]
    version = instance_state(first).mapper.version_id_col
    if version is not None and version.table is not table:
        version = None
    conditions = [own == bind(own, f"key_{own.key}") for own, _ in step.key]
    inline = any(is_expression(value) for value in values.values())
    setting: dict[str, Any] = {
        name: value if is_expression(value) else bind(table.c[name], name) for name, value in values.items()
    }
    if version is not None:
        conditions.append(version == bind(version, f"key_{version.key}"))
        setting[version.key] = bind(version, version.key)
    parameters: list[dict[str, Any]] = []
    for instance, own_step, own_values in batch:
        row = {name: value for name, value in own_values.items() if not is_expression(value)}
        for own, attr in own_step.key:
            row[f"key_{own.key}"] = _old_key(instance, attr)
        if version is not None:
            attr = instance_state(instance).mapper.attr_of(version)
            before = (instance_state(instance).committed or {}).get(attr, instance.__dict__.get(attr))
            row[f"key_{version.key}"] = before
            row[version.key] = instance.__dict__[attr] = (before or 0) + 1
        parameters.append(row)
    statement = dml.update(table).where(*conditions).values(setting)
    result = yield Execute(
        statement, parameters if len(parameters) > 1 else parameters[0], identity=False, defaults=False
    )
    if result.rowcount >= 0 and result.rowcount != len(batch):
        raise exc.StaleDataError(
            f"UPDATE statement on table '{table.name}' expected to update {len(batch)} row(s); "
            f"{result.rowcount} were matched."
        )
    if inline:
        for name, value in values.items():
            if is_expression(value):
                _expire_column(first, table.c[name])


def _old_key(instance: Any, attr: str) -> Any:
    """Return the key value a row has in the database now."""
    state = instance_state(instance)
    return state.key[state.mapper.pk_attrs.index(attr)]


# --- delete
def delete_all(session: Session, instances: list[Any]) -> Work[None]:
    """Delete the rows of objects of one hierarchy, child tables first."""
    by_table: dict[int, tuple[int, Any, list[tuple[Any, Any]]]] = {}
    for instance in instances:
        steps = instance_state(instance).mapper.flush_steps("delete")
        for depth, step in enumerate(reversed(steps)):
            by_table.setdefault(id(step.table), (depth, step.table, []))[2].append((instance, step))
    for _, table, work in sorted(by_table.values(), key=lambda place: -place[0]):
        step = work[0][1]
        version = instance_state(work[0][0]).mapper.version_id_col
        if version is not None and version.table is not table:
            version = None
        conditions = [own == bind(own, f"key_{own.key}") for own, _ in step.key]
        if version is not None:
            conditions.append(version == bind(version, f"key_{version.key}"))
        parameters = []
        for instance, own_step in work:
            row = {f"key_{own.key}": _old_key(instance, attr) for own, attr in own_step.key}
            if version is not None:
                attr = instance_state(instance).mapper.attr_of(version)
                row[f"key_{version.key}"] = (instance_state(instance).committed or {}).get(
                    attr, instance.__dict__.get(attr)
                )
            parameters.append(row)
        statement = dml.delete(table).where(*conditions)
        result = yield Execute(
            statement, parameters if len(parameters) > 1 else parameters[0], identity=False, defaults=False
        )
        _check_deleted(table, work, result.rowcount, versioned=version is not None)


def _check_deleted(table: Any, work: list[tuple[Any, Any]], rowcount: int, *, versioned: bool) -> None:
    if rowcount < 0 or rowcount == len(work):
        return
    if not instance_state(work[0][0]).mapper.mapper_args.get("confirm_deleted_rows", True):
        return
    message = (
        f"DELETE statement on table '{table.name}' expected to delete {len(work)} row(s); {rowcount} were matched."
    )
    if versioned:
        raise exc.StaleDataError(message)
    warnings.warn(
        exc.SAWarning(
            f"{message}  Please set confirm_deleted_rows=False within the mapper configuration to prevent this warning."
        ),
        stacklevel=2,
    )
