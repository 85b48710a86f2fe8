"""`Query`: SQLAlchemy's older way to say SELECT, on top of `select()`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.effects import run
from sqlmodel_rs.orm.execution import execute_work
from sqlmodel_rs.sql import dml
from sqlmodel_rs.sql.functions import func
from sqlmodel_rs.sql.statement import select_rows

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import Session

_CHAINED = frozenset(
    "where having filter_by order_by group_by limit offset distinct join outerjoin select_from options with_for_update "
    "execution_options correlate with_only_columns prefix_with".split()
)


class Query:
    """A SELECT bound to a session; each method returns a new one."""

    def __init__(self, entities: tuple[Any, ...], session: Session, statement: Any = None) -> None:
        self.session = session
        self._entities = entities
        self.statement = select_rows(*entities) if statement is None else statement

    def _with(self, statement: Any) -> Query:
        return Query(self._entities, self.session, statement)

    def __getattr__(self, name: str) -> Any:
        if name not in _CHAINED:
            raise AttributeError(f"'Query' object has no attribute {name!r}")
        method = getattr(self.statement, name)
        return lambda *args, **options: self._with(method(*args, **options))

    def filter(self, *criteria: Any) -> Query:
        """Add conditions."""
        return self._with(self.statement.where(*criteria))

    def with_entities(self, *entities: Any) -> Query:
        """Select something else with the same FROM and conditions."""
        return Query(entities, self.session, self.statement.with_only_columns(*entities, maintain_column_froms=True))

    def _result(self) -> Any:
        result = run(execute_work(self.session, self.statement), self.session)
        return result.scalars().unique() if self._one_entity else result

    @property
    def _one_entity(self) -> bool:
        return len(self._entities) == 1 and getattr(self._entities[0], "__sql_entity__", None) is not None

    def all(self) -> list[Any]:
        """Return all objects or rows."""
        return list(self._result().all())

    def first(self) -> Any:
        """Return the first object or row, or None."""
        return self._with(self.statement.limit(1))._result().first()

    def one(self) -> Any:
        """Return the only object or row; raises `NoResultFound` or `MultipleResultsFound`."""
        return self._result().one()

    def one_or_none(self) -> Any:
        """Return the only object or row, or None."""
        return self._result().one_or_none()

    def scalar(self) -> Any:
        """Return the first column of the only row, or None."""
        row = self.one_or_none()
        return row[0] if isinstance(row, tuple) else row

    def count(self) -> int:
        """Return the number of rows."""
        counting = select_rows(func.count()).select_from(self.statement.order_by(None).subquery())
        return int(run(execute_work(self.session, counting), self.session).scalar())

    def get(self, ident: Any) -> Any:
        """Return the object with a primary key, or None."""
        return self.session.get(self._entities[0], ident)

    def exists(self) -> Any:
        """Return EXISTS of this query."""
        return self.statement.exists()

    def subquery(self, name: str | None = None) -> Any:
        """Return the query as a FROM element."""
        return self.statement.subquery(name)

    def _change(self, statement: Any, synchronize_session: Any) -> int:
        if self.statement._where:
            statement = statement.where(*self.statement._where)
        options = {"synchronize_session": synchronize_session}
        return int(run(execute_work(self.session, statement, None, options), self.session).rowcount)

    def delete(self, synchronize_session: Any = "auto") -> int:
        """Delete the rows the query finds and return their number."""
        self._check_plain("delete")
        return self._change(dml.delete(self._entities[0]), synchronize_session)

    def update(self, values: dict[Any, Any], synchronize_session: Any = "auto") -> int:
        """Update the rows the query finds and return their number."""
        self._check_plain("update")
        return self._change(dml.update(self._entities[0]).values(values), synchronize_session)

    def _check_plain(self, method: str) -> None:
        if not self._one_entity:
            raise exc.InvalidRequestError(f"Query.{method}() needs a single mapped class")

    def __iter__(self) -> Iterator[Any]:
        return iter(self._result())

    def __getitem__(self, item: int | slice) -> Any:
        if isinstance(item, slice):
            return self._with(self.statement.slice(item.start or 0, item.stop)).all()
        return self._with(self.statement.slice(item, item + 1)).all()[0]

    def __str__(self) -> str:
        return str(self.statement)
