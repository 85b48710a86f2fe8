"""Upserts of a class whose rows live in several tables: which unique key decides, and what a row that is there gets.

The rule: the conflict target is a unique key of one table of the chain. A row that has no counterpart is inserted into
every table; one that has is left alone or updated in the tables its assignments are in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Execute, Work, in_savepoint
from sqlmodel_rs.orm.loading.selects import in_keys, key_condition
from sqlmodel_rs.orm.unitofwork import inserts, rows, tables
from sqlmodel_rs.orm.unitofwork.carriers import carrier
from sqlmodel_rs.schema import Column, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel_rs.sql import dml, kinds, traversal
from sqlmodel_rs.sql.elements import BindParameter
from sqlmodel_rs.sql.statement import select_rows

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

Key = tuple[Any, ...]
Values = dict[str, Any]

ROWS_AT_ONCE = 200


class Rule:
    """What an upsert says: the unique keys a row is recognised by, and what is set in a row that is there."""

    __slots__ = ("excluded", "mapper", "set_", "targets", "where")

    def __init__(self, statement: Any, backend: str) -> None:
        self.mapper = statement.entity.mapper
        conflict = statement._conflict
        self.set_: dict[Any, Any] = conflict.set_ if conflict._kind == kinds.ON_DUPLICATE or conflict.update else {}
        self.where = getattr(conflict, "where", None)
        self.excluded = statement._proposed()
        self.targets = _targets(self.mapper, conflict, backend)
        for column in self.set_:
            if self.mapper.attr_or_none(column) is None:
                raise exc.CompileError(f"Unconsumed column names: {column.key}")

    @property
    def is_plain(self) -> bool:
        """Whether what is set in a row that is there is known beforehand, and the key stays."""
        return self.where is None and all(
            (value._kind == kinds.BIND or id(value) in self.excluded)
            and any(column.table is table for table in self.mapper.tables)
            and self.mapper.attr_of(column) not in self.mapper.pk_attrs
            for column, value in self.set_.items()
        )

    def recognised(self, instance: Any) -> list[tuple[int, Key]]:
        """Return the unique keys that a new row has values for: NULL is equal to nothing."""
        found = []
        for number, target in enumerate(self.targets):
            key = tuple(_value(self.mapper, instance, column) for column in target)
            if all(part is not None for part in key):
                found.append((number, key))
        return found


def _value(mapper: Any, instance: Any, column: Any) -> Any:
    attr = mapper.attr_of(column)
    value = instance.__dict__.get(attr)
    if value is None and column.default is not None and column.default.is_scalar:
        value = column.default.arg
    if rows.is_expression(value):
        raise exc.InvalidRequestError(
            f"An upsert of {mapper.class_.__name__} recognises rows by '{column}', whose value is an SQL expression: "
            "give a value."
        )
    return value


# --- the target
def _targets(mapper: Any, conflict: Any, backend: str) -> list[tuple[Any, ...]]:
    name = mapper.class_.__name__
    duplicate = conflict._kind == kinds.ON_DUPLICATE
    if duplicate is not (backend == "mysql"):
        wanted = "on_duplicate_key_update()" if backend == "mysql" else "on_conflict_do_update() or _do_nothing()"
        raise exc.CompileError(f"{backend} has no such upsert of {name}: use {wanted}, or session.upsert().")
    if not duplicate and conflict.index_where is not None:
        raise exc.InvalidRequestError(
            f"index_where is not supported in an upsert of {name}, whose rows live in several tables: name a unique "
            "constraint that has no condition."
        )
    known = [key for table in mapper.tables for key in unique_keys(mapper, table)]
    if not duplicate and conflict.constraint is not None:
        return [_by_name(mapper, conflict.constraint)]
    if duplicate or not conflict.elements:
        return list({tuple(id(column) for column in key): key for key in known}.values())
    columns = [getattr(element, "column", element) for element in conflict.elements]
    for column in columns:
        if mapper.attr_or_none(column) is None:
            raise exc.ArgumentError(f"The conflict target {column} is no column of {name}.")
    wanted_attrs = {mapper.attr_of(column) for column in columns}
    if wanted_attrs == set(mapper.pk_attrs):
        return [mapper.primary_key]
    # A key column is one column by several names: the base's and each child's.
    named = {_one_name(mapper, column) for column in columns}
    for key in known:
        if {_one_name(mapper, column) for column in key} == named:
            return [key]
    sources = {id(one.table): one.table.name for one in columns if mapper.attr_of(one) not in mapper.pk_attrs}
    if len(sources) > 1:
        raise exc.InvalidRequestError(
            f"The conflict target of an upsert of {name} names columns of several tables "
            f"({', '.join(sources.values())}): no unique constraint spans them. Name unique columns of one table."
        )
    raise exc.InvalidRequestError(
        f"There is no unique constraint on ({', '.join(str(column) for column in columns)}), the conflict target of an "
        f"upsert of {name}. Unique are: {_listed(known)}."
    )


def _one_name(mapper: Any, column: Any) -> Any:
    attr = mapper.attr_of(column)
    return attr if attr in mapper.pk_attrs else id(column)


def _listed(known: list[tuple[Any, ...]]) -> str:
    return "; ".join(", ".join(str(column) for column in key) for key in known)


def _by_name(mapper: Any, name: str) -> tuple[Any, ...]:
    for table in mapper.tables:
        for constraint in (*table.constraints, *table.indexes):
            if constraint.name == name and (
                isinstance(constraint, (UniqueConstraint, PrimaryKeyConstraint)) or getattr(constraint, "unique", False)
            ):
                return _with_root_key(mapper, table, tuple(constraint.columns))
    names = ", ".join(table.name for table in mapper.tables)
    raise exc.ArgumentError(
        f"There is no unique constraint {name!r} in the tables of {mapper.class_.__name__} ({names}): name its columns "
        "with index_elements."
    )


def unique_keys(mapper: Any, table: Any) -> Iterator[tuple[Any, ...]]:
    """Iterate over the unique keys of one table of a chain; the primary key is the root's."""
    yield _with_root_key(mapper, table, tuple(table.primary_key.columns))
    for column in table.columns:
        if column.unique:
            yield (column,)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(constraint.columns)
    for index in table.indexes:
        if index.unique and not _is_partial(index):
            yield tuple(index.columns)


