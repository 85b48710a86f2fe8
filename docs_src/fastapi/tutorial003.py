"""`response_model` filters: a column that the answer's model does not have stays inside."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Reader(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    card: str = Field(unique=True)


class ReaderPublic(SQLModel):
    id: int
    name: str


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///library.db"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    SQLModel.metadata.create_all(engine)
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/readers/", response_model=ReaderPublic)
def create_reader(reader: Reader) -> Reader:
    with Session(engine) as session:
        session.add(reader)
        session.commit()
        session.refresh(reader)
        return reader


@app.get("/readers/", response_model=list[ReaderPublic])
def read_readers() -> list[Reader]:
    with Session(engine) as session:
        return list(session.exec(select(Reader).where(Reader.card != "")).all())
