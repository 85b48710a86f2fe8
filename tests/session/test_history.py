"""`get_history()`, what it loads, and the options of a program's own that listeners find."""

from typing import Any

import pytest

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, event, select
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import inspect
from sqlmodel_rs.sa.orm import ORMExecuteState, UserDefinedOption, was_deleted
from sqlmodel_rs.sa.orm.attributes import PASSIVE_NO_INITIALIZE, get_history


class Kept(SQLModel, registry=registry()):
    """The metadata of this module."""


class Crew(Kept, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    members: list["Member"] = Relationship(back_populates="crew")


class Member(Kept, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    crew_id: int | None = Field(default=None, foreign_key="crew.id")
    crew: Crew | None = Relationship(back_populates="members")


@pytest.fixture
def session(database_url) -> Any:
    engine = create_engine(database_url)
    Kept.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Crew(name="t", members=[Member(name="h"), Member(name="i")]))
        session.commit()
        yield session
    Kept.metadata.drop_all(engine)
    engine.dispose()


def test_history_loads_what_is_not_loaded_unless_told_otherwise(session) -> None:
    crew = session.exec(select(Crew)).one()
    for name, size in (("name", 1), ("members", 2)):
        session.expire_all()
        assert get_history(crew, name, PASSIVE_NO_INITIALIZE) == ((), (), ())
        assert inspect(crew).attrs[name].history == ((), (), ())
        assert name not in crew.__dict__
        assert [len(part) for part in get_history(crew, name)] == [0, size, 0]
    crew.name = "new"
    assert get_history(crew, "name") == (["new"], (), ["t"])
    assert get_history(Crew(name="x"), "name") == (["x"], (), ())


def test_a_value_set_over_an_expired_one_has_no_past(session) -> None:
    crew = session.exec(select(Crew)).one()
    session.expire_all()
    crew.name = "new"
    assert get_history(crew, "name") == (["new"], (), ())


def test_listeners_find_a_programs_own_options(session) -> None:
    class Tenant(UserDefinedOption):
        pass

    seen: list[Any] = []

    @event.listens_for(session, "do_orm_execute")
    def look(state: ORMExecuteState) -> None:
        assert isinstance(state, ORMExecuteState)
        seen.extend(option.payload for option in state.user_defined_options if isinstance(option, Tenant))

    assert len(session.exec(select(Member).options(Tenant("a"))).all()) == 2
    assert session.exec(select(Member.name).options(Tenant("b"))).first() is not None
    assert seen == ["a", "b"]


def test_a_deleted_object_says_so(session) -> None:
    member, other = session.exec(select(Member)).all()
    session.delete(member)
    session.commit()
    assert was_deleted(member) and not was_deleted(other)
