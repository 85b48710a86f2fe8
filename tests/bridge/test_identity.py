"""The identity map and the instance state."""

import gc
import uuid
import weakref
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from sqlmodel_rs._native import IdentityMap, InstanceState


class Thing:
    pass


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("entered", "asked"),
    [
        ((1,), (1,)),
        ((1,), (True,)),
        (("red",), (Colour.RED,)),
        ((1, "a"), (1, "a")),
        ((uuid.UUID(int=5),), (uuid.UUID(int=5),)),
        ((Decimal("1.0"),), (Decimal("1"),)),
        ((2**80,), (2**80,)),
        ((None, 1), (None, 1)),
    ],
)
def test_equal_keys_find_the_same_object(entered: Any, asked: Any) -> None:
    identities, thing = IdentityMap(), Thing()
    identities.add(Thing, entered, thing)
    assert identities.get(Thing, asked) is thing
    assert identities.contains(Thing, asked)


@pytest.mark.parametrize(("entered", "asked"), [((1,), ("1",)), ((1,), (1, 1)), ((1,), (None,)), ((1, 2), (2, 1))])
def test_different_keys_do_not(entered: Any, asked: Any) -> None:
    identities, thing = IdentityMap(), Thing()
    identities.add(Thing, entered, thing)
    assert identities.get(Thing, asked) is None


def test_classes_have_keys_of_their_own() -> None:
    identities, thing = IdentityMap(), Thing()
    identities.add(Thing, (1,), thing)
    assert identities.get(object, (1,)) is None


def test_objects_are_held_weakly() -> None:
    identities, thing = IdentityMap(), Thing()
    identities.add(Thing, (1,), thing)
    assert len(identities) == 1
    del thing
    assert (len(identities), identities.values(), identities.get(Thing, (1,))) == (0, [], None)


@pytest.mark.parametrize("keys", [range(5000), range(-2500, 2500), range(0, 2**62, 2**50), range(7, 2**40, 2**28 + 16)])
def test_many_numbers_are_told_apart(keys: range) -> None:
    identities = IdentityMap()
    things = {number: Thing() for number in keys}
    for number, thing in things.items():
        identities.add(Thing, (number,), thing)
    assert len(identities) == len(things)
    assert all(identities.get(Thing, number) is thing for number, thing in things.items())
    assert not any(identities.contains(Thing, number + 2**61 + 1) for number in keys)
    for number in keys[::2]:
        identities.remove(Thing, (number,))
    assert [number for number in keys if identities.contains(Thing, number)] == list(keys[1::2])


def test_what_lives_survives_sweeping() -> None:
    identities, kept = IdentityMap(), {}
    for number in range(20_000):
        thing = Thing()
        if number % 3 == 0:
            kept[number] = thing
        identities.add(Thing, (number,), thing)
    del thing
    assert len(identities) == len(kept)
    assert all(identities.get(Thing, number) is thing for number, thing in kept.items())


def test_dead_entries_are_swept() -> None:
    identities = IdentityMap()
    for number in range(5000):
        identities.add(Thing, (number,), Thing())
    kept = Thing()
    identities.add(Thing, (-1,), kept)
    assert identities.values() == [kept]


def test_remove_and_clear() -> None:
    identities, first, second = IdentityMap(), Thing(), Thing()
    identities.add(Thing, (1,), first)
    identities.add(Thing, (2,), second)
    identities.remove(Thing, (1,))
    identities.remove(Thing, (9,))
    assert identities.values() == [second]
    identities.clear()
    assert len(identities) == 0


def test_state_starts_empty_and_keeps_what_it_is_given() -> None:
    state = InstanceState()
    assert (state.mapper, state.key, state.session, state.committed, state.parents, state.extra) == (None,) * 6
    assert not any((state.modified, state.expired, state.deleted, state.pending, state.detached))
    thing = Thing()
    state.mapper, state.key, state.session = thing, (1, "a"), weakref.ref(thing)
    state.modified = state.expired = state.deleted = state.pending = state.detached = True
    assert (state.mapper, state.key, state.session()) == (thing, (1, "a"), thing)
    assert all((state.modified, state.expired, state.deleted, state.pending, state.detached))


def test_notes_of_a_state_come_and_go() -> None:
    state = InstanceState()
    state.committed = state.parents = None
    state.parents, state.extra = {"a": 1}, {"b": 2}
    assert (state.committed, state.parents, state.extra) == (None, {"a": 1}, {"b": 2})
    state.committed, state.parents = {"c": 3}, None
    assert (state.committed, state.parents, state.extra) == ({"c": 3}, None, {"b": 2})


def test_a_cycle_through_a_state_is_collected() -> None:
    thing: Any = Thing()
    thing.state = InstanceState()
    thing.state.committed = {"owner": thing}
    alive = weakref.ref(thing)
    del thing
    gc.collect()
    assert alive() is None


def test_a_key_of_one_column_is_found_by_its_value() -> None:
    identities, thing = IdentityMap(), Thing()
    identities.add(Thing, (1,), thing)
    assert identities.get(Thing, 1) is thing and identities.contains(Thing, 1)
    assert identities.get(Thing, "1") is None


def test_keys_of_several_kinds_and_owners_live_side_by_side() -> None:
    class Other(Thing):
        pass

    identities = IdentityMap()
    entries = [(Thing, (1,)), (Other, (1,)), (Thing, ("1",)), (Thing, (1, 2)), (Thing, (None,))]
    things = [Thing() for _ in entries]
    for (owner, key), thing in zip(entries, things, strict=True):
        identities.add(owner, key, thing)
    assert [identities.get(owner, key) for owner, key in entries] == things
    assert len(identities) == len(things)


def test_detach_all_lets_go_of_the_sessions_own_instances() -> None:
    class Owner:
        pass

    owner, other = Owner(), Owner()
    own, foreign = weakref.ref(owner), weakref.ref(other)
    identities = IdentityMap(own)
    things = [Thing(), Thing()]
    for number, (thing, session) in enumerate(zip(things, (own, foreign), strict=True)):
        thing._sa_instance_state = InstanceState()
        thing._sa_instance_state.key = (number,)
        thing._sa_instance_state.session = session
        identities.add(Thing, (number,), thing)
    identities.detach_all()
    states = [thing._sa_instance_state for thing in things]
    assert len(identities) == 0
    assert [state.session for state in states] == [None, foreign]
    assert [state.detached for state in states] == [True, False]