def _is_partial(index: Any) -> bool:
    """Whether a unique index says nothing of some rows, or of a column alone."""
    conditional = any(key.endswith("_where") and value is not None for key, value in index._dialect_kwargs.items())
    return conditional or any(not isinstance(part, Column) for part in index.expressions)


def _with_root_key(mapper: Any, table: Any, columns: tuple[Any, ...]) -> tuple[Any, ...]:
    own = {id(column) for column, _ in mapper.table_key(table)}
    return tuple(mapper.primary_key) if own == {id(column) for column in columns} else columns


# --- writing
def upsert(session: PlainSession, statement: Any, given: list[Values], bind: Any) -> Work[tuple[list[Key], list[Key]]]:
    """Write the rows; return the keys of those that were written, and among them of those that were there before."""
    mapper = statement.entity.mapper
    connection = yield from session._connect(bind, mapper.tables[0])
    rule = Rule(statement, connection.dialect.backend)
    yield from tables.become_writer(connection.dialect, mapper.tables[0], bind)
    writer = _Writer(session, connection, rule, bind)
    for batch in writer.batches(given):
        yield from writer.write(batch)
    return writer.written, writer.updated


class _Writer:
    """One upsert on its way: a batch of rows with different unique keys after the other."""

    def __init__(self, session: PlainSession, connection: Any, rule: Rule, bind: Any) -> None:
        self.session = session
        self.connection = connection
        self.rule = rule
        self.mapper = rule.mapper
        self.bind = bind
        self.written: list[Key] = []
        self.updated: list[Key] = []

    def batches(self, given: list[Values]) -> Iterator[list[Values]]:
        """Cut the rows where a unique key comes again: the second row meets the first one."""
        batch: list[Values] = []
        seen: set[tuple[int, Key]] = set()
        for values in given:
            keys = set(self.rule.recognised(carrier(self.mapper, values)))
            if batch and (len(batch) == ROWS_AT_ONCE or keys & seen):
                yield batch
                batch, seen = [], set()
            batch.append(values)
            seen |= keys
        if batch:
            yield batch

    def write(self, batch: list[Values]) -> Work[None]:
        """Insert the rows that are new and update the others."""
        instances = [carrier(self.mapper, values) for values in batch]
        places = yield from self._lookup(instances)
        fresh = [at for at, key in enumerate(places) if key is None]
        if fresh and not (yield from self._insert([instances[at] for at in fresh])):
            # Somebody was quicker with one of them, or the database takes more for equal than Python does.
            for at in fresh:
                instances[at] = carrier(self.mapper, batch[at])
                if (yield from self._insert([instances[at]])):
                    continue
                instances[at] = carrier(self.mapper, batch[at])
                (places[at],) = yield from self._lookup([instances[at]], lock=True)
                if places[at] is None:
                    # The violation is another constraint's: let the database say it.
                    yield from inserts.insert_all(self.session, [carrier(self.mapper, batch[at])])
        known: list[tuple[Key, Any]] = []
        for at, instance in enumerate(instances):
            key = places[at]
            if key is None:
                self.written.append(self.mapper.identity_key(instance))
            elif self.rule.set_ and self.rule.is_plain:
                known.append((key, instance))
                self.written.append(key)
                self.updated.append(key)
            elif self.rule.set_:
                yield from self._update(key, instance)
        if known:
            yield from self._update_all(known)

    def _insert(self, instances: list[Any]) -> Work[bool]:
        """Insert rows into every table of the chain; False, and nothing is written, where a unique key is taken."""
        try:
            yield from in_savepoint(self.connection, inserts.insert_all(self.session, instances))
        except exc.UniqueViolation:
            return False
        return True

    def _lookup(self, instances: list[Any], *, lock: bool = False) -> Work[list[Key | None]]:
        """Return the key of the row that each new row would conflict with, or None."""
        found: list[Key | None] = [None] * len(instances)
        recognised = [self.rule.recognised(instance) for instance in instances]
        for number, target in enumerate(self.rule.targets):
            wanted = {key: at for at, keys in enumerate(recognised) for own, key in keys if own == number}
            if not wanted:
                continue
            table = target[0].table
            pairs = self.mapper.table_key(table)
            own = {attr: column for column, attr in pairs}
            columns = [own[attr] for attr in self.mapper.pk_attrs]
            query = select_rows(*columns, *target).where(in_keys(list(target), list(wanted)))
            if lock:
                query = query.with_for_update()
            answer = yield Execute(query, None, identity=False, bind=self.bind)
            for row in answer.rows:
                key, value = tuple(row[: len(columns)]), tuple(row[len(columns) :])
                at = wanted.get(value)
                if at is None and len(wanted) == 1:
                    # Equal to the database (by its collation), not to Python.
                    (at,) = wanted.values()
                if at is None:
                    continue
                if found[at] is not None and found[at] != key:
                    raise exc.InvalidRequestError(
                        f"A row of an upsert of {self.mapper.class_.__name__} conflicts with two rows, {found[at]} and "
                        f"{key}, by different unique keys ({_listed(self.rule.targets)}): only one can be updated. "
                        "Name the one conflict target, or give fewer unique values."
                    )
                found[at] = key
        return found

    # --- rows that are there
    def _update_all(self, known: list[tuple[Key, Any]]) -> Work[None]:
        """Update rows by values that are known beforehand: one statement for each table."""
        mapper = self.mapper
        keys = list(dict.fromkeys(key for key, _ in known))
        columns = [tables.key_column(mapper, column) for column in mapper.primary_key]
        wanted = dml.update(mapper.class_).where(in_keys(columns, keys))
        found = set((yield from tables.choose(self.session, wanted, None, [], self.bind)))
        for key in keys:
            if key not in found:
                raise self._other_class(key)
        for table in mapper.tables:
            setting = {column: value for column, value in self.rule.set_.items() if column.table is table}
            if not setting:
                continue
            by_attr = {attr: column for column, attr in mapper.table_key(table)}
            own = [by_attr[attr] for attr in mapper.pk_attrs]
            touched = [one for one in table.columns if one.onupdate is not None and one not in setting]
            made = {column: rows.default_value(column.onupdate, {}) for column in touched}
            made = {column: value for column, value in made.items() if value is not NO_VALUE}
            statement = dml.update(table).where(*(one == rows.bind(one, f"key_{at}") for at, one in enumerate(own)))
            statement = statement.values({column: rows.bind(column, f"set_{column.key}") for column in setting} | made)
            parameters = [
                {f"key_{at}": part for at, part in enumerate(key)}
                | {
                    f"set_{column.key}": self._said(value, instance).effective_value
                    for column, value in setting.items()
                }
                for key, instance in known
            ]
            given = parameters if len(parameters) > 1 else parameters[0]
            yield Execute(statement, given, identity=False, bind=self.bind, defaults=False)

    def _update(self, key: Key, instance: Any) -> Work[None]:
        mapper = self.mapper
        values = {column: self._said(value, instance) for column, value in self.rule.set_.items()}
        conditions = [
            tables.key_column(mapper, column) == part for column, part in zip(mapper.primary_key, key, strict=True)
        ]
        if self.rule.where is not None:
            conditions.append(self._said(self.rule.where, instance))
        statement = dml.update(mapper.class_).where(*conditions).values(values)
        chosen, _ = yield from tables.change(self.session, statement, None, self.bind)
        if chosen.after:
            self.written.extend(chosen.after)
            self.updated.extend(chosen.after)
            return
        if self.rule.where is not None and (yield from self._is_of_class(key)):
            return
        raise self._other_class(key)

    def _other_class(self, key: Key) -> exc.InvalidRequestError:
        mapper = self.mapper
        table = mapper.base_mapper.local_table.name
        return exc.InvalidRequestError(
            f"The row of table '{table}' with key {key[0] if len(key) == 1 else key} conflicts with a row of an upsert "
            f"of {mapper.class_.__name__}, but is not a {mapper.class_.__name__}. Change its class first "
            f"(session.become()), or use on_conflict_do_nothing()."
        )

    def _is_of_class(self, key: Key) -> Work[bool]:
        columns = [tables.key_column(self.mapper, column) for column in self.mapper.primary_key]
        query = select_rows(*columns).select_from(self.mapper.entity).where(key_condition(columns, key))
        answer = yield Execute(query, None, identity=False, bind=self.bind)
        return bool(answer.rows)

    def _said(self, node: Any, instance: Any) -> Any:
        """Put the new row's values in the place of `excluded` columns."""

        def change(part: Any) -> Any:
            column = self.rule.excluded.get(id(part))
            if column is None:
                return None
            return BindParameter("excluded", self._proposed(column, instance), column.type, unique=True)

        return traversal.replace(node, change)

    def _proposed(self, column: Any, instance: Any) -> Any:
        attr = self.mapper.attr_of(column)
        if attr in instance.__dict__:
            return instance.__dict__[attr]
        if column.default is not None and not column.default.is_sequence:
            made = rows.default_value(column.default, {})
            if made is not NO_VALUE:
                return made
        if column.server_default is not None:
            raise exc.InvalidRequestError(
                f"excluded.{column.key} in an upsert of {self.mapper.class_.__name__} is a default the database makes, "
                "and the row has no value for it: give one."
            )
        return None
