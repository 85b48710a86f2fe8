"""Scalar relationships that are replaced or looked up while they are not loaded."""

import gc
from typing import Any

import pytest

from sqlmodel_rs import create_engine, event, exc
from sqlmodel_rs.declarative import DeclarativeBase, Mapped, mapped_column, relationship
from sqlmodel_rs.orm import joinedload, selectinload
from sqlmodel_rs.orm.inspection import inspect
from sqlmodel_rs.orm.relationship.keyed import attribute_keyed_dict
from sqlmodel_rs.orm.session import PlainSession
from sqlmodel_rs.schema import ForeignKey
from sqlmodel_rs.sql.expression import select
from sqlmodel_rs.types import String
from tests.faults.models import Box, Item


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "replaced_team"

    id: Mapped[int] = mapped_column(primary_key=True)
    badge: Mapped["Badge | None"] = relationship(back_populates="team", cascade="all, delete-orphan")
    tools: Mapped[dict[str, "Tool"]] = relationship(
        back_populates="team", collection_class=attribute_keyed_dict("name")
    )


class Badge(Base):
    __tablename__ = "replaced_badge"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("replaced_team.id"))
    team: Mapped[Team | None] = relationship(back_populates="badge")


class Tool(Base):
    __tablename__ = "replaced_tool"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("replaced_team.id"))
    team: Mapped[Team | None] = relationship(back_populates="tools")


class Node(Base):
    __tablename__ = "replaced_node"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("replaced_node.id"))
    parent: Mapped["Node | None"] = relationship(remote_side=[id])


class Employee(Base):
    __tablename__ = "replaced_employee"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "employee"}


class Engineer(Employee):
    __tablename__ = "replaced_engineer"

    id: Mapped[int] = mapped_column(ForeignKey("replaced_employee.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "engineer"}


class Task(Base):
    __tablename__ = "replaced_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    engineer_id: Mapped[int | None] = mapped_column(ForeignKey("replaced_engineer.id"))
    engineer: Mapped[Engineer | None] = relationship()


@pytest.fixture
def session(database_url):
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    with PlainSession(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def sent(session):
    statements: list[Any] = []
    event.listen(session.bind, "before_cursor_execute", lambda *given: statements.append(given[2]))
    return statements


@pytest.fixture
def team(session):
    made = Team(badge=Badge(name="old"), tools={"a": Tool(name="a")})
    session.add(made)
    session.commit()
    session.refresh(made)
    return made


@pytest.mark.parametrize("new", [None, "new"])
def test_replaced_child_is_read_by_the_flush_and_deleted(session, team, sent, new):
    sent.clear()
    team.badge = None if new is None else Badge(name=new)
    assert sent == []
    session.commit()
    assert [badge.name for badge in session.scalars(select(Badge))] == ([] if new is None else [new])


def test_child_that_leaves_empties_the_unloaded_side(session, team):
    badge = session.scalars(select(Badge).options(joinedload(Badge.team))).one()
    badge.team = None
    assert inspect(team).dict["badge"] is None and team in session.dirty
    session.commit()
    assert session.scalars(select(Badge)).all() == []


def test_member_that_is_put_again_leaves_and_comes_back(session, team):
    tool = team.tools["a"]
    team.tools["a"] = tool
    assert tool in session.dirty and tool.team is team
    session.commit()
    assert dict(team.tools) == {"a": tool}


def test_new_row_that_refers_to_itself_is_refused(session):
    node = Node()
    node.parent = node
    session.add(node)
    with pytest.raises(exc.CircularDependencyError):
        session.flush()
    session.rollback()


def test_row_may_refer_to_itself_once_it_is_there(session):
    node = Node()
    session.add(node)
    session.flush()
    node.parent = node
    session.commit()
    assert node.parent_id == node.id


def test_child_of_a_hierarchy_is_found_in_memory(session, sent):
    task = Task(engineer=Engineer())
    session.add(task)
    session.commit()
    engineer = session.get(Engineer, inspect(task).dict.get("engineer_id") or task.engineer_id)
    sent.clear()
    assert task.engineer is engineer and sent == []


def test_many_deferred_references_to_a_hierarchy_take_two_statements(session, sent):
    tasks = [Task(engineer=Engineer()) for _ in range(3)]
    session.add_all(tasks)
    session.commit()
    session.expunge_all()
    sent.clear()
    found = session.scalars(select(Task).options(selectinload(Task.engineer))).all()
    assert all(task.engineer is not None for task in found) and len(sent) == 2


def test_what_is_joined_to_a_known_target_is_loaded(session, team):
    badge = session.scalars(select(Badge).options(selectinload(Badge.team).joinedload(Team.tools))).one()
    assert badge.team is team and "tools" in inspect(team).dict


def test_refresh_follows_its_cascade(session, team):
    badge = team.badge
    assert badge.name == "old"
    session.refresh(team)
    assert "name" in inspect(badge).unloaded and team.badge is badge


def test_child_that_is_kept_from_its_parents_deletion_is_left_alone(session, team):
    badge = team.badge
    session.delete(team)
    session.add(badge)
    badge.team_id = None
    session.flush()
    assert badge in session and inspect(badge).persistent


def test_single_parent_is_checked_before_the_change(session):
    class Own(DeclarativeBase):
        pass

    class Inner(Own):
        __tablename__ = "replaced_inner"

        id: Mapped[int] = mapped_column(primary_key=True)

    class Outer(Own):
        __tablename__ = "replaced_outer"

        id: Mapped[int] = mapped_column(primary_key=True)
        inner_id: Mapped[int | None] = mapped_column(ForeignKey("replaced_inner.id"))
        inner: Mapped[Inner | None] = relationship(cascade="all, delete-orphan", single_parent=True)

    Own.metadata.create_all(session.bind)
    inner = Inner()
    one, two = Outer(inner=inner), Outer()
    with pytest.raises(exc.InvalidRequestError, match="already associated"):
        two.inner = inner
    assert two.inner is None
    session.add(one)
    session.commit()
    one.inner = None
    session.commit()
    assert session.scalars(select(Inner)).all() == []


def test_new_object_loads_relationships_when_asked(session, team):
    badge = Badge(name="b", team_id=team.id)
    session.enable_relationship_loading(badge)
    assert badge.team is team and badge not in session.new
    session.commit()
    assert len(session.scalars(select(Badge)).all()) == 1


def test_a_collection_whose_owner_is_gone_takes_no_changes():
    items = Box(name="gone").items
    gc.collect()
    with pytest.raises(exc.ObjectDereferencedError, match=r"'Box\.items' - parent object of type <Box>"):
        items.append(Item(name="late"))
    assert items == []
