"""The shortcuts as methods of a session; the asynchronous ones are in `ext.asyncio.shortcuts`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self, TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.orm import effects
from sqlmodel_rs.orm.shortcuts.audit import audit_work
from sqlmodel_rs.orm.shortcuts.become import become_work
from sqlmodel_rs.orm.shortcuts.creation import get_or_create_work
from sqlmodel_rs.orm.shortcuts.keys import get_many_work
from sqlmodel_rs.orm.shortcuts.plan import Plan, explain_work
from sqlmodel_rs.orm.shortcuts.retry import Attempts
from sqlmodel_rs.orm.shortcuts.upsert import upsert_work

T = TypeVar("T")


class Shortcuts:
    """What `Session` has beyond SQLAlchemy's."""

    begin: Any
    #: The root transaction and what it loaded lazily, where the engine detects N+1.
    _loads: tuple[Any, dict[Any, int]] = (None, {})

    def _drive(self, work: effects.Work[T]) -> T:
        session: Any = self
        return effects.run(work, session)

    def get_many(
        self,
        entity: type[T],
        idents: Iterable[Any],
        *,
        options: Iterable[Any] | None = None,
        populate_existing: bool = False,
    ) -> list[T | None]:
        """Return the object of each primary key, or None, in the order of the keys.

        Keys are as for `get()`. What the session has costs nothing; one statement reads all the rest.

            heroes = session.get_many(Hero, [3, 1, 2])
        """
        session: Any = self
        return self._drive(get_many_work(session, entity, idents, options, populate_existing))

    def get_or_create(self, entity: type[T], defaults: Mapping[str, Any] | None = None, **by: Any) -> tuple[T, bool]:
        """Return the object whose attributes are `by`, created with `defaults` besides where there is none, and whether
        it was created.

        A unique constraint on the attributes makes this safe: the INSERT runs in a savepoint, and when another program
        was quicker the object is read again. Nothing is committed. Raises `MultipleResultsFound` when there are
        several.

            team, created = session.get_or_create(Team, name="Preventers", defaults={"city": "Sharp Tower"})
        """
        session: Any = self
        return self._drive(get_or_create_work(session, entity, defaults, by))

    def become(self, instance: Any, entity: type[T], **values: Any) -> T:
        """Change the class of an object and its row to another class of the hierarchy, and return the same object.

        The rows of tables that the class has no part in are deleted, those of its own are inserted, the discriminator
        is set; columns that only the former class has become NULL, and its relationships are emptied as by its
        deletion. `values` are by attribute: what the class requires and has no default for must be among them. Pending
        changes are flushed before; all is written, or nothing; a rollback undoes it. The key stays; a concrete class
        has a table of its own and counts the key anew. Mappers' `before_update` listeners hear of the object while it
        is of its former class, `after_update` listeners when it is of the new one. Raises ArgumentError for a class of
        another hierarchy, for an unknown or a missing value.

            ada = session.become(ada, Manager, budget=3)
        """
        session: Any = self
        return self._drive(become_work(session, instance, entity, values))  # type: ignore[no-any-return]

    def audit(self, entity: Any, *, limit: int = 100) -> list[exc.RowError]:
        """Return what is wrong with the rows of the hierarchy of a class, as errors that are not raised.

        `MissingRowError`: the class of a row has a table without a row for it; `AmbiguousRowError`: a row has one in a
        table that is not its class's; `OrphanRowError`: a row of a child table has none in its parent's;
        `PolymorphicIdentityError`: a discriminator is NULL or names no class. Each has `table`, `key` and `hint`. At
        most `limit` of them.

            assert session.audit(Employee) == []
        """
        session: Any = self
        return self._drive(audit_work(session, entity, limit))

    def upsert(
        self,
        entity: type[T],
        rows: Iterable[Mapping[str, Any]],
        *,
        by: Any = None,
        update: Any = None,
    ) -> list[T]:
        """Insert rows, or update those that are there, and return their objects in the order of the rows.

        Rows are dicts by attribute. `by` names the unique attributes that tell whether a row is there, without it the
        primary key; MySQL and MariaDB go by every unique key of the table. `update` names the attributes to change in
        such a row (without it all that are given, with `[]` none), or is a mapping of attributes to values and
        expressions. One INSERT .. ON CONFLICT (ON DUPLICATE KEY) writes the rows: no events, no cascades.

            heroes = session.upsert(Hero, [{"name": "Deadpond", "age": 48}], by="name")
        """
        session: Any = self
        return self._drive(upsert_work(session, entity, rows, by, update))

    def explain(self, statement: Any, analyze: bool = False) -> Plan:
        """Return the database's plan for a statement as a tree.

        With `analyze` the statement is run, a change too, and the plan has what was measured (PostgreSQL, MariaDB).

            print(session.explain(select(Hero).where(Hero.name == "Deadpond")))
        """
        session: Any = self
        return self._drive(explain_work(session, statement, analyze))

    def run(self, function: Callable[[Self], T], *, attempts: int = 3, delay: float = 0.01) -> T:
        """Call `function(session)` in a transaction of its own, commit, and return what it returns.

        When the database gives the transaction up in favour of another one (`is_conflict`), it is rolled back and the
        function called again, `attempts` times in all, with a random pause that begins below twice `delay` seconds.

            session.run(lambda session: withdraw(session, account_id, 100))
        """
        tries = Attempts(attempts, delay)
        for _ in tries:
            try:
                with self.begin():
                    return function(self)
            except exc.DBAPIError as error:
                time.sleep(tries.pause(error))
        raise AssertionError("the last attempt returns or raises")
