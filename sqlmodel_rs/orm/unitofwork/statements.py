"""UPDATE, DELETE and INSERT on mapped classes: every table of a hierarchy is changed, objects in memory follow.

A class in several tables has its keys chosen once; then each table is written by key. One table is one statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine import execution
from sqlmodel_rs.engine.result import CursorResult
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.inheritance.discriminator import identity_text
from sqlmodel_rs.orm.loading.selects import replace_columns
from sqlmodel_rs.orm.unitofwork import conflict, inserts, synchronise, tables
from sqlmodel_rs.orm.unitofwork.carriers import carrier, class_of, several_tables
from sqlmodel_rs.sql import dml, kinds
from sqlmodel_rs.sql.expression import literal, null
from sqlmodel_rs.sql.statement import select_rows

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


def change(session: PlainSession, statement: Any, params: Any, options: dict[str, Any], bind: Any) -> Work[Any]:
    """Run an INSERT, UPDATE or DELETE of a mapped class."""
    mapper = statement.entity.mapper
    if statement._kind == kinds.INSERT:
        return (yield from _insert(session, statement, params, options, bind))
    statement = _with_criteria(statement, mapper)
    if statement._kind == kinds.UPDATE and isinstance(params, (list, tuple)) and params:
        return (yield from _update_by_key(session, statement, params))
    if statement._kind == kinds.UPDATE and isinstance(params, dict) and statement._values is None:
        statement, params = statement.values(params), None
    if mapper.union is not None:
        return (yield from _change_union(session, statement, params, options, bind))
    if len(tables.tables_of(mapper)) > 1:
        return (yield from _change_tables(session, statement, params, options, bind))
    matched = yield from synchronise.prepare(session, statement, params, options)
    populate = bool(options.get("populate_existing"))
    if matched.asked:
        told = statement.returning(*mapper.primary_key)
        returned = yield Execute(told, params, identity=False, bind=bind)
        matched.take(returned.rows, returned.single)
        answer: Any = Written(len(returned.rows))
    else:
        answer = yield Execute(statement, params, populate_existing=populate, bind=bind)
    synchronise.finish(session, statement, matched)
    return CursorResult(answer, statement)


class Written:
    """The answer to a statement that became several: the number of logical rows."""

    __slots__ = ("keys", "lastrowid", "rowcount", "rows", "single")

    def __init__(self, rowcount: int, items: tuple[Any, ...] = (), rows: list[Any] | None = None) -> None:
        self.rowcount = rowcount
        self.keys = tables.names_of(items)
        self.single = len(items) == 1
        self.rows: list[Any] = [row[0] for row in rows or ()] if self.single else list(rows or ())
        self.lastrowid: int | None = None

    def add(self, answer: Any) -> None:
        """Add the rows and counts of one more statement."""
        self.rowcount += max(answer.rowcount, 0)
        self.keys, self.single, self.lastrowid = tuple(answer.keys), answer.single, answer.lastrowid
        self.rows.extend(answer.rows)


def _with_criteria(statement: Any, mapper: Any) -> Any:
    """Limit a statement on a class that shares its table to the class's own rows."""
    criteria = mapper.entity.criteria
    return statement if criteria is None or len(tables.tables_of(mapper)) > 1 else statement.where(criteria)


# --- several tables
def _change_tables(
    session: PlainSession, statement: Any, params: Any, options: dict[str, Any], bind: Any
) -> Work[CursorResult]:
    mapper = statement.entity.mapper
    how = synchronise.strategy_of(options)
    if how == "evaluate":
        yield from synchronise.prepare(session, statement, params, options)
    chosen, returned = yield from tables.change(session, statement, params, bind)
    if how is not False:
        present = synchronise.present(session, mapper, chosen.before)
        synchronise.finish(session, statement, present)
        for instance, key in zip(present.sure, present.keys, strict=True):
            after = chosen.after[chosen.before.index(key)] if chosen.after is not chosen.before else key
            if after != key:
                session._follow_key(instance, after)
    if statement._returning and statement._kind == kinds.UPDATE:
        populate = bool(options.get("populate_existing"))
        returned = yield from tables.read_back(mapper, statement._returning, chosen.after, bind, populate)
    elif statement._returning and how is not False:
        # RETURNING may have brought objects whose rows are gone now.
        synchronise.finish(session, statement, synchronise.present(session, mapper, chosen.before))
    return CursorResult(Written(len(chosen.after), statement._returning, returned), statement)


