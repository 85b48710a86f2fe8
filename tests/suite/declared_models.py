"""One model for each kind of declaration that SQLModel 0.0.50 refuses or gets wrong."""

import enum
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, NewType, TypeVar

from pydantic import AnyUrl, BaseModel, ConfigDict, HttpUrl, PrivateAttr, SecretBytes, SecretStr
from typing_extensions import TypeAliasType, TypedDict

from sqlmodel_rs import (
    JSON,
    Column,
    Computed,
    Field,
    ForeignKeyConstraint,
    Identity,
    Integer,
    Relationship,
    SQLModel,
    String,
    func,
)
from sqlmodel_rs.ext.hybrid import hybrid_method, hybrid_property
from sqlmodel_rs.main import registry


class Declared(SQLModel, registry=registry()):
    """Names resolve among these classes, whatever other tests do to the default registry."""


Level = Literal[1, 2]
PersonId = NewType("PersonId", int)
Name = TypeAliasType("Name", str)


class Color(enum.Enum):
    red = "r"


class Person(Declared, table=True):
    id: PersonId | None = Field(default=None, primary_key=True)
    name: Name = Field(max_length=30)
    kind: Literal["hero", "villain"] = "hero"
    level: Level | None = None


class Address(BaseModel):
    street: str
    since: datetime | None = None


@dataclass
class Point:
    x: int
    y: int


class Options(TypedDict):
    deep: bool


class Documented(Declared, table=True, json_columns=True):
    id: int | None = Field(default=None, primary_key=True)
    tags: list[str] = Field(default_factory=list)
    counts: dict[int, float] = Field(default_factory=dict)
    free: dict[str, Any] = Field(default_factory=dict)
    address: Address | None = None
    places: list[Address] = Field(default_factory=list)
    colors: set[Color] = Field(default_factory=set)
    pair: tuple[int, str] | None = None
    point: Point | None = None
    options: Options | None = None


class WithJson(Declared, table=True):
    """The spelling that upstream has for JSON columns."""

    id: int | None = Field(default=None, primary_key=True)
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    address: Address = Field(sa_type=JSON)
    places: list[Address] = Field(default_factory=list, sa_column=Column(JSON))


class Account(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    site: AnyUrl
    home: HttpUrl | None = None
    password: SecretStr
    token: SecretBytes | None = None
    address: IPv4Address | None = None
    folder: Path | None = None


class Cached(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    _cache: dict[str, int] = PrivateAttr(default_factory=dict)
    _hits: int = 3


class Band(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    members: set["Musician"] = Relationship(back_populates="band")


class Musician(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    band_id: int | None = Field(default=None, foreign_key="band.id")
    band: Band | None = Relationship(back_populates="members")


class Citizen(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    first: str
    last: str

    @hybrid_property
    def full(self):
        return self.first + " " + self.last

    @full.inplace.setter
    def _set_full(self, value):
        self.first, self.last = value.split(" ")

    @hybrid_method
    def called(self, first):
        return self.first == first


T = TypeVar("T")


class Measured(Declared, Generic[T]):
    id: int | None = Field(default=None, primary_key=True)
    value: T


class Length(Measured[int], table=True):
    pass


class Label(Measured[str], table=True):
    pass


class Box(Declared, Generic[T], table=True):
    id: int | None = Field(default=None, primary_key=True)
    content: T = Field(sa_type=JSON)


class Owner(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Owned(Declared):
    owner_id: int | None = Field(default=None, foreign_key="owner.id")
    owner: Owner | None = Relationship()


class PlainOwned:
    owner: Owner | None = Relationship()


class House(Owned, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Boat(Owned, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Car(PlainOwned, Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int | None = Field(default=None, foreign_key="owner.id")


class Aliased(Declared, table=True):
    model_config = ConfigDict(populate_by_name=True)
    id: int | None = Field(default=None, primary_key=True)
    first_name: str = Field(alias="firstName")
    last_name: str = Field(validation_alias="lastName", serialization_alias="LAST")


class Loose(Declared, table=True, extra="allow"):
    id: int | None = Field(default=None, primary_key=True)


class Checked(Declared, table=True, table_validate="init"):
    id: int | None = Field(default=None, primary_key=True)
    age: int = Field(ge=0)


class CheckedLate(Declared, table=True, table_validate="flush"):
    id: int | None = Field(default=None, primary_key=True)
    age: int = Field(ge=0)


class Squad(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    agents: list["Agent"] = Relationship(back_populates="squad")


class Agent(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int = Field(default=1, ge=0)
    squad_id: int | None = Field(default=None, foreign_key="squad.id")
    squad: Squad | None = Relationship(back_populates="agents")


class Actor(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    films: list["Film"] = Relationship(back_populates="actors", link_model="Part")


class Film(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    actors: list[Actor] = Relationship(back_populates="films", link_model="Part")


class Part(Declared, table=True):
    actor_id: int | None = Field(default=None, foreign_key="actor.id", primary_key=True)
    film_id: int | None = Field(default=None, foreign_key="film.id", primary_key=True)


class Purchase(Declared, table=True):
    shop: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    items: list["Item"] = Relationship(back_populates="purchase")


class Item(Declared, table=True):
    __table_args__: ClassVar[Any] = (ForeignKeyConstraint(["shop", "number"], ["purchase.shop", "purchase.number"]),)
    id: int | None = Field(default=None, primary_key=True)
    shop: int | None = None
    number: int | None = None
    purchase: Purchase | None = Relationship(back_populates="items")


class Product(Declared, table=True):
    id: int | None = Field(default=None, primary_key=True, identity=Identity(start=10))
    width: int
    double: int | None = Field(default=None, computed=Computed("width * 2", persisted=True))
    triple: int | None = Field(default=None, computed="width * 3")
    state: str = Field(default=None, server_default="new", max_length=20)
    created: datetime | None = Field(default=None, server_default=func.now())


class Noted:
    """A mixin that is no model, with columns of SQLAlchemy's own kind."""

    since = Column(Integer, default=7, nullable=False)
    note = Column("the_note", String(20), index=True)


class Letter(Noted, Declared, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Parcel(Declared, Noted, table=True):
    id: int | None = Field(default=None, primary_key=True)
