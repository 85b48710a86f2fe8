"""Relationships of every kind, their collections and what a flush makes of them; loaded on both libraries."""

from operator import attrgetter

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String, Table, inspect, select, text
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import (
    DeclarativeBase,
    DynamicMapped,
    Mapped,
    WriteOnlyMapped,
    attribute_keyed_dict,
    backref,
    collections,
    column_keyed_dict,
    declarative_base,
    joinedload,
    keyfunc_mapping,
    mapped_column,
    relationship,
    selectinload,
)


class Base(DeclarativeBase):
    pass


class OwnList(list):
    """A list of the program's own, found by its append method."""

    def names(self):
        return [one.name for one in self]


class OwnBag:
    """A collection that is no Python collection at all."""

    def __init__(self):
        self.kept = {}

    @collections.collection.appender
    def put(self, item):
        self.kept[item.name] = item

    @collections.collection.remover
    def drop(self, item):
        del self.kept[item.name]

    @collections.collection.iterator
    def each(self):
        return iter(self.kept.values())


pairs = Table(
    "r_pairs",
    Base.metadata,
    Column("owner_id", ForeignKey("r_owner.id"), primary_key=True),
    Column("tag_id", ForeignKey("r_tag.id"), primary_key=True),
    Column("since", Integer, server_default=text("7")),
)
friends = Table(
    "r_friends",
    Base.metadata,
    Column("left_id", ForeignKey("r_owner.id"), primary_key=True),
    Column("right_id", ForeignKey("r_owner.id"), primary_key=True),
)


class Owner(Base):
    __tablename__ = "r_owner"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("r_thing.id", use_alter=True, name="r_lead"))
    lead: Mapped["Thing | None"] = relationship(foreign_keys=[lead_id], post_update=True)
    things: Mapped[list["Thing"]] = relationship(
        back_populates="owner",
        foreign_keys="Thing.owner_id",
        order_by="Thing.position",
        collection_class=ordering_list("position"),
    )
    thing_set: Mapped[set["Thing"]] = relationship(foreign_keys="Thing.owner_id", viewonly=True)
    by_name: Mapped[dict[str, "Thing"]] = relationship(
        foreign_keys="Thing.other_id", collection_class=attribute_keyed_dict("name"), back_populates="other"
    )
    own_list: Mapped[OwnList["Part"]] = relationship(
        collection_class=OwnList, order_by="Part.id", overlaps="bag,by_key,dynamic,large"
    )
    bag: Mapped[OwnBag] = relationship("Part", collection_class=OwnBag, overlaps="own_list,by_key,dynamic,large")
    by_key: Mapped[dict[int, "Part"]] = relationship(
        collection_class=keyfunc_mapping(attrgetter("id")), overlaps="own_list,bag,dynamic,large"
    )
    dynamic: DynamicMapped["Part"] = relationship(order_by="Part.id", overlaps="own_list,bag,by_key,large")
    large: WriteOnlyMapped["Part"] = relationship(
        order_by="Part.id", cascade="all, delete-orphan", passive_deletes=True, overlaps="own_list,bag,by_key,dynamic"
    )
    big: Mapped[list["Thing"]] = relationship(
        primaryjoin="and_(Owner.id == foreign(Thing.owner_id), Thing.size > 5)", viewonly=True, order_by="Thing.id"
    )
    tags: Mapped[list["Tag"]] = relationship(secondary=pairs, back_populates="owners", order_by="Tag.id")
    friends: Mapped[list["Owner"]] = relationship(
        secondary=friends,
        primaryjoin=lambda: Owner.id == friends.c.left_id,
        secondaryjoin=lambda: Owner.id == friends.c.right_id,
        backref=backref("fans", order_by=lambda: Owner.id),
        order_by=lambda: Owner.id,
    )


class Thing(Base):
    __tablename__ = "r_thing"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    size: Mapped[int | None]
    position: Mapped[int | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("r_owner.id"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("r_owner.id"))
    owner: Mapped[Owner | None] = relationship(back_populates="things", foreign_keys=[owner_id])
    other: Mapped[Owner | None] = relationship(back_populates="by_name", foreign_keys=[other_id])


class Part(Base):
    __tablename__ = "r_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("r_owner.id", ondelete="CASCADE"))


class Tag(Base):
    __tablename__ = "r_tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    owners: Mapped[list[Owner]] = relationship(secondary=pairs, back_populates="tags", order_by="Owner.id")


class Country(Base):
    """A natural key of two columns, which may change."""

    __tablename__ = "r_country"

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    region: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cities: Mapped[list["City"]] = relationship(back_populates="country", passive_updates=False, order_by="City.id")


class City(Base):
    __tablename__ = "r_city"

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str | None] = mapped_column(String(5))
    country_region: Mapped[int | None]
    country: Mapped[Country | None] = relationship(back_populates="cities", passive_updates=False)
    __table_args__ = (
        ForeignKeyConstraint(
            ["country_code", "country_region"], ["r_country.code", "r_country.region"], onupdate="CASCADE"
        ),
    )


