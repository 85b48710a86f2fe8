"""Loading strategies and flush shapes: what they find, and that they take no more statements than SQLAlchemy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .library import LIBRARIES
from .machine import seed
from .world import World


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[World, World]]:
    made = tuple(World(library, "sqlite://") for library in LIBRARIES)
    yield made  # type: ignore[misc]
    for world in made:
        world.dispose()


def measured(pair: tuple[World, World], act: Callable[[World], Any]) -> list[tuple[Any, int, int]]:
    """Return what a program answers, its SELECTs and its writing statements, for each library."""
    found = []
    for world in pair:
        world.start()
        seed(world)
        answer = act(world)
        found.append((answer, world.statements.reads(), len(world.statements.writes())))
        world.finish()
    return found


def names(items: Any) -> list[Any]:
    return sorted(item.name for item in items)


def heroes(world: World, *options: Any) -> Any:
    """Read all teams with their heroes, their powers and quests."""
    made, words = world.schema, world.words
    teams = world.session.scalars(words.select(made.Team).options(*options).order_by(made.Team.id)).unique().all()
    return [
        [(hero.name, names(hero.powers), names(hero.quests), hero.team.name) for hero in team.heroes] for team in teams
    ]


LOADERS: dict[str, Callable[[World], Any]] = {
    f"{outer} to {inner}": lambda world, outer=outer, inner=inner: heroes(
        world,
        getattr(getattr(world.words, outer)(world.schema.Team.heroes), inner)(world.schema.Hero.powers),
        getattr(getattr(world.words, outer)(world.schema.Team.heroes), inner)(world.schema.Hero.quests),
    )
    for outer in ("joinedload", "selectinload", "subqueryload")
    for inner in ("joinedload", "selectinload", "subqueryload", "lazyload")
}


def references(world: World, option: str) -> Any:
    made, words = world.schema, world.words
    found = world.session.scalars(words.select(made.Hero).options(getattr(words, option)(made.Hero.team))).all()
    return sorted((hero.name, hero.team.name) for hero in found)


LOADERS |= {
    f"reference by {option}": lambda world, option=option: references(world, option)
    for option in ("joinedload", "selectinload", "subqueryload", "immediateload", "lazyload")
}


def one_to_one(world: World) -> Any:
    team = world.session.scalars(world.words.select(world.schema.Team)).one()
    return team.badge.name, team.badge.team is team


def self_referential(world: World) -> Any:
    made, words = world.schema, world.words
    option = words.selectinload(made.Node.children).selectinload(made.Node.children)
    top = world.session.scalars(words.select(made.Node).where(made.Node.parent_id.is_(None)).options(option)).one()
    return [(child.name, names(child.children)) for child in top.children]


def hierarchy(world: World) -> Any:
    made, words = world.schema, world.words
    company = world.session.scalars(words.select(made.Company).options(words.selectinload(made.Company.staff))).one()
    return [(type(one).__name__, one.name, getattr(one, "language", None)) for one in company.staff]


def composite(world: World) -> Any:
    made, words = world.schema, world.words
    items = world.session.scalars(words.select(made.Item).options(words.selectinload(made.Item.remarks))).all()
    return [names(item.remarks) for item in items]


def contains_eager(world: World) -> Any:
    made, words = world.schema, world.words
    query = words.select(made.Hero).join(made.Hero.team).options(words.contains_eager(made.Hero.team))
    return sorted((hero.name, hero.team.name) for hero in world.session.scalars(query))


LOADERS |= {one.__name__: one for one in (one_to_one, self_referential, hierarchy, composite, contains_eager)}


@pytest.mark.parametrize("name", LOADERS)
def test_loader(pair: tuple[World, World], name: str) -> None:
    theirs, ours = measured(pair, LOADERS[name])
    assert ours[0] == theirs[0]
    assert ours[1] <= theirs[1]


def many_of_one_kind(world: World) -> None:
    world.session.add_all([world.schema.Team(name=str(number)) for number in range(50)])


def parents_and_children(world: World) -> None:
    made = world.schema
    world.session.add_all([made.Team(heroes=[made.Hero(name="a"), made.Hero()]) for _ in range(20)])


def many_to_many(world: World) -> None:
    made = world.schema
    powers = [made.Power(name=str(number)) for number in range(5)]
    world.session.add_all([made.Hero(powers=powers) for _ in range(5)])


def tree(world: World) -> None:
    made = world.schema
    world.session.add(made.Node(children=[made.Node(children=[made.Node(), made.Node()]), made.Node()]))


def joined_children(world: World) -> None:
    made = world.schema
    world.session.add_all([made.Engineer(name="a"), made.Manager(name="b"), made.Engineer(name="c")])


def post_update(world: World) -> None:
    album = world.schema.Album(songs=[world.schema.Song(), world.schema.Song()])
    album.cover = album.songs[1]
    world.session.add(album)


def updates(world: World) -> None:
    for hero in world.session.scalars(world.words.select(world.schema.Hero)):
        hero.name = "z"


def move_children(world: World) -> None:
    team = world.schema.Team(name="new")
    world.session.add(team)
    for hero in world.session.scalars(world.words.select(world.schema.Hero)).all():
        hero.team = team


def delete_parent(world: World) -> None:
    world.session.delete(world.session.scalars(world.words.select(world.schema.Team)).one())


def delete_owner(world: World) -> None:
    made, words = world.schema, world.words
    world.session.delete(world.session.scalars(words.select(made.Hero).where(made.Hero.name == "a")).one())


def delete_joined_children(world: World) -> None:
    for employee in world.session.scalars(world.words.select(world.schema.Employee)).all():
        world.session.delete(employee)


def delete_orphans(world: World) -> None:
    made, words = world.schema, world.words
    hero = world.session.scalars(words.select(made.Hero).where(made.Hero.name == "a")).one()
    hero.quests.clear()


def delete_cycle(world: World) -> None:
    world.session.delete(world.session.scalars(world.words.select(world.schema.Album)).one())


def association_objects(world: World) -> None:
    made = world.schema
    order = made.Order(items=[made.Item(product=made.Product(name=str(number))) for number in range(5)])
    world.session.add(order)


FLUSHES = {
    one.__name__: one
    for one in (
        many_of_one_kind, parents_and_children, many_to_many, tree, joined_children, post_update, updates,
        move_children, delete_parent, delete_owner, delete_joined_children, delete_orphans, delete_cycle,
        association_objects,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", FLUSHES)
def test_flush(pair: tuple[World, World], name: str) -> None:
    def act(world: World) -> Any:
        FLUSHES[name](world)
        world.session.flush()
        return world.rows()

    theirs, ours = measured(pair, act)
    assert ours[0] == theirs[0]
    assert ours[1] <= theirs[1] and ours[2] <= theirs[2]
