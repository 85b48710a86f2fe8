"""The engine, in one place for all modules."""

import os

from sqlmodel_rs import SQLModel, create_engine

engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def create_tables() -> None:
    SQLModel.metadata.create_all(engine)
