"""Ready-made ways to get sessions: `sessionmaker` with fixed arguments, `scoped_session` with one session for
each scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any, Generic, TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.orm.session import PlainSession

S = TypeVar("S", bound=PlainSession)
T = TypeVar("T")


class SessionFactory(Generic[T]):
    """What makes sessions of one class with the same arguments, synchronous or not."""

    def __init__(self, bind: Any, class_: type[T], options: dict[str, Any]) -> None:
        if bind is not None:
            options["bind"] = bind
        self.kw = options
        own: Any = type(class_.__name__, (class_,), {"__module__": class_.__module__})
        self.class_: type[T] = own

    def __call__(self, **local_options: Any) -> T:
        options = {**self.kw, **local_options}
        if self.kw.get("info") and local_options.get("info"):
            options["info"] = {**self.kw["info"], **local_options["info"]}
        return self.class_(**options)

    def configure(self, **new_options: Any) -> None:
        """Change the arguments for sessions made from now on."""
        self.kw.update(new_options)

    def __repr__(self) -> str:
        options = ", ".join(f"{key}={value!r}" for key, value in self.kw.items())
        return f"{type(self).__name__}(class_={self.class_.__name__!r}, {options})"


class sessionmaker(SessionFactory[S]):
    """Make sessions of `class_` with the same arguments; those of a call win, and `info` is added to the given one."""

    def __init__(self, bind: Any = None, *, class_: type[S] = PlainSession, **options: Any) -> None:  # type: ignore[assignment]
        super().__init__(bind, class_, options)

    @contextmanager
    def begin(self) -> Iterator[S]:
        """A `with` block of one session in one transaction: commits at its end, rolls back on an error."""
        with self() as session, session.begin():
            yield session

    @staticmethod
    def close_all() -> None:
        """Close all sessions in memory."""
        PlainSession.close_all()


class scoped_session(Generic[S]):
    """Stand for the session of the current scope: a thread, or what `scopefunc` returns."""

    #: Its listeners are its factory's: asking for them makes no session.
    _event_holder = _event_wrapper = None

    def __init__(self, session_factory: Callable[..., S], scopefunc: Callable[[], Any] | None = None) -> None:
        self.session_factory = session_factory
        self._scopefunc = scopefunc
        self._by_scope: dict[Any, S] = {}
        self._by_thread = local()

    def _current(self) -> S | None:
        if self._scopefunc is not None:
            return self._by_scope.get(self._scopefunc())
        return getattr(self._by_thread, "session", None)

    def __call__(self, **options: Any) -> S:
        """Return the scope's session, made on first use; `options` are for a new one only."""
        session = self._current()
        if session is not None:
            if options:
                raise exc.InvalidRequestError("Scoped session is already present; no new arguments may be specified.")
            return session
        session = self.session_factory(**options)
        self._put(session)
        return session

    def _put(self, session: S) -> None:
        if self._scopefunc is not None:
            self._by_scope[self._scopefunc()] = session
        else:
            self._by_thread.session = session

    def _forget(self) -> None:
        if self._scopefunc is not None:
            self._by_scope.pop(self._scopefunc(), None)
        else:
            del self._by_thread.session

    @property
    def registry(self) -> SessionRegistry:
        """What keeps the session of each scope."""
        return SessionRegistry(self)

    def remove(self) -> None:
        """Close the scope's session; the next use makes a new one."""
        session = self._current()
        if session is None:
            return
        session.close()
        self._forget()

    def query_property(self, query_cls: Any = None) -> Any:
        """Return a class attribute that starts a query of the class it is read from: `Base.query`."""
        return _QueryProperty(self, query_cls)

    def configure(self, **options: Any) -> None:
        """Change the factory's arguments."""
        self.session_factory.configure(**options)  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ("session_factory", "_scopefunc", "_by_scope", "_by_thread"):
            raise AttributeError(name)
        return getattr(self(), name)

    def __contains__(self, instance: Any) -> bool:
        return instance in self()

    def __iter__(self) -> Iterator[Any]:
        return iter(self())


class SessionRegistry:
    """The sessions of a `scoped_session` by scope: whether the current one has a session, and which."""

    def __init__(self, scope: scoped_session[Any]) -> None:
        self._scope = scope

    def __call__(self) -> Any:
        """Return the scope's session, made on first use."""
        return self._scope()

    def has(self) -> bool:
        """Tell whether the scope has a session."""
        return self._scope._current() is not None

    def set(self, session: Any) -> None:
        """Make a session the scope's own."""
        self._scope._put(session)

    def clear(self) -> None:
        """Forget the scope's session without closing it."""
        if self.has():
            self._scope._forget()


class _QueryProperty:
    """The class attribute that `scoped_session.query_property()` returns."""

    def __init__(self, scope: scoped_session[Any], query_cls: Any) -> None:
        self._scope = scope
        self._query_cls = query_cls

    def __get__(self, instance: Any, owner: type) -> Any:
        if getattr(owner, "__mapper__", None) is None:
            return None
        session = self._scope()
        return session.query(owner) if self._query_cls is None else self._query_cls([owner], session=session)