class Box(Base):
    """A box and its items refer to each other; the items' side is written late."""

    __tablename__ = "box"
    id: Mapped[int] = mapped_column(primary_key=True)
    top_id: Mapped[int | None] = mapped_column(ForeignKey("box_item.id", name="fk_box_top", use_alter=True))
    top: Mapped["Item | None"] = relationship(foreign_keys=[top_id])
    items: Mapped[list["Item"]] = relationship(
        foreign_keys="Item.box_id", order_by="Item.id", post_update=True, cascade="all, delete-orphan"
    )


class Item(Base):
    __tablename__ = "box_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"))


def seed(session):
    owner = Owner(id=1, name="o", tags=[Tag(id=1, name="t"), Tag(id=2, name="u")])
    other = Owner(id=2, name="p", friends=[owner])
    session.add_all([owner, other])
    session.flush()
    for number in range(1, 5):
        session.add(Thing(id=number, name=f"t{number}", size=number * 2, position=number - 1, owner_id=1))
        session.add(Part(id=number, name=f"p{number}", owner_id=1))
    session.add(Country(code="de", region=1, cities=[City(id=1), City(id=2)]))


def rows(stage, cls):
    table = getattr(cls, "__table__", cls)
    return sorted((tuple(row) for row in stage.session.execute(select(table))), key=repr)


def owner_of(on):
    return on.session.get(Owner, 1)


# --- collections
def lists(stage):
    owner = owner_of(stage)
    new = Thing(name="n")
    owner.things.insert(1, new)
    del owner.things[0]
    owner.things[0].size = 9
    owner.things.extend([Thing(name="e"), Thing(name="f")])
    popped = owner.things.pop()
    owner.things += [Thing(name="g")]
    stage.session.flush()
    return [(one.name, one.position) for one in owner.things], popped.owner, new.owner is owner, rows(stage, Thing)


def list_replaced(stage):
    owner = owner_of(stage)
    kept = owner.things[2]
    owner.things = [Thing(name="n"), kept]
    stage.session.commit()
    return [(one.name, one.position) for one in owner.things]


def list_replaced_by_wrong_kind(stage):
    owner_of(stage).things = {Thing(name="x")}


def list_of_none(stage):
    owner_of(stage).things = None


def list_reordered(stage):
    owner = owner_of(stage)
    owner.things.sort(key=lambda one: -one.id)
    owner.things.reorder()
    stage.session.commit()
    return [one.id for one in owner.things]


def sets(stage):
    owner = owner_of(stage)
    return sorted(one.name for one in owner.thing_set), type(owner.thing_set).__name__


def dicts(stage):
    owner = owner_of(stage)
    thing = Thing(name="k")
    owner.by_name["k"] = thing
    other = Thing(name="l", other=owner)
    found = sorted(owner.by_name), thing.other is owner
    stage.session.add(other)
    stage.session.flush()
    del owner.by_name["k"]
    owner.by_name.update({"m": Thing(name="m")})
    owner.by_name.setdefault("n", Thing(name="n"))
    popped = owner.by_name.pop("l")
    stage.session.commit()
    return found, sorted(owner.by_name), popped is other, thing.other


def dict_wrong_key(stage):
    owner_of(stage).by_name = {"a": Thing(name="b")}


def dict_wrong_key_set(stage):
    owner = owner_of(stage)
    owner.by_name["a"] = Thing(name="b")
    stage.session.flush()
    return sorted(owner.by_name)


def dict_by_function(stage):
    owner = owner_of(stage)
    return sorted(owner.by_key), isinstance(owner.by_key, dict)


def dict_key_unset(stage):
    owner_of(stage).by_name.set(Thing())


def own_list(stage):
    owner = owner_of(stage)
    owner.own_list.append(Part(name="n"))
    first = owner.own_list.names()
    stage.session.flush()
    return first, isinstance(owner.own_list, OwnList)


def own_bag(stage):
    owner = owner_of(stage)
    owner.bag.put(Part(name="n"))
    owner.bag.drop(owner.bag.kept["p1"])
    stage.session.flush()
    return sorted(owner.bag.kept), rows(stage, Part)


def dynamic(stage):
    owner = owner_of(stage)
    owner.dynamic.append(Part(name="n"))
    owner.dynamic.remove(owner.dynamic.first())
    return (
        [one.name for one in owner.dynamic],
        owner.dynamic.count(),
        [one.name for one in owner.dynamic.filter(Part.name > "p2").limit(2)],
        [one.name for one in owner.dynamic.filter_by(name="p3").all()],
        owner.dynamic[0].name,
    )


