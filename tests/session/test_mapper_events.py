"""`before_update` and its like: which objects a flush tells them of, and when."""

from collections.abc import Iterator

import pytest

from sqlmodel_rs import Field, Relationship, Session, event, select

from .models import Base

NAMES = ("before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete")


class Labelling(Base, table=True):
    __tablename__ = "heard_tagging"

    shelf_id: int | None = Field(default=None, foreign_key="heard_shelf.id", primary_key=True)
    tag_id: int | None = Field(default=None, foreign_key="heard_tag.id", primary_key=True)


class Cabinet(Base, table=True):
    __tablename__ = "heard_shelf"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    revision: int = 0
    books: list["Volume"] = Relationship(back_populates="shelf")
    tags: list["Label"] = Relationship(back_populates="shelves", link_model=Labelling)


class Volume(Base, table=True):
    __tablename__ = "heard_book"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    shelf_id: int | None = Field(default=None, foreign_key="heard_shelf.id")
    shelf: Cabinet | None = Relationship(back_populates="books")


class Label(Base, table=True):
    __tablename__ = "heard_tag"

    id: int | None = Field(default=None, primary_key=True)
    shelves: list[Cabinet] = Relationship(back_populates="tags", link_model=Labelling)


@pytest.fixture
def heard() -> Iterator[list[str]]:
    seen: list[str] = []
    listeners = []
    for cls in (Cabinet, Volume):
        for name in NAMES:

            def note(mapper, connection, instance, name=name):
                seen.append(f"{name} {type(instance).__name__}")

            event.listen(cls, name, note)
            listeners.append((cls, name, note))

    def count(mapper, connection, shelf):
        shelf.revision = (shelf.revision or 0) + 1

    event.listen(Cabinet, "before_update", count)
    yield seen
    event.remove(Cabinet, "before_update", count)
    for cls, name, note in listeners:
        event.remove(cls, name, note)


@pytest.fixture(params=[True, False], ids=["expiring", "keeping"])
def shelf(request, engine, heard) -> Iterator[tuple[Session, Cabinet]]:
    with Session(engine, expire_on_commit=request.param) as session:
        shelf = Cabinet(name="s")
        session.add(shelf)
        session.commit()
        assert heard == ["before_insert Cabinet", "after_insert Cabinet"]
        heard.clear()
        yield session, shelf


def updated(*names: str) -> list[str]:
    return [f"{when}_update {name}" for name in names for when in ("before", "after")]


def test_object_without_a_net_change_is_told_and_may_be_changed(shelf, heard):
    session, one = shelf
    one.name = "s"
    session.commit()
    assert heard == updated("Cabinet") and one.revision == 1
    one.name = "other"
    one.name = "s"
    session.commit()
    assert session.exec(select(Cabinet.revision)).one() == 2


def test_object_whose_collection_changed_is_told(shelf, heard):
    session, one = shelf
    one.books.append(Volume(name="b"))
    session.commit()
    assert heard == [*updated("Cabinet"), "before_insert Volume", "after_insert Volume"] and one.revision == 1


def test_object_that_was_only_read_is_not_told(shelf, heard):
    session, one = shelf
    assert (one.name, list(one.books), one in session) == ("s", [], True)
    session.add(one)
    session.commit()
    assert heard == []


def test_same_target_again_is_a_change_without_effect(shelf, heard):
    session, one = shelf
    book = Volume(name="b", shelf=one)
    session.add(book)
    session.commit()
    assert book.shelf is one
    heard.clear()
    book.shelf = one
    assert book in session.dirty and not session.is_modified(book)
    session.commit()
    assert heard == updated("Volume")


def test_parent_of_deleted_children_is_deleted_though_it_still_lists_them(shelf, heard):
    session, one = shelf
    books, tags = [Volume(name="a"), Volume(name="b")], [Label(id=1), Label(id=2)]
    one.books, one.tags = books, tags
    session.commit()
    session.delete(books[0])
    session.delete(tags[0])
    session.commit()
    heard.clear()
    session.delete(one)
    session.commit()
    assert heard == [*updated("Volume"), "before_delete Cabinet", "after_delete Cabinet"]
    assert session.exec(select(Volume.shelf_id)).all() == [None] and session.exec(select(Labelling)).all() == []
