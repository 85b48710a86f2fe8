"""The application: its routes, its errors and what happens when it starts and stops."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from board import db
from board.config import settings
from board.dependencies import use_clock
from board.routers import applications, candidates, companies, jobs, skills, statistics
from board.services import errors


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    await db.create_tables()
    yield
    await db.dispose()


app = FastAPI(title="Job board", version="1.2.3", lifespan=lifespan, dependencies=[Depends(use_clock)])
errors.install(app)
for module in (companies, jobs, skills, candidates, applications, statistics):
    app.include_router(module.router)
if settings.is_postgresql:
    from board.routers import documents

    app.include_router(documents.router)


@app.get("/health", response_model=dict[str, str])
async def health() -> dict[str, str]:
    return {"status": "ok"}
