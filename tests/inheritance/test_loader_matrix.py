"""Every loader x every inheritance strategy x relationship on base or leaf x target base or leaf x a nested loader.

What is loaded is compared with the plain rows below, and a second look must not ask the database again.
"""

from types import SimpleNamespace
from typing import Any

import pytest

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.exc import InvalidRequestError
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import event, orm

LOADERS = ("lazyload", "joinedload", "selectinload", "subqueryload", "immediateload", "raiseload")
RELATIONS = ("items", "specials", "gifts", "trophies")

#: name -> (class, owner, special owner, giver, trophy owner): the rows of the targets, by names of owners.
MEMBERS = {
    "i1": ("Item", "ann", None, None, None),
    "i2": ("Item", "ann", None, "cid", None),
    "i3": ("Item", None, None, "cid", None),
    "s1": ("Special", "ann", "ann", None, "cid"),
    "s2": ("Special", "bob", "ann", "cid", "cid"),
    "s3": ("Special", None, "bob", "dora", None),
}
PLACES = {"items": 1, "specials": 2, "gifts": 3, "trophies": 4}


def declare(inheritance: str) -> SimpleNamespace:
    """Declare owners and items: `items` and `specials` on the base of owners, `gifts` and `trophies` on the leaf."""
    chief_table = "owner" if inheritance == "single" else "chief"
    special_table = "item" if inheritance == "single" else "special"
    own_table = inheritance != "single"

    class Base(SQLModel, registry=registry()):
        pass

    def related(target: str, column: str) -> Any:
        return Relationship(sa_relationship_kwargs={"foreign_keys": column, "order_by": f"{target}.name"})

    class Owner(Base, table=True, inheritance=inheritance):
        if inheritance != "concrete":
            __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "owner"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = Field(default="owner", max_length=10)
        name: str = Field(max_length=10)
        items: list["Item"] = related("Item", "Item.owner_id")
        specials: list["Special"] = related("Special", "Special.special_owner_id")

    class Chief(Owner, table=True if own_table else None):
        if inheritance != "concrete":
            __mapper_args__ = {"polymorphic_identity": "chief"}
        rank: int = 0
        gifts: list["Item"] = related("Item", "Item.giver_id")
        trophies: list["Special"] = related("Special", "Special.trophy_owner_id")

    class Item(Base, table=True, inheritance=inheritance):
        if inheritance != "concrete":
            __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "item"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = Field(default="item", max_length=10)
        name: str = Field(max_length=10)
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        giver_id: int | None = Field(default=None, foreign_key=f"{chief_table}.id")
        if inheritance != "concrete":
            tags: list["Tag"] = related("Tag", "Tag.item_id")

    class Special(Item, table=True if own_table else None):
        if inheritance != "concrete":
            __mapper_args__ = {"polymorphic_identity": "special"}
        size: int = 0
        special_owner_id: int | None = Field(default=None, foreign_key="owner.id")
        trophy_owner_id: int | None = Field(default=None, foreign_key=f"{chief_table}.id")
        notes: list["Note"] = related("Note", "Note.special_id")

    class Tag(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=10)
        item_id: int | None = Field(default=None, foreign_key="item.id")

    class Note(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=10)
        special_id: int | None = Field(default=None, foreign_key=f"{special_table}.id")

    return SimpleNamespace(
        metadata=Base.metadata, Owner=Owner, Chief=Chief, Item=Item, Special=Special, Tag=Tag, Note=Note,
        nested=[("notes", Special)] if inheritance == "concrete" else [("notes", Special), ("tags", Item)],
    )  # fmt: skip


def fill(m: SimpleNamespace, session: Session) -> None:
    owners = {"ann": m.Owner(name="ann"), "bob": m.Owner(name="bob"), "cid": m.Chief(name="cid", rank=7)}
    owners["dora"] = m.Chief(name="dora", rank=8)
    session.add_all(owners.values())
    session.flush()
    for name, (cls, owner, special_owner, giver, trophy_owner) in MEMBERS.items():
        keys: dict[str, Any] = {"owner_id": owners[owner].id if owner else None}
        keys["giver_id"] = owners[giver].id if giver else None
        if cls == "Special":
            keys["special_owner_id"] = owners[special_owner].id if special_owner else None
            keys["trophy_owner_id"] = owners[trophy_owner].id if trophy_owner else None
            keys["size"] = len(name)
        member = getattr(m, cls)(name=name, **keys)
        session.add(member)
        session.flush()
        if cls == "Special":
            session.add_all([m.Note(name=f"{name}n{at}", special_id=member.id) for at in (1, 2)])
        if len(m.nested) > 1:
            session.add(m.Tag(name=f"{name}t", item_id=member.id))
    session.commit()
    session.expunge_all()


def expected(relation: str, owner: str, nested: str) -> list[Any]:
    found = []
    for name, (cls, *owners) in MEMBERS.items():
        if owners[PLACES[relation] - 1] == owner:
            notes = [f"{name}n1", f"{name}n2"] if cls == "Special" else None
            found.append((cls, name, notes if nested == "notes" else [f"{name}t"]))
    return found


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("inheritance", ["single", "joined", "concrete"])
def test_loaders_compose(database_url, inheritance, relation, loader):
    m = declare(inheritance)
    engine = create_engine(database_url)
    m.metadata.create_all(engine)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    source = m.Owner if relation in ("items", "specials") else m.Chief
    with Session(engine) as session:
        fill(m, session)
        for nested, at in m.nested:
            for inner in LOADERS:
                session.expunge_all()
                option = getattr(orm, loader)(getattr(source, relation))
                option = getattr(option, inner)(getattr(at, nested))
                rows = session.exec(select(source).options(option).order_by(source.name)).unique().all()
                _compare(rows, relation, nested, loader, inner, statements)
    engine.dispose()


def _compare(rows: list[Any], relation: str, nested: str, loader: str, inner: str, statements: list[str]) -> None:
    statements.clear()
    for row in rows:
        if not hasattr(type(row), relation):
            # A concrete class has the relationships that it declares itself.
            assert type(row).__name__ == "Chief" and not hasattr(row, relation)
            continue
        if loader == "raiseload":
            with pytest.raises(InvalidRequestError, match=f"{relation}' is not available"):
                getattr(row, relation)
            continue
        members = getattr(row, relation)
        wanted = expected(relation, row.name, nested)
        assert [(type(one).__name__, one.name) for one in members] == [(cls, name) for cls, name, _ in wanted]
        for one, (_, _, names) in zip(members, wanted, strict=True):
            if names is None:
                assert not hasattr(one, nested)
            elif inner == "raiseload":
                with pytest.raises(InvalidRequestError, match=f"{nested}' is not available"):
                    getattr(one, nested)
            else:
                assert [below.name for below in getattr(one, nested)] == names
    if loader not in ("lazyload", "raiseload") and inner != "lazyload":
        assert statements == []
