"""Attributes of every kind: deferred, expressions, hybrids, proxies, validators; loaded on both libraries."""

from sqlalchemy import Column, ForeignKey, Integer, String, func, inspect, select, type_coerce, update
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.hybrid import Comparator, hybrid_method, hybrid_property
from sqlalchemy.orm import (
    ColumnProperty,
    DeclarativeBase,
    Mapped,
    aliased,
    attribute_keyed_dict,
    column_property,
    defer,
    deferred,
    load_only,
    mapped_column,
    query_expression,
    relationship,
    selectinload,
    synonym,
    undefer,
    undefer_group,
    validates,
    with_expression,
)
from sqlalchemy.orm.relationships import RelationshipProperty


class Base(DeclarativeBase):
    pass


class Folded(ColumnProperty.Comparator):
    """Compares without case."""

    def __eq__(self, other):
        return func.lower(self.__clause_element__()) == func.lower(other)


class Counted(RelationshipProperty.Comparator):
    """Knows how many there are."""

    def number(self):
        return select(func.count(Address.id)).where(Address.user_id == User.id).scalar_subquery()


class User(Base):
    __tablename__ = "a_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    first: Mapped[str] = mapped_column(String(20))
    last: Mapped[str] = mapped_column(String(20))
    full = column_property(first + " " + last)
    photo: Mapped[str | None] = mapped_column(String(50), deferred=True, deferred_group="heavy")
    story: Mapped[str | None] = mapped_column(String(50), deferred=True, deferred_group="heavy")
    secret: Mapped[str | None] = mapped_column(String(50), deferred=True, deferred_raiseload=True)
    alone: Mapped[str | None] = deferred(mapped_column(String(50)))
    folded: Mapped[str | None] = column_property(Column("folded", String(20)), comparator_factory=Folded)
    points: Mapped[int] = query_expression()
    level: Mapped[int] = query_expression(default_expr=type_coerce(7, Integer))
    addresses: Mapped[list["Address"]] = relationship(
        back_populates="user", order_by="Address.id", comparator_factory=Counted
    )
    notes: Mapped[dict[str, "Note"]] = relationship(
        collection_class=attribute_keyed_dict("key"), cascade="all, delete-orphan"
    )
    emails: AssociationProxy[list[str]] = association_proxy("addresses", "email", creator=lambda e: Address(email=e))
    texts: AssociationProxy[dict[str, str]] = association_proxy(
        "notes", "text", creator=lambda key, text: Note(key=key, text=text)
    )
    user_keywords: Mapped[list["UserKeyword"]] = relationship(back_populates="user", cascade="all, delete-orphan")
    keywords: AssociationProxy[list["Keyword"]] = association_proxy(
        "user_keywords", "keyword", creator=lambda k: UserKeyword(keyword=k)
    )
    words: AssociationProxy[list[str]] = association_proxy("user_keywords", "word")
    title = synonym("name")

    @hybrid_property
    def initials(self):
        return self.first[0:1] + self.last[0:1]

    @initials.inplace.expression
    @classmethod
    def _initials_expression(cls):
        return func.substr(cls.first, 1, 1).concat(func.substr(cls.last, 1, 1))

    @hybrid_property
    def lowered(self):
        return self.name.lower()

    @lowered.setter
    def lowered(self, value):
        self.name = value.lower()

    @lowered.update_expression
    def lowered(cls, value):
        return [(cls.name, func.lower(value))]

    @lowered.expression
    def lowered(cls):
        return func.lower(cls.name)

    @hybrid_property
    def shouted(self):
        return self.name.upper()

    @shouted.comparator
    def shouted(cls):
        return Shout(cls.name)

    @hybrid_method
    def longer(self, size):
        return len(self.name) > size

    @longer.expression
    def longer(cls, size):
        return func.length(cls.name) > size

    @hybrid_property
    def number(self):
        return len(self.addresses)

    @number.expression
    def number(cls):
        return select(func.count(Address.id)).where(Address.user_id == cls.id).label("number")

    @validates("name")
    def checked(self, key, value):
        if value == "bad":
            raise ValueError(f"{key} is bad")
        return value.strip()

    @validates("addresses", include_removes=True)
    def checked_address(self, key, address, is_remove):
        if is_remove:
            log.append(("removed", address.email))
            return address
        if "@" not in address.email:
            raise ValueError("no address")
        return address


