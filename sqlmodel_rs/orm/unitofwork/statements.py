"""UPDATE, DELETE and INSERT on mapped classes: every table of a hierarchy is changed, objects in memory follow.

A class in several tables has its keys chosen once; then each table is written by key. One table is one statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine import execution
from sqlmodel_rs.engine.result import CursorResult, TupleResult
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.loading.selects import in_keys
from sqlmodel_rs.orm.unitofwork import inserts, rows, synchronise
from sqlmodel_rs.sql import dml, kinds, traversal
from sqlmodel_rs.sql.entity import EntityColumn
from sqlmodel_rs.sql.statement import select_rows

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

KEYS_AT_ONCE = 500


def change(session: PlainSession, statement: Any, params: Any, options: dict[str, Any], bind: Any) -> Work[Any]:
    """Run an INSERT, UPDATE or DELETE of a mapped class.

    Raises `InvalidRequestError` for an upsert on a class that is stored in several tables.
    """
    mapper = statement.entity.mapper
    if statement._kind == kinds.INSERT:
        return (yield from _insert(session, statement, params, options, bind))
    statement = _with_criteria(statement, mapper)
    if statement._kind == kinds.UPDATE and isinstance(params, (list, tuple)) and params:
        return (yield from _update_by_key(session, statement, params))
    if statement._kind == kinds.UPDATE and isinstance(params, dict) and statement._values is None:
        statement, params = statement.values(params), None
    matched = yield from synchronise.prepare(session, statement, params, options)
    several = _tables_of(mapper)
    if len(several) > 1:
        count = yield from _change_tables(statement, params, mapper, several, bind)
        result: Any = CursorResult(Written(count), statement)
    else:
        populate = bool(options.get("populate_existing"))
        answer = yield Execute(statement, params, populate_existing=populate, bind=bind)
        result = CursorResult(answer, statement)
    synchronise.finish(session, statement, matched)
    return result


class Written:
    """The answer to a statement that became several: the number of logical rows."""

    __slots__ = ("keys", "lastrowid", "rowcount", "rows", "single")

    def __init__(self, rowcount: int) -> None:
        self.rowcount = rowcount
        self.keys: tuple[str, ...] = ()
        self.rows: list[Any] = []
        self.single = False
        self.lastrowid: int | None = None

    def add(self, answer: Any) -> None:
        """Add the rows and counts of one more statement."""
        self.rowcount += max(answer.rowcount, 0)
        self.keys, self.single, self.lastrowid = tuple(answer.keys), answer.single, answer.lastrowid
        self.rows.extend(answer.rows)


def _with_criteria(statement: Any, mapper: Any) -> Any:
    """Limit a statement on a class that shares its table to the class's own rows."""
    criteria = mapper.entity.criteria
    return statement if criteria is None or len(_tables_of(mapper)) > 1 else statement.where(criteria)


def _tables_of(mapper: Any) -> list[Any]:
    """Return every table that rows of a class live in, its descendants' included, base first."""
    found: dict[int, Any] = {}
    for one in mapper.self_and_descendants:
        if one.base_mapper is mapper.base_mapper:
            for table in one.tables:
                found.setdefault(id(table), table)
    return list(found.values())


# --- several tables
def _change_tables(statement: Any, params: Any, mapper: Any, tables: list[Any], bind: Any) -> Work[int]:
    if statement._returning:
        raise exc.InvalidRequestError(
            f"RETURNING is not supported for an UPDATE or DELETE of {mapper.class_.__name__}, whose rows live "
            "in several tables "
            f"({', '.join(table.name for table in tables)}): select the rows before."
        )
    assignments = _assignments(statement, mapper) if statement._kind == kinds.UPDATE else {}
    moving = [
        (column, value) for values in assignments.values() for column, value in values.items() if _reads_columns(value)
    ]
    keys = mapper.primary_key
    selected = [*(_column(mapper, key) for key in keys), *(value for _, value in moving)]
    chosen = select_rows(*selected).select_from(mapper.entity)
    if statement._where:
        chosen = chosen.where(*statement._where)
    answer = yield Execute(chosen, params, identity=False, bind=bind)
    found = [(row,) if answer.single else tuple(row) for row in answer.rows]
    if not found:
        return 0
    if statement._kind == kinds.UPDATE:
        yield from _update_tables(mapper, assignments, moving, found, bind)
    else:
        for table in reversed(tables):
            yield from _by_keys(
                dml.delete(table), _key_columns(mapper, table), [row[: len(keys)] for row in found], bind
            )
    return len(found)