def _change_union(
    session: PlainSession, statement: Any, params: Any, options: dict[str, Any], bind: Any
) -> Work[CursorResult]:
    """Change the rows of every table of a concrete hierarchy, one statement a table."""
    mapper = statement.entity.mapper
    if any(item._kind == kinds.ENTITY for item in statement._returning):
        raise exc.InvalidRequestError(
            f"RETURNING {mapper.class_.__name__} is not supported: its rows live in the tables of several concrete "
            "classes. Name the columns, or change each class by itself."
        )
    how = synchronise.strategy_of(options)
    written = Written(0, statement._returning)
    for one in mapper.self_and_descendants:
        if one.no_table:
            continue
        branch = _of_branch(statement, mapper, one)
        matched = yield from synchronise.prepare_branch(session, branch, one, params, how)
        answer = yield Execute(branch, params, bind=bind)
        written.add(answer)
        synchronise.finish(session, branch, matched, one)
    return CursorResult(written, statement)


def _of_branch(statement: Any, mapper: Any, one: Any) -> Any:
    """Return an UPDATE or DELETE of a concrete hierarchy as one of the table of one of its classes."""
    union = mapper.union
    own = {column.key: column for column in one.local_table.columns}
    sources = {id(union), *(id(other.local_table) for other in mapper.self_and_descendants)}

    def onto(column: Any) -> Any:
        if id(getattr(column, "table", None)) not in sources:
            return column
        found = own.get(column.key)
        if found is not None:
            return found
        marks = getattr(mapper, "discriminator", None)
        is_mark = marks is None or column.key == getattr(marks.expression, "key", None)
        return literal(identity_text(one.polymorphic_identity or one.class_.__name__)) if is_mark else null()

    changed: Any = (dml.update if statement._kind == kinds.UPDATE else dml.delete)(one.local_table)
    if statement._where:
        changed = changed.where(*(replace_columns(condition, onto) for condition in statement._where))
    if statement._kind == kinds.UPDATE:
        values = {onto(column): replace_columns(value, onto) for column, value in (statement._values or {}).items()}
        changed = changed.values(values)
    return changed.returning(*(replace_columns(item, onto) for item in statement._returning))


# --- bulk update by primary key
def _update_by_key(session: PlainSession, statement: Any, params: Iterable[dict[str, Any]]) -> Work[Any]:
    from sqlmodel_rs.orm.unitofwork import bulk

    if statement._where and not statement.entity.criteria:
        raise exc.InvalidRequestError(
            "bulk ORM UPDATE does not support additional WHERE criteria; add the primary key to each set of "
            "values instead"
        )
    mappings = [dict(values) for values in params]
    yield from bulk.update_work(session, statement.entity.cls, mappings)
    return CursorResult(Written(len(mappings)), statement)


# --- insert
def _insert(session: PlainSession, statement: Any, params: Any, options: dict[str, Any], bind: Any) -> Work[Any]:
    mapper = statement.entity.mapper
    if len(mapper.tables) == 1 and not _names_subclasses(mapper, statement, params):
        statement, params = _one_table_insert(mapper, statement, params)
        groups = _by_shape(params) if isinstance(params, list) else []
        if len(groups) < 2:
            return (yield from insert_rows(session, statement, params, options, bind))
        written = Written(0)
        for group in groups:
            answer = yield Execute(statement, group, bind=bind)
            written.add(answer)
        return CursorResult(written, statement)
    if statement._select is not None:
        given = yield from _selected_rows(mapper, statement, params, bind)
    else:
        given = _given_rows(mapper, statement, params)
    populate = bool(options.get("populate_existing"))
    if statement._conflict is not None:
        keys, known = yield from conflict.upsert(session, statement, given, bind)
        for key in known:
            present = session._native_identity.get(mapper.base_mapper.class_, key)
            if present is not None:
                session._expire_state(present)
    else:
        instances = [carrier(mapper, values) for values in given]
        if instances:
            yield from inserts.insert_all(session, instances)
        keys = [mapper.identity_key(instance) for instance in instances]
    returned = None
    if statement._returning:
        returned = yield from tables.read_back(mapper, statement._returning, keys, bind, populate)
        return CursorResult(Written(len(keys), statement._returning, returned), statement)
    made = (tuple(column.key for column in mapper.primary_key), keys)
    return CursorResult(Written(len(keys)), statement, inserted=made)