def dynamic_new(stage):
    owner = Owner(name="n")
    owner.dynamic.append(Part(name="q"))
    stage.session.add(owner)
    stage.session.flush()
    return [one.name for one in owner.dynamic]


def write_only(stage):
    owner = owner_of(stage)
    owner.large.add(Part(name="n"))
    owner.large.add_all([Part(name="m")])
    owner.large.remove(stage.session.get(Part, 1))
    stage.session.flush()
    found = [one.name for one in stage.session.scalars(owner.large.select().where(Part.name != "p2"))]
    stage.session.execute(owner.large.update().where(Part.name == "m").values(name="mm"))
    stage.session.execute(owner.large.delete().where(Part.name == "p3"))
    return found, rows(stage, Part)


def write_only_read(stage):
    return list(owner_of(stage).large)


def write_only_insert(stage):
    owner = owner_of(stage)
    stage.session.execute(owner.large.insert(), [{"name": "x"}, {"name": "y"}])
    return [row[1:] for row in rows(stage, Part)][-2:]


def write_only_deleted(stage):
    stage.session.delete(owner_of(stage))
    stage.session.execute(Thing.__table__.update().values(owner_id=None))
    stage.session.flush()
    return rows(stage, Part)


# --- kinds
def post_update(stage):
    owner = Owner(name="n", things=[Thing(name="a"), Thing(name="b")])
    owner.lead = owner.things[1]
    stage.session.add(owner)
    stage.session.commit()
    found = owner.lead.name
    owner.lead = None
    stage.session.delete(owner.things[1])
    stage.session.commit()
    return found, [one.name for one in owner.things]


def post_update_of_members(stage):
    items = [Item(id=1), Item(id=2)]
    box = Box(id=1, items=items, top=items[1])
    stage.session.add(box)
    stage.session.commit()
    made = stage.session.execute(text("SELECT id, box_id FROM box_item ORDER BY id")).all()
    stage.session.delete(box)
    stage.session.commit()
    return made, rows(stage, Box), rows(stage, Item)


def many_to_many(stage):
    owner = owner_of(stage)
    tag = owner.tags[0]
    owner.tags.remove(tag)
    tag.owners.append(stage.session.get(Owner, 2))
    owner.tags.append(Tag(name="new"))
    stage.session.commit()
    return [t.name for t in owner.tags], [o.name for o in tag.owners], rows(stage, pairs)


def many_to_many_deleted(stage):
    stage.session.delete(stage.session.get(Tag, 1))
    stage.session.flush()
    return rows(stage, pairs)


def many_to_many_of_itself(stage):
    owner = owner_of(stage)
    second = stage.session.get(Owner, 2)
    found = [o.name for o in owner.fans], [o.name for o in second.friends]
    owner.friends.append(second)
    stage.session.commit()
    return found, [o.id for o in second.fans], rows(stage, friends)


def primary_join(stage):
    owner = owner_of(stage)
    found = [one.id for one in owner.big]
    loaded = stage.session.scalars(
        select(Owner).options(selectinload(Owner.big)).order_by(Owner.id).execution_options(populate_existing=True)
    ).all()
    return found, [[one.id for one in each.big] for each in loaded]


def primary_join_eager(stage):
    loaded = stage.session.scalars(select(Owner).options(joinedload(Owner.big)).order_by(Owner.id)).unique().all()
    return [[one.id for one in each.big] for each in loaded]


def primary_join_in_query(stage):
    return (
        stage.session.scalars(select(Owner.name).where(Owner.big.any(Thing.size == 8))).all(),
        stage.session.execute(select(Owner.id, Thing.id).join(Owner.big).order_by(Thing.id)).all(),
    )


def natural_key(stage):
    country = stage.session.get(Country, ("de", 1))
    country.cities
    country.code = "fr"
    stage.session.flush()
    return rows(stage, City), rows(stage, Country), [c.country_code for c in country.cities], inspect(country).identity


def natural_key_not_loaded(stage):
    country = stage.session.get(Country, ("de", 1))
    country.region = 2
    stage.session.flush()
    return rows(stage, City)


def natural_key_moved(stage):
    stage.session.add(Country(code="it", region=3))
    city = stage.session.get(City, 1)
    city.country = stage.session.get(Country, ("it", 3))
    stage.session.flush()
    return rows(stage, City)


