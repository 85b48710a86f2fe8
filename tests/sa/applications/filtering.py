"""A small FastAPI application whose lists are filtered, searched and ordered by fastapi-filter."""

import os

from fastapi import FastAPI
from fastapi_filter import FilterDepends, with_prefix
from fastapi_filter.contrib.sqlalchemy import Filter
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Relationship, Session, SQLModel, select

url = os.environ.get("APPLICATION_DATABASE", "sqlite://")
options = {"connect_args": {"check_same_thread": False}, "poolclass": StaticPool} if url == "sqlite://" else {}
engine = create_engine(url, **options)


class Address(SQLModel, table=True):
    __tablename__ = "filter_address"

    id: int | None = Field(default=None, primary_key=True)
    city: str


class User(SQLModel, table=True):
    __tablename__ = "filter_user"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int
    address_id: int | None = Field(default=None, foreign_key="filter_address.id")
    address: Address | None = Relationship()


class AddressFilter(Filter):
    city: str | None = None
    city__in: list[str] | None = None

    class Constants(Filter.Constants):
        model = Address


class UserFilter(Filter):
    name: str | None = None
    name__ilike: str | None = None
    name__isnull: bool | None = None
    age__gte: int | None = None
    age__lt: int | None = None
    age__in: list[int] | None = None
    address: AddressFilter | None = FilterDepends(with_prefix("address", AddressFilter))
    order_by: list[str] = ["age"]
    search: str | None = None

    class Constants(Filter.Constants):
        model = User
        search_model_fields = ["name"]


app = FastAPI()


@app.get("/users")
def users(user_filter: UserFilter = FilterDepends(UserFilter)) -> list[str]:  # noqa: B008
    with Session(engine) as session:
        query = user_filter.filter(select(User).outerjoin(Address))
        return [user.name for user in session.exec(user_filter.sort(query)).all()]


@app.get("/legacy")
def legacy(user_filter: UserFilter = FilterDepends(UserFilter)) -> list[str]:  # noqa: B008
    with Session(engine) as session:
        query = user_filter.filter(super(Session, session).query(User).outerjoin(Address))
        return [user.name for user in user_filter.sort(query).all()]


SQLModel.metadata.drop_all(engine)
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    paris, rome = Address(city="Paris"), Address(city="Rome")
    session.add_all(
        [
            User(name="Ada", age=30, address=paris),
            User(name="Bob", age=20, address=rome),
            User(name="adam", age=40, address=rome),
        ]
    )
    session.commit()
