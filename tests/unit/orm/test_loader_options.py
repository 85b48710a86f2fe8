import pytest

from sqlmodel_rs import Field, Relationship, SQLModel, select
from sqlmodel_rs.exc import ArgumentError, LoaderStrategyException
from sqlmodel_rs.orm.loading.options import Load, contains_eager, defer, joinedload, load_only, selectinload
from sqlmodel_rs.orm.loading.plan import plan_for
from sqlmodel_rs.orm.loading.strategies import apply
from sqlmodel_rs.orm.registry import registry


class Root(SQLModel, registry=registry()):
    pass


class Team(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    story: str = ""
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


def test_chains_build_a_tree():
    plan = plan_for(Hero.__mapper__.entity, [selectinload(Hero.team).joinedload(Team.heroes).load_only(Hero.name)])
    (team,) = plan.relations["team"].values()
    (heroes,) = team.plan.relations["heroes"].values()
    assert team.strategy == "selectin"
    assert heroes.strategy == "joined"
    assert heroes.plan.only == {"name"}


def test_options_below_an_option_are_added_side_by_side():
    plan = plan_for(
        Team.__mapper__.entity, [selectinload(Team.heroes).options(load_only(Hero.name), selectinload(Hero.team))]
    )
    (heroes,) = plan.relations["heroes"].values()
    below = heroes.plan
    assert below.only == {"name"} and "team" in below.relations


def test_deferred_columns_leave_the_select():
    statement, _ = apply(select(Hero).options(defer(Hero.story)), None)
    assert "story" not in str(statement)
    statement, _ = apply(select(Hero).options(load_only(Hero.name)), None)
    assert str(statement) == "SELECT hero.id, hero.name \nFROM hero"


def test_joinedload_adds_an_outer_join_to_an_alias():
    statement, after = apply(select(Hero).options(joinedload(Hero.team)), None)
    assert str(statement).endswith("FROM hero LEFT OUTER JOIN team AS team_1 ON hero.team_id = team_1.id")
    assert after is not None


def test_joinedload_to_a_collection_joins_to_the_limited_rows():
    statement, _ = apply(select(Team).options(joinedload(Team.heroes)).order_by(Team.name).limit(2), None)
    inner, _, outer = str(statement).partition("LEFT OUTER JOIN")
    assert "LIMIT" in inner and "LIMIT" not in outer and outer.rstrip().endswith("ORDER BY anon_1.name")


def test_joinedload_of_locked_limited_rows_takes_a_statement_of_its_own():
    statement, _ = apply(select(Team).options(joinedload(Team.heroes)).limit(2).with_for_update(), None)
    assert "JOIN" not in str(statement)


def test_contains_eager_takes_the_columns_of_the_join():
    statement, _ = apply(select(Hero).join(Hero.team).options(contains_eager(Hero.team)), None)
    assert "team.name" in str(statement).partition("FROM")[0]


def test_statement_without_options_and_eager_defaults_is_untouched():
    statement = select(Hero)
    assert apply(statement, None) == (statement, None)


def test_option_of_another_class_is_refused():
    with pytest.raises(ArgumentError, match="does not apply to any of the root entities"):
        apply(select(Hero).options(selectinload(Team.heroes)), None)


@pytest.mark.parametrize("option", [lambda: selectinload("team"), lambda: load_only("name")])
def test_strings_are_refused(option):
    with pytest.raises(ArgumentError, match="Strings are not accepted"):
        option()


def test_column_where_a_relationship_is_needed_is_refused():
    with pytest.raises(LoaderStrategyException, match="column property"):
        apply(select(Hero).options(selectinload(Hero.name)), None)


def test_load_starts_at_an_entity():
    statement, _ = apply(select(Hero).options(Load(Hero).load_only(Hero.name)), None)
    assert "story" not in str(statement)
