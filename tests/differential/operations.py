"""What a program does with a session, each as a function of a world and plain arguments; objects go by number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .world import World

Operation = Callable[..., Any]


def make(world: World, title: str, /, **values: Any) -> Any:
    return world.classes[title](**values)


def add(world: World, at: int) -> None:
    world.session.add(world.objects[at])


def change(world: World, at: int, key: str, value: Any) -> None:
    setattr(world.objects[at], key, value)


def erase(world: World, at: int, key: str) -> None:
    delattr(world.objects[at], key)


def read(world: World, at: int, key: str) -> Any:
    value = getattr(world.objects[at], key)
    if world.unloaded_for_good(type(world.objects[at]), key) == "write_only":
        return world.session.scalars(value.select()).all()
    return list(value) if world.unloaded_for_good(type(world.objects[at]), key) else value


def point(world: World, at: int, key: str, to: int | None) -> None:
    setattr(world.objects[at], key, None if to is None else world.objects[to])


def append(world: World, at: int, key: str, member: int) -> None:
    collection = getattr(world.objects[at], key)
    item = world.objects[member]
    if isinstance(collection, dict):
        collection[item.name] = item
    elif hasattr(collection, "append"):
        collection.append(item)
    else:
        collection.add(item)


def remove(world: World, at: int, key: str, member: int) -> None:
    collection = getattr(world.objects[at], key)
    item = world.objects[member]
    if isinstance(collection, dict):
        del collection[item.name]
    else:
        collection.remove(item)


def replace(world: World, at: int, key: str, members: list[int]) -> None:
    owner = world.objects[at]
    items = [world.objects[member] for member in members]
    made: Any = items
    if key == "remarks":
        made = set(items)
    elif key == "machines":
        made = {item.name: item for item in items}
    setattr(owner, key, made)


def delete(world: World, at: int) -> None:
    world.session.delete(world.objects[at])


def flush(world: World) -> None:
    world.session.flush()


def expire(world: World, at: int, keys: list[str] | None) -> None:
    world.session.expire(world.objects[at], keys)


def expire_all(world: World) -> None:
    world.session.expire_all()


def refresh(world: World, at: int, keys: list[str] | None) -> None:
    world.session.refresh(world.objects[at], keys)


def expunge(world: World, at: int) -> None:
    world.session.expunge(world.objects[at])


def expunge_all(world: World) -> None:
    world.session.expunge_all()


def merge(world: World, at: int, load: bool) -> Any:
    return world.session.merge(world.objects[at], load=load)


def make_transient(world: World, at: int) -> None:
    world.words.make_transient(world.objects[at])


def make_transient_to_detached(world: World, at: int) -> None:
    world.words.make_transient_to_detached(world.objects[at])


def savepoint(world: World) -> None:
    world.session.begin_nested()


def end_savepoint(world: World, commit: bool) -> None:
    nested = world.session.get_nested_transaction()
    if nested is not None:
        nested.commit() if commit else nested.rollback()


def commit(world: World) -> None:
    world.session.commit()


def rollback(world: World) -> None:
    world.session.rollback()


def close(world: World) -> None:
    world.session.close()


def get(world: World, name: str, key: Any, populate: bool) -> Any:
    return world.session.get(world.classes[name], key, populate_existing=populate)


def query(
    world: World, name: str, criteria: list[Any], options: list[Any], populate: bool, limit: int | None
) -> list[Any]:
    """Run a select; `criteria` and `options` are names and arguments, see `machine`."""
    cls = world.classes[name]
    statement = world.words.select(cls)
    for key, operator, value in criteria:
        statement = statement.where(criterion(world, getattr(cls, key), operator, value))
    for path in options:
        statement = statement.options(option(world, cls, path))
    statement = statement.order_by(*world.words.inspect(cls).primary_key)
    if limit is not None:
        statement = statement.limit(limit)
    if populate:
        statement = statement.execution_options(populate_existing=True)
    known = world.kept_options()
    found = list(world.session.scalars(statement).unique().all())
    world.keep_options(known)
    return found


def criterion(world: World, attribute: Any, operator: str, value: Any) -> Any:
    if operator == "is":
        return attribute == (world.objects[value] if isinstance(value, int) else value)
    if operator in ("any", "has"):
        return getattr(attribute, operator)() if value else ~getattr(attribute, operator)()
    if operator == "contains":
        return attribute.contains(world.objects[value])
    return attribute == value


def option(world: World, cls: type, path: list[tuple[str, str]]) -> Any:
    """Return a loader option for a path of (strategy, attribute)."""
    made: Any = None
    for strategy, key in path:
        attribute = getattr(cls, key)
        source = world.words if made is None else made
        made = getattr(source, strategy)(attribute)
        prop = world.words.inspect(cls).relationships.get(key)
        if prop is not None:
            cls = prop.mapper.class_
    return made
