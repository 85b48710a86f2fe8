"""Transactions that are run again after a conflict with another one."""

import threading
from typing import Any

import pytest

from sqlmodel_rs import Session, create_engine, exc, select, text
from sqlmodel_rs.exc import _from_driver
from sqlmodel_rs.orm.shortcuts import is_conflict, retry_transaction

from .models import Hero

DEADLOCK = ("operational", "deadlock detected", "40P01")


def conflict() -> Exception:
    return _from_driver(*DEADLOCK)


@pytest.mark.parametrize("code", ["40001", "40P01", "1213", "1205", "5", "517", "6"])
def test_conflicts_are_known_by_their_codes(code):
    assert is_conflict(_from_driver("operational", "x", code))


@pytest.mark.parametrize(("kind", "code"), [("operational", "57014"), ("data", "22021"), ("unique", "23505")])
def test_other_errors_are_no_conflicts(kind, code):
    assert not is_conflict(_from_driver(kind, "x", code))
    assert not is_conflict(ValueError())


def test_run_commits_and_returns(session):
    assert session.run(lambda own: own.add(Hero(name="a")) or "done") == "done"
    assert not session.in_transaction()
    assert session.exec(select(Hero.name)).all() == ["a"]


def test_run_begins_anew_after_a_conflict(session):
    calls = []

    def work(own: Session) -> int:
        calls.append(own.exec(select(Hero.name)).all())
        own.add(Hero(name="a"))
        own.flush()
        if len(calls) < 3:
            raise conflict()
        return len(calls)

    assert session.run(work, delay=0) == 3
    assert calls == [[], [], []]
    assert session.exec(select(Hero.name)).all() == ["a"]


def test_run_gives_up_with_the_last_error(session):
    calls = []

    def work(own: Session) -> None:
        calls.append(1)
        raise conflict()

    with pytest.raises(exc.DeadlockDetected):
        session.run(work, attempts=2, delay=0)
    assert len(calls) == 2
    with pytest.raises(exc.ArgumentError):
        session.run(work, attempts=0)


def test_run_does_not_repeat_other_errors(session):
    calls = []

    def work(own: Session) -> None:
        calls.append(1)
        own.add(Hero(id=1, name="a"))
        own.flush()
        own.exec(text("SELECT * FROM no_such_table"))

    with pytest.raises(exc.DBAPIError):
        session.run(work)
    assert calls == [1]
    assert session.exec(select(Hero)).all() == []


def test_run_refuses_a_session_in_a_transaction(session):
    session.exec(select(Hero)).all()
    with pytest.raises(exc.InvalidRequestError, match="already begun"):
        session.run(lambda own: None)


def test_two_transactions_that_deadlock_both_succeed(engine, database_url, shared_url):
    if database_url == "sqlite://":
        engine = create_engine(shared_url, connect_args={"timeout": 0})
    with Session(engine) as session:
        session.add_all([Hero(id=1, name="a", age=0), Hero(id=2, name="b", age=0)])
        session.commit()
    met = threading.Barrier(2, timeout=20)
    failures: list[BaseException] = []
    attempts: list[int] = []

    def transfer(first: int, second: int) -> None:
        tried: list[int] = []

        def work(session: Session) -> None:
            attempts.append(first)
            tried.append(first)
            session.get_one(Hero, first).age += 1
            if database_url == "sqlite://":
                # A snapshot each, before either writes.
                session.exec(text("SELECT count(*) FROM shortcut_hero")) if len(tried) > 1 else met.wait()
            session.flush()
            if database_url != "sqlite://" and len(tried) == 1:
                met.wait()
            session.get_one(Hero, second).age += 1

        try:
            with Session(engine) as session:
                session.run(work, attempts=50)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=transfer, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    with Session(engine) as session:
        assert session.exec(select(Hero.age)).all() == [2, 2]
    assert len(attempts) > 2


def test_decorated_function_opens_its_own_session(engine):
    calls: list[int] = []

    @retry_transaction(attempts=3, delay=0)
    def create(name: str, *, age: int) -> str:
        """Say what."""
        with Session(engine) as session, session.begin():
            session.add(Hero(name=name, age=age))
            session.flush()
            calls.append(1)
            if len(calls) == 1:
                raise conflict()
        return name

    assert create("a", age=3) == "a"
    assert create.__doc__ == "Say what."
    with Session(engine) as session:
        assert session.exec(select(Hero.age)).all() == [3]
    with pytest.raises(exc.ArgumentError):
        retry_transaction(attempts=0)


async def test_run_async(async_session):
    calls: list[int] = []

    async def work(own: Any) -> str:
        own.add(Hero(name="a"))
        await own.flush()
        calls.append(1)
        if len(calls) == 1:
            raise conflict()
        return "done"

    assert await async_session.run(work, delay=0) == "done"
    assert (await async_session.exec(select(Hero.name))).all() == ["a"]


async def test_decorated_coroutine_async():
    calls: list[int] = []

    @retry_transaction(attempts=2, delay=0)
    async def work() -> str:
        calls.append(1)
        if len(calls) == 1:
            raise conflict()
        return "done"

    assert await work() == "done"
    assert len(calls) == 2