log = []


class Shout(Comparator):
    def __eq__(self, other):
        return func.upper(self.__clause_element__()) == func.upper(other)


class Address(Base):
    __tablename__ = "a_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(50))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("a_user.id"))
    user: Mapped[User | None] = relationship(back_populates="addresses")
    user_name: AssociationProxy[str] = association_proxy("user", "name")


class Note(Base):
    __tablename__ = "a_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int] = mapped_column(ForeignKey("a_user.id"))


class Keyword(Base):
    __tablename__ = "a_keyword"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(20))


class UserKeyword(Base):
    __tablename__ = "a_user_keyword"

    user_id: Mapped[int] = mapped_column(ForeignKey("a_user.id"), primary_key=True)
    keyword_id: Mapped[int] = mapped_column(ForeignKey("a_keyword.id"), primary_key=True)
    user: Mapped[User] = relationship(back_populates="user_keywords")
    keyword: Mapped[Keyword] = relationship()
    word: AssociationProxy[str] = association_proxy("keyword", "word")


User.address_count = column_property(
    select(func.count(Address.id)).where(Address.user_id == User.id).correlate_except(Address).scalar_subquery(),
    deferred=True,
)


def seed(session):
    session.add(
        User(
            id=1,
            name="Ann",
            folded="Ann",
            first="Ann",
            last="Lee",
            photo="p",
            story="s",
            secret="x",
            alone="y",
            addresses=[Address(id=1, email="a@x"), Address(id=2, email="b@x")],
            notes={"k": Note(id=1, key="k", text="t"), "l": Note(id=2, key="l", text="u")},
        )
    )
    session.add(User(id=2, name="Bob", first="Bob", last="Ray"))
    session.add_all([Keyword(id=1, word="one"), Keyword(id=2, word="two")])


def loaded(instance):
    """List what an instance has in memory."""
    return sorted(key for key in inspect(instance).dict if not key.startswith("_"))


def ann(on):
    return on.session.get(User, 1)


# --- deferred
def deferred_columns(stage):
    user = ann(stage)
    first = loaded(user)
    user.photo
    second = loaded(user)
    user.alone
    return first, second, loaded(user), stage.sent()


def deferred_raises(stage):
    return ann(stage).secret


def deferred_raises_undeferred(stage):
    return stage.session.scalars(select(User).where(User.id == 1).options(undefer(User.secret))).one().secret


def deferred_group(stage):
    return loaded(stage.session.scalars(select(User).where(User.id == 1).options(undefer_group("heavy"))).one())


def deferred_star(stage):
    found = loaded(stage.session.scalars(select(User).where(User.id == 1).options(undefer("*"))).one())
    return [name for name in found if name != "points"]


def deferred_assigned(stage):
    user = ann(stage)
    stage.sent()
    user.photo = "new"
    stage.session.flush()
    return stage.sent(), stage.session.scalar(select(User.photo).where(User.id == 1)), loaded(user)


def deferred_after_expire(stage):
    user = ann(stage)
    user.photo
    stage.session.expire(user)
    user.name
    return loaded(user)


def deferred_after_refresh(stage):
    user = ann(stage)
    user.photo
    stage.session.refresh(user)
    return loaded(user)


def defer_option_on_loaded(stage):
    user = ann(stage)
    stage.session.scalars(select(User).where(User.id == 1).options(defer(User.name))).one()
    return loaded(user)


def load_only_then_read(stage):
    user = stage.session.scalars(select(User).where(User.id == 1).options(load_only(User.name))).one()
    first = loaded(user)
    user.first
    return first, loaded(user)


def load_only_of_deferred(stage):
    return loaded(stage.session.scalars(select(User).where(User.id == 1).options(load_only(User.photo))).one())


def deferred_expression(stage):
    user = ann(stage)
    return (
        "address_count" in loaded(user),
        user.address_count,
        stage.session.scalars(select(User.name).where(User.address_count > 1)).all(),
    )


