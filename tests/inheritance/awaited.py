"""An AsyncSession with the face of a Session, so that one test body runs with either."""

import asyncio
from collections.abc import Awaitable, Iterator
from inspect import ismethod
from typing import Any

from sqlmodel_rs.sa.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel_rs.sa.ext.asyncio.exc import AsyncMethodRequired


class Awaited:
    """Calls the methods of an AsyncSession and awaits what they return; streams what has to be streamed.

    What is read from an object and not loaded is loaded then and there (`lazy="block"`).
    """

    def __init__(self, session: Any, runner: asyncio.Runner) -> None:
        self.session = session
        self.runner = runner

    def wait(self, awaited: Awaitable[Any]) -> Any:
        """Return what is awaited."""

        async def answer() -> Any:
            return await awaited

        return self.runner.run(answer())

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.session, name, None)
        if method is None:
            # `query` is a Session's alone.
            return getattr(self.session.sync_session, name)
        if not ismethod(method):
            return method

        def call(*args: Any, **options: Any) -> Any:
            answer = method(*args, **options)
            if not asyncio.iscoroutine(answer):
                return answer
            try:
                return self.wait(answer)
            except AsyncMethodRequired:
                return self.wait(self._streamed(name, *args, **options))

        return call

    async def _streamed(self, name: str, *args: Any, **options: Any) -> Any:
        """Return a result whose rows came bit by bit."""
        stream = await getattr(self.session, {"execute": "stream", "scalars": "stream_scalars"}[name])(*args, **options)
        return Fetched(await stream.all())

    def __contains__(self, instance: Any) -> bool:
        return instance in self.session

    def __iter__(self) -> Iterator[Any]:
        return iter(self.session)


class Fetched(list[Any]):
    """Rows that have been streamed, with a result's `all`."""

    def all(self) -> list[Any]:
        """Return the rows."""
        return list(self)


class AwaitedEngine:
    """An asynchronous engine, the loop its sessions are awaited on, and their sessions."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        self.engine = create_async_engine(url)
        self.sync_engine = self.engine.sync_engine
        self._sessions: list[Any] = []

    def create_all(self, metadata: Any) -> None:
        """Create the tables."""

        async def create() -> None:
            async with self.engine.begin() as connection:
                await connection.run_sync(metadata.create_all)

        self.runner.run(create())

    def session(self) -> Awaited:
        """Return a new session."""
        made = Awaited(AsyncSession(self.engine, lazy="block"), self.runner)
        self._sessions.append(made)
        return made

    def close(self) -> None:
        """Close the sessions and the engine."""
        for session in reversed(self._sessions):
            session.close()
        self.runner.run(self.engine.dispose())
        self.runner.close()
