"""What the state machine found different once, each as the shortest program that shows it, on both libraries."""

from __future__ import annotations

from typing import Any

import pytest

from .machine import seed
from .world import World, quiet


def one_of(world: World, name: str) -> Any:
    """Return the first seeded object of a class."""
    cls = world.classes[name]
    return world.session.scalars(world.words.select(cls).order_by(*world.words.inspect(cls).primary_key)).first()


def sent(world: World) -> list[str]:
    """Return the verb of each statement since the last look."""
    found = [statement.split()[0] for statement in world.statements.seen]
    world.statements.seen.clear()
    return [verb for verb in found if verb != "BEGIN"]


def begin(world: World, **options: Any) -> None:
    world.start(**options)
    seed(world)


def test_a_reference_finds_an_object_with_an_expired_relationship(world: World) -> None:
    begin(world)
    album = one_of(world, "Album")
    song = album.songs[0]
    world.session.refresh(album, ["cover"])
    sent(world)
    assert song.album is album and sent(world) == []


def test_a_reference_finds_an_object_of_which_one_column_expired(world: World) -> None:
    begin(world)
    hero = one_of(world, "Hero")
    team = one_of(world, "Team")
    world.session.expire(team, ["name"])
    sent(world)
    assert hero.team is team and sent(world) == []
    assert team.name == "a" and sent(world) == ["SELECT"]


def test_a_viewonly_collection_does_not_make_its_owner_dirty(world: World) -> None:
    begin(world)
    team = one_of(world, "Team")
    team.named = []
    assert team not in world.session.dirty and not world.words.get_history(team, "named").has_changes()
    world.session.commit()
    assert len(team.named) == 2


def test_merge_of_an_expired_object_reads_nothing(world: World) -> None:
    begin(world)
    old = one_of(world, "Team")
    world.session.commit()
    world.session.expunge(old)
    team = one_of(world, "Team")
    world.session.commit()
    sent(world)
    assert world.session.merge(old) is team and sent(world) == []


def test_merge_without_load_leaves_an_object_to_be_read_as_a_whole(world: World) -> None:
    begin(world)
    old = one_of(world, "Team")
    world.session.commit()
    world.session.expunge(old)
    team = world.session.merge(old, load=False)
    assert team.badge is not None and team.__dict__["name"] == "a"


def test_post_update_does_not_write_other_columns_again(world: World) -> None:
    begin(world)
    album = one_of(world, "Album")
    album.cover = None
    album.name = "b"
    sent(world)
    world.session.flush()
    world.session.refresh(album)
    assert (album.name, album.cover_id) == ("b", None)
    updates = [text for text in world.statements.seen if text.startswith("UPDATE")]
    assert len(updates) == 2 and sum("cover_id=" in text.replace(" ", "") for text in updates) == 1
    assert sum("name=" in text.replace(" ", "") for text in updates) == 1


def test_a_deferred_column_of_an_expired_object_is_read_alone(world: World) -> None:
    begin(world)
    hero = one_of(world, "Hero")
    world.session.expire_all()
    sent(world)
    assert hero.story == "b" and sent(world) == ["SELECT"]
    assert "name" in world.words.inspect(hero).unloaded
    assert hero.name == "a" and sent(world) == ["SELECT"]


def test_deleting_an_owner_deletes_the_part_it_let_go(world: World) -> None:
    begin(world)
    team = one_of(world, "Team")
    team.badge = None
    world.session.delete(team)
    world.session.commit()
    assert world.rows()["x_badge"] == []


def test_delete_does_not_reach_members_that_were_taken_out(world: World) -> None:
    begin(world, autoflush=False)
    node = one_of(world, "Node")
    child = node.children[0]
    node.children = []
    sent(world)
    world.session.delete(node)
    assert child not in world.session.deleted and sent(world) == []
    world.session.flush()
    assert child in world.session and child.parent_id is None


def test_a_member_that_moved_outlives_its_former_owner(case: World) -> None:
    one, two = case.schema.Parent(deleted=[case.schema.Deleted()]), case.schema.Parent()
    case.session.add_all([one, two])
    case.session.commit()
    child = one.deleted[0]
    two.deleted.append(child)
    one.deleted.remove(child)
    case.session.delete(one)
    case.session.commit()
    assert child.parent_id == two.id