def _column(mapper: Any, column: Any) -> Any:
    return EntityColumn(column, mapper.entity, mapper.attr_of(column))


def _key_columns(mapper: Any, table: Any) -> list[Any]:
    for one in mapper.self_and_descendants:
        if any(table is own for own in one.tables):
            return [own for own, _ in one.table_key(table)]
    return list(table.primary_key.columns)


def _assignments(statement: Any, mapper: Any) -> dict[int, dict[Any, Any]]:
    """Group what an UPDATE sets by the table it is in."""
    found: dict[int, dict[Any, Any]] = {}
    for column, value in (statement._values or {}).items():
        target = column
        if not any(column.table is table for table in mapper.tables):
            attr = mapper.attr_or_none(column) or column.key
            target = mapper.columns.get(attr)
            if target is None:
                raise exc.CompileError(f"Unconsumed column names: {column.key}")
        found.setdefault(id(target.table), {})[target] = value
    return found


def _reads_columns(value: Any) -> bool:
    return any(node._kind in (kinds.COLUMN, kinds.ENTITY_COLUMN) for node in traversal.walk(value))


def _update_tables(
    mapper: Any,
    assignments: dict[int, dict[Any, Any]],
    moving: list[tuple[Any, Any]],
    found: list[tuple[Any, ...]],
    bind: Any,
) -> Work[None]:
    width = len(mapper.primary_key)
    places = {id(column): width + at for at, (column, _) in enumerate(moving)}
    for table in mapper.tables:
        values = assignments.get(id(table))
        if not values:
            continue
        own_keys = _key_columns(mapper, table)
        fixed = {column: value for column, value in values.items() if id(column) not in places}
        for column in table.columns:
            if column.onupdate is not None and column not in values:
                made = rows.default_value(column.onupdate, {})
                if made is not NO_VALUE:
                    fixed[column] = made
        if fixed:
            yield from _by_keys(dml.update(table).values(fixed), own_keys, [row[:width] for row in found], bind)
        carried = [column for column in values if id(column) in places]
        if carried:
            setting = {column: rows.bind(column, f"set_{column.key}") for column in carried}
            conditions = [key == rows.bind(key, f"key_{at}") for at, key in enumerate(own_keys)]
            parameters = [
                {f"set_{column.key}": row[places[id(column)]] for column in carried}
                | {f"key_{at}": row[at] for at in range(width)}
                for row in found
            ]
            changed = dml.update(table).where(*conditions).values(setting)
            yield Execute(
                changed, parameters if len(parameters) > 1 else parameters[0], identity=False, bind=bind, defaults=False
            )


def _by_keys(statement: Any, columns: list[Any], keys: list[tuple[Any, ...]], bind: Any) -> Work[None]:
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = keys[start : start + KEYS_AT_ONCE]
        yield Execute(statement.where(in_keys(columns, part)), None, identity=False, bind=bind, defaults=False)


# --- bulk update by primary key
def _update_by_key(session: PlainSession, statement: Any, params: Iterable[dict[str, Any]]) -> Work[Any]:
    from sqlmodel_rs.orm.persistence import bulk_update_work

    if statement._where and not statement.entity.criteria:
        raise exc.InvalidRequestError(
            "bulk ORM UPDATE does not support additional WHERE criteria; add the primary key to each set of "
            "values instead"
        )
    mappings = [dict(values) for values in params]
    yield from bulk_update_work(session, statement.entity.cls, mappings)
    return CursorResult(Written(len(mappings)), statement)