def _names_subclasses(mapper: Any, statement: Any, params: Any) -> bool:
    """Tell whether rows of an INSERT are, by their discriminator, of subclasses that have tables of their own."""
    if statement._conflict is not None or not mapper.children or len(tables.tables_of(mapper)) == 1:
        return False
    if isinstance(params, (list, tuple, dict)):
        return several_tables(mapper, [params] if isinstance(params, dict) else list(params))
    return statement._select is None and several_tables(mapper, _given_rows(mapper, statement, None))


def _selected_rows(mapper: Any, statement: Any, params: Any, bind: Any) -> Work[list[dict[str, Any]]]:
    """Read the rows of an INSERT FROM SELECT: each becomes a row of several tables, whose keys the first one makes."""
    columns, query = statement._select
    attrs = [mapper.attr_or_none(column) or column.key for column in columns]
    answer = yield Execute(query, params, identity=False, bind=bind)
    found = [(row,) if answer.single else tuple(row) for row in answer.rows]
    if found and len(found[0]) != len(attrs):
        raise exc.ArgumentError(
            f"INSERT FROM SELECT into {mapper.class_.__name__} names {len(attrs)} columns, and the SELECT gives "
            f"{len(found[0])}."
        )
    return [dict(zip(attrs, row, strict=True)) for row in found]


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
        if statement._select is not None:
            statement = _selecting_identity(statement, fixed, mapper.polymorphic_identity)
        elif statement._multi:
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
    return _without_siblings(mapper, statement) if params is None else statement, params


def _without_siblings(mapper: Any, statement: Any) -> Any:
    """Return an INSERT that leaves the columns of other classes of the table NULL, whatever their defaults."""
    columns = _siblings_defaults(mapper)
    if not columns:
        return statement
    copy = statement._copy()
    if statement._select is not None:
        names, query = statement._select
        missing = [column for column in columns if not any(column is name for name in names)]
        if query._kind != kinds.SELECT:
            query = select_rows(*query.subquery("selected").columns)
        copy._select = ((*names, *missing), query.add_columns(*(null() for _ in missing)))
    elif statement._multi:
        copy._multi = tuple({**{column: null() for column in columns}, **row} for row in statement._multi)
    elif statement._values is not None:
        copy._values = {**{column: null() for column in columns}, **statement._values}
    return copy


def _selecting_identity(statement: Any, fixed: Any, identity: Any) -> Any:
    """Return an INSERT FROM SELECT that writes the class's discriminator, too."""
    columns, query = statement._select
    if fixed in columns:
        return statement
    copy = statement._copy()
    value = literal(identity, fixed.type)
    if query._kind != kinds.SELECT:
        rows_of = query.subquery("selected")
        query = select_rows(*rows_of.columns)
    copy._select = ((*columns, fixed), query.add_columns(value))
    return copy


def _by_shape(params: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Split parameter sets into runs that name the same columns."""
    groups: list[list[dict[str, Any]]] = []
    for values in params:
        if not groups or groups[-1][0].keys() != values.keys():
            groups.append([])
        groups[-1].append(values)
    return groups


def _by_column(mapper: Any, values: dict[str, Any], fixed: Any) -> dict[str, Any]:
    own = class_of(mapper, values)
    made = {(own.columns[name].key if name in own.columns else name): value for name, value in values.items()}
    if fixed is not None:
        made.setdefault(fixed.key, own.polymorphic_identity)
    for column in _siblings_defaults(own):
        made.setdefault(column.key, None)
    return made


def _siblings_defaults(mapper: Any) -> list[Any]:
    """Return the columns of a shared table whose defaults are for rows of other classes."""
    if mapper.inherits is None and not mapper.children:
        return []
    columns = mapper.local_table.columns
    return [column for column in columns if column.default is not None and mapper.attr_or_none(column) is None]


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