def test_joined_members_of_limited_rows_come_with_them(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    option = words.joinedload(made.Hero.quests)
    query = words.select(made.Hero).options(words.defer(made.Hero.team_id), words.joinedload(made.Hero.team), option)
    sent(world)
    heroes = world.session.scalars(query.order_by(made.Hero.name.desc()).limit(2)).unique().all()
    assert [(hero.name, len(hero.quests), hero.team.name) for hero in heroes] == [("b", 0, "a"), ("a", 2, "a")]
    assert sent(world) == ["SELECT"]


def test_joined_members_of_distinct_rows_of_a_join(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    query = words.select(made.Team).join(made.Team.heroes).distinct().options(words.joinedload(made.Team.heroes))
    sent(world)
    teams = world.session.scalars(query.order_by(words.func.lower(made.Team.name))).unique().all()
    assert [len(team.heroes) for team in teams] == [2] and sent(world) == ["SELECT"]


def test_references_by_a_deferred_key_are_loaded_through_the_row(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    query = words.select(made.Hero).options(words.defer(made.Hero.team_id), words.selectinload(made.Hero.team))
    sent(world)
    heroes = world.session.scalars(query).all()
    assert [hero.team.name for hero in heroes] == ["a", "a"] and sent(world) == ["SELECT", "SELECT"]
    assert all("team_id" in words.inspect(hero).unloaded for hero in heroes)


def test_limited_rows_of_a_hierarchy_with_joined_members(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    option = words.joinedload(made.Employee.company).joinedload(made.Company.staff)
    query = words.select(made.Employee).options(option).order_by(made.Employee.name.desc()).limit(2)
    sent(world)
    staff = world.session.scalars(query).unique().all()
    assert [type(one).__name__ for one in staff] == ["Employee", "Manager"]
    assert len(staff[0].company.staff) == 3 and sent(world) == ["SELECT"]


def test_an_orphan_comes_back_with_its_former_owner(world: World) -> None:
    begin(world, autoflush=False)
    team = one_of(world, "Team")
    badge = team.badge
    team.badge = None
    world.session.close()
    world.session.add(team)
    assert badge in world.session
    world.session.commit()
    assert world.rows()["x_badge"] == []


def test_a_changed_natural_key_is_followed_by_members_that_are_not_loaded(world: World) -> None:
    begin(world)
    one_of(world, "Genre").code = "z"
    world.session.commit()
    assert [tale.genre_code for tale in one_of(world, "Genre").tales] == ["z"]


def test_a_relationship_with_a_condition_of_its_own_is_loaded_for_all_at_once(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    world.session.add(made.Team(name="b", heroes=[made.Hero(name="c"), made.Hero()]))
    world.session.commit()
    option = words.selectinload(made.Team.named).joinedload(made.Hero.powers)
    sent(world)
    teams = world.session.scalars(words.select(made.Team).options(option).order_by(made.Team.id)).all()
    assert [[(hero.name, len(hero.powers)) for hero in team.named] for team in teams] == [
        [("a", 1), ("b", 1)],
        [("c", 0)],
    ]
    assert sent(world) == ["SELECT", "SELECT"]


def test_a_link_that_was_taken_back_is_not_written_twice(world: World) -> None:
    begin(world)
    power = one_of(world, "Power")
    hero = power.heroes[0]
    power.heroes = []
    power.heroes.append(hero)
    world.session.commit()
    assert power.heroes == [hero] and hero.powers == [power]


def test_load_only_of_a_base_class_brings_what_its_subclasses_add(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    found = world.session.scalars(words.select(made.Employee).options(words.load_only(made.Employee.id)))
    unloaded = {type(one).__name__: set(words.inspect(one).unloaded) & {"name", "language", "level"} for one in found}
    assert unloaded == {"Employee": {"name"}, "Engineer": {"name"}, "Manager": {"name"}}


def test_populate_existing_reaches_what_eager_loaders_fetch(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    hero = one_of(world, "Hero")
    assert hero.name == "a"
    world.session.execute(made.Hero.__table__.update().values(name="z"))
    query = words.select(made.Team).options(words.selectinload(made.Team.heroes))
    (team,) = world.session.scalars(query.execution_options(populate_existing=True)).all()
    assert team.heroes[0] is hero and hero.name == "z"


def test_refresh_of_some_attributes_reads_no_others(world: World) -> None:
    begin(world)
    hero = one_of(world, "Hero")
    world.session.commit()
    sent(world)
    world.session.refresh(hero, ["name"])
    assert "name" in hero.__dict__ and "team_id" in world.words.inspect(hero).unloaded and sent(world) == ["SELECT"]
    assert hero.team_id is not None and hero.id is not None and sent(world) == ["SELECT"]


def test_one_expired_column_is_read_without_those_that_were_not_loaded(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    badge = world.session.scalars(words.select(made.Badge).options(words.load_only(made.Badge.id))).one()
    world.session.expire(badge, ["id"])
    sent(world)
    assert badge.id is not None and set(words.inspect(badge).unloaded) == {"name", "team", "team_id"}
    assert badge.name == "a" and sent(world) == ["SELECT", "SELECT"]


def test_what_a_row_does_not_bring_stays_expired(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    badge = one_of(world, "Badge")
    world.session.expire_all()
    assert world.session.scalars(words.select(made.Badge).options(words.load_only(made.Badge.id))).one() is badge
    sent(world)
    assert (badge.name, badge.team_id is None) == ("a", False) and sent(world) == ["SELECT"]


def test_merge_onto_an_object_of_which_a_column_was_refreshed(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    old = one_of(world, "Badge")
    world.session.close()
    badge = world.session.scalars(words.select(made.Badge).options(words.load_only(made.Badge.id))).one()
    world.session.refresh(badge, ["id"])
    sent(world)
    assert world.session.merge(old) is badge and sent(world) == []


def test_refresh_loads_what_the_query_loaded_eagerly(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    for option in (words.selectinload, words.joinedload):
        world.session.expunge_all()
        query = words.select(made.Hero).options(option(made.Hero.quests), words.defer(made.Hero.name))
        hero = world.session.scalars(query.order_by(made.Hero.id)).unique().first()
        world.session.refresh(hero)
        assert len(hero.__dict__["quests"]) == 2 and "name" in words.inspect(hero).unloaded


def test_an_expired_object_is_read_with_what_its_query_loaded_eagerly(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    option = words.joinedload(made.Team.heroes).selectinload(made.Hero.powers)
    team = world.session.scalars(words.select(made.Team).options(option)).unique().one()
    world.session.commit()
    assert team.name == "a"
    hero = team.__dict__["heroes"][0]
    assert len(hero.__dict__["powers"]) == 1
    world.session.refresh(hero)
    assert len(hero.__dict__["powers"]) == 1
    world.session.expire(team, ["name"])
    sent(world)
    assert team.name == "a" and sent(world) == ["SELECT"]


def test_what_a_query_refused_of_one_relationship_is_refused_after_a_refresh(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    team = world.session.scalars(words.select(made.Team).options(words.raiseload(made.Team.heroes))).one()
    world.session.refresh(team)
    with pytest.raises(words.exc.InvalidRequestError):
        assert team.heroes
    assert team.badge is not None


def test_refresh_of_a_relationship_leaves_columns_expired(world: World) -> None:
    begin(world)
    team = one_of(world, "Team")
    world.session.commit()
    world.session.refresh(team, ["badge"])
    assert team.__dict__["badge"] is not None and "name" in world.words.inspect(team).unloaded
    assert "id" in team.__dict__ and team.name == "a"


def test_refresh_of_a_reference_within_a_table_does_not_read_an_expired_target(world: World) -> None:
    begin(world)
    node = one_of(world, "Node")
    (child,) = node.children
    world.session.commit()
    sent(world)
    world.session.refresh(child, ["parent"])
    assert child.__dict__["parent"] is node and len(sent(world)) == 2 and "name" in world.words.inspect(node).unloaded


def test_of_a_new_object_that_expired_and_was_rolled_back_nothing_is_left(world: World) -> None:
    begin(world, autoflush=False)
    team = world.schema.Team(name="z")
    world.session.add(team)
    world.session.flush()
    world.session.expire(team)
    world.session.rollback()
    assert world.words.inspect(team).transient
    with pytest.raises(world.words.DetachedInstanceError):
        assert team.name
    with pytest.raises(world.words.DetachedInstanceError):
        world.session.merge(team)
    assert team.badge is None and team.heroes == []
    world.session.add(team)
    with pytest.raises(world.words.exc.InvalidRequestError):
        assert team.name


CLOSED = "Can't operate on closed transaction inside context manager"

IN_A_CLOSED_CONTEXT: dict[str, Any] = {
    "get": lambda world, team: world.session.get(world.schema.Team, 99),
    "select": lambda world, team: world.session.execute(world.words.select(world.schema.Team.id)).all(),
    "savepoint": lambda world, team: world.session.begin_nested(),
    "connection": lambda world, team: world.session.connection(),
    "refresh": lambda world, team: world.session.refresh(team),
    "lazy load": lambda world, team: team.heroes,
    "bulk": lambda world, team: world.session.bulk_insert_mappings(world.schema.Team, [{"name": "z"}]),
}


@pytest.mark.parametrize("action", IN_A_CLOSED_CONTEXT)
@pytest.mark.parametrize("end", ["commit", "rollback", "savepoint"])
def test_nothing_is_sent_in_the_block_of_a_transaction_that_has_ended(world: World, end: str, action: str) -> None:
    begin(world, expire_on_commit=False)
    team = one_of(world, "Team")
    if end != "savepoint":
        world.session.commit()
    with world.session.begin_nested() if end == "savepoint" else world.session.begin() as transaction:
        team.name = "y"
        world.session.flush()
        world.session.get(world.schema.Hero, 99)
        transaction.commit() if end == "commit" else transaction.rollback()
        sent(world)
        with pytest.raises(world.words.exc.InvalidRequestError, match=CLOSED):
            IN_A_CLOSED_CONTEXT[action](world, team)
        assert sent(world) == []
        if end != "savepoint":
            with pytest.raises(world.words.exc.InvalidRequestError, match=CLOSED):
                world.session.begin()
    assert world.session.get(world.schema.Team, 99) is None


def test_a_block_whose_flush_failed_and_was_caught_ends_with_nothing_written(world: World) -> None:
    begin(world)
    with world.session.begin():
        world.session.add(world.schema.Team(id=1))
        with pytest.raises(world.words.exc.IntegrityError):
            world.session.flush()
        with pytest.raises(world.words.exc.InvalidRequestError, match=f"{CLOSED}.  The transaction was rolled back"):
            one_of(world, "Team")
        assert world.session.in_transaction() and not world.session.is_active
    assert not world.session.in_transaction() and world.session.is_active
    assert len(world.rows()["x_team"]) == 1


def test_a_change_of_a_collection_that_is_never_loaded_is_a_net_change(world: World) -> None:
    begin(world)
    shelf = one_of(world, "Shelf")
    assert not world.session.is_modified(shelf)
    for collection, item in ((shelf.books, world.schema.Book()), (shelf.notes, world.schema.Note())):
        collection.add(item)
        assert world.session.is_modified(shelf) and not world.session.is_modified(shelf, include_collections=False)
        world.session.flush()
        assert not world.session.is_modified(shelf)


def test_a_member_beyond_the_session_learns_the_key_of_its_owner(world: World) -> None:
    begin(world)
    team, hero = world.schema.Team(), world.schema.Hero()
    world.session.add_all([team, hero])
    hero.team = team
    world.session.expunge(hero)
    with quiet():
        world.session.commit()
    assert hero not in world.session and hero.team_id == team.id


def test_an_expired_owner_is_read_with_what_its_query_loaded_when_a_collection_is(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    query = words.select(made.Hero).options(words.joinedload(made.Hero.powers)).order_by(made.Hero.id)
    hero = world.session.scalars(query).unique().first()
    world.session.expire_all()
    sent(world)
    assert len(hero.powers) == 1 and hero.name == "a" and sent(world) == ["SELECT"]


def test_a_narrow_query_brings_a_known_object_what_it_lacks(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    hero = one_of(world, "Hero")
    assert "story" in words.inspect(hero).unloaded
    world.session.scalars(words.select(made.Hero).options(words.load_only(made.Hero.story))).all()
    assert hero.__dict__["story"] == "b"
    world.session.expire(hero)
    assert hero.name == "a" and "story" in words.inspect(hero).unloaded
    world.session.scalars(words.select(made.Hero).options(words.undefer(made.Hero.story))).all()
    assert hero.__dict__["story"] == "b"


def test_a_write_only_collection_of_a_new_owner_is_read_when_it_has_a_key(world: World) -> None:
    begin(world)
    shelf = world.schema.Shelf(books=[world.schema.Book()])
    statement = shelf.books.select()
    with pytest.raises(world.words.exc.StatementError, match="Can't resolve value for column x_shelf.id"):
        world.session.scalars(statement)
    world.session.add(shelf)
    world.session.flush()
    assert len(world.session.scalars(statement).all()) == 1


def test_a_dynamic_collection_that_is_replaced_makes_its_owner_dirty(world: World) -> None:
    begin(world)
    shelf = one_of(world, "Shelf")
    shelf.notes = list(shelf.notes)
    assert shelf in world.session.dirty and not world.session.is_modified(shelf)


def test_assigning_the_owner_that_a_member_has_changes_nothing_though_its_collection_expired(world: World) -> None:
    begin(world)
    team, hero = one_of(world, "Team"), one_of(world, "Hero")
    for name in ("heroes", "name"):
        world.session.expire(team, [name])
        hero.team = team
        assert team not in world.session.dirty
        world.session.expire(hero, ["team"])


def test_a_member_that_went_to_an_owner_beyond_the_session_keeps_its_row(world: World) -> None:
    begin(world, autoflush=False)
    node = world.session.get(world.schema.Node, 2)
    child = node.children[0]
    other = world.session.get(world.schema.Node, 1)
    world.words.make_transient(other)
    other.children.append(child)
    assert child.parent is other and child not in node.children
    with quiet():
        world.session.flush()
    assert child.parent_id == 2


def test_refresh_of_a_collection_that_is_never_loaded_reads_none_of_it(world: World) -> None:
    begin(world)
    shelf = one_of(world, "Shelf")
    sent(world)
    world.session.refresh(shelf, ["name", "books", "notes"])
    assert sent(world) == ["SELECT"]


def test_merge_takes_the_members_of_a_viewonly_collection_along(world: World) -> None:
    begin(world)
    team = world.schema.Team(name="z", named=[world.schema.Hero(name="y")])
    merged = world.session.merge(team)
    (hero,) = merged.named
    assert hero is not team.named[0] and hero.name == "y" and hero in world.session


def test_selectinload_completes_a_target_that_lacks_columns(world: World) -> None:
    begin(world)
    made, words = world.schema, world.words
    team = world.session.scalars(words.select(made.Team).options(words.load_only(made.Team.id))).one()
    assert "name" in words.inspect(team).unloaded
    world.session.scalars(words.select(made.Hero).options(words.selectinload(made.Hero.team))).all()
    assert team.__dict__["name"] == "a"


def test_merge_of_a_new_owner_fills_sets_and_keyed_collections(world: World) -> None:
    begin(world)
    made = world.schema
    merged = world.session.merge(made.Company(machines={"q": made.Machine(name="q")}))
    assert merged.machines["q"] in world.session
    order, product = made.Order(), made.Product()
    item = world.session.merge(made.Item(order=order, product=product, remarks={made.Remark(name="q")}))
    assert {remark.name for remark in item.remarks} == {"q"}


def test_an_owner_that_was_rolled_back_and_added_again_leaves_its_members_what_they_got_since(world: World) -> None:
    begin(world, autoflush=False)
    team, hero = world.schema.Team(), one_of(world, "Hero")
    hero.team = team
    world.session.flush()
    world.session.rollback()
    world.session.add(team)
    hero.name = "z"
    world.session.flush()
    world.session.refresh(hero)
    assert hero.team_id != team.id


def test_expire_and_expunge_reach_what_waits_in_a_collection_that_is_never_loaded(world: World) -> None:
    begin(world, autoflush=False)
    for forget in (world.session.expire, world.session.expunge):
        shelf = one_of(world, "Shelf")
        note = world.schema.Note()
        shelf.notes.append(note)
        assert note in world.session.new
        forget(shelf)
        assert note not in world.session


def test_a_collection_of_an_expired_owner_is_read_after_the_autoflush(world: World) -> None:
    begin(world)
    team = one_of(world, "Team")
    world.session.expire(team)
    world.session.add(world.schema.Power(name="z"))
    sent(world)
    assert team.heroes and sent(world) == ["INSERT", "SELECT", "SELECT"]
