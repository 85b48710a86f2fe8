"""An application: pages, relationships and changes of a hierarchy with an asynchronous session. Not in SQLModel."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any, ClassVar, Literal

from fastapi import Depends, FastAPI, HTTPException, Query

from sqlmodel_rs import Field, Relationship, SQLModel, func, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm import selectinload


class Owner(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    vehicles: list["Vehicle"] = Relationship(back_populates="owner")


class Vehicle(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    plate: str = Field(max_length=10, unique=True)
    owner_id: int | None = Field(default=None, foreign_key="owner.id")
    owner: Owner | None = Relationship(back_populates="vehicles")


class Car(Vehicle):
    __tablename__ = "car"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "car"}

    doors: int = Field(ge=2, le=5)


class Truck(Vehicle):
    __tablename__ = "truck"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "truck"}

    tons: float = Field(gt=0)
    stops: list["Stop"] = Relationship(back_populates="truck", cascade_delete=True)


class Stop(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    place: str = Field(max_length=40)
    truck_id: int | None = Field(default=None, foreign_key="truck.id")
    truck: Truck | None = Relationship(back_populates="stops")


class OwnerPublic(SQLModel):
    id: int
    name: str


class StopPublic(SQLModel):
    place: str


class VehicleCreate(Vehicle, variant="Create", exclude={"id"}, related={"stops": StopPublic}):
    """What a client sends: a truck with its stops."""


class VehicleUpdate(Vehicle, variant="Update", exclude={"id"}, partial=True):
    """What a client sends to change a vehicle."""


class VehiclePublic(
    Vehicle, variant="Public", exclude={"owner_id"}, related={"owner": OwnerPublic, "stops": StopPublic}
):
    """What a client gets to see: relationships, too, where they are loaded."""


class Page(SQLModel):
    total: int
    items: list[VehiclePublic]


engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite:///vehicles.db"))
#: What an answer shows of a vehicle and its relationships: a statement for each, however many vehicles there are.
SHOWN = (selectinload(Vehicle.owner), selectinload(Truck.stops))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


async def get_session() -> AsyncGenerator[AsyncSession]:
    # A committed object keeps its values: reading one again would be a statement that nobody awaits.
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
app = FastAPI(lifespan=lifespan)


async def shown(session: AsyncSession, key: int | None) -> Vehicle:
    """Read a vehicle with what an answer shows of it."""
    found = await session.get(Vehicle, key, options=SHOWN, populate_existing=True)
    if found is None:
        raise HTTPException(status_code=404, detail="Vehicle not found")
    return found


@app.post("/owners/", response_model=OwnerPublic)
async def create_owner(owner: Owner, session: SessionDep) -> Owner:
    session.add(owner)
    await session.commit()
    return owner


@app.post("/vehicles/", response_model=VehiclePublic, status_code=201)
async def create_vehicle(vehicle: VehicleCreate, session: SessionDep) -> Vehicle:
    row = Vehicle.model_validate(vehicle)
    session.add(row)
    await session.commit()
    return await shown(session, row.id)


@app.get("/vehicles/", response_model=Page)
async def read_vehicles(
    session: SessionDep,
    kind: Literal["car", "truck"] | None = None,
    offset: int = 0,
    limit: Annotated[int, Query(le=100)] = 10,
) -> Any:
    wanted = select(Vehicle) if kind is None else select(Vehicle).where(Vehicle.kind == kind)
    total = (await session.exec(select(func.count()).select_from(wanted.subquery()))).one()
    page = wanted.options(*SHOWN).order_by(Vehicle.plate).offset(offset).limit(limit)
    return {"total": total, "items": (await session.exec(page)).all()}


@app.patch("/vehicles/{key}", response_model=VehiclePublic)
async def update_vehicle(key: int, vehicle: VehicleUpdate, session: SessionDep) -> Vehicle:
    row = await shown(session, key)
    if row.kind != vehicle.kind:
        raise HTTPException(status_code=409, detail=f"Vehicle {key} is a {row.kind}")
    row.sqlmodel_update(vehicle.model_dump(exclude_unset=True))
    await session.commit()
    return await shown(session, key)


@app.delete("/vehicles/{key}", status_code=204)
async def delete_vehicle(key: int, session: SessionDep) -> None:
    await session.delete(await shown(session, key))
    await session.commit()
