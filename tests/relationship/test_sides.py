"""Join conditions in which parent and target share a table, or which are more than the key: every way to use them is
compared with SQLAlchemy, which gets the same program."""

import warnings
from types import SimpleNamespace
from typing import Any

import pytest

from ..inheritance.libraries import Library

LOADERS = ("lazyload", "selectinload", "joinedload", "subqueryload")


def folders(library: Any, spelling: str, heard: bool = False) -> SimpleNamespace:
    """A tree within each account: the key to the parent repeats the account, which refers to itself."""
    sa, orm, base = library.sa, library.orm, library.base()
    by = {
        "remote_side": ("[Folder.account, Folder.number]", None),
        "both remote_side": ("[Folder.account, Folder.number]", "[Folder.account, Folder.above]"),
        "remote()": (None, None),
    }[spelling]
    joins: dict[str, Any] = {"parent": {"remote_side": by[0]}, "children": {"remote_side": by[1]} if by[1] else {}}
    if spelling == "remote()":
        own = "remote(Folder.account) == Folder.account"
        joins["parent"] = {"primaryjoin": f"and_({own}, remote(Folder.number) == foreign(Folder.above))"}
        joins["children"] = {"primaryjoin": f"and_({own}, Folder.number == remote(foreign(Folder.above)))"}

    class Folder(base):
        __tablename__ = "folder"
        account = orm.mapped_column(sa.Integer, primary_key=True, autoincrement=False)
        number = orm.mapped_column(sa.Integer, primary_key=True, autoincrement=False)
        above = orm.mapped_column(sa.Integer)
        name = orm.mapped_column(sa.String(10))
        parent = orm.relationship("Folder", back_populates="children", **joins["parent"])
        children = orm.relationship("Folder", back_populates="parent", order_by="Folder.number", **joins["children"])
        __table_args__ = (sa.ForeignKeyConstraint(["account", "above"], ["folder.account", "folder.number"]),)

    if heard:
        sa.event.listen(Folder, "before_insert", lambda *given: None)
    objects = [
        Folder(account=account, number=number, above=above, name=f"{name}{account}")
        for account in (1, 2)
        for number, above, name in ((1, None, "root"), (2, 1, "child"), (3, 2, "leaf"))
    ]
    return SimpleNamespace(Folder=Folder, s=library.store(base, *objects), sa=sa, orm=orm)


def used(m: Any, cls: Any, name: str, key: Any, other: Any) -> dict[str, Any]:
    """Use a relationship in every way; `key` is of a parent, `other` of a target."""
    attribute = getattr(cls, name)
    target = attribute.property.mapper.class_
    select, found = m.sa.select, {}

    def shown(value: Any) -> Any:
        if value is None or not hasattr(type(value), "__mapper__"):
            return value if value is None else [shown(one) for one in value]
        return m.sa.inspect(value).identity

    order = [*m.sa.inspect(cls).primary_key]
    for loader in LOADERS:
        m.s.expunge_all()
        rows = m.s.scalars(select(cls).options(getattr(m.orm, loader)(attribute)).order_by(*order)).unique()
        found[loader] = [shown(getattr(one, name)) for one in rows]
    alias = m.orm.aliased(target)
    pairs = select(cls, alias).join(attribute.of_type(alias))
    found["join"] = sorted((shown(one), shown(two)) for one, two in m.s.execute(pairs))
    test = attribute.any if attribute.property.uselist else attribute.has
    found["exists"] = sorted(map(shown, m.s.scalars(select(cls).where(test()))))
    narrowed = test(getattr(target, m.sa.inspect(target).primary_key[-1].key) == other[-1])
    found["exists with a condition"] = sorted(map(shown, m.s.scalars(select(cls).where(narrowed))))
    compare = attribute.contains if attribute.property.uselist else attribute.__eq__
    found["comparison"] = sorted(map(shown, m.s.scalars(select(cls).where(compare(m.s.get(target, other))))))
    parent = m.orm.with_parent(m.s.get(cls, key), attribute)
    found["with_parent"] = sorted(map(shown, m.s.scalars(select(target).where(parent))))
    return found


