"""`async_sessionmaker` and `async_scoped_session`: sessions made alike, and one session for each scope."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.ext.asyncio.delegated import attribute_of, method_of
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession
from sqlmodel_rs.orm.factory import SessionFactory

S = TypeVar("S", bound=PlainAsyncSession)


class async_sessionmaker(SessionFactory[S]):
    """Make asynchronous sessions of `class_` with the same arguments; `info` is added to the given one."""

    def __init__(self, bind: Any = None, *, class_: type[S] = PlainAsyncSession, **options: Any) -> None:  # type: ignore[assignment]
        super().__init__(bind, class_, options)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[S]:
        """An `async with` block of one session in one transaction."""
        async with self() as session, session.begin():
            yield session


class async_scoped_session(Generic[S]):
    """Stand for the session of the current scope: what `scopefunc` returns, usually `asyncio.current_task`."""

    def __init__(self, session_factory: Callable[..., S], scopefunc: Callable[[], Any]) -> None:
        self.session_factory = session_factory
        self._scopefunc = scopefunc
        self._by_scope: dict[Any, S] = {}

    @property
    def _current(self) -> S:
        return self()

    def __call__(self, **kw: Any) -> S:
        """Return the scope's session, made on first use.

        Raises:
            InvalidRequestError: options are given and the scope has a session.
        """
        scope = self._scopefunc()
        if scope not in self._by_scope:
            self._by_scope[scope] = self.session_factory(**kw)
        elif kw:
            raise exc.InvalidRequestError("Scoped session is already present; no new arguments may be specified.")
        return self._by_scope[scope]

    def configure(self, **kwargs: Any) -> None:
        """Change the arguments for sessions made from now on."""
        if self._scopefunc() in self._by_scope:
            warnings.warn(
                "At least one scoped session is already present.  configure() can not affect sessions that have "
                "already been created.",
                exc.SAWarning,
                stacklevel=2,
            )
        self.session_factory.configure(**kwargs)  # type: ignore[attr-defined]

    async def remove(self) -> None:
        """Close the scope's session."""
        session = self._by_scope.pop(self._scopefunc(), None)
        if session is not None:
            await session.close()

    def __contains__(self, instance: Any) -> bool:
        return instance in self._current

    def __iter__(self) -> Iterator[Any]:
        return iter(self._current)

    #: Its listeners are its factory's: asking for them makes no session.
    _event_holder = _event_wrapper = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self(), name)

    close_all = PlainAsyncSession.close_all
    object_session = PlainAsyncSession.object_session
    identity_key = PlainAsyncSession.identity_key


_METHODS = (
    "aclose add add_all begin begin_nested close commit connection delete delete_all execute expire expire_all expunge "
    "expunge_all flush get get_async_bind get_bind get_one invalidate is_modified merge merge_all refresh reset "
    "rollback run_sync scalar scalars stream stream_scalars"
).split()
_SET = ("autoflush", "bind", "execution_options")
_ATTRIBUTES = (*_SET, *"binds deleted dirty identity_map info is_active new no_autoflush".split())

for _name in _METHODS:
    setattr(async_scoped_session, _name, method_of(PlainAsyncSession, _name, "_current"))
for _name in _ATTRIBUTES:
    setattr(async_scoped_session, _name, attribute_of(PlainAsyncSession, _name, "_current", settable=_name in _SET))
