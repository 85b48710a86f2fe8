"""A union that grows: the routes name the base, and a module that is imported later adds a class. Not in SQLModel."""

import importlib
import os
from typing import Any

from fastapi import FastAPI

from sqlmodel_rs import Session, SQLModel, create_engine, select

from .models import Notice, NoticePublic

engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///notices.db"))
app = FastAPI()


@app.post("/notices/", response_model=NoticePublic)
def create_notice(notice: Notice) -> Any:
    with Session(engine, expire_on_commit=False) as session:
        session.add(notice)
        session.commit()
    return notice


@app.get("/notices/", response_model=list[NoticePublic])
def read_notices() -> Any:
    with Session(engine) as session:
        return session.exec(select(Notice).order_by(Notice.id)).all()


@app.get("/kinds/")
def read_kinds() -> list[str]:
    """Name the classes of the union in the application's own OpenAPI document."""
    answer = app.openapi()["paths"]["/notices/"]["get"]["responses"]["200"]
    return list(answer["content"]["application/json"]["schema"]["items"]["discriminator"]["mapping"])


importlib.import_module(".letters", __package__)
SQLModel.metadata.create_all(engine)
