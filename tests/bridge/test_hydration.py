"""Rows to instances: fresh objects, known objects, hierarchies, outer joins."""

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from sqlmodel_rs._native import Connection, Engine, EntityPlan, IdentityMap, compile
from sqlmodel_rs.schema import Column, MetaData, Table
from sqlmodel_rs.sql.entity import Entity
from sqlmodel_rs.sql.statement import select
from sqlmodel_rs.types import Integer, String


class Hero:
    __slots__ = ("__dict__", "__weakref__", "_sa_instance_state")

    def __init__(self) -> None:
        raise AssertionError("rows must not run __init__")


class Villain(Hero):
    __slots__ = ()


hero = Table(
    "hero", MetaData(), Column("id", Integer(), primary_key=True), Column("kind", String()), Column("name", String())
)


class RowError(Exception):
    pass


def _refuse(kind: str, info: dict[str, Any]) -> Exception:
    return RowError(kind, info)


def _entity(plan: EntityPlan) -> Entity:
    return Entity("mapper", hero, tuple(hero.c), plan=plan, name="Hero", cls=Hero)


NAMES = ("id", "kind", "name")
PLAIN = _entity(EntityPlan(Hero, {None: (Hero, "mapper", NAMES)}, pk=(0,), on_error=_refuse))
KINDS = _entity(
    EntityPlan(
        Hero,
        {"hero": (Hero, "heroes", ("id", "kind", None)), "villain": (Villain, "villains", NAMES)},
        discriminator=1,
        pk=(0,),
        on_error=_refuse,
    )
)


@pytest.fixture
def connection(memory: Engine) -> Iterator[Connection]:
    connection = memory.acquire()
    connection.execute_raw("CREATE TABLE hero (id INTEGER PRIMARY KEY, kind VARCHAR, name VARCHAR)")
    connection.execute_raw("INSERT INTO hero VALUES (?, ?, ?)", [(1, "hero", "Dive"), (2, "villain", "Rust")])
    yield connection
    connection.release()


def _load(connection: Connection, entity: Entity, identity: IdentityMap | None = None, **how: Any) -> list[Any]:
    return connection.execute(compile(select(entity), "sqlite"), None, identity, **how).rows


def test_an_instance_is_made_without_its_constructor(connection: Connection) -> None:
    first, second = _load(connection, PLAIN)
    assert (first.__dict__, second.__dict__) == (
        {"id": 1, "kind": "hero", "name": "Dive"},
        {"id": 2, "kind": "villain", "name": "Rust"},
    )
    state = first._sa_instance_state
    assert (state.mapper, state.key, state.session) == ("mapper", (1,), None)


def test_a_loaded_state_is_no_work_for_the_collector(connection: Connection) -> None:
    state = _load(connection, PLAIN)[0]._sa_instance_state
    assert not gc.is_tracked(state)
    state.committed = {}
    assert gc.is_tracked(state)


def test_the_collector_is_on_again_after_a_load(connection: Connection) -> None:
    assert gc.isenabled()
    _load(connection, PLAIN)
    assert gc.isenabled()


def test_the_identity_map_gives_one_object_a_row(connection: Connection) -> None:
    owner = type("Owner", (), {})()
    identities = IdentityMap(weakref.ref(owner))
    rows = _load(connection, PLAIN, identities)
    assert _load(connection, PLAIN, identities) == rows
    assert identities.get(Hero, (1,)) is rows[0]
    assert rows[0]._sa_instance_state.session() is owner


def test_what_an_instance_holds_is_kept(connection: Connection) -> None:
    identities = IdentityMap()
    first = _load(connection, PLAIN, identities)[0]
    first.name = "changed"
    _load(connection, PLAIN, identities)
    assert first.name == "changed"


def test_an_expired_instance_is_filled_where_it_has_gaps(connection: Connection) -> None:
    identities = IdentityMap()
    first = _load(connection, PLAIN, identities)[0]
    first.kind = "changed"
    del first.name
    first._sa_instance_state.expired = True
    _load(connection, PLAIN, identities)
    assert (first.kind, first.name, first._sa_instance_state.expired) == ("changed", "Dive", False)


