"""`Query`: SQLAlchemy's older way to say SELECT, on top of `select()`.

Behaviour: SQLAlchemy, "Legacy Query API". Knows statements and sessions; every method is written with those of 2.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from sqlmodel_rs import exc
from sqlmodel_rs.orm.effects import run
from sqlmodel_rs.orm.entity import aliased, column_visitor
from sqlmodel_rs.orm.execution import execute_work
from sqlmodel_rs.sql import dml, kinds
from sqlmodel_rs.sql.elements import expression
from sqlmodel_rs.sql.functions import func
from sqlmodel_rs.sql.query import LABEL_STYLE_TABLENAME_PLUS_COL
from sqlmodel_rs.sql.statement import attribute_of, select_rows
from sqlmodel_rs.sql.textual import literal_column
from sqlmodel_rs.sql.traversal import replace
from sqlmodel_rs.subscript import Subscriptable

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

#: Methods of `select()` that a query has under the same name and with the same arguments.
_CHAINED = frozenset(
    "where having group_by limit offset slice distinct select_from options with_for_update correlate "
    "prefix_with suffix_with with_hint with_statement_hint set_label_style".split()
)


class BulkChange:
    """What `after_bulk_update` and `after_bulk_delete` listeners receive: a change that a query has made."""

    def __init__(self, query: Query, statement: Any, result: Any) -> None:
        self.session = query.session
        self.query = query
        self.statement = statement
        self.mapper = statement.entity.mapper
        self.result = result
        self.rowcount = int(result.rowcount)
        self.values = {column.key: value for column, value in (getattr(statement, "_values", None) or {}).items()}


class Query(Subscriptable):
    """A SELECT bound to a session; each method that narrows it returns a new one."""

    def __init__(self, entities: Any, session: PlainSession | None = None, statement: Any = None) -> None:
        self.session: Any = session
        self._entities = tuple(entities) if isinstance(entities, (list, tuple)) else (entities,)
        self.statement = select_rows(*self._entities) if statement is None else statement
        self._params: dict[str, Any] = {}
        #: The alias that the class stands for after a UNION; criteria on the class mean it.
        self._alias: Any = None

    def _with(self, statement: Any, **changes: Any) -> Self:
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        new.statement = statement
        new.__dict__.update(changes)
        return new

    def __getattr__(self, name: str) -> Any:
        if name not in _CHAINED:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        method = getattr(self.statement, name)
        return lambda *args, **options: self._with(method(*self._adapted(args), **options))

    def filter_by(self, **kwargs: Any) -> Self:
        """Return the query with `attribute == value` conditions on the entity joined last, or the first one.

        Raises InvalidRequestError where there is no entity, or it has no such attribute.
        """
        sources = self.statement._filter_sources()
        if not sources:
            raise exc.InvalidRequestError("filter_by() needs an entity in the query")
        source = sources[-1 if self.statement._from else 0]
        return self._with(self.statement.where(*[attribute_of(source, key) == value for key, value in kwargs.items()]))

    def _adapted(self, clauses: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return clauses as the query's FROM has them."""
        if self._alias is None:
            return clauses
        leaf = column_visitor(self._alias._adapt_column)
        return tuple(
            replace(expression(clause), leaf) if hasattr(clause, "__clause_element__") or hasattr(clause, "_kind")
            else clause
            for clause in clauses
        )  # fmt: skip

    # --- what is selected
    @property
    def whereclause(self) -> Any:
        """The conditions, or None."""
        return self.statement.whereclause

    @property
    def selectable(self) -> Any:
        """The SELECT."""
        return self.statement

    @property
    def column_descriptions(self) -> list[dict[str, Any]]:
        """What each element of a row is: name, type, entity."""
        return self.statement.column_descriptions

    @property
    def is_single_entity(self) -> bool:
        """Whether a result is an object and not a row."""
        return len(self._entities) == 1 and getattr(self._entities[0], "__sql_entity__", None) is not None

    @property
    def _order_by_clauses(self) -> tuple[Any, ...]:
        return tuple(self.statement._order_by)

    def _compile_state(self) -> QueryState:
        return QueryState(self._entities)

    def __clause_element__(self) -> Any:
        return self.statement

    def with_session(self, session: PlainSession) -> Self:
        """Return the query bound to another session."""
        return self._with(self.statement, session=session)

    def with_entities(self, *entities: Any) -> Self:
        """Select something else with the same FROM and conditions."""
        statement = self.statement.with_only_columns(*entities, maintain_column_froms=True)
        return self._with(statement, _entities=entities)

    def add_columns(self, *columns: Any) -> Self:
        """Select more columns."""
        return self._with(self.statement.add_columns(*columns), _entities=(*self._entities, *columns))

    def add_entity(self, entity: Any, alias: Any = None) -> Self:
        """Select one more class."""
        return self.add_columns(entity if alias is None else alias)

    def from_statement(self, statement: Any) -> Self:
        """Return the query with another statement in place of the one it has built: SQL text, or a SELECT.

        Raises InvalidRequestError when the query is not of a single mapped class.
        """
        if not self.is_single_entity:
            raise exc.InvalidRequestError("from_statement() needs a query of a single mapped class")
        if statement._kind in (kinds.TEXT, kinds.TEXTUAL_SELECT):
            return self._with(self.statement.from_statement(statement))
        return self._over(statement.subquery())

    def _over(self, source: Any) -> Self:
        """Return the query of the class's rows that a subquery has."""
        alias = aliased(self._entities[0], source)
        return self._with(select_rows(alias), _alias=alias)

    # --- conditions, joins and order
    def filter(self, *criteria: Any) -> Self:
        """Add conditions."""
        return self._with(self.statement.where(*self._adapted(criteria)))

    def join(self, target: Any, onclause: Any = None, *, isouter: bool = False, full: bool = False) -> Self:
        """Join a class, a table or along a relationship."""
        return self._with(self.statement.join(target, onclause, isouter=isouter, full=full))

    def outerjoin(self, target: Any, onclause: Any = None, *, full: bool = False) -> Self:
        """Join by LEFT OUTER JOIN."""
        return self._with(self.statement.outerjoin(target, onclause, full=full))

    def order_by(self, *clauses: Any) -> Self:
        """Add to ORDER BY; None or False takes away what is there."""
        if len(clauses) == 1 and (clauses[0] is None or clauses[0] is False):
            return self._with(self.statement.order_by(None))
        return self._with(self.statement.order_by(*self._adapted(clauses)))

    # --- how it is run
    def execution_options(self, **options: Any) -> Self:
        """Set execution options."""
        return self._with(self.statement.execution_options(**options))

    def get_execution_options(self) -> dict[str, Any]:
        """Return the execution options."""
        return dict(self.statement._execution_options)

    def populate_existing(self) -> Self:
        """Refresh objects that the session has already."""
        return self.execution_options(populate_existing=True)

    def autoflush(self, setting: bool) -> Self:
        """Say whether the session is flushed before."""
        return self.execution_options(autoflush=setting)

    def yield_per(self, count: int) -> Self:
        """Deliver the result in parts of `count`."""
        return self.execution_options(yield_per=count)

    def params(self, *args: Any, **values: Any) -> Self:
        """Give values to the query's named parameters."""
        given = dict(args[0]) if args else {}
        return self._with(self.statement, _params={**self._params, **given, **values})

    def _result(self) -> Any:
        if self.session is None:
            raise exc.UnboundExecutionError("This query is bound to no session: use with_session()")
        statement = self.statement
        result = run(execute_work(self.session, statement, self._params or None), self.session)
        if self.is_single_entity:
            result = result.scalars()
        # Rows that have an object are given once, but for those that come in parts.
        has_objects = any(getattr(one, "__sql_entity__", None) is not None for one in self._entities)
        return result.unique() if has_objects and not statement._execution_options.get("yield_per") else result

    def all(self) -> list[Any]:
        """Return all objects or rows."""
        return list(self._result().all())

    def first(self) -> Any:
        """Return the first object or row, or None."""
        if self.statement._kind == kinds.TEXTUAL_SELECT:
            return self._result().first()
        return self._with(self.statement.limit(1))._result().first()

    def one(self) -> Any:
        """Return the only object or row; raises `NoResultFound` or `MultipleResultsFound`."""
        return self._result().one()

    def one_or_none(self) -> Any:
        """Return the only object or row, or None; raises `MultipleResultsFound`."""
        return self._result().one_or_none()

    def scalar(self) -> Any:
        """Return the first column of the only row, or None; raises `MultipleResultsFound`."""
        row = self.one_or_none()
        return row[0] if isinstance(row, tuple) and not self.is_single_entity else row

    def count(self) -> int:
        """Return the number of rows."""
        counting = select_rows(func.count()).select_from(self.statement.order_by(None).subquery())
        counting = counting.execution_options(**self.statement._execution_options)
        return int(run(execute_work(self.session, counting, self._params or None), self.session).scalar())

    def get(self, ident: Any) -> Any:
        """Return the object with a primary key, or None.

        Raises InvalidRequestError when the query has conditions: the session may have the object without asking.
        """
        if not self.is_single_entity:
            raise exc.InvalidRequestError("get() can only be used against a single mapped class.")
        if self.statement._where or self.statement._order_by or self.statement._limit is not None:
            raise exc.InvalidRequestError("Query.get() being called on a Query with existing criterion.")
        options = self.statement._execution_options
        return self.session.get(
            self._entities[0],
            ident,
            options=self.statement._options or None,
            populate_existing=bool(options.get("populate_existing")),
        )

    def __iter__(self) -> Iterator[Any]:
        return iter(self._result())

    def __getitem__(self, item: int | slice) -> Any:
        if isinstance(item, slice):
            start, stop = item.start, item.stop
            if (start or 0) < 0 or (stop or 0) < 0:
                raise IndexError("negative indexes are not accepted by SQL index / slice operators")
            if stop is None:
                return self._with(self.statement.offset(start or None)).all()[:: item.step]
            return self._with(self.statement.slice(start or 0, stop)).all()[:: item.step]
        if item < 0:
            raise IndexError("negative indexes are not accepted by SQL index / slice operators")
        return self._with(self.statement.slice(item, item + 1)).all()[0]

    # --- as part of another statement
    def subquery(self, name: str | None = None, with_labels: bool = False, reduce_columns: bool = False) -> Any:
        """Return the query as a FROM element."""
        return self.statement.subquery(name)

    def cte(self, name: str | None = None, recursive: bool = False, nesting: bool = False) -> Any:
        """Return the query as a common table expression."""
        return self.statement.cte(name, recursive=recursive, nesting=nesting)

    def label(self, name: str | None) -> Any:
        """Return the query as a named scalar expression."""
        return self.statement.scalar_subquery().label(name)

    def scalar_subquery(self) -> Any:
        """Return the query as a scalar expression."""
        return self.statement.scalar_subquery()

    as_scalar = scalar_subquery

    def exists(self) -> Any:
        """Return EXISTS of this query, which selects 1: nobody reads its columns."""
        if self.statement._kind != kinds.SELECT:
            return self.statement.exists()
        return self.statement.with_only_columns(literal_column("1"), maintain_column_froms=True).exists()

    def _combined(self, method: str, others: tuple[Any, ...]) -> Self:
        statements = [getattr(other, "statement", other) for other in others]
        compound = getattr(self.statement, method)(*statements)
        return self._over(compound.subquery()) if self.is_single_entity else self._with(compound)

    def union(self, *queries: Any) -> Self:
        """Combine with other queries by UNION."""
        return self._combined("union", queries)

    def union_all(self, *queries: Any) -> Self:
        """Combine with other queries by UNION ALL."""
        return self._combined("union_all", queries)

    def intersect(self, *queries: Any) -> Self:
        """Combine with other queries by INTERSECT."""
        return self._combined("intersect", queries)

    def except_(self, *queries: Any) -> Self:
        """Combine with other queries by EXCEPT."""
        return self._combined("except_", queries)

    # --- changes
    def delete(self, synchronize_session: Any = "auto", delete_args: dict[Any, Any] | None = None) -> int:
        """Delete the rows the query finds and return their number.

        Raises InvalidRequestError when the query limits, orders, groups or joins.
        """
        self._check_plain("delete")
        return self._change(dml.delete(self._entities[0]), synchronize_session, delete_args)

    def update(
        self, values: dict[Any, Any], synchronize_session: Any = "auto", update_args: dict[Any, Any] | None = None
    ) -> int:
        """Update the rows the query finds and return their number.

        Raises InvalidRequestError when the query limits, orders, groups or joins.
        """
        self._check_plain("update")
        statement = dml.update(self._entities[0])
        ordered = bool((update_args or {}).get("preserve_parameter_order"))
        statement = statement.ordered_values(*_pairs(values)) if ordered else statement.values(values)
        return self._change(statement, synchronize_session, update_args)

    def _change(self, statement: Any, synchronize_session: Any, arguments: dict[Any, Any] | None) -> int:
        options = {name: value for name, value in (arguments or {}).items() if name != "preserve_parameter_order"}
        if options:
            statement = statement.with_dialect_options(**options)
        if self.statement._where:
            statement = statement.where(*self.statement._where)
        how = {"synchronize_session": synchronize_session}
        result = run(execute_work(self.session, statement, self._params or None, how), self.session)
        name = "after_bulk_update" if statement._kind == kinds.UPDATE else "after_bulk_delete"
        self.session._dispatch(name, BulkChange(self, statement, result))
        return int(result.rowcount)

    def _check_plain(self, method: str) -> None:
        if not self.is_single_entity:
            raise exc.InvalidRequestError(f"Query.{method}() needs a single mapped class")
        statement = self.statement
        for name, used in (
            ("limit", statement._limit is not None),
            ("offset", statement._offset is not None),
            ("order_by", bool(statement._order_by)),
            ("group_by", bool(statement._group_by)),
            ("distinct", statement._distinct is not False),
            ("join or select_from", bool(statement._from)),
        ):
            if used:
                raise exc.InvalidRequestError(
                    f"Can't call Query.update() or Query.delete() when {name}() has been called"
                )

    def __str__(self) -> str:
        try:
            bind = None if self.session is None else self.session.get_bind(clause=self.statement)
        except exc.UnboundExecutionError:
            bind = None
        statement = self.statement
        if statement._kind == kinds.SELECT:
            statement = statement.set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
        return str(statement.compile(bind))


def _pairs(values: Any) -> list[tuple[Any, Any]]:
    return list(values.items() if isinstance(values, dict) else values)


class MapperEntity:
    """A mapped class, or an alias of one, that a query selects."""

    def __init__(self, selected: Any, mapper: Any) -> None:
        self.entity_zero = self.expr = mapper if isinstance(selected, type) else selected
        self.mapper = mapper


class ColumnEntity:
    """A column or another expression that a query selects."""

    def __init__(self, selected: Any) -> None:
        self.expr = self.column = selected
        self.entity_zero = getattr(selected, "parent", None)


class QueryState:
    """The entities of a query in their order."""

    def __init__(self, selected: tuple[Any, ...]) -> None:
        self._entities = [_entity(one) for one in selected]

    def _mapper_zero(self) -> Any:
        """Return the mapper of the first entity, or None."""
        first = self._entities[0]
        return getattr(first, "mapper", None) or first.entity_zero


def _entity(selected: Any) -> MapperEntity | ColumnEntity:
    sql_entity = getattr(selected, "__sql_entity__", None)
    if sql_entity is None:
        return ColumnEntity(selected)
    mapper = getattr(selected, "__mapper__", None)
    return MapperEntity(selected, mapper if mapper is not None else selected.mapper)
