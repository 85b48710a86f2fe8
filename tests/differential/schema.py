"""One schema with every kind of relationship and key, in SQLAlchemy's words; loaded on both libraries.

`library.load` runs this text; nothing here says which library it is. Hierarchies say `with_polymorphic="*"`, which is
what this library does unasked.
"""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, String, Table, and_
from sqlalchemy.orm import (
    DeclarativeBase,
    DynamicMapped,
    Mapped,
    WriteOnlyMapped,
    attribute_keyed_dict,
    mapped_column,
    relationship,
)


class Base(DeclarativeBase):
    pass


membership = Table(
    "x_membership",
    Base.metadata,
    Column("hero_id", ForeignKey("x_hero.id"), primary_key=True),
    Column("power_id", ForeignKey("x_power.id"), primary_key=True),
)


class Team(Base):
    """Has heroes it lets go, and one badge."""

    __tablename__ = "x_team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    heroes: Mapped[list["Hero"]] = relationship(back_populates="team", order_by="Hero.id")
    badge: Mapped["Badge | None"] = relationship(back_populates="team", cascade="all, delete-orphan")
    named: Mapped[list["Hero"]] = relationship(
        primaryjoin=lambda: and_(Team.id == Hero.team_id, Hero.name.is_not(None)), order_by="Hero.id", viewonly=True
    )


class Badge(Base):
    """One-to-one, belongs to its team."""

    __tablename__ = "x_badge"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("x_team.id"))
    team: Mapped[Team | None] = relationship(back_populates="badge")


class Hero(Base):
    """Many-to-one, many-to-many, one-to-many with delete-orphan, a deferred column."""

    __tablename__ = "x_hero"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    story: Mapped[str | None] = mapped_column(String(20), deferred=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("x_team.id"))
    team: Mapped[Team | None] = relationship(back_populates="heroes")
    powers: Mapped[list["Power"]] = relationship(secondary=membership, back_populates="heroes", order_by="Power.id")
    quests: Mapped[list["Quest"]] = relationship(
        back_populates="hero", cascade="all, delete-orphan", order_by="Quest.id"
    )


class Power(Base):
    __tablename__ = "x_power"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    heroes: Mapped[list[Hero]] = relationship(secondary=membership, back_populates="powers", order_by="Hero.id")


class Quest(Base):
    """A child that dies with its hero, versioned."""

    __tablename__ = "x_quest"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    hero_id: Mapped[int | None] = mapped_column(ForeignKey("x_hero.id"))
    hero: Mapped[Hero | None] = relationship(back_populates="quests")
    __mapper_args__ = {"version_id_col": version}


class Node(Base):
    """Self-referential, both ways."""

    __tablename__ = "x_node"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("x_node.id"))
    parent: Mapped["Node | None"] = relationship(back_populates="children", remote_side=[id])
    children: Mapped[list["Node"]] = relationship(back_populates="parent", cascade="all", order_by="Node.id")


class Order(Base):
    """The association object pattern: an order has items, each of one product."""

    __tablename__ = "x_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    items: Mapped[list["Item"]] = relationship(
        back_populates="order", cascade="all, delete-orphan", order_by="Item.product_id"
    )


class Product(Base):
    __tablename__ = "x_product"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))


class Item(Base):
    """A composite key made of two foreign keys."""

    __tablename__ = "x_item"

    order_id: Mapped[int] = mapped_column(ForeignKey("x_order.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("x_product.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    order: Mapped[Order] = relationship(back_populates="items")
    product: Mapped[Product] = relationship()
    remarks: Mapped[set["Remark"]] = relationship(back_populates="item")


class Remark(Base):
    """A composite foreign key."""

    __tablename__ = "x_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    order_id: Mapped[int | None] = mapped_column()
    product_id: Mapped[int | None] = mapped_column()
    item: Mapped[Item | None] = relationship(back_populates="remarks")
    __table_args__ = (ForeignKeyConstraint(["order_id", "product_id"], ["x_item.order_id", "x_item.product_id"]),)


class Album(Base):
    """A cycle of foreign keys, broken by post_update; and members keyed by name."""

    __tablename__ = "x_album"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("x_song.id", use_alter=True, name="x_cover"))
    songs: Mapped[list["Song"]] = relationship(
        back_populates="album", foreign_keys="Song.album_id", order_by="Song.id", cascade="all"
    )
    cover: Mapped["Song | None"] = relationship(foreign_keys=[cover_id], post_update=True)


class Song(Base):
    __tablename__ = "x_song"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    album_id: Mapped[int | None] = mapped_column(ForeignKey("x_album.id"))
    album: Mapped[Album | None] = relationship(back_populates="songs", foreign_keys=[album_id])


class Company(Base):
    """Has a hierarchy of tables, and machines of a hierarchy in one table, keyed by name."""

    __tablename__ = "x_company"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    staff: Mapped[list["Employee"]] = relationship(back_populates="company", order_by="Employee.id")
    machines: Mapped[dict[str, "Machine"]] = relationship(
        back_populates="company", collection_class=attribute_keyed_dict("name"), order_by="Machine.id"
    )


class Employee(Base):
    __tablename__ = "x_employee"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("x_company.id"))
    company: Mapped[Company | None] = relationship(back_populates="staff")
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "employee", "with_polymorphic": "*"}