def test_populate_existing_overwrites(connection: Connection) -> None:
    identities = IdentityMap()
    first = _load(connection, PLAIN, identities)[0]
    first.name, first._sa_instance_state.modified = "changed", True
    first._sa_instance_state.committed = {"name": "Dive"}
    _load(connection, PLAIN, identities, populate_existing=True)
    state = first._sa_instance_state
    assert (first.name, state.modified, state.committed) == ("Dive", False, None)


def test_the_discriminator_chooses_the_class(connection: Connection) -> None:
    first, second = _load(connection, KINDS)
    assert (type(first), first.__dict__) == (Hero, {"id": 1, "kind": "hero"})
    assert (type(second), second._sa_instance_state.mapper) == (Villain, "villains")


def test_a_wider_row_fills_a_narrower_instance(connection: Connection) -> None:
    identities = IdentityMap()
    first = _load(connection, KINDS, identities)[0]
    assert "name" not in first.__dict__
    _load(connection, PLAIN, identities)
    assert first.name == "Dive"


def test_an_unknown_discriminator_is_an_error(connection: Connection) -> None:
    connection.execute_raw("INSERT INTO hero VALUES (3, 'ghost', 'Boo')")
    with pytest.raises(RowError) as caught:
        _load(connection, KINDS)
    assert caught.value.args == ("unknown_identity", {"value": "ghost", "key": (3,)})
    assert gc.isenabled()
    assert connection.execute_raw("SELECT 1").rows == [1]


def test_two_children_of_one_row_are_an_error(connection: Connection) -> None:
    plan = EntityPlan(
        Hero, {None: (Hero, "mapper", NAMES)}, pk=(0,), children=(("a", 1, 0), ("b", 2, 0)), on_error=_refuse
    )
    with pytest.raises(RowError) as caught:
        _load(connection, _entity(plan))
    assert caught.value.args == ("ambiguous", {"identities": ["a", "b"], "key": (1,)})


def test_a_null_key_is_no_entity(connection: Connection) -> None:
    statement = compile(select(PLAIN), "sqlite")
    connection.execute_raw("DROP TABLE hero")
    connection.execute_raw("CREATE TABLE hero (id INTEGER, kind VARCHAR, name VARCHAR)")
    connection.execute_raw("INSERT INTO hero VALUES (NULL, NULL, NULL)")
    assert connection.execute(statement).rows == [None]


def test_a_class_hears_of_its_loaded_instances(connection: Connection) -> None:
    class Noted(Hero):
        __slots__ = ()
        seen: list[Any] = []

        @classmethod
        def __sqlmodel_loaded__(cls, instance: Any) -> None:
            cls.seen.append(instance)

    plan = EntityPlan(Noted, {None: (Noted, "mapper", NAMES)}, pk=(0,), on_error=_refuse)
    identities = IdentityMap()
    rows = _load(connection, _entity(plan), identities)
    _load(connection, _entity(plan), identities)
    assert Noted.seen == rows


def test_several_values_a_row_are_tuples(connection: Connection) -> None:
    result = connection.execute(compile(select(PLAIN, hero.c.name), "sqlite"))
    assert [(type(entity), name) for entity, name in result.rows] == [(Hero, "Dive"), (Hero, "Rust")]
    assert not result.single


async def test_rows_are_built_on_the_loop(memory: Engine, connection: Connection) -> None:
    identities = IdentityMap()
    other = await memory.acquire_async()
    result = await other.execute_async(compile(select(PLAIN), "sqlite"), None, identities)
    assert set(identities.values()) == set(result.rows)
    await other.release_async()


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"variants": {None: (Hero, "m", NAMES)}, "pk": ()}, "at least one primary key"),
        ({"variants": {None: (Hero, "m", NAMES)}, "pk": (7,)}, "position 7 is past"),
        ({"variants": {"a": (Hero, "m", NAMES)}, "pk": (0,)}, "needs a variant under None"),
    ],
)
def test_a_plan_that_cannot_work_is_refused(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        EntityPlan(Hero, on_error=_refuse, **arguments)
