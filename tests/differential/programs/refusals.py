"""Options that refuse to load, or leave empty, what is not loaded; loaded on both libraries."""

from sqlalchemy import ForeignKey, String, inspect, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Load,
    Mapped,
    defer,
    joinedload,
    lazyload,
    load_only,
    mapped_column,
    noload,
    raiseload,
    relationship,
    selectinload,
)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "n_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    fullname: Mapped[str | None] = mapped_column(String(50))
    orders: Mapped[list["Order"]] = relationship(back_populates="user", order_by="Order.id")
    addresses: Mapped[list["Address"]] = relationship(back_populates="user", order_by="Address.id")


class Address(Base):
    __tablename__ = "n_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(50))
    user_id: Mapped[int] = mapped_column(ForeignKey("n_user.id"))
    user: Mapped[User] = relationship(back_populates="addresses")


class Order(Base):
    __tablename__ = "n_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("n_user.id"))
    user: Mapped[User | None] = relationship(back_populates="orders")
    items: Mapped[list["Item"]] = relationship(back_populates="order", order_by="Item.id")


class Item(Base):
    __tablename__ = "n_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    price: Mapped[int]
    order_id: Mapped[int] = mapped_column(ForeignKey("n_order.id"))
    order: Mapped[Order] = relationship(back_populates="items")
    keywords: Mapped[list["Keyword"]] = relationship(order_by="Keyword.id")


class Keyword(Base):
    __tablename__ = "n_keyword"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int] = mapped_column(ForeignKey("n_item.id"))


class Eager(Base):
    """All default strategies of relationships to one table."""

    __tablename__ = "n_eager"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    joined: Mapped[list["Part"]] = relationship(lazy="joined", order_by="Part.id", viewonly=True)
    selectin: Mapped[list["Part"]] = relationship(lazy="selectin", order_by="Part.id", viewonly=True)
    subquery: Mapped[list["Part"]] = relationship(lazy="subquery", order_by="Part.id", viewonly=True)
    immediate: Mapped[list["Part"]] = relationship(lazy="immediate", order_by="Part.id", viewonly=True)
    raising: Mapped[list["Part"]] = relationship(lazy="raise", order_by="Part.id", viewonly=True)
    raising_sql: Mapped[list["Part"]] = relationship(lazy="raise_on_sql", order_by="Part.id", viewonly=True)


class Part(Base):
    __tablename__ = "n_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    eager_id: Mapped[int] = mapped_column(ForeignKey("n_eager.id"))


def seed(session):
    session.add(
        User(
            id=1,
            name="u1",
            orders=[
                Order(id=10, title="o", note="n", items=[Item(id=100 + k, name=f"i{k}", price=k) for k in range(3)]),
                Order(id=11, title="p"),
            ],
        )
    )
    session.add(Eager(id=1, name="eager"))
    session.flush()
    session.add_all([Keyword(id=1, word="a", item_id=100), Part(id=1, name="p", eager_id=1)])


def loaded(instance):
    """List what an instance has in memory."""
    return sorted(key for key in inspect(instance).dict if not key.startswith("_"))


# --- raiseload and noload
def _reads(stage, option, *keys):
    order = stage.session.scalars(select(Order).where(Order.id == 10).options(option)).unique().one()
    stage.sent()
    found = []
    for key in keys:
        try:
            value = getattr(order, key)
            found.append((key, [one.id for one in value] if isinstance(value, list) else getattr(value, "id", value)))
        except Exception as error:
            found.append((key, type(error).__name__, str(error)))
    return found, stage.sent()


def raise_one(stage):
    return _reads(stage, raiseload(Order.items), "items", "user")


def raise_all(stage):
    return _reads(stage, raiseload("*"), "items", "user")


def raise_all_but(stage):
    found = (
        stage.session.scalars(select(Order).where(Order.id == 10).options(joinedload(Order.items), raiseload("*")))
        .unique()
        .one()
    )
    try:
        found.items[0].keywords
    except Exception as error:
        below = str(error)
    try:
        found.user
    except Exception as error:
        beside = str(error)
    return [i.id for i in found.items], below, beside


def raise_all_of_entity(stage):
    found = (
        stage.session.scalars(
            select(Order).where(Order.id == 10).options(joinedload(Order.items), Load(Order).raiseload("*"))
        )
        .unique()
        .one()
    )
    try:
        found.user
    except Exception as error:
        beside = str(error)
    return [[k.word for k in i.keywords] for i in found.items], beside


def raise_below(stage):
    found = (
        stage.session.scalars(
            select(Order).where(Order.id == 10).options(joinedload(Order.items).raiseload(Item.keywords))
        )
        .unique()
        .one()
    )
    try:
        return found.items[0].keywords
    except Exception as error:
        return str(error), found.user.name


def raise_sql_only_in_memory(stage):
    user = stage.session.get(User, 1)
    found, sent = _reads(stage, raiseload(Order.user, sql_only=True), "user")
    return user.name, found, sent


def raise_sql_only_needs_sql(stage):
    return _reads(stage, raiseload(Order.user, sql_only=True), "user")


def raise_plain_in_memory(stage):
    user = stage.session.get(User, 1)
    return user.name, _reads(stage, raiseload(Order.user), "user")


def raise_deferred(stage):
    order = stage.session.scalars(select(Order).where(Order.id == 10).options(defer(Order.note, raiseload=True))).one()
    try:
        return order.note
    except Exception as error:
        return type(error).__name__, str(error)


def raise_load_only(stage):
    order = stage.session.scalars(
        select(Order).where(Order.id == 10).options(load_only(Order.title, raiseload=True))
    ).one()
    try:
        return order.note
    except Exception as error:
        return type(error).__name__, str(error), order.title, order.id


def raise_after_refresh(stage):
    order = stage.session.scalars(select(Order).where(Order.id == 10).options(raiseload("*"))).one()
    stage.session.refresh(order)
    try:
        return [i.id for i in order.items]
    except Exception as error:
        return type(error).__name__


def raise_after_expire(stage):
    order = stage.session.scalars(select(Order).where(Order.id == 10).options(raiseload(Order.items))).one()
    stage.session.expire(order)
    try:
        return [i.id for i in order.items]
    except Exception as error:
        return type(error).__name__


def no_load(stage):
    order = stage.session.scalars(
        select(Order).where(Order.id == 10).options(noload(Order.items), noload(Order.user))
    ).one()
    return order.items, order.user, stage.sent()


def lazy_star(stage):
    one = stage.session.scalars(select(Eager).options(lazyload("*"))).one()
    first, sent = loaded(one), stage.sent()
    return first, sent, [p.id for p in one.joined], [p.id for p in one.raising], stage.sent()


def lazy_star_and_one(stage):
    one = stage.session.scalars(select(Eager).options(lazyload("*"), joinedload(Eager.selectin))).unique().one()
    return loaded(one), stage.sent()


def selectin_star(stage):
    order = stage.session.scalars(select(Order).where(Order.id == 10).options(selectinload("*"))).one()
    return loaded(order), stage.sent()