# --- insert
def _insert(session: PlainSession, statement: Any, params: Any, options: dict[str, Any], bind: Any) -> Work[Any]:
    mapper = statement.entity.mapper
    if len(mapper.tables) == 1:
        statement, params = _one_table_insert(mapper, statement, params)
        groups = _by_shape(params) if isinstance(params, list) else []
        if len(groups) < 2:
            return (yield from insert_rows(session, statement, params, options, bind))
        written = Written(0)
        for group in groups:
            answer = yield Execute(statement, group, bind=bind)
            written.add(answer)
        return CursorResult(written, statement)
    if statement._conflict is not None or statement._select is not None:
        what = "An upsert" if statement._conflict is not None else "INSERT FROM SELECT"
        raise exc.InvalidRequestError(
            f"{what} into {mapper.class_.__name__} is not supported: its rows live in several tables "
            f"({', '.join(table.name for table in mapper.tables)}). Use session.merge(), or address one table: "
            f"insert({mapper.class_.__name__}.__table__)."
        )
    given = _given_rows(mapper, statement, params)
    instances = [_carrier(mapper, values) for values in given]
    yield from inserts.insert_all(session, instances)
    if not statement._returning:
        return CursorResult(Written(len(instances)), statement)
    keys = [mapper.identity_key(instance) for instance in instances]
    chosen = select_rows(*statement._returning).where(
        in_keys([_column(mapper, key) for key in mapper.primary_key], keys)
    )
    answer = yield Execute(chosen, None, bind=bind)
    return TupleResult(answer.rows, tuple(answer.keys), single=answer.single)


def insert_rows(session: PlainSession, statement: Any, params: Any, options: dict[str, Any], bind: Any) -> Work[Any]:
    """Run an INSERT into one table; the result knows the new primary key."""
    connection = yield from session._connect(bind, statement)
    statement, inserting = execution.executable(connection, statement, params)
    answer = yield Execute(statement, params, populate_existing=bool(options.get("populate_existing")), bind=bind)
    return execution.cursor_result(connection, answer, statement, inserting, params)


def _one_table_insert(mapper: Any, statement: Any, params: Any) -> tuple[Any, Any]:
    """Translate attribute names in parameters to columns and fill in the discriminator."""
    discriminator = mapper.discriminator
    fixed = None
    if discriminator is not None and discriminator.attr is not None and mapper.polymorphic_identity is not None:
        fixed = mapper.columns[discriminator.attr]
    if isinstance(params, (list, tuple)):
        params = [_by_column(mapper, values, fixed) for values in params]
    elif isinstance(params, dict):
        params = _by_column(mapper, params, fixed)
    elif fixed is not None:
        if statement._multi:
            copy = statement._copy()
            copy._multi = tuple(
                row
                if fixed in row
                else {**row, fixed: dml.value_element(fixed, mapper.polymorphic_identity, f"{fixed.key}_m{at}")}
                for at, row in enumerate(statement._multi)
            )
            statement = copy
        elif statement._values is not None and fixed not in statement._values:
            statement = statement.values({fixed: mapper.polymorphic_identity})
    return statement, params


def _by_shape(params: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Split parameter sets into runs that name the same columns."""
    groups: list[list[dict[str, Any]]] = []
    for values in params:
        if not groups or groups[-1][0].keys() != values.keys():
            groups.append([])
        groups[-1].append(values)
    return groups


def _by_column(mapper: Any, values: dict[str, Any], fixed: Any) -> dict[str, Any]:
    made = {(mapper.columns[name].key if name in mapper.columns else name): value for name, value in values.items()}
    if fixed is not None:
        made.setdefault(fixed.key, mapper.polymorphic_identity)
    return made


def _given_rows(mapper: Any, statement: Any, params: Any) -> list[dict[str, Any]]:
    """Return the rows of an INSERT as dicts by attribute, whichever way they were given."""
    if isinstance(params, (list, tuple)):
        return [dict(values) for values in params]
    if isinstance(params, dict):
        return [dict(params)]
    source = statement._multi or ((statement._values,) if statement._values is not None else ({},))
    return [
        {mapper.attr_or_none(column) or column.key: _plain(value) for column, value in row.items()} for row in source
    ]


def _plain(value: Any) -> Any:
    return value.effective_value if getattr(value, "_kind", None) == kinds.BIND else value


def _carrier(mapper: Any, values: dict[str, Any]) -> Any:
    """Return an object of the class that carries one row's values; it never joins the session."""
    from sqlmodel_rs.orm.state import instance_state

    instance = mapper.class_.__new__(mapper.class_)
    instance_state(instance)
    for name, value in values.items():
        if name not in mapper.columns:
            raise exc.CompileError(f"Unconsumed column names: {name}")
        instance.__dict__[name] = value
    mapper.init_instance(instance, values)
    return instance
