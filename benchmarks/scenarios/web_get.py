"""GET of one row from a FastAPI application, called in this process without a server, by sixteen clients at a time.

The database session is a dependency, as FastAPI's and SQLModel's documentation have it; `raw` reads with asyncpg.
"""

import asyncio
import datetime
import json
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = 1_600
SCALES = True
CLIENTS = 16
KEYS = seed.TEAMS * seed.HEROES_PER_TEAM


class HeroPublic(BaseModel):
    """What the application answers."""

    id: int
    name: str
    secret_name: str
    age: int | None
    power: float
    is_active: bool
    born: datetime.date
    created: datetime.datetime
    data: dict[str, Any] | None
    team_id: int | None


async def request(application: Any, path: str) -> bytes:
    """Call the application as a server does and return the body of its answer."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", b"*/*")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    body = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200, message
        else:
            body.append(message.get("body", b""))

    await application(scope, receive, send)
    return b"".join(body)


def _serve(application: Any) -> Callable[[int], Awaitable[None]]:
    async def client(first: int, count: int) -> None:
        for number in range(first, count, CLIENTS):
            key = number * 7919 % KEYS + 1
            assert json.loads(await request(application, f"/heroes/{key}"))["id"] == key

    async def run(count: int) -> None:
        await asyncio.gather(*[client(first, count) for first in range(CLIENTS)])

    return run


def orm(context: Context) -> Callable[[int], Awaitable[None]]:
    from fastapi import Depends, FastAPI
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlmodel.ext.asyncio.session import AsyncSession

    from benchmarks.program import Hero

    engine = create_async_engine(context.url(asynchronous=True), pool_size=10)
    application = FastAPI()

    async def opened() -> Any:
        async with AsyncSession(engine) as session:
            yield session

    @application.get("/heroes/{key}", response_model=HeroPublic)
    async def read(key: int, session: Any = Depends(opened)) -> Any:
        return await session.get(Hero, key)

    return _serve(application)


def raw(context: Context) -> Callable[[int], Awaitable[None]]:
    import asyncpg
    from fastapi import FastAPI

    statement = f"SELECT {', '.join(seed.COLUMNS)} FROM hero WHERE id = $1"
    application = FastAPI()
    pools: list[asyncpg.Pool] = []

    @application.get("/heroes/{key}", response_model=HeroPublic)
    async def read(key: int) -> Any:
        if not pools:
            pools.append(asyncpg.create_pool(context.target, min_size=1, max_size=10))
        pool = await pools[0]
        async with pool.acquire() as connection:
            row = dict(await connection.fetchrow(statement, key))
        row["data"] = json.loads(row["data"]) if row["data"] else None
        return row

    return _serve(application)
