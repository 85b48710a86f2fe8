"""Relationships in memory and in the database; each test declares its own models."""

import itertools
from typing import Optional

import pytest

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, exc, select
from sqlmodel_rs.orm import registry

_numbers = itertools.count(1)


@pytest.fixture
def base():
    own = registry()

    class Base(SQLModel, registry=own):
        pass

    return Base


@pytest.fixture
def opened(base, database_url):
    engine = create_engine(database_url)
    sessions = []

    def start() -> Session:
        base.metadata.create_all(engine)
        sessions.append(Session(engine))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()
    base.metadata.drop_all(engine)
    engine.dispose()


def names(objects):
    return [one.name for one in objects]


def team_and_hero(base, **options):
    class Team(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="team", **options)

    class Hero(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        team_id: int | None = Field(
            default=None, foreign_key="team.id", ondelete="CASCADE" if options.get("passive_deletes") else None
        )
        team: Optional["Team"] = Relationship(back_populates="heroes")

    return Team, Hero


def test_both_sides_change_at_once(base):
    Team, Hero = team_and_hero(base)
    one, other, hero = Team(name="1"), Team(name="2"), Hero(name="h")
    hero.team = one
    assert one.heroes == [hero]
    other.heroes.append(hero)
    assert hero.team is other
    assert one.heroes == []
    other.heroes.remove(hero)
    assert hero.team is None
    other.heroes = [hero]
    assert hero.team is other
    hero.team = None
    assert other.heroes == []


def test_child_outside_the_session_is_not_flushed_and_warns(base, opened):
    Team, Hero = team_and_hero(base)
    session = opened()
    team = Team(name="t")
    session.add(team)
    session.commit()
    hero = Hero(name="h")
    hero.team = team
    assert hero not in session
    with pytest.warns(
        exc.SAWarning, match=r"Object of type <Hero> not in session, add operation along 'Team.heroes' will not proceed"
    ):
        session.commit()


def test_collection_is_not_loaded_by_the_other_side(base, opened):
    Team, Hero = team_and_hero(base)
    session = opened()
    session.add(Team(name="t", heroes=[Hero(name="a")]))
    session.commit()
    session.expunge_all()
    team, hero = session.get(Team, 1), Hero(name="b")
    session.add(hero)
    hero.team = team
    assert "heroes" not in team.__dict__
    assert names(team.heroes) == ["a", "b"]
    session.commit()
    assert names(team.heroes) == ["a", "b"]


def test_cascade_delete_removes_children_and_orphans(base, opened):
    Team, Hero = team_and_hero(base, cascade_delete=True)
    session = opened()
    team = Team(name="t", heroes=[Hero(name="a"), Hero(name="b")])
    session.add(team)
    session.commit()
    team.heroes.remove(team.heroes[0])
    session.commit()
    assert names(session.exec(select(Hero)).all()) == ["b"]
    session.delete(team)
    session.commit()
    assert session.exec(select(Hero)).all() == []


def test_pending_orphan_leaves_the_session(base, opened):
    Team, Hero = team_and_hero(base, cascade_delete=True)
    session = opened()
    team, hero = Team(name="t"), Hero(name="h")
    team.heroes.append(hero)
    session.add(team)
    assert hero in session
    team.heroes.remove(hero)
    assert hero not in session


def test_self_referential_tree_is_written_parents_first(base, opened):
    class Node(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parent_id: int | None = Field(default=None, foreign_key="node.id")
        children: list["Node"] = Relationship(back_populates="parent", sa_relationship_kwargs={"cascade": "all"})
        parent: Optional["Node"] = Relationship(
            back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"}
        )

    session = opened()
    leaf = Node(name="leaf")
    root = Node(name="root", children=[Node(name="mid", children=[leaf]), Node(name="mid2")])
    session.add(leaf)
    session.commit()
    assert leaf.parent.parent is root
    assert names(root.children) == ["mid", "mid2"]
    session.delete(root)
    session.commit()
    assert session.exec(select(Node)).all() == []


def many_to_many(base):
    class Link(base, table=True):
        a_id: int | None = Field(default=None, foreign_key="a.id", primary_key=True)
        b_id: int | None = Field(default=None, foreign_key="b.id", primary_key=True)

    class A(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        bs: list["B"] = Relationship(back_populates="as_", link_model=Link)

    class B(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        as_: list["A"] = Relationship(back_populates="bs", link_model=Link)

    return A, B, Link


def test_many_to_many_writes_each_link_once(base, opened):
    A, B, Link = many_to_many(base)
    session = opened()
    a1, a2 = A(name="a1"), A(name="a2")
    b1, b2 = B(name="b1", as_=[a1, a2]), B(name="b2")
    a1.bs.append(b2)
    session.add(b1)
    session.commit()
    assert sorted(names(a1.bs)) == ["b1", "b2"]
    assert len(session.exec(select(Link)).all()) == 3
    a1.bs.remove(b1)
    session.commit()
    assert names(b1.as_) == ["a2"]
    session.delete(a1)
    session.commit()
    assert len(session.exec(select(Link)).all()) == 1
    assert session.exec(select(B).where(B.as_.contains(a2))).all() == [b1]


def test_one_to_one_replaces_and_clears(base, opened):
    class User(base, table=True):
        __tablename__ = "one_user"
        id: int | None = Field(default=None, primary_key=True)
        profile: Optional["Profile"] = Relationship(back_populates="user", sa_relationship_kwargs={"uselist": False})

    class Profile(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        user_id: int | None = Field(default=None, foreign_key="one_user.id")
        user: User | None = Relationship(back_populates="profile")

    session = opened()
    user = User(profile=Profile(name="1"))
    session.add(user)
    session.commit()
    first = user.profile
    user.profile = Profile(name="2")
    assert first.user is None
    session.commit()
    assert first.user_id is None
    assert user.profile.name == "2"


def test_two_foreign_keys_to_one_table(base, opened):
    class Team(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        home: list["Match"] = Relationship(
            back_populates="host", sa_relationship_kwargs={"foreign_keys": "Match.host_id"}
        )
        away: list["Match"] = Relationship(
            back_populates="guest",
            sa_relationship_kwargs={"primaryjoin": "Team.id==Match.guest_id", "order_by": "Match.name.desc()"},
        )

    class Match(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        host_id: int | None = Field(default=None, foreign_key="team.id")
        guest_id: int | None = Field(default=None, foreign_key="team.id")
        host: Team | None = Relationship(
            back_populates="home", sa_relationship_kwargs={"foreign_keys": "[Match.host_id]"}
        )
        guest: Team | None = Relationship(
            back_populates="away", sa_relationship_kwargs={"foreign_keys": "Match.guest_id"}
        )

    session = opened()
    x, y = Team(name="x"), Team(name="y")
    session.add_all([Match(name="m", host=x, guest=y), Match(name="n", host=x, guest=y)])
    session.commit()
    assert (sorted(names(x.home)), names(x.away), names(y.away)) == (["m", "n"], [], ["n", "m"])


def test_ambiguous_and_missing_foreign_keys_are_errors(base):
    class Team(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        matches: list["Match"] = Relationship()

    class Match(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        host_id: int | None = Field(default=None, foreign_key="team.id")
        guest_id: int | None = Field(default=None, foreign_key="team.id")

    with pytest.raises(exc.AmbiguousForeignKeysError, match="there are multiple foreign key paths"):
        _ = Team().matches


def test_unknown_target_name_is_an_error(base):
    class Team(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Nobody"] = Relationship()  # noqa: F821

    with pytest.raises(exc.InvalidRequestError, match=r"failed to locate a name \('Nobody'\)"):
        _ = Team().heroes


def test_unlinked_sides_that_write_one_column_warn(base):
    class Team(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship()

    class Hero(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id")
        team: Team | None = Relationship()

    with pytest.warns(exc.SAWarning, match=r"relationship 'Hero.team' will copy column team.id to column hero.team_id"):
        Hero(team=Team())


def test_rows_that_need_each_other_take_post_update(base, opened):
    class X(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        y_id: int | None = Field(default=None, foreign_key="y.id")
        y: Optional["Y"] = Relationship(sa_relationship_kwargs={"foreign_keys": "X.y_id"})

    class Y(base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        x_id: int | None = Field(default=None)
        x: X | None = Relationship(
            sa_relationship_kwargs={"foreign_keys": "Y.x_id", "primaryjoin": "Y.x_id == X.id", "post_update": True}
        )

    session = opened()
    x, y = X(), Y()
    x.y, y.x = y, x
    session.add(x)
    session.commit()
    assert (x.y_id, y.x_id) == (y.id, x.id)
    session.delete(x)
    session.delete(y)
    session.commit()
    assert session.exec(select(X)).all() == []


def test_setting_a_collection_to_none_is_an_error(base):
    Team, _ = team_and_hero(base)
    with pytest.raises(TypeError, match="Incompatible collection type: None is not list-like"):
        Team(name="x").heroes = None


def test_comparisons_and_exists(base, opened):
    Team, Hero = team_and_hero(base)
    session = opened()
    one, other = Team(name="1", heroes=[Hero(name="a")]), Team(name="2")
    free = Hero(name="free")
    session.add_all([one, other, free])
    session.commit()
    hero = one.heroes[0]
    assert session.exec(select(Team).where(Team.heroes.any(Hero.name == "a"))).all() == [one]
    assert session.exec(select(Team).where(~Team.heroes.any())).all() == [other]
    assert session.exec(select(Hero).where(Hero.team.has(name="1"))).all() == [hero]
    assert session.exec(select(Hero).where(Hero.team == one)).all() == [hero]
    assert session.exec(select(Hero).where(Hero.team == None)).all() == [free]  # noqa: E711
    assert session.exec(select(Team).where(Team.heroes.contains(hero))).all() == [one]
    assert session.exec(select(Hero.name, Team.name).join(Hero.team)).all() == [("a", "1")]
    with pytest.raises(exc.InvalidRequestError, match="Use has"):
        Hero.team.any()