def compared(database_url: str, program: Any) -> dict[str, Any]:
    """Run a program with both libraries and return what is the answer of both."""
    answers = []
    for library in (Library("sqlalchemy", "sqlite://"), Library("own", database_url)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", library.sa.exc.SAWarning)
            try:
                answers.append(program(library))
            finally:
                library.close()
    assert answers[1] == answers[0]
    return answers[0]


@pytest.mark.parametrize("spelling", ["remote_side", "both remote_side", "remote()"])
def test_a_composite_key_within_a_table_compares_every_column_with_the_other_rows(database_url, spelling):
    def program(library: Any) -> dict[str, Any]:
        m = folders(library, spelling)
        return {
            "children": used(m, m.Folder, "children", (2, 1), (2, 2)),
            "parent": used(m, m.Folder, "parent", (2, 2), (2, 1)),
        }

    found = compared(database_url, program)
    assert found["children"]["lazyload"] == [[(1, 2)], [(1, 3)], [], [(2, 2)], [(2, 3)], []]


@pytest.mark.parametrize("heard", [False, True])
def test_a_composite_key_within_a_table_is_copied_whole(database_url, heard):
    def program(library: Any) -> Any:
        m = folders(library, "remote_side", heard)
        root = m.Folder(account=3, number=1, name="root3", children=[m.Folder(number=2, name="child3")])
        root.children[0].children.append(m.Folder(number=3, name="leaf3"))
        m.s.add(root)
        m.s.commit()
        rows = m.s.scalars(m.sa.select(m.Folder).where(m.Folder.account == 3).order_by(m.Folder.number))
        return [(one.account, one.number, one.above) for one in rows]

    assert compared(database_url, program) == [(3, 1, None), (3, 2, 1), (3, 3, 2)]


def shops(library: Any) -> SimpleNamespace:
    """Relationships whose conditions have more columns of the parent than its key."""
    sa, orm, base = library.sa, library.orm, library.base()

    def seen(target: str, condition: str) -> Any:
        return orm.relationship(target, primaryjoin=condition, viewonly=True, order_by=f"{target}.id")

    class Shop(base):
        __tablename__ = "shop"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        kind = orm.mapped_column(sa.Integer)
        same = seen("Item", "and_(Shop.id == foreign(Item.shop_id), Shop.kind == Item.kind)")
        above = seen("Item", "and_(Shop.id == foreign(Item.shop_id), Shop.kind < Item.kind)")
        if_first = seen("Item", "and_(Shop.id == foreign(Item.shop_id), Shop.kind == 1)")
        if_none = seen("Item", "and_(Shop.id == foreign(Item.shop_id), or_(Shop.kind == None, Shop.kind == Item.kind))")

    class Item(base):
        __tablename__ = "item"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        shop_id = orm.mapped_column(sa.ForeignKey("shop.id"))
        kind = orm.mapped_column(sa.Integer)
        shop = seen("Shop", "and_(Shop.id == foreign(Item.shop_id), Shop.kind == Item.kind)")

    class Node(base):
        __tablename__ = "node"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        up = orm.mapped_column(sa.ForeignKey("node.id"))
        live = orm.mapped_column(sa.Integer)
        live_ones = seen("Node", "and_(Node.id == remote(foreign(Node.up)), remote(Node.live) == 1)")
        if_live = seen("Node", "and_(Node.id == remote(foreign(Node.up)), Node.live == 1)")
        alike = seen("Node", "and_(Node.id == remote(foreign(Node.up)), Node.live == remote(Node.live))")
        parent = orm.relationship(
            "Node", remote_side=[id], primaryjoin="and_(Node.up == Node.id, Node.live == 1)", viewonly=True
        )

    rows = [
        Shop(id=1, kind=1),
        Shop(id=2, kind=2),
        Shop(id=3),
        Item(id=5, shop_id=3, kind=1),
        Node(id=1, live=1),
        Node(id=2, live=0),
    ]
    rows += [Item(id=at, shop_id=1 + at // 3, kind=2 - at % 2) for at in range(1, 5)]
    rows += [Node(id=at, up=1 + (at - 3) // 2, live=at % 2) for at in range(3, 7)]
    return SimpleNamespace(Shop=Shop, Item=Item, Node=Node, s=library.store(base, *rows), sa=sa, orm=orm)


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        ("Shop", "same"), ("Shop", "above"), ("Shop", "if_first"), ("Shop", "if_none"), ("Item", "shop"),
        ("Node", "live_ones"), ("Node", "if_live"), ("Node", "alike"), ("Node", "parent"),
    ],
)  # fmt: skip
def test_columns_of_the_parent_beside_its_key_count_in_every_use(database_url, cls, name):
    def program(library: Any) -> dict[str, Any]:
        m = shops(library)
        found = used(m, getattr(m, cls), name, (1,), (1,))
        if name == "alike":
            # SQLAlchemy takes both sides of `live` for the object's.
            found.pop("comparison")
        return found

    found = compared(database_url, program)
    assert any(found["lazyload"])


def test_a_condition_without_an_equality_is_a_view(database_url):
    def program(library: Any) -> dict[str, Any]:
        sa, orm, base = library.sa, library.orm, library.base()

        class Page(base):
            __tablename__ = "page"
            id = orm.mapped_column(sa.Integer, primary_key=True)
            path = orm.mapped_column(sa.String(50))
            below = orm.relationship(
                "Page",
                primaryjoin=lambda: orm.remote(orm.foreign(Page.path)).like(Page.path.concat("/%")),
                viewonly=True,
                order_by="Page.path",
            )

        rows = [Page(id=at, path=path) for at, path in enumerate(("/a", "/a/b", "/a/b/c", "/d"), 1)]
        m = SimpleNamespace(s=library.store(base, *rows), sa=sa, orm=orm)
        return used(m, Page, "below", (1,), (3,))

    found = compared(database_url, program)
    assert found["lazyload"] == [[(2,), (3,)], [(3,)], [], []]
    assert found["comparison"] == [(1,), (2,)]


def test_a_condition_without_an_equality_must_be_a_view(database_url):
    library = Library("own", database_url)
    sa, orm, base = library.sa, library.orm, library.base()

    class Page(base):
        __tablename__ = "page"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        path = orm.mapped_column(sa.String(50))
        below = orm.relationship("Page", primaryjoin="remote(foreign(Page.path)).like(Page.path.concat('/%'))")

    with pytest.raises(sa.exc.ArgumentError, match=r"page.path LIKE .* on relationship Page.below.*viewonly=True"):
        orm.configure_mappers()