def compared(stage):
    owner = owner_of(stage)
    thing = stage.session.get(Thing, 1)
    return (
        stage.session.scalars(select(Thing.id).where(Thing.owner == owner).order_by(Thing.id)).all(),
        stage.session.scalars(select(Thing.id).where(Thing.owner != owner)).all(),
        stage.session.scalars(select(Thing.id).where(Thing.owner == None)).all(),  # noqa: E711
        stage.session.scalars(select(Owner.id).where(Owner.things.contains(thing))).all(),
        stage.session.scalars(select(Owner.id).where(Owner.tags.contains(stage.session.get(Tag, 1)))).all(),
        stage.session.scalars(select(Owner.id).where(~Owner.things.any()).order_by(Owner.id)).all(),
        stage.session.scalars(select(Thing.id).where(Thing.owner.has(name="o")).order_by(Thing.id)).all(),
    )


def compared_wrongly(stage):
    return Owner.things == owner_of(stage)


def wrong_any(stage):
    return Thing.owner.any()


def wrong_has(stage):
    return Owner.things.has()


# --- declarations that are refused or warned of
def _declared(**options):
    """Declare a parent with two foreign keys to it, and a relationship by the options."""
    made = declarative_base()

    class Parent(made):
        __tablename__ = "parent"
        id = Column(Integer, primary_key=True)

    class Child(made):
        __tablename__ = "child"
        id = Column(Integer, primary_key=True)
        parent_id = Column(Integer, ForeignKey("parent.id"))
        second_id = Column(Integer, ForeignKey("parent.id"))

    for name, option in options.items():
        side, _, key = name.partition("_")
        setattr({"parent": Parent, "child": Child}[side], key, option)
    made.registry.configure()
    return Parent, Child


def refused_ambiguous(stage):
    _declared(parent_children=relationship("Child"))


def refused_no_join(stage):
    made = declarative_base()

    class A(made):
        __tablename__ = "a"
        id = Column(Integer, primary_key=True)
        bs = relationship("B")

    class B(made):
        __tablename__ = "b"
        id = Column(Integer, primary_key=True)

    made.registry.configure()


def refused_unknown_class(stage):
    _declared(parent_children=relationship("Nobody"))


def refused_back_populates(stage):
    _declared(parent_children=relationship("Child", foreign_keys="Child.parent_id", back_populates="nothing"))


def refused_same_direction(stage):
    made = declarative_base()

    class Node(made):
        __tablename__ = "node"
        id = Column(Integer, primary_key=True)
        parent_id = Column(Integer, ForeignKey("node.id"))
        children = relationship("Node", back_populates="parent")
        parent = relationship("Node", back_populates="children")

    made.registry.configure()


def refused_orphans(stage):
    _declared(child_parent=relationship("Parent", foreign_keys="Child.parent_id", cascade="all, delete-orphan"))


def refused_cascade(stage):
    _declared(child_parent=relationship("Parent", foreign_keys="Child.parent_id", cascade="all, nothing"))


def refused_orphans_without_delete(stage):
    _declared(parent_children=relationship("Child", foreign_keys="Child.parent_id", cascade="delete-orphan"))


def refused_passive_deletes(stage):
    _declared(
        parent_children=relationship(
            "Child", foreign_keys="Child.parent_id", cascade="all, delete", passive_deletes="all"
        )
    )


def refused_viewonly_cascade(stage):
    _declared(parent_children=relationship("Child", foreign_keys="Child.parent_id", cascade="all", viewonly=True))


def warned_overlaps(stage):
    _declared(
        parent_children=relationship("Child", foreign_keys="Child.parent_id"),
        child_parent=relationship("Parent", foreign_keys="Child.parent_id"),
    )


def warned_overlaps_of_two(stage):
    _declared(
        parent_a=relationship("Child", foreign_keys="Child.parent_id"),
        parent_b=relationship("Child", foreign_keys="Child.parent_id"),
    )


def silenced_overlaps(stage):
    _declared(
        parent_children=relationship("Child", foreign_keys="Child.parent_id"),
        child_parent=relationship("Parent", foreign_keys="Child.parent_id", overlaps="children"),
    )


def single_parent_twice(stage):
    parent, child = _declared(
        child_parent=relationship(
            "Parent", foreign_keys="Child.parent_id", cascade="all, delete-orphan", single_parent=True
        )
    )
    one = parent()
    first = child(parent=one)
    return child(parent=one), first


def described(stage):
    things = inspect(Owner).relationships["things"]
    tags = inspect(Owner).relationships.tags
    return (
        things.direction.name,
        things.uselist,
        sorted(things.cascade),
        str(things),
        things.mapper.class_.__name__,
        tags.direction.name,
        tags.secondary.name,
        [str(one) for one in things.local_columns],
        [(str(a), str(b)) for a, b in things.local_remote_pairs],
        things.back_populates,
        things.viewonly,
        str(things.primaryjoin),
        str(tags.secondaryjoin),
        [str(one) for one in things.remote_side],
        things.lazy,
    )


def column_keys(stage):
    made = column_keyed_dict(Thing.__table__.c.name)()
    return len(made)
