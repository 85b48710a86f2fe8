"""Dictionaries of related objects: keyed by attribute, by columns, by a function; classes mapped as dataclasses."""

import os

import sqlalchemy as sa
from sqlalchemy.orm import (
    DeclarativeBase,
    KeyFuncDict,
    Mapped,
    MappedCollection,
    Session,
    attribute_keyed_dict,
    attribute_mapped_collection,
    column_keyed_dict,
    keyfunc_mapping,
    mapped_as_dataclass,
    mapped_collection,
    mapped_column,
    registry,
    relationship,
)
from sqlalchemy.orm.collections import column_mapped_collection


class B(DeclarativeBase):
    pass


class Note(B):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"))
    kind: Mapped[str] = mapped_column("sort", sa.String(10))
    text: Mapped[str] = mapped_column(sa.String(10))


def related(kind):
    return relationship(collection_class=kind, order_by=Note.id, overlaps="a,b,c,d,e,f")


class Item(B):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[dict[str, Note]] = related(attribute_keyed_dict("kind"))
    b: Mapped[dict[str, Note]] = related(column_keyed_dict(Note.__table__.c.sort))
    c: Mapped[dict[tuple[str, str], Note]] = related(column_keyed_dict([Note.kind, Note.text]))
    d: Mapped[dict[str, Note]] = related(keyfunc_mapping(lambda note: note.text * 2))
    e: Mapped[dict[str, Note]] = related(attribute_mapped_collection("text"))
    f: Mapped[dict[str, Note]] = related(mapped_collection(lambda note: note.id))


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
B.metadata.drop_all(e)
B.metadata.create_all(e)
print(column_mapped_collection is not None, issubclass(MappedCollection, dict), MappedCollection is KeyFuncDict)

with Session(e) as s:
    item = Item(id=1)
    item.a["x"] = Note(id=1, kind="x", text="t")
    item.a.set(Note(id=2, kind="y", text="u"))
    s.add(item)
    s.commit()
    for name in "abcdef":
        held = getattr(item, name)
        print(name, isinstance(held, KeyFuncDict), [(key, note.id) for key, note in held.items()])
    item.b.remove(item.b["x"])
    s.commit()
    print(sorted(item.a), sorted(item.c))
    item.c["y", "u"].text = "w"
    s.commit()
    print(sorted(item.c), list(item.d))
    s.query(Note).delete()
    s.commit()
B.metadata.drop_all(e)

other = registry()


@mapped_as_dataclass(other, kw_only=True)
class Plain:
    __tablename__ = "plain"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="n")


print(Plain(id=1))
