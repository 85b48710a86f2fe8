"""Loading strategies and flush shapes as programs of a world, and the statements that each library needs for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .machine import seed
from .world import World

Program = Callable[[World], Any]


class Count(NamedTuple):
    """What a program answered, and the statements it sent."""

    answer: Any
    reads: int
    writes: int


def measured(pair: tuple[World, World], act: Program) -> tuple[Count, Count]:
    """Run a program with each library, SQLAlchemy first."""
    theirs, ours = (counted(world, act) for world in pair)
    return theirs, ours


def counted(world: World, act: Program) -> Count:
    world.start()
    seed(world)
    answer = act(world)
    found = Count(answer, world.statements.reads(), len(world.statements.writes()))
    world.finish()
    return found


def flushed(act: Program) -> Program:
    """Return a program that flushes what another has changed and answers the tables."""

    def run(world: World) -> Any:
        act(world)
        world.session.flush()
        return world.rows()

    return run


def names(items: Any) -> list[Any]:
    return sorted(item.name for item in items)


# --- loading
def heroes(world: World, *options: Any) -> Any:
    """Read all teams with their heroes, their powers and quests."""
    made, words = world.schema, world.words
    teams = world.session.scalars(words.select(made.Team).options(*options).order_by(made.Team.id)).unique().all()
    return [
        [(hero.name, names(hero.powers), names(hero.quests), hero.team.name) for hero in team.heroes] for team in teams
    ]


LOADERS: dict[str, Program] = {
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


def many_to_many_by(world: World, option: str) -> Any:
    made, words = world.schema, world.words
    found = world.session.scalars(words.select(made.Power).options(getattr(words, option)(made.Power.heroes))).unique()
    return [names(power.heroes) for power in found]


LOADERS |= {
    f"many-to-many by {option}": lambda world, option=option: many_to_many_by(world, option)
    for option in ("joinedload", "selectinload", "subqueryload", "immediateload", "lazyload")
}


def limited(world: World) -> Any:
    made, words = world.schema, world.words
    query = words.select(made.Hero).options(words.joinedload(made.Hero.quests), words.joinedload(made.Hero.powers))
    found = world.session.scalars(query.order_by(made.Hero.name.desc()).limit(2)).unique()
    return [(hero.name, names(hero.quests), names(hero.powers)) for hero in found]


def distinct(world: World) -> Any:
    made, words = world.schema, world.words
    query = words.select(made.Team).join(made.Team.heroes).distinct().options(words.joinedload(made.Team.heroes))
    return [names(team.heroes) for team in world.session.scalars(query).unique()]


def deferred_key(world: World) -> Any:
    made, words = world.schema, world.words
    query = words.select(made.Hero).options(words.defer(made.Hero.team_id), words.selectinload(made.Hero.team))
    return sorted((hero.name, hero.team.name) for hero in world.session.scalars(query))


def keyed(world: World) -> Any:
    made, words = world.schema, world.words
    company = world.session.scalars(words.select(made.Company).options(words.selectinload(made.Company.machines))).one()
    return {key: type(machine).__name__ for key, machine in company.machines.items()}


def expired(world: World) -> Any:
    teams = world.session.scalars(world.words.select(world.schema.Team)).all()
    world.session.expire_all()
    return names(teams)


def deferred_column(world: World) -> Any:
    heroes = world.session.scalars(world.words.select(world.schema.Hero)).all()
    return sorted(str(hero.story) for hero in heroes)


def repeated_get(world: World) -> Any:
    return names([world.session.get(world.schema.Team, 1) for _ in range(3)])


def merged(world: World) -> Any:
    made = world.schema
    return world.session.merge(made.Team(id=1, name="b", heroes=[made.Hero(id=1), made.Hero(id=2)])).name


LOADERS |= {
    "a one-to-one when it is read": one_to_one,
    "two levels of a tree by selectinload": self_referential,
    "members of joined classes by selectinload": hierarchy,
    "members by a composite key by selectinload": composite,
    "members keyed by name by selectinload": keyed,
    "a reference by contains_eager": contains_eager,
    "two collections of a page (LIMIT) by joinedload": limited,
    "a collection of DISTINCT rows by joinedload": distinct,
    "a reference whose foreign key is deferred by selectinload": deferred_key,
    "objects that expired": expired,
    "a deferred column of two objects": deferred_column,
    "one object three times by get": repeated_get,
    "merge of a graph": merged,
}


# --- flushing
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


def updates_of_expired(world: World) -> None:
    teams = world.session.scalars(world.words.select(world.schema.Team)).all()
    world.session.expire_all()
    for team in teams:
        team.name = "z"


def replaced_one_to_one(world: World) -> None:
    team = world.session.scalars(world.words.select(world.schema.Team)).one()
    team.badge = world.schema.Badge(name="new")


def unlinked(world: World) -> None:
    for hero in world.session.scalars(world.words.select(world.schema.Hero)):
        hero.powers = []


def versioned(world: World) -> None:
    for quest in world.session.scalars(world.words.select(world.schema.Quest)):
        quest.name = "z"


def natural_key(world: World) -> None:
    world.session.scalars(world.words.select(world.schema.Genre)).one().code = "z"


def updated_cycle(world: World) -> None:
    album = world.session.scalars(world.words.select(world.schema.Album)).one()
    album.name, album.cover = "z", album.songs[1]


def updated_joined_children(world: World) -> None:
    for employee in world.session.scalars(world.words.select(world.schema.Employee)):
        employee.name = "z"


def nothing(world: World) -> None:
    for team in world.session.scalars(world.words.select(world.schema.Team)):
        team.name = team.name


FLUSHES: dict[str, Program] = {
    "50 new objects of one class": many_of_one_kind,
    "20 new parents with 2 children each": parents_and_children,
    "5 new objects with 5 links each": many_to_many,
    "a new tree of 5 nodes": tree,
    "3 new objects of 2 joined classes": joined_children,
    "5 new association objects": association_objects,
    "a new cycle by post_update": post_update,
    "a changed column of 2 objects": updates,
    "a changed column of expired objects": updates_of_expired,
    "an inherited column of 3 joined objects": updated_joined_children,
    "2 versioned objects changed": versioned,
    "a natural key changed, its members by the session": natural_key,
    "a cycle changed by post_update": updated_cycle,
    "values set to what they were": nothing,
    "2 children moved to a new parent": move_children,
    "a one-to-one replaced": replaced_one_to_one,
    "3 links removed": unlinked,
    "2 orphans deleted": delete_orphans,
    "a parent deleted, its children kept": delete_parent,
    "an owner deleted with its parts": delete_owner,
    "3 objects of joined classes deleted": delete_joined_children,
    "a cycle deleted": delete_cycle,
}
