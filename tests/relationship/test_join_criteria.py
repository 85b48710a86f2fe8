"""Relationships whose join says more than which keys agree: every loader goes by all of it."""

import gc
import weakref
from types import SimpleNamespace
from typing import Any

import pytest

from ..inheritance.libraries import EXTENSIONS, Library

LOADERS = ["lazyload", "selectinload", "joinedload", "subqueryload"]


def stored(library: Library, base: Any, sticker: Any, shop_class: Any, order_class: Any, label_class: Any) -> Any:
    """Return a session on five shops, two orders at each of the first two, and their labels."""
    shops = [
        shop_class(id=1, is_open=True, limit=4),
        shop_class(id=2, is_open=False, limit=9),
        shop_class(id=3, is_open=True, above_id=1),
        shop_class(id=4, is_open=False, above_id=1),
        shop_class(id=5, is_open=True, above_id=2),
    ]
    orders = [order_class(id=10 * shop + total, shop_id=shop, total=total) for shop in (1, 2) for total in (3, 5)]
    session = library.store(base, label_class(id=1), label_class(id=2), *shops)
    session.add_all(orders)
    links = [{"shop_id": shop, "label_id": label, "place": label * shop} for shop in (1, 2) for label in (1, 2)]
    session.execute(sticker.insert(), links)
    session.commit()
    session.expunge_all()
    return session


@pytest.fixture(params=list(EXTENSIONS))
def m(request: pytest.FixtureRequest) -> Any:
    """Declare and store shops that are open or not, with orders, labels in an order of their own, and branches."""
    library = Library(request.param, "sqlite://")
    sa, orm, base = library.sa, library.orm, library.base()
    column, related = orm.mapped_column, orm.relationship
    links = [sa.Column(f"{name}_id", sa.ForeignKey(f"{name}.id"), primary_key=True) for name in ("shop", "label")]
    sticker = sa.Table("sticker", base.metadata, *links, sa.Column("place", sa.Integer))

    class Label(base):
        __tablename__ = "label"
        id = column(sa.Integer, primary_key=True)

    class Shop(base):
        __tablename__ = "shop"
        id = column(sa.Integer, primary_key=True)
        is_open = column(sa.Boolean)
        limit = column(sa.Integer)
        above_id = column(sa.ForeignKey("shop.id"))
        orders = related("Order", order_by="Order.id", back_populates="shop")
        due = related(
            "Order", order_by="Order.id", viewonly=True, primaryjoin="and_(Shop.id == Order.shop_id, Shop.is_open)"
        )
        small = related(
            "Order",
            order_by="Order.id",
            viewonly=True,
            primaryjoin="and_(Shop.id == Order.shop_id, Order.total <= Shop.limit)",
        )
        labels = related(Label, secondary=sticker, order_by=sticker.c.place.desc(), viewonly=True)
        shown = related(
            Label,
            secondary=sticker,
            order_by=sticker.c.place,
            viewonly=True,
            primaryjoin=lambda: sa.and_(Shop.id == sticker.c.shop_id, Shop.is_open),
        )
        branches = related(
            "Shop",
            order_by="Shop.id",
            viewonly=True,
            primaryjoin=lambda: sa.and_(Shop.id == orm.remote(orm.foreign(Shop.above_id)), Shop.is_open),
        )
        open_branches = related(
            "Shop",
            order_by="Shop.id",
            viewonly=True,
            primaryjoin=lambda: sa.and_(Shop.id == orm.remote(orm.foreign(Shop.above_id)), orm.remote(Shop.is_open)),
        )

    class Order(base):
        __tablename__ = "purchase"
        id = column(sa.Integer, primary_key=True)
        shop_id = column(sa.ForeignKey("shop.id"))
        total = column(sa.Integer)
        shop = related(Shop, back_populates="orders")
        large_at = related(Shop, viewonly=True, primaryjoin=lambda: sa.and_(Shop.id == Order.shop_id, Order.total >= 5))

    session = stored(library, base, sticker, Shop, Order, Label)
    yield SimpleNamespace(sa=sa, orm=orm, s=session, Shop=Shop, Order=Order, Label=Label)
    library.close()


EXPECTED = {
    "due": [[13, 15], [], [], [], []],
    "small": [[13], [23, 25], [], [], []],
    "labels": [[2, 1], [2, 1], [], [], []],
    "shown": [[1, 2], [], [], [], []],
    "branches": [[3, 4], [], [], [], []],
    "open_branches": [[3], [5], [], [], []],
}


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("name", list(EXPECTED))
def test_every_loader_goes_by_the_whole_condition(m, name, loader):
    option = getattr(m.orm, loader)(getattr(m.Shop, name))
    shops = m.s.scalars(m.sa.select(m.Shop).options(option).order_by(m.Shop.id)).unique().all()
    assert [[one.id for one in getattr(shop, name)] for shop in shops] == EXPECTED[name]


@pytest.mark.parametrize("loader", LOADERS)
def test_a_reference_goes_by_a_condition_on_the_row_that_has_it(m, loader):
    option = getattr(m.orm, loader)(m.Order.large_at)
    orders = m.s.scalars(m.sa.select(m.Order).options(option).order_by(m.Order.id)).unique().all()
    assert [order.large_at and order.large_at.id for order in orders] == [None, 1, None, 2]


def test_a_column_of_the_condition_is_read_before_the_members(m):
    shop = m.s.scalars(m.sa.select(m.Shop).options(m.orm.load_only(m.Shop.id)).where(m.Shop.id == 2)).one()
    assert [order.id for order in shop.small] == [23, 25]
    shop.limit = 4
    m.s.commit()
    assert [order.id for order in shop.small] == [23]


def test_with_parent_goes_by_the_whole_condition(m):
    def due(shop):
        found = m.sa.select(m.Order.id).where(m.orm.with_parent(shop, m.Shop.due)).order_by(m.Order.id)
        return m.s.scalars(found).all()

    assert [due(m.s.get(m.Shop, key)) for key in (1, 2)] == [[13, 15], []]


def test_a_query_gives_rows_with_an_object_once(m):
    joined = m.s.query(m.Shop, m.Shop.limit).join(m.Shop.orders).order_by(m.Shop.id)
    assert [row.limit for row in joined] == [4, 9]
    assert (joined.count(), len(joined.yield_per(10).all())) == (4, 4)
    assert m.s.query(m.Shop.limit).join(m.Shop.orders).order_by(m.Shop.id).all() == [(4,), (4,), (9,), (9,)]
    eager = m.s.query(m.Shop, m.Shop.limit).options(m.orm.joinedload(m.Shop.orders)).order_by(m.Shop.id)
    assert [len(row.Shop.orders) for row in eager] == [2, 2, 0, 0, 0]


def test_an_object_whose_relationship_was_read_lives_no_longer_than_it_is_held(m: Any) -> None:
    gc.disable()
    try:
        shop = m.s.get(m.Shop, 1)
        assert len(shop.orders) == 2 and len(shop.due) == 2
        known = weakref.ref(shop)
        del shop
        assert known() is None
    finally:
        gc.enable()
