from collections.abc import Iterator
from typing import Optional

import pytest

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.exc import (
    DetachedInstanceError,
    InvalidRequestError,
    MissingGreenlet,
    ObjectDeletedError,
    SADeprecationWarning,
)
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import text
from sqlmodel_rs.sa.orm import (
    aliased,
    contains_eager,
    defer,
    joinedload,
    lazyload,
    load_only,
    noload,
    raiseload,
    selectinload,
    with_loader_criteria,
)


class Root(SQLModel, registry=registry()):
    pass


class HeroTag(Root, table=True):
    hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
    tag_id: int | None = Field(default=None, foreign_key="tag.id", primary_key=True)


class Team(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team", sa_relationship_kwargs={"order_by": "Hero.name"})


class Hero(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    story: str = ""
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")
    tags: list["Tag"] = Relationship(back_populates="heroes", link_model=HeroTag)


class Tag(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list[Hero] = Relationship(back_populates="tags", link_model=HeroTag)


class Node(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    parent_id: int | None = Field(default=None, foreign_key="node.id")
    parent: Optional["Node"] = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"}
    )
    children: list["Node"] = Relationship(back_populates="parent")


class Eager(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})
    node_id: int | None = Field(default=None, foreign_key="node.id")
    node: Node | None = Relationship(sa_relationship_kwargs={"lazy": "selectin"})
    closed_id: int | None = Field(default=None, foreign_key="tag.id")
    closed: Tag | None = Relationship(sa_relationship_kwargs={"lazy": "raise"})


@pytest.fixture
def engine(database_url: str) -> Iterator[object]:
    engine = create_engine(database_url)
    Root.metadata.create_all(engine)
    with Session(engine) as session:
        avengers, league = Team(id=1, name="avengers"), Team(id=2, name="league")
        red, blue = Tag(id=1, name="red"), Tag(id=2, name="blue")
        session.add_all([avengers, league, red, blue, Team(id=3, name="empty")])
        session.add_all(
            [
                Hero(id=1, name="thor", story="t", team=avengers, tags=[red, blue]),
                Hero(id=2, name="hulk", story="h", team=avengers, tags=[red]),
                Hero(id=3, name="flash", story="f", team=league),
                Hero(id=4, name="loner", story="l"),
            ]
        )
        root = Node(id=1, name="root")
        session.add_all([root, Node(id=2, name="a", parent=root), Node(id=3, name="b", parent=root)])
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def loaded(session: Session, *options):
    return session.exec(select(Hero).options(*options).order_by(Hero.id)).unique().all()


def test_selectinload_many_to_one_asks_once(session, counter):
    heroes = loaded(session, selectinload(Hero.team))
    assert len(counter.take()) == 2
    assert [hero.team.name if hero.team else None for hero in heroes] == ["avengers", "avengers", "league", None]
    assert counter.take() == []


def test_selectinload_many_to_one_uses_the_identity_map(session, counter):
    kept = session.exec(select(Team)).all()
    counter.take()
    heroes = loaded(session, selectinload(Hero.team))
    assert len(counter.take()) == 1
    assert heroes[0].team in kept


def test_selectinload_collection_is_ordered_and_complete(session, counter):
    teams = session.exec(select(Team).options(selectinload(Team.heroes)).order_by(Team.id)).all()
    assert len(counter.take()) == 2
    assert [[hero.name for hero in team.heroes] for team in teams] == [["hulk", "thor"], ["flash"], []]
    assert counter.take() == []


def test_selectinload_many_to_many(session, counter):
    heroes = loaded(session, selectinload(Hero.tags))
    assert len(counter.take()) == 2
    assert [sorted(tag.name for tag in hero.tags) for hero in heroes] == [["blue", "red"], ["red"], [], []]


def test_selectinload_asks_for_500_keys_at_a_time(session, counter):
    session.add_all([Team(id=number, name=str(number)) for number in range(1000, 1501)])
    session.commit()
    session.expunge_all()
    counter.take()
    session.exec(select(Team).where(Team.id >= 1000).options(selectinload(Team.heroes))).all()
    assert len(counter.take()) == 3


def test_joinedload_many_to_one_is_one_statement(session, counter):
    heroes = loaded(session, joinedload(Hero.team))
    assert [hero.team.name if hero.team else None for hero in heroes] == ["avengers", "avengers", "league", None]
    assert len(counter.take()) == 1


def test_joinedload_collections_give_each_owner_once(session, counter):
    teams = session.exec(select(Team).options(joinedload(Team.heroes)).order_by(Team.id)).unique().all()
    assert [team.name for team in teams] == ["avengers", "league", "empty"]
    assert [[hero.name for hero in team.heroes] for team in teams] == [["hulk", "thor"], ["flash"], []]
    assert len(counter.take()) == 1


def test_joinedload_many_to_many(session):
    heroes = loaded(session, joinedload(Hero.tags))
    assert [sorted(tag.name for tag in hero.tags) for hero in heroes] == [["blue", "red"], ["red"], [], []]


def test_joinedload_with_a_limit_limits_the_owners(session):
    teams = session.exec(select(Team).options(joinedload(Team.heroes)).order_by(Team.id).limit(1)).unique().all()
    assert [[hero.name for hero in team.heroes] for team in teams] == [["hulk", "thor"]]


def test_joinedload_inner_join_drops_owners_without_target(session):
    assert len(loaded(session, joinedload(Hero.team, innerjoin=True))) == 3


def test_two_entities_keep_their_rows(session):
    rows = session.exec(select(Hero, Team).join(Hero.team).options(selectinload(Team.heroes)).order_by(Hero.id)).all()
    assert [(hero.name, team.name) for hero, team in rows] == [
        ("thor", "avengers"), ("hulk", "avengers"), ("flash", "league")
    ]  # fmt: skip


def test_nested_chains(session, counter):
    teams = session.exec(
        select(Team).options(selectinload(Team.heroes).selectinload(Hero.tags)).order_by(Team.id)
    ).all()
    assert len(counter.take()) == 3
    assert [len(hero.tags) for hero in teams[0].heroes] == [1, 2]
    assert counter.take() == []


def test_joined_below_selectin_and_selectin_below_joined(session, counter):
    teams = session.exec(select(Team).options(selectinload(Team.heroes).joinedload(Hero.tags))).unique().all()
    assert sorted(len(hero.tags) for team in teams for hero in team.heroes) == [0, 1, 2]
    assert len(counter.take()) == 2
    session.expunge_all()
    heroes = loaded(session, joinedload(Hero.team).selectinload(Team.heroes))
    assert [hero.name for hero in heroes[0].team.heroes] == ["hulk", "thor"]
    assert len(counter.take()) == 2


def test_self_referential_eager_loading(session, counter):
    nodes = session.exec(select(Node).options(selectinload(Node.children)).order_by(Node.id)).all()
    assert [[child.name for child in node.children] for node in nodes] == [["a", "b"], [], []]
    session.expunge_all()
    counter.take()
    nodes = session.exec(select(Node).options(joinedload(Node.parent)).order_by(Node.id)).all()
    assert [node.parent.name if node.parent else None for node in nodes] == [None, "root", "root"]
    assert len(counter.take()) == 1


def test_contains_eager_fills_from_the_join_of_the_statement(session, counter):
    statement = select(Hero).join(Hero.team).where(Team.name == "league").options(contains_eager(Hero.team))
    hero = session.exec(statement).one()
    assert hero.team.name == "league"
    assert len(counter.take()) == 1


def test_contains_eager_from_an_alias(session, counter):
    other = aliased(Team)
    statement = select(Hero).join(Hero.team.of_type(other)).options(contains_eager(Hero.team.of_type(other)))
    heroes = session.exec(statement.order_by(Hero.id)).all()
    assert [hero.team.name for hero in heroes] == ["avengers", "avengers", "league"]
    assert len(counter.take()) == 1


def test_lazy_loads(session, counter):
    hero = session.get(Hero, 1)
    counter.take()
    assert hero.team.name == "avengers"
    assert [one.name for one in hero.team.heroes] == ["hulk", "thor"]
    assert sorted(tag.name for tag in hero.tags) == ["blue", "red"]
    assert len(counter.take()) == 3


def test_lazy_load_of_a_null_key_needs_no_statement(session, counter):
    hero = session.get(Hero, 4)
    counter.take()
    assert hero.team is None
    assert counter.take() == []


def test_load_only_leaves_the_rest_to_be_read_one_by_one(session, counter):
    hero = loaded(session, load_only(Hero.name))[0]
    assert set(hero.__dict__) == {"id", "name"}
    counter.take()
    assert hero.story == "t"
    assert len(counter.take()) == 1
    assert "team_id" not in hero.__dict__


def test_defer_below_a_relationship(session):
    team = session.exec(select(Team).options(selectinload(Team.heroes).defer(Hero.story)).where(Team.id == 1)).one()
    assert all("story" not in hero.__dict__ for hero in team.heroes)
    assert team.heroes[0].story == "h"


def test_deferred_with_raiseload_refuses_to_load(session):
    hero = loaded(session, defer(Hero.story, raiseload=True))[0]
    with pytest.raises(InvalidRequestError, match=r"'Hero\.story' is not available due to raiseload=True"):
        hero.story  # noqa: B018


def test_raiseload_and_its_wildcard(session):
    hero = loaded(session, raiseload(Hero.team))[0]
    with pytest.raises(InvalidRequestError, match=r"'Hero\.team' is not available due to lazy='raise'"):
        hero.team  # noqa: B018
    assert hero.tags is not None
    session.expunge_all()
    hero = loaded(session, selectinload(Hero.team), raiseload("*"))[0]
    assert hero.team.name == "avengers"
    with pytest.raises(InvalidRequestError):
        hero.tags  # noqa: B018


def test_noload_is_empty(session, counter):
    with pytest.warns(SADeprecationWarning, match="noload"):
        options = noload(Hero.tags), noload(Hero.team)
    hero = loaded(session, *options)[0]
    counter.take()
    assert (hero.tags, hero.team) == ([], None)
    assert counter.take() == []


def test_eager_defaults_of_relationships(session, counter):
    session.add(Eager(id=1, team_id=1, node_id=2, closed_id=1))
    session.commit()
    session.expunge_all()
    counter.take()
    one = session.exec(select(Eager)).one()
    assert (one.team.name, one.node.name) == ("avengers", "a")
    assert len(counter.take()) == 2
    with pytest.raises(InvalidRequestError, match="lazy='raise'"):
        one.closed  # noqa: B018


def test_lazyload_overrides_an_eager_default(session, counter):
    session.add(Eager(id=1, team_id=1, node_id=2))
    session.commit()
    session.expunge_all()
    counter.take()
    one = session.exec(select(Eager).options(lazyload(Eager.team), lazyload(Eager.node))).one()
    assert len(counter.take()) == 1
    assert one.team.name == "avengers"


def test_loader_criteria_filter_an_entity(session):
    heroes = loaded(session, with_loader_criteria(Hero, Hero.name != "thor"))
    assert [hero.name for hero in heroes] == ["hulk", "flash", "loner"]


def test_detached_objects_name_the_option(engine):
    with Session(engine) as session:
        hero = session.get(Hero, 1)
    with pytest.raises(DetachedInstanceError, match=r"lazy load.*'team'.*selectinload\(Hero\.team\)"):
        hero.team  # noqa: B018


def test_expired_detached_objects_name_the_attribute(engine):
    with Session(engine) as session:
        hero = session.get(Hero, 1)
        session.commit()
    with pytest.raises(DetachedInstanceError, match="not bound to a Session; attribute refresh operation.*'name'"):
        hero.name  # noqa: B018


def test_expired_object_whose_row_is_gone(session):
    hero = session.get(Hero, 4)
    session.commit()
    session.execute(text("DELETE FROM hero WHERE id = 4"))
    with pytest.raises(ObjectDeletedError, match="has been deleted, or its row is otherwise not present"):
        hero.name  # noqa: B018


async def test_under_an_async_session_the_error_names_the_option(async_database_url):
    from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine

    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Root.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Hero(id=1, name="thor", team=Team(id=1, name="avengers")))
        await session.commit()
        hero = (await session.exec(select(Hero))).one()
        session.expunge_all()
        hero = (await session.exec(select(Hero))).one()
        with pytest.raises(MissingGreenlet, match=r"selectinload\(Hero\.team\)"):
            hero.team  # noqa: B018
        loaded_hero = (await session.exec(select(Hero).options(selectinload(Hero.team)))).one()
        assert loaded_hero.team.name == "avengers"
    await engine.dispose()