class Engineer(Employee):
    __tablename__ = "x_engineer"

    id: Mapped[int] = mapped_column(ForeignKey("x_employee.id"), primary_key=True)
    language: Mapped[str | None] = mapped_column(String(20))
    __mapper_args__ = {"polymorphic_identity": "engineer"}


class Manager(Employee):
    __tablename__ = "x_manager"

    id: Mapped[int] = mapped_column(ForeignKey("x_employee.id"), primary_key=True)
    level: Mapped[str | None] = mapped_column(String(20))
    engineer_id: Mapped[int | None] = mapped_column(ForeignKey("x_engineer.id"))
    favourite: Mapped[Engineer | None] = relationship(foreign_keys=[engineer_id])
    __mapper_args__ = {"polymorphic_identity": "manager", "inherit_condition": id == Employee.id}


class Machine(Base):
    __tablename__ = "x_machine"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("x_company.id"))
    company: Mapped[Company | None] = relationship(back_populates="machines")
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "machine", "with_polymorphic": "*"}


class Robot(Machine):
    arms: Mapped[str | None] = mapped_column(String(20))
    __mapper_args__ = {"polymorphic_identity": "robot"}


class Country(Base):
    """A natural key; the database itself follows its changes, where it keeps foreign keys."""

    __tablename__ = "x_country"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    cities: Mapped[list["City"]] = relationship(back_populates="country", order_by="City.id")


class City(Base):
    __tablename__ = "x_city"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    country_code: Mapped[str | None] = mapped_column(ForeignKey("x_country.code", onupdate="CASCADE"))
    country: Mapped[Country | None] = relationship(back_populates="cities")


class Genre(Base):
    """A natural key whose changes the session carries on."""

    __tablename__ = "x_genre"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    tales: Mapped[list["Tale"]] = relationship(
        primaryjoin="Genre.code == Tale.genre_code",
        foreign_keys="Tale.genre_code",
        back_populates="genre",
        order_by="Tale.id",
        passive_updates=False,
    )


class Tale(Base):
    """Refers to its genre without a constraint; owns its preface alone."""

    __tablename__ = "x_tale"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    genre_code: Mapped[str | None] = mapped_column(String(20))
    preface_id: Mapped[int | None] = mapped_column(ForeignKey("x_preface.id"))
    genre: Mapped[Genre | None] = relationship(
        primaryjoin="Genre.code == Tale.genre_code", foreign_keys=[genre_code], back_populates="tales"
    )
    preface: Mapped["Preface | None"] = relationship(cascade="all, delete-orphan", single_parent=True)


class Preface(Base):
    __tablename__ = "x_preface"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))


class Shelf(Base):
    """Two collections that are never loaded as a whole: one can only be written to, one is a query."""

    __tablename__ = "x_shelf"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    books: WriteOnlyMapped["Book"] = relationship(back_populates="shelf", order_by="Book.id", passive_deletes=True)
    notes: DynamicMapped["Note"] = relationship(
        back_populates="shelf", order_by="Note.id", cascade="all, delete-orphan"
    )


class Book(Base):
    __tablename__ = "x_book"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    shelf_id: Mapped[int | None] = mapped_column(ForeignKey("x_shelf.id", ondelete="SET NULL"))
    shelf: Mapped[Shelf | None] = relationship(back_populates="books")


class Note(Base):
    __tablename__ = "x_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    shelf_id: Mapped[int | None] = mapped_column(ForeignKey("x_shelf.id"))
    shelf: Mapped[Shelf | None] = relationship(back_populates="notes")


CLASSES = [
    Team, Badge, Hero, Power, Quest, Node, Order, Product, Item, Remark, Album, Song, Company, Employee, Engineer,
    Manager, Machine, Robot, Country, City, Genre, Tale, Preface, Shelf, Book, Note,
]  # fmt: skip
