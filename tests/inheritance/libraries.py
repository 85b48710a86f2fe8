"""The two libraries that read one declarative program: SQLAlchemy, which says what is right, and this one."""

from typing import Any

import sqlalchemy
import sqlalchemy.ext.declarative
import sqlalchemy.ext.hybrid
import sqlalchemy.orm

import sqlmodel_rs.sa
import sqlmodel_rs.sa.ext.declarative
import sqlmodel_rs.sa.ext.hybrid
import sqlmodel_rs.sa.orm

from .awaited import AwaitedEngine

EXTENSIONS = {"sqlalchemy": sqlalchemy.ext, "own": sqlmodel_rs.sa.ext}


class Library:
    """A library under the names `sa`, `orm` and `ext`, and a database to keep the objects of a program in.

    With `awaited`, sessions are AsyncSessions with the face of a Session.
    """

    def __init__(self, which: str, url: str, *, awaited: bool = False) -> None:
        self.own = which == "own"
        self.sa: Any = sqlmodel_rs.sa if self.own else sqlalchemy
        self.orm: Any = sqlmodel_rs.sa.orm if self.own else sqlalchemy.orm
        self.ext: Any = EXTENSIONS[which]
        self.url = url
        self.awaited = awaited
        self.sync_engine: Any = None
        self.statements: list[str] = []
        self._opened: list[Any] = []

    def base(self) -> Any:
        """Return a fresh declarative base."""

        class Base(self.orm.DeclarativeBase):
            pass

        return Base

    def engine(self, base: Any) -> Any:
        """Return an engine on which the tables of a base are, and whose statements are noted."""
        engine = self.sync_engine = self.sa.create_engine(self.url)
        self._opened.append(engine.dispose)
        base.metadata.create_all(engine)
        self._listen()
        return engine

    def _listen(self) -> None:
        self.sa.event.listen(self.sync_engine, "before_cursor_execute", lambda *given: self.statements.append(given[2]))

    def _session(self, base: Any) -> Any:
        if not self.awaited:
            session = self.orm.Session(self.engine(base))
            self._opened.append(session.close)
            return session
        engine = AwaitedEngine(self.url)
        self._opened.append(engine.close)
        engine.create_all(base.metadata)
        self.sync_engine = engine.sync_engine
        self._listen()
        return engine.session()

    def store(self, base: Any, *objects: Any) -> Any:
        """Return a session on a database that has the objects, and nothing in its memory."""
        session = self._session(base)
        session.add_all(objects)
        session.commit()
        session.expunge_all()
        self.statements.clear()
        return session

    def taken(self) -> int:
        """Return how many statements ran since the last look."""
        count = len(self.statements)
        self.statements.clear()
        return count

    def close(self) -> None:
        """Close what was opened, newest first."""
        while self._opened:
            self._opened.pop()()