# --- expressions
def expression(stage):
    user = ann(stage)
    return user.full, stage.session.scalars(select(User.full).order_by(User.full)).all()


def expression_after_flush(stage):
    user = ann(stage)
    user.last = "Poe"
    stage.session.flush()
    return user.full


def expression_of_new(stage):
    user = User(id=9, name="n", first="a", last="b")
    stage.session.add(user)
    before = user.full
    stage.session.flush()
    return before, user.full


def expression_of_alias(stage):
    other = aliased(User)
    return stage.session.scalars(select(other).where(other.full == "Bob Ray")).one().name


def expression_by_constructor(stage):
    return User(full="x").full


def comparator_of_column(stage):
    return stage.session.scalars(select(User.id).where(User.folded == "ANN")).all()


def comparator_of_relationship(stage):
    return stage.session.execute(select(User.name, User.addresses.number()).order_by(User.id)).all()


def query_expression_unset(stage):
    user = ann(stage)
    return user.points, user.level


def query_expression_set(stage):
    found = stage.session.scalars(
        select(User).options(with_expression(User.points, User.id * 10)).order_by(User.id)
    ).all()
    return [u.points for u in found]


def query_expression_existing(stage):
    user = ann(stage)
    before = user.points
    stage.session.scalars(select(User).options(with_expression(User.points, User.id * 10))).all()
    after = user.points
    stage.session.scalars(
        select(User).options(with_expression(User.points, User.id * 10)).execution_options(populate_existing=True)
    ).all()
    return before, after, user.points


def query_expression_expired(stage):
    user = stage.session.scalars(
        select(User).options(with_expression(User.points, User.id * 10)).order_by(User.id)
    ).first()
    stage.session.expire(user)
    return user.points


def query_expression_subquery(stage):
    count = select(func.count(Address.id)).where(Address.user_id == User.id).scalar_subquery()
    found = stage.session.scalars(select(User).options(with_expression(User.points, count)).order_by(User.id)).all()
    return [u.points for u in found]


def query_expression_below(stage):
    found = stage.session.scalars(
        select(Address).options(selectinload(Address.user).options(with_expression(User.points, User.id + 1)))
    ).all()
    return [a.user.points for a in found]


def query_expression_of_alias(stage):
    other = aliased(User)
    found = stage.session.scalars(
        select(other).options(with_expression(other.points, other.id * 2)).order_by(other.id)
    ).all()
    return [u.points for u in found]


def query_expression_new(stage):
    user = User(id=5, name="n", first="f", last="l")
    stage.session.add(user)
    stage.session.flush()
    return user.points


# --- hybrids
def hybrid(stage):
    return ann(stage).initials, stage.session.scalars(select(User.initials).order_by(User.id)).all()


def hybrid_name(stage):
    return stage.session.execute(select(User.initials, User.lowered).order_by(User.id)).mappings().all()[0].keys()


def hybrid_where(stage):
    return stage.session.scalars(select(User.name).where(User.initials == "BR", User.lowered == "bob")).all()


def hybrid_comparator(stage):
    return stage.session.scalars(select(User.name).where(User.shouted == "bOb")).all(), ann(stage).shouted


def hybrid_method_both(stage):
    return ann(stage).longer(2), stage.session.scalars(select(User.name).where(User.longer(5))).all()


def hybrid_setter(stage):
    user = ann(stage)
    user.lowered = "ZOE"
    stage.session.flush()
    return user.name


def hybrid_by_constructor(stage):
    return User(lowered="ABC").name


def hybrid_update(stage):
    stage.session.execute(update(User).where(User.id == 1).values({User.lowered: "QUX"}))
    return stage.session.scalar(select(User.name).where(User.id == 1)), ann(stage).name


def hybrid_correlated(stage):
    other = aliased(User)
    return stage.session.execute(
        select(User.name, User.number).order_by(User.number.desc())
    ).all(), stage.session.execute(select(other.name, other.number).order_by(other.id)).all()


