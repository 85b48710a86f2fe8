"""Values that are not in the request, here a password's hash: `update=` of `model_validate` and `sqlmodel_update`."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from hashlib import sha256

from fastapi import FastAPI

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class ReaderBase(SQLModel):
    name: str


class Reader(ReaderBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    password_hash: str


class ReaderCreate(ReaderBase):
    password: str


class ReaderPublic(ReaderBase):
    id: int


class ReaderUpdate(SQLModel):
    name: str | None = None
    password: str | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///library.db"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    SQLModel.metadata.create_all(engine)
    yield


app = FastAPI(lifespan=lifespan)


def hashed(password: str) -> dict[str, str]:
    """Return the column's value; a real program takes a slow hash with a salt, from a library made for it."""
    return {"password_hash": sha256(password.encode()).hexdigest()}


@app.post("/readers/", response_model=ReaderPublic)
def create_reader(reader: ReaderCreate) -> Reader:
    with Session(engine) as session:
        stored = Reader.model_validate(reader, update=hashed(reader.password))
        session.add(stored)
        session.commit()
        session.refresh(stored)
        return stored


@app.patch("/readers/{reader_id}", response_model=ReaderPublic)
def update_reader(reader_id: int, reader: ReaderUpdate) -> Reader:
    with Session(engine) as session:
        stored = session.get_one(Reader, reader_id)
        extra = hashed(reader.password) if reader.password else {}
        stored.sqlmodel_update(reader.model_dump(exclude_unset=True), update=extra)
        session.commit()
        session.refresh(stored)
        return stored


@app.post("/login/")
def login(reader: ReaderCreate) -> bool:
    with Session(engine) as session:
        statement = select(Reader).where(Reader.name == reader.name)
        found = session.exec(statement.where(Reader.password_hash == hashed(reader.password)["password_hash"])).first()
        return found is not None
