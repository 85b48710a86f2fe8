"""Values that report their changes, kept as JSON and as pickles; loaded on both libraries."""

import pickle

from sqlalchemy import JSON, Integer, PickleType, event, inspect
from sqlalchemy.ext.mutable import MutableDict, MutableList, MutableSet
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Base(DeclarativeBase):
    pass


class Entry(Base):
    __tablename__ = "mutable_entry"
    id = mapped_column(Integer, primary_key=True)
    document = mapped_column(MutableDict.as_mutable(JSON))
    kept = mapped_column(MutableDict.as_mutable(PickleType))
    marks = mapped_column(MutableList.as_mutable(PickleType))
    names = mapped_column(MutableSet.as_mutable(PickleType))
    plain = mapped_column(PickleType)


def seed(session):
    session.add(Entry(id=1, document={"a": 1}, kept={"a": 1}, marks=[3, 1, 2], names={"x", "y"}, plain={"a": 1}))


def entry(on):
    return on.session.get(Entry, 1)


def after(stage, change, key):
    """Return what a database has of an attribute after each change, a commit and a new read."""
    found = []
    for one in change if isinstance(change, list) else [change]:
        one(getattr(entry(stage), key))
        stage.session.commit()
        stage.session.expunge_all()
        value = getattr(entry(stage), key)
        found.append((type(value).__name__, sorted(value) if isinstance(value, set) else value))
    return found


def json_dict(stage):
    return after(stage, DICT, "document")


def pickled_dict(stage):
    return after(stage, DICT, "kept")


DICT = [
    lambda value: value.__setitem__("b", 2),
    lambda value: value.update(c=3),
    lambda value: value.__ior__({"d": 4}),
    lambda value: value.setdefault("e", 5),
    lambda value: value.pop("a"),
    lambda value: value.pop("nothing", None),
    lambda value: value.__delitem__("b"),
    lambda value: value.popitem(),
    lambda value: value.clear(),
]


def pickled_list(stage):
    changes = [
        lambda value: value.sort(),
        lambda value: value.sort(key=lambda item: -item),
        lambda value: value.reverse(),
        lambda value: value.append(9),
        lambda value: value.insert(1, 8),
        lambda value: value.pop(),
        lambda value: value.remove(8),
        lambda value: value.__setitem__(slice(0, 1), [6, 7]),
        lambda value: value.__imul__(2),
        lambda value: value.__iadd__([5]),
        lambda value: value.__delitem__(0),
        lambda value: value.clear(),
    ]
    return after(stage, changes, "marks")


def pickled_set(stage):
    changes = [
        lambda value: value.add("z"),
        lambda value: value.discard("x"),
        lambda value: value.update(["a", "b"]),
        lambda value: value.intersection_update(["a", "b", "y"]),
        lambda value: value.difference_update(["y"]),
        lambda value: value.symmetric_difference_update(["a", "q"]),
        lambda value: value.__ior__({"r"}),
        lambda value: value.__iand__({"r", "q"}),
        lambda value: value.__isub__({"q"}),
        lambda value: value.__ixor__({"r", "t"}),
        lambda value: value.pop(),
    ]
    return after(stage, changes, "names")


def what_does_not_report(stage):
    found = entry(stage)
    found.plain["a"] = 2
    stage.session.commit()
    return found.plain


def changed_twice_between_commits(stage):
    found = entry(stage)
    found.kept["b"] = 2
    stage.session.flush()
    found.kept["c"] = 3
    dirty = found in stage.session.dirty
    stage.session.commit()
    return dirty, found.kept


def rolled_back(stage):
    found = entry(stage)
    found.kept["b"] = 2
    stage.session.rollback()
    first = dict(found.kept)
    found.kept["c"] = 3
    stage.session.commit()
    return first, found.kept


def history(stage):
    found = entry(stage)
    found.kept["b"] = 2
    return list(inspect(found).attrs.kept.history)


def replaced(stage):
    found = entry(stage)
    before = found.kept
    found.kept = {"new": 1}
    stage.session.commit()
    before["old"] = 1
    dirty = found in stage.session.dirty
    found.kept["more"] = 2
    stage.session.commit()
    return dirty, found.kept


def one_value_of_two_objects(stage):
    shared = MutableDict(s=1)
    first, second = Entry(id=2, kept=shared), Entry(id=3, kept=shared)
    stage.session.add_all([first, second])
    stage.session.flush()
    shared["t"] = 2
    stage.session.commit()
    return first.kept, second.kept


def merged(stage):
    found = entry(stage)
    copy = Entry(id=1, kept={"m": 1})
    stage.session.merge(copy)
    stage.session.commit()
    found.kept["n"] = 2
    stage.session.commit()
    return found.kept


def listened(stage):
    told = []

    def note(target, initiator):
        told.append((type(target).__name__, initiator.key))

    event.listen(Entry.kept, "modified", note)
    try:
        made = Entry(kept={})
        made.kept["a"] = 1
        made.kept.pop("nothing", None)
        entry(stage).kept["b"] = 2
    finally:
        event.remove(Entry.kept, "modified", note)
    return told


def pickled_with_its_object(stage):
    found = entry(stage)
    stage.session.expunge(found)
    value = pickle.loads(pickle.dumps(found.kept))
    value["z"] = 26
    return type(value).__name__, value, found.kept


def refused(stage):
    return Entry(kept=[1])