def hybrid_inspected(stage):
    every = inspect(User).all_orm_descriptors
    return sorted(every.keys()), sorted(inspect(User).column_attrs.keys()), sorted(inspect(User).synonyms.keys())


def synonyms(stage):
    user = ann(stage)
    user.title = "Tom"
    stage.session.flush()
    return user.name, stage.session.scalars(select(User.title).where(User.title == "Tom")).all(), User(title="a").name


# --- validators
def validator(stage):
    user = User(name=" x ")
    try:
        user.name = "bad"
    except ValueError as error:
        return user.name, str(error)


def validator_of_collection(stage):
    log.clear()
    user = ann(stage)
    user.addresses.append(Address(email="c@x"))
    try:
        user.addresses.append(Address(email="c"))
    except ValueError as error:
        message = str(error)
    user.addresses.remove(user.addresses[0])
    return message, [a.email for a in user.addresses], list(log)


def validator_of_backref(stage):
    user = ann(stage)
    try:
        Address(email="none", user=user)
    except ValueError as error:
        return str(error)


# --- association proxies
def proxy_list(stage):
    user = ann(stage)
    user.emails.append("c@x")
    user.emails.remove("a@x")
    stage.session.flush()
    return list(user.emails), len(user.emails), "b@x" in user.emails, user.emails[0], user.emails == ["b@x", "c@x"]


def proxy_assign(stage):
    user = ann(stage)
    user.emails = ["z@x", "b@x"]
    stage.session.commit()
    return sorted(user.emails)


def proxy_list_methods(stage):
    user = User(name="n", emails=["a@", "b@", "c@"])
    user.emails.insert(1, "i@")
    user.emails[0] = "first@"
    user.emails.extend(["x@", "y@"])
    popped = user.emails.pop()
    user.emails += ["w@"]
    del user.emails[2]
    return (
        list(user.emails),
        popped,
        user.emails.count("x@"),
        user.emails.index("c@"),
        repr(user.emails),
        user.emails[1:3],
    )


def proxy_dict(stage):
    user = ann(stage)
    user.texts["m"] = "v"
    user.texts["k"] = "changed"
    del user.texts["l"]
    stage.session.commit()
    return (
        dict(user.texts),
        sorted(user.texts.keys()),
        sorted(user.texts.items()),
        user.texts.get("no", 3),
        "m" in user.texts,
    )


def proxy_scalar(stage):
    address = stage.session.get(Address, 1)
    before = address.user_name
    address.user_name = "New"
    stage.session.flush()
    return before, stage.session.get(User, 1).name


def proxy_scalar_of_none(stage):
    return Address(email="q@").user_name


def proxy_through_object(stage):
    user = ann(stage)
    user.keywords.append(stage.session.get(Keyword, 1))
    user.keywords.append(Keyword(id=3, word="three"))
    stage.session.commit()
    return sorted(k.word for k in user.keywords), sorted(user.words)


def proxy_queries(stage):
    user = ann(stage)
    user.keywords.append(stage.session.get(Keyword, 1))
    stage.session.flush()
    return (
        stage.session.scalars(select(User.name).where(User.emails.contains("a@x"))).all(),
        stage.session.scalars(select(User.name).where(User.emails == "a@x")).all(),
        stage.session.scalars(select(Address.email).where(Address.user_name == "Ann").order_by(Address.id)).all(),
        stage.session.scalars(select(User.name).where(User.keywords.any(Keyword.word == "one"))).all(),
        stage.session.scalars(select(User.name).where(User.keywords.contains(stage.session.get(Keyword, 1)))).all(),
        stage.session.scalars(select(User.name).where(User.emails.any())).all(),
        stage.session.scalars(select(User.name).where(User.emails.like("%@x")).order_by(User.id)).all(),
        stage.session.scalars(select(Address.email).where(Address.user_name.in_(["Ann"])).order_by(Address.id)).all(),
    )


def proxy_inspected(stage):
    proxy = inspect(User).all_orm_descriptors["emails"]
    return (
        proxy.target_collection,
        proxy.value_attr,
        User.emails.scalar,
        User.emails.target_class.__name__,
        Address.user_name.scalar,
    )
