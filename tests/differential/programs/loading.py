"""Loader options, one function for each behaviour that SQLAlchemy documents; loaded on both libraries."""

from sqlalchemy import ForeignKey, String, and_, inspect, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Load,
    Mapped,
    aliased,
    contains_eager,
    defaultload,
    defer,
    immediateload,
    joinedload,
    lazyload,
    load_only,
    mapped_column,
    relationship,
    selectin_polymorphic,
    selectinload,
    subqueryload,
    undefer,
    with_loader_criteria,
    with_polymorphic,
)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "l_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    fullname: Mapped[str | None] = mapped_column(String(50))
    orders: Mapped[list["Order"]] = relationship(back_populates="user", order_by="Order.id")
    addresses: Mapped[list["Address"]] = relationship(back_populates="user", order_by="Address.id")


class Address(Base):
    __tablename__ = "l_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(50))
    user_id: Mapped[int] = mapped_column(ForeignKey("l_user.id"))
    user: Mapped[User] = relationship(back_populates="addresses")


class Order(Base):
    __tablename__ = "l_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("l_user.id"))
    user: Mapped[User | None] = relationship(back_populates="orders")
    items: Mapped[list["Item"]] = relationship(back_populates="order", order_by="Item.id")


class Item(Base):
    __tablename__ = "l_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    price: Mapped[int]
    order_id: Mapped[int] = mapped_column(ForeignKey("l_order.id"))
    order: Mapped[Order] = relationship(back_populates="items")
    keywords: Mapped[list["Keyword"]] = relationship(order_by="Keyword.id")


class Keyword(Base):
    __tablename__ = "l_keyword"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int] = mapped_column(ForeignKey("l_item.id"))


class Node(Base):
    __tablename__ = "l_node"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("l_node.id"))
    children: Mapped[list["Node"]] = relationship(back_populates="parent", order_by="Node.id")
    parent: Mapped["Node | None"] = relationship(back_populates="children", remote_side=[id])


class Employee(Base):
    __tablename__ = "l_employee"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "employee"}


class Manager(Employee):
    __tablename__ = "l_manager"

    id: Mapped[int] = mapped_column(ForeignKey("l_employee.id"), primary_key=True)
    budget: Mapped[int]
    staff: Mapped[list["Report"]] = relationship(order_by="Report.id")
    __mapper_args__ = {"polymorphic_identity": "manager"}


