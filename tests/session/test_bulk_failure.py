"""A bulk operation that fails leaves the session as SQLAlchemy leaves it: waiting for `rollback()`."""

from collections.abc import Callable
from typing import Any

import pytest

from sqlmodel_rs import exc, select

from .models import Hero

Bulk = Callable[[Any], None]

FAILING: dict[str, Bulk] = {
    "save": lambda session: session.bulk_save_objects([Hero(id=2, name="b"), Hero(id=1, name="again")]),
    "insert": lambda session: session.bulk_insert_mappings(Hero, [{"id": 2, "name": "b"}, {"id": 1, "name": "again"}]),
    "update": lambda session: session.bulk_update_mappings(Hero, [{"id": 1, "name": None}]),
}


@pytest.mark.parametrize("fail", FAILING.values(), ids=FAILING)
def test_failed_bulk_operation_waits_for_rollback(session, fail):
    session.add(Hero(id=1, name="a"))
    session.commit()
    with pytest.raises(exc.IntegrityError):
        fail(session)
    assert (session.is_active, session.in_transaction()) == (False, True)
    with pytest.raises(exc.PendingRollbackError):
        session.exec(select(Hero)).all()
    session.rollback()
    assert session.exec(select(Hero.name)).all() == ["a"]


@pytest.mark.parametrize("fail", FAILING.values(), ids=FAILING)
def test_failed_bulk_operation_in_a_savepoint_undoes_the_savepoint(session, fail):
    session.add(Hero(id=1, name="a"))
    session.flush()
    with pytest.raises(exc.IntegrityError), session.begin_nested():
        fail(session)
    assert session.is_active
    session.commit()
    assert session.exec(select(Hero.name)).all() == ["a"]


def test_bulk_operation_that_succeeds_is_committed(session):
    session.bulk_insert_mappings(Hero, [{"id": 1, "name": "a"}])
    session.bulk_update_mappings(Hero, [{"id": 1, "name": "b"}])
    session.bulk_save_objects([Hero(id=2, name="c")])
    session.commit()
    assert sorted(session.exec(select(Hero.name)).all()) == ["b", "c"]
