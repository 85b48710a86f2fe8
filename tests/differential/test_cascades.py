"""Cascades, on both libraries."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from .world import World


def stored(case: World, **related: Any) -> Any:
    """Return a committed parent with related objects."""
    parent = case.schema.Parent(name="p", **related)
    case.session.add(parent)
    for items in related.values():
        case.session.add_all(items if isinstance(items, list) else [items])
    case.session.commit()
    return parent


def count(case: World, name: str) -> int:
    words = case.words
    return int(case.session.scalar(words.select(words.func.count()).select_from(case.classes[name])))


def test_save_update_takes_members_along(case: World) -> None:
    parent = case.schema.Parent(plain=[case.schema.Plain()])
    case.session.add(parent)
    assert parent.plain[0] in case.session.new


def test_save_update_follows_a_later_append(case: World) -> None:
    parent = stored(case)
    child = case.schema.Plain()
    parent.plain.append(child)
    assert child in case.session


def test_save_update_does_not_follow_a_back_reference(case: World) -> None:
    parent = stored(case)
    child = case.schema.Owned(parent=parent)
    assert child not in case.session
    with case.session.no_autoflush:
        assert child in parent.owned


def test_save_update_brings_removed_members_too(case: World) -> None:
    parent = stored(case, plain=[case.schema.Plain()])
    child = parent.plain[0]
    case.session.expunge_all()
    parent.plain.remove(child)
    case.session.add(parent)
    assert child in case.session
    case.session.commit()
    assert child.parent_id is None


def test_without_save_update_nothing_follows(case: World) -> None:
    parent = case.schema.Parent(alone=[case.schema.Alone()])
    case.session.add(parent)
    assert list(case.session.new) == [parent]
    with pytest.warns(Warning, match="not in session"):
        case.session.flush()
    assert count(case, "Alone") == 0


def test_delete_without_cascade_clears_the_foreign_key(case: World) -> None:
    parent = stored(case, plain=[case.schema.Plain()])
    child = parent.plain[0]
    case.session.delete(parent)
    case.session.commit()
    assert child.parent_id is None and child in case.session


def test_delete_cascade_takes_members_along(case: World) -> None:
    parent = stored(case, deleted=[case.schema.Deleted(), case.schema.Deleted()])
    case.session.delete(parent)
    assert len(case.session.deleted) == 3
    case.session.commit()
    assert count(case, "Deleted") == 0


def test_delete_without_orphan_keeps_a_removed_member(case: World) -> None:
    parent = stored(case, deleted=[case.schema.Deleted()])
    child = parent.deleted.pop()
    case.session.commit()
    assert child in case.session and child.parent_id is None


def test_delete_orphan_deletes_a_removed_member(case: World) -> None:
    parent = stored(case, owned=[case.schema.Owned()])
    child = parent.owned.pop()
    case.session.commit()
    assert case.words.inspect(child).detached and count(case, "Owned") == 0


def test_delete_orphan_lets_a_member_move(case: World) -> None:
    one, two = stored(case, owned=[case.schema.Owned()]), stored(case)
    child = one.owned[0]
    two.owned.append(child)
    assert one.owned == []
    case.session.commit()
    assert child.parent is two and count(case, "Owned") == 1


def test_delete_orphan_drops_a_pending_member(case: World) -> None:
    parent = stored(case)
    child = case.schema.Owned()
    parent.owned.append(child)
    assert child in case.session.new
    parent.owned.remove(child)
    assert child not in case.session


def test_delete_orphan_by_the_other_side(case: World) -> None:
    parent = stored(case, owned=[case.schema.Owned()])
    parent.owned[0].parent = None
    case.session.commit()
    assert count(case, "Owned") == 0


def test_new_object_without_parent_is_no_orphan_of_the_past(case: World) -> None:
    child = case.schema.Owned(name="free")
    case.session.add(child)
    case.session.commit()
    assert count(case, "Owned") == 1


def test_expunge_cascade(case: World) -> None:
    parent = stored(case, owned=[case.schema.Owned()], plain=[case.schema.Plain()])
    owned, plain = parent.owned[0], parent.plain[0]
    case.session.expunge(parent)
    assert owned not in case.session and plain in case.session


def test_refresh_expire_cascade(case: World) -> None:
    parent = stored(case, owned=[case.schema.Owned(name="o")], plain=[case.schema.Plain(name="p")])
    owned, plain = parent.owned[0], parent.plain[0]
    assert owned.name and plain.name
    case.session.expire(parent)
    assert "name" in case.words.inspect(owned).unloaded and "name" not in case.words.inspect(plain).unloaded


def test_expire_drops_pending_members(case: World) -> None:
    parent = stored(case)
    child = case.schema.Owned()
    parent.owned.append(child)
    case.session.expire(parent)
    assert child not in case.session and parent.owned == []


def test_merge_cascade(case: World) -> None:
    parent = stored(case, merged=[case.schema.Merged(name="m")], alone=[case.schema.Alone()])
    assert parent.merged[0].name and len(parent.alone) == 1 and parent.name
    case.session.expunge_all()
    parent.merged[0].name = "n"
    merged = case.session.merge(parent)
    assert merged is not parent and merged.merged[0].name == "n" and merged.merged[0] is not parent.merged[0]
    assert "alone" in case.words.inspect(merged).unloaded


def test_single_parent_refuses_a_second_one(case: World) -> None:
    single = case.schema.Single()
    first = case.schema.Parent(single=single)
    with pytest.raises(case.words.exc.InvalidRequestError, match="already associated"):
        case.schema.Parent(single=single)
    first.single = None
    assert case.schema.Parent(single=single).single is single


def test_single_parent_deletes_the_orphan(case: World) -> None:
    parent = stored(case, single=case.schema.Single())
    parent.single = None
    case.session.commit()
    assert count(case, "Single") == 0


def test_single_parent_is_deleted_with_its_owner(case: World) -> None:
    parent = stored(case, single=case.schema.Single())
    case.session.delete(parent)
    case.session.commit()
    assert count(case, "Single") == 0


def test_viewonly_is_not_written(case: World) -> None:
    parent = stored(case)
    child = case.schema.Plain()
    case.session.add(child)
    parent.seen.append(child)
    case.session.commit()
    assert child.parent_id is None and parent.seen == []


def test_viewonly_does_not_cascade(case: World) -> None:
    parent = stored(case)
    child = case.schema.Plain()
    parent.seen.append(child)
    assert child not in case.session


def test_passive_deletes_do_not_load_members(case: World) -> None:
    parent = stored(case, passive=[case.schema.Passive()])
    assert parent.id
    case.statements.seen.clear()
    case.session.delete(parent)
    case.session.flush()
    assert not any("c_passive" in statement for statement in case.statements.seen)


def test_passive_deletes_delete_loaded_members(case: World) -> None:
    parent = stored(case, passive=[case.schema.Passive()])
    assert len(parent.passive) == 1
    case.session.delete(parent)
    case.session.commit()
    assert count(case, "Passive") == 0


@pytest.mark.databases("sqlite")  # Nothing but a database that does not keep the constraint lets the row stay.
def test_passive_deletes_all_leaves_members_alone(case: World) -> None:
    parent = stored(case, untouched=[case.schema.Untouched()])
    child, key = parent.untouched[0], parent.id
    case.session.delete(parent)
    case.session.commit()
    assert child.parent_id == key


def test_members_of_a_wrong_class_are_refused(case: World) -> None:
    parent = case.schema.Parent()
    with warnings.catch_warnings(action="ignore"), pytest.raises(Exception) as error:
        parent.plain.append(case.schema.Owned())
        case.session.add(parent)
        case.session.flush()
    assert type(error.value).__name__ in ("FlushError", "AssertionError")