class Engineer(Employee):
    __tablename__ = "l_engineer"

    id: Mapped[int] = mapped_column(ForeignKey("l_employee.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(20))
    __mapper_args__ = {"polymorphic_identity": "engineer"}


class Report(Base):
    __tablename__ = "l_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(20))
    manager_id: Mapped[int] = mapped_column(ForeignKey("l_manager.id"))


class Eager(Base):
    """All default strategies of relationships to one table."""

    __tablename__ = "l_eager"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    joined: Mapped[list["Part"]] = relationship(lazy="joined", order_by="Part.id", viewonly=True)
    selectin: Mapped[list["Part"]] = relationship(lazy="selectin", order_by="Part.id", viewonly=True)
    subquery: Mapped[list["Part"]] = relationship(lazy="subquery", order_by="Part.id", viewonly=True)
    immediate: Mapped[list["Part"]] = relationship(lazy="immediate", order_by="Part.id", viewonly=True)
    raising: Mapped[list["Part"]] = relationship(lazy="raise", order_by="Part.id", viewonly=True)
    raising_sql: Mapped[list["Part"]] = relationship(lazy="raise_on_sql", order_by="Part.id", viewonly=True)


class Part(Base):
    __tablename__ = "l_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    eager_id: Mapped[int] = mapped_column(ForeignKey("l_eager.id"))


def seed(session):
    for number in range(1, 4):
        session.add(
            User(
                id=number,
                name=f"u{number}",
                fullname=f"user {number}",
                addresses=[Address(id=number * 10 + k, email=f"{k}@u{number}") for k in range(2)],
                orders=[
                    Order(
                        id=number * 10 + k,
                        title=f"o{number}{k}",
                        note="n",
                        items=[
                            Item(id=number * 100 + k * 10 + j, name=f"i{number}{k}{j}", price=j * 10) for j in range(3)
                        ],
                    )
                    for k in range(2)
                ],
            )
        )
    session.add(Order(id=99, title="nobody's"))
    session.flush()
    session.add_all([Keyword(id=1, word="a", item_id=100), Keyword(id=2, word="b", item_id=100)])
    root = Node(id=1, name="root")
    session.add(root)
    root.children = [Node(id=2, name="a", children=[Node(id=4, name="aa")]), Node(id=3, name="b")]
    root.children[0].children[0].children = [Node(id=5, name="aaa")]
    session.add(Manager(id=1, name="m", budget=5, staff=[Report(id=1, text="r1"), Report(id=2, text="r2")]))
    session.add(Engineer(id=2, name="e", language="py"))
    session.add(Employee(id=3, name="x"))
    session.add(Eager(id=1, name="eager"))
    session.flush()
    session.add_all([Part(id=1, name="p", eager_id=1), Part(id=2, name="q", eager_id=1)])


def loaded(instance):
    """List what an instance has in memory."""
    return sorted(key for key in inspect(instance).dict if not key.startswith("_"))


# --- strategies
def lazy_by_default(stage):
    users = stage.session.scalars(select(User).order_by(User.id)).all()
    first = stage.sent()
    return first, [[o.title for o in u.orders] for u in users], stage.sent(), loaded(users[0])


def _eager(on, option):
    users = on.session.scalars(select(User).options(option).order_by(User.id)).unique().all()
    return [[(o.title, [i.name for i in o.items]) for o in u.orders] for u in users]


def joined(stage):
    return _eager(stage, joinedload(User.orders))


def joined_inner(stage):
    return _eager(stage, joinedload(User.orders, innerjoin=True).joinedload(Order.items, innerjoin=True))


def joined_unnested(stage):
    return _eager(stage, joinedload(User.orders, innerjoin="unnested"))


def joined_outer_then_inner(stage):
    orders = (
        stage.session.scalars(
            select(Order).options(joinedload(Order.user).joinedload(User.addresses, innerjoin=True)).order_by(Order.id)
        )
        .unique()
        .all()
    )
    return [(o.title, o.user and [a.email for a in o.user.addresses]) for o in orders], stage.sent()


def joined_requires_unique(stage):
    return stage.session.scalars(select(User).options(joinedload(User.orders))).all()


def joined_inner_drops_parents(stage):
    return [
        o.id
        for o in stage.session.scalars(select(Order).options(joinedload(Order.user, innerjoin=True)).order_by(Order.id))
    ]


def selectin(stage):
    return _eager(stage, selectinload(User.orders).selectinload(Order.items))


def subquery(stage):
    return _eager(stage, subqueryload(User.orders).subqueryload(Order.items))


def immediate(stage):
    return _eager(stage, immediateload(User.orders).immediateload(Order.items))


def selectin_to_one(stage):
    orders = stage.session.scalars(select(Order).options(selectinload(Order.user)).order_by(Order.id)).all()
    return stage.sent(), [o.user and o.user.name for o in orders], stage.sent()


def recursion_depth(stage):
    root = stage.session.scalars(
        select(Node).where(Node.id == 1).options(selectinload(Node.children, recursion_depth=2))
    ).one()
    first = stage.sent()
    return first, loaded(root.children[0].children[0]), root.children[0].children[0].children[0].name, stage.sent()


def recursion_depth_without_end(stage):
    root = stage.session.scalars(
        select(Node).where(Node.id == 1).options(selectinload(Node.children, recursion_depth=-1))
    ).one()
    first = stage.sent()
    return first, root.children[0].children[0].children[0].children, stage.sent()


def recursion_depth_immediate(stage):
    root = stage.session.scalars(
        select(Node).where(Node.id == 1).options(immediateload(Node.children, recursion_depth=2))
    ).one()
    first = stage.sent()
    return first > 1, loaded(root.children[0].children[0]), root.children[0].children[0].children[0].name


def joined_limit(stage):
    users = (
        stage.session.scalars(select(User).options(joinedload(User.orders)).order_by(User.id.desc()).limit(2))
        .unique()
        .all()
    )
    return [(u.name, [o.title for o in u.orders]) for u in users]


def joined_limit_to_one(stage):
    found = stage.session.scalars(select(Order).options(joinedload(Order.user)).order_by(Order.id).limit(3)).all()
    return [(o.title, o.user.name) for o in found], stage.sent()


def joined_with_distinct(stage):
    users = (
        stage.session.scalars(select(User).distinct().options(joinedload(User.orders)).order_by(User.id)).unique().all()
    )
    return [(u.name, [o.title for o in u.orders]) for u in users]


def subquery_with_limit(stage):
    users = stage.session.scalars(
        select(User).options(subqueryload(User.orders)).order_by(User.id.desc()).limit(2)
    ).all()
    return [(u.name, [o.title for o in u.orders]) for u in users], stage.sent()


def default_strategies(stage):
    one = stage.session.scalars(select(Eager)).unique().one()
    first = loaded(one)
    raised = []
    for key in ("raising", "raising_sql"):
        try:
            getattr(one, key)
        except Exception as error:
            raised.append((type(error).__name__, str(error)))
    return first, [p.name for p in one.joined], [p.name for p in one.immediate], raised


def default_strategies_by_get(stage):
    one = stage.session.get(Eager, 1)
    return loaded(one)


def default_strategies_refresh(stage):
    one = stage.session.get(Eager, 1)
    stage.session.expire(one)
    one.name
    first = loaded(one)
    stage.session.refresh(one)
    return first, loaded(one)


# --- contains_eager
def contains_eager_filtered(stage):
    orders = (
        stage.session.scalars(
            select(Order)
            .join(Order.items)
            .where(Item.price > 5)
            .options(contains_eager(Order.items))
            .order_by(Order.id, Item.id)
        )
        .unique()
        .all()
    )
    return [(o.title, [i.name for i in o.items]) for o in orders], stage.sent()


def contains_eager_aliased(stage):
    other = aliased(Item)
    orders = (
        stage.session.scalars(
            select(Order)
            .join(Order.items.of_type(other))
            .where(other.price > 5)
            .options(contains_eager(Order.items.of_type(other)))
            .order_by(Order.id, other.id)
        )
        .unique()
        .all()
    )
    return [(o.title, [i.name for i in o.items]) for o in orders], stage.sent()


def contains_eager_by_alias_argument(stage):
    other = aliased(Item)
    orders = (
        stage.session.scalars(
            select(Order)
            .join(other, Order.items)
            .options(contains_eager(Order.items, alias=other))
            .order_by(Order.id, other.id)
        )
        .unique()
        .all()
    )
    return [(o.title, [i.name for i in o.items]) for o in orders], stage.sent()


def contains_eager_nested(stage):
    users = (
        stage.session.scalars(
            select(User)
            .join(User.orders)
            .join(Order.items)
            .where(Item.price == 10)
            .options(contains_eager(User.orders).contains_eager(Order.items))
            .order_by(User.id, Order.id, Item.id)
        )
        .unique()
        .all()
    )
    return [[(o.title, [i.name for i in o.items]) for o in u.orders] for u in users], stage.sent()


def contains_eager_then_selectin(stage):
    users = (
        stage.session.scalars(
            select(User)
            .join(User.orders)
            .options(contains_eager(User.orders).selectinload(Order.items))
            .order_by(User.id, Order.id)
        )
        .unique()
        .all()
    )
    first = stage.sent()
    return first, [[[i.name for i in o.items] for o in u.orders] for u in users], stage.sent()


def contains_eager_keeps_what_is_loaded(stage):
    user = stage.session.get(User, 1)
    user.orders
    found = (
        stage.session.scalars(select(User).join(User.orders).where(Order.id == 10).options(contains_eager(User.orders)))
        .unique()
        .one()
    )
    before = [o.id for o in found.orders]
    found = (
        stage.session.scalars(
            select(User)
            .join(User.orders)
            .where(Order.id == 10)
            .options(contains_eager(User.orders))
            .execution_options(populate_existing=True)
        )
        .unique()
        .one()
    )
    return before, [o.id for o in found.orders]


# --- paths
def default_load(stage):
    users = stage.session.scalars(
        select(User).where(User.id == 1).options(defaultload(User.orders).joinedload(Order.items))
    ).all()
    first = loaded(users[0])
    stage.sent()
    orders = users[0].orders
    return first, stage.sent(), loaded(orders[0]), [[i.name for i in o.items] for o in orders], stage.sent()


def default_load_columns(stage):
    users = stage.session.scalars(
        select(User).where(User.id == 1).options(defaultload(User.orders).load_only(Order.title))
    ).all()
    return [loaded(o) for o in users[0].orders]


def default_load_of_eager(stage):
    one = (
        stage.session.scalars(select(Eager).options(defaultload(Eager.joined).load_only(Part.eager_id))).unique().one()
    )
    return [loaded(p) for p in one.joined], loaded(one)


def options_method(stage):
    users = (
        stage.session.scalars(
            select(User)
            .where(User.id == 1)
            .options(
                selectinload(User.orders).options(
                    load_only(Order.title),
                    selectinload(Order.items).options(defer(Item.price), joinedload(Item.keywords)),
                ),
                joinedload(User.addresses).load_only(Address.email),
            )
        )
        .unique()
        .all()
    )
    stage.sent()
    order = users[0].orders[0]
    return loaded(users[0]), loaded(order), loaded(order.items[0]), loaded(users[0].addresses[0]), stage.sent()


def load_of_alias(stage):
    other = aliased(User)
    found = stage.session.scalars(
        select(other)
        .where(other.id == 1)
        .options(Load(other).selectinload(other.orders), Load(other).load_only(other.name))
    ).one()
    return loaded(found)


def alias_and_class(stage):
    other = aliased(User)
    row = (
        stage.session.execute(
            select(User, other)
            .join(other, other.id == User.id + 1)
            .where(User.id == 1)
            .options(selectinload(other.orders), joinedload(User.addresses))
        )
        .unique()
        .one()
    )
    return loaded(row[0]), loaded(row[1])


def option_on_wrong_entity(stage):
    return stage.session.scalars(select(User).options(joinedload(Order.items))).unique().all()


def option_by_wrong_path(stage):
    return stage.session.scalars(select(User).options(joinedload(User.orders).joinedload(User.addresses))).all()


def option_by_string(stage):
    return joinedload("orders")


def option_of_column(stage):
    return stage.session.scalars(select(User).options(joinedload(User.name))).all()


def load_only_of_relationship(stage):
    return stage.session.scalars(select(User).options(load_only(User.orders))).all()


def options_stay_with_lazy_loads(stage):
    user = stage.session.scalars(
        select(User).where(User.id == 1).options(lazyload(User.orders).joinedload(Order.items))
    ).one()
    stage.sent()
    return [loaded(o) for o in user.orders], stage.sent()


# --- criteria
def and_criteria(stage):
    users = stage.session.scalars(
        select(User).options(selectinload(User.orders.and_(Order.id > 10))).order_by(User.id)
    ).all()
    return [[o.id for o in u.orders] for u in users], stage.sent()


def and_criteria_joined(stage):
    users = (
        stage.session.scalars(
            select(User).options(joinedload(User.orders.and_(Order.title != "o10"))).order_by(User.id)
        )
        .unique()
        .all()
    )
    return [[o.id for o in u.orders] for u in users], stage.sent()


def and_criteria_lazy(stage):
    users = stage.session.scalars(
        select(User).options(lazyload(User.orders.and_(Order.title != "o10"))).order_by(User.id)
    ).all()
    return [[o.id for o in u.orders] for u in users]


def and_criteria_subquery(stage):
    users = stage.session.scalars(
        select(User).options(subqueryload(User.orders.and_(Order.title != "o10"))).order_by(User.id)
    ).all()
    return [[o.id for o in u.orders] for u in users]


def and_criteria_to_one(stage):
    orders = stage.session.scalars(
        select(Order).options(selectinload(Order.user.and_(User.name != "u1"))).order_by(Order.id)
    ).all()
    return [o.user and o.user.name for o in orders]


def and_criteria_to_one_joined(stage):
    orders = stage.session.scalars(
        select(Order).options(joinedload(Order.user.and_(User.name != "u1"))).order_by(Order.id)
    ).all()
    return [o.user and o.user.name for o in orders]


def and_criteria_of_alias(stage):
    other = aliased(User)
    users = stage.session.scalars(
        select(other).options(selectinload(other.orders.and_(Order.title != "o10"))).order_by(other.id)
    ).all()
    return [[o.id for o in u.orders] for u in users]


def and_criteria_nested(stage):
    users = stage.session.scalars(
        select(User)
        .options(
            selectinload(User.orders.and_(Order.id != 10)).joinedload(Order.items.and_(Item.price > 0, Item.price < 20))
        )
        .order_by(User.id)
    ).all()
    return [[[i.id for i in o.items] for o in u.orders] for u in users]


def and_criteria_in_join(stage):
    return stage.session.execute(
        select(User.name, Order.title).join(User.orders.and_(Order.title.like("%0"))).order_by(User.id)
    ).all()


def global_criteria(stage):
    users = stage.session.scalars(
        select(User).options(selectinload(User.orders), with_loader_criteria(Order, Order.id > 20)).order_by(User.id)
    ).all()
    return [[o.id for o in u.orders] for u in users]


def global_criteria_callable(stage):
    users = (
        stage.session.scalars(
            select(User)
            .options(joinedload(User.orders), with_loader_criteria(Order, lambda cls: cls.id > 20))
            .order_by(User.id)
        )
        .unique()
        .all()
    )
    return [[o.id for o in u.orders] for u in users]


def global_criteria_lazy(stage):
    users = stage.session.scalars(
        select(User).options(with_loader_criteria(Order, Order.id > 20)).order_by(User.id)
    ).all()
    return [[o.id for o in u.orders] for u in users]


def global_criteria_lazy_not_propagated(stage):
    users = stage.session.scalars(
        select(User).options(with_loader_criteria(Order, Order.id > 20, propagate_to_loaders=False)).order_by(User.id)
    ).all()
    return [[o.id for o in u.orders] for u in users]


def global_criteria_joins(stage):
    return stage.session.execute(
        select(User.name, Order.title)
        .join(User.orders)
        .options(with_loader_criteria(Order, Order.id > 20))
        .order_by(Order.id)
    ).all()


def global_criteria_columns(stage):
    return stage.session.execute(
        select(Order.title).options(with_loader_criteria(Order, Order.id > 20)).order_by(Order.id)
    ).all()


def global_criteria_outer_join(stage):
    return stage.session.execute(
        select(User.name, Order.title)
        .outerjoin(User.orders)
        .options(with_loader_criteria(Order, Order.id > 20))
        .order_by(User.id, Order.id)
    ).all()


def global_criteria_alias_left_out(stage):
    other = aliased(Order)
    return [
        o.id
        for o in stage.session.scalars(
            select(other).options(with_loader_criteria(Order, Order.id > 20)).order_by(other.id)
        )
    ]


def global_criteria_alias(stage):
    other = aliased(Order)
    return [
        o.id
        for o in stage.session.scalars(
            select(other).options(with_loader_criteria(Order, Order.id > 20, include_aliases=True)).order_by(other.id)
        )
    ]


def global_criteria_alias_callable(stage):
    other = aliased(Order)
    return [
        o.id
        for o in stage.session.scalars(
            select(other)
            .options(with_loader_criteria(Order, lambda cls: cls.id > 20, include_aliases=True))
            .order_by(other.id)
        )
    ]


def global_criteria_closure(stage):
    found = []
    for limit in (20, 30):
        statement = (
            select(Order)
            .options(with_loader_criteria(Order, lambda cls: cls.id > limit))  # noqa: B023
            .order_by(Order.id)
        )
        found.append([o.id for o in stage.session.scalars(statement)])
    return found


def global_criteria_subclass(stage):
    return [
        e.name
        for e in stage.session.scalars(
            select(Employee).options(with_loader_criteria(Employee, Employee.name != "x")).order_by(Employee.id)
        )
    ]


def global_criteria_subquery(stage):
    inner = select(Order.user_id).where(Order.title.like("o%")).scalar_subquery()
    return stage.session.scalars(
        select(User.name)
        .where(User.id.in_(inner))
        .options(with_loader_criteria(Order, Order.id > 20))
        .order_by(User.id)
    ).all()


def global_criteria_exists(stage):
    return stage.session.scalars(
        select(User.name).where(User.orders.any()).options(with_loader_criteria(Order, Order.id > 20)).order_by(User.id)
    ).all()


def global_criteria_refresh(stage):
    order = stage.session.scalars(
        select(Order).options(with_loader_criteria(Order, Order.id < 20)).order_by(Order.id)
    ).first()
    stage.session.refresh(order)
    return order.title


def global_criteria_get(stage):
    return stage.session.get(User, 1, options=[with_loader_criteria(User, User.id > 1)])


# --- populate_existing, yield_per
def populate_existing(stage):
    user = stage.session.get(User, 1)
    with stage.session.no_autoflush:
        user.name = "changed"
        user.orders
        stage.session.scalars(select(User).where(User.id == 1)).one()
        before = user.name
        stage.session.scalars(select(User).where(User.id == 1).execution_options(populate_existing=True)).one()
    return before, user.name, len(stage.session.dirty), loaded(user)


def yield_per_selectin(stage):
    found = []
    for user in stage.session.scalars(
        select(User).options(selectinload(User.orders)).order_by(User.id).execution_options(yield_per=2)
    ):
        found.append([o.id for o in user.orders])
    return found


def yield_per_joined(stage):
    return (
        stage.session.scalars(select(User).options(joinedload(User.orders)).execution_options(yield_per=2))
        .unique()
        .all()
    )


def yield_per_joined_to_one(stage):
    return [
        o.user and o.user.name
        for o in stage.session.scalars(
            select(Order).options(joinedload(Order.user)).order_by(Order.id).execution_options(yield_per=2)
        )
    ]


def yield_per_partitions(stage):
    result = stage.session.scalars(select(Order).order_by(Order.id).execution_options(yield_per=3))
    return [[o.id for o in part] for part in result.partitions()]


# --- get and refresh
def get_with_options(stage):
    user = stage.session.get(User, 1, options=[joinedload(User.orders), load_only(User.name)])
    return loaded(user), stage.sent()


def get_with_options_of_known(stage):
    user = stage.session.get(User, 1)
    again = stage.session.get(User, 1, options=[selectinload(User.orders)])
    return user is again, loaded(user), stage.sent()


def refresh_names(stage):
    user = stage.session.get(User, 1)
    user.orders
    user.name = "x"
    user.fullname = "y"
    with stage.session.no_autoflush:
        stage.session.refresh(user, ["name"])
    return user.name, user.fullname, loaded(user)


def refresh_relationship(stage):
    user = stage.session.get(User, 1)
    stage.session.refresh(user, ["orders"])
    return loaded(user)


def refresh_keeps_options(stage):
    user = stage.session.scalars(select(User).where(User.id == 1).options(selectinload(User.orders))).one()
    stage.sent()
    stage.session.refresh(user)
    return loaded(user), stage.sent()


# --- hierarchies
def load_only_polymorphic(stage):
    every = with_polymorphic(Employee, "*")
    found = stage.session.scalars(select(every).options(load_only(every.name)).order_by(every.id)).all()
    return [loaded(e) for e in found]


def load_only_base(stage):
    found = stage.session.scalars(select(Employee).options(load_only(Employee.name)).order_by(Employee.id)).all()
    return [loaded(e) for e in found], [getattr(e, "budget", None) for e in found]


def selectin_polymorphic_all(stage):
    found = stage.session.scalars(
        select(Employee).options(selectin_polymorphic(Employee, [Manager, Engineer])).order_by(Employee.id)
    ).all()
    return [(type(e).__name__, loaded(e)) for e in found]


def selectin_polymorphic_and_relationship(stage):
    found = stage.session.scalars(
        select(Employee)
        .options(selectin_polymorphic(Employee, [Manager]), selectinload(Manager.staff))
        .order_by(Employee.id)
    ).all()
    return [r.text for r in found[0].staff], loaded(found[0])


def selectin_polymorphic_options(stage):
    found = stage.session.scalars(
        select(Employee)
        .options(selectin_polymorphic(Employee, [Manager]).options(selectinload(Manager.staff)))
        .order_by(Employee.id)
    ).all()
    return [r.text for r in found[0].staff], loaded(found[0])


def with_polymorphic_option(stage):
    every = with_polymorphic(Employee, "*")
    found = (
        stage.session.scalars(
            select(every)
            .options(joinedload(every.Manager.staff), load_only(every.name, every.Engineer.language))
            .order_by(every.id)
        )
        .unique()
        .all()
    )
    return [loaded(e) for e in found]


def subclass_relationship_by_base(stage):
    found = stage.session.scalars(select(Employee).options(selectinload(Manager.staff)).order_by(Employee.id)).all()
    return [r.text for r in found[0].staff], stage.sent()


def joined_of_subclass(stage):
    found = (
        stage.session.scalars(select(Manager).options(joinedload(Manager.staff), load_only(Manager.budget)))
        .unique()
        .all()
    )
    return loaded(found[0])


def undefer_star(stage):
    found = stage.session.scalars(select(User).where(User.id == 1).options(defer("*"))).one()
    before = loaded(found)
    again = stage.session.scalars(select(User).where(User.id == 2).options(defer("*"), undefer(User.name))).one()
    return before, loaded(again)


def and_of_two(stage):
    users = stage.session.scalars(
        select(User).options(selectinload(User.orders.and_(and_(Order.id > 10, Order.id < 30)))).order_by(User.id)
    ).all()
    return [[o.id for o in u.orders] for u in users]
