"""The hierarchies that the tests of writing use, and one face for a session and an AsyncSession."""

import asyncio
from collections.abc import Iterable
from typing import Any

from sqlmodel_rs import Field, Relationship, SQLModel, UniqueConstraint, create_engine, text
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel_rs.sa.orm import Session

from .awaited import Awaited


class Written(SQLModel, registry=registry()):
    """Base of all classes of this module; its metadata holds their tables."""


class Staff(Written, table=True):
    """Three levels, joined, with unique columns in two tables."""

    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "staff"}
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=40)
    name: str = Field(default="?", max_length=40)
    type: str = Field(default="staff", max_length=20)
    tasks: list["Task"] = Relationship(back_populates="staff")


class Coder(Staff, table=True):
    __tablename__ = "coder"
    __mapper_args__ = {"polymorphic_identity": "coder"}
    badge: str | None = Field(default=None, unique=True, max_length=20)
    level: int = 0
    tools: list["Tool"] = Relationship(back_populates="coder")


class Lead(Coder, table=True):
    __tablename__ = "leader"
    __mapper_args__ = {"polymorphic_identity": "lead"}
    bonus: int = 0


class Boss(Staff, table=True):
    __tablename__ = "boss"
    __mapper_args__ = {"polymorphic_identity": "boss"}
    budget: int


class Trainee(Staff):
    """Single-table below joined: in the table of the base."""

    __mapper_args__ = {"polymorphic_identity": "trainee"}
    school: str = Field(max_length=20)


class Task(Written, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=20)
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    staff: Staff | None = Relationship(back_populates="tasks")


class Tool(Written, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=20)
    coder_id: int | None = Field(default=None, foreign_key="coder.id")
    coder: Coder | None = Relationship(back_populates="tools")


class Part(Written, table=True):
    """Joined with a composite key, three levels."""

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "part"}
    __table_args__ = (UniqueConstraint("region", "code"),)
    region: str = Field(primary_key=True, max_length=10)
    number: int = Field(primary_key=True)
    code: str = Field(max_length=20)
    kind: str = Field(default="part", max_length=10)


class Screw(Part, table=True):
    __tablename__ = "screw"
    __mapper_args__ = {"polymorphic_identity": "screw"}
    length: int = 0


class Bolt(Screw, table=True):
    __tablename__ = "bolt"
    __mapper_args__ = {"polymorphic_identity": "bolt"}
    nut: str = Field(default="hex", max_length=10)


class Probe(Written, table=True, inheritance="concrete"):
    """Concrete, queried through the union of all tables."""

    id: int | None = Field(default=None, primary_key=True)
    place: str = Field(max_length=20)


class Heat(Probe, table=True):
    __tablename__ = "heat"
    celsius: int = 0


class Lens(Probe, table=True):
    __tablename__ = "lens"
    pixels: int = 0


class Twin:
    """A session or an AsyncSession, called the same way; `s` is the synchronous session behind it."""

    def __init__(self, url: str, *, awaited: bool) -> None:
        self.runner = asyncio.Runner() if awaited else None
        self.url = url
        self.backend = url.partition(":")[0].partition("+")[0]
        make: Any = create_async_engine if awaited else create_engine
        self.engine = make(url)
        self.sync_engine = self.engine.sync_engine if awaited else self.engine
        self._schema()
        self.session: Any = AsyncSession(self.engine) if awaited else Session(self.engine)
        self.s: Any = self.session.sync_session if awaited else self.session

    def _schema(self) -> None:
        if self.runner is None:
            Written.metadata.create_all(self.engine)
            return

        async def create() -> None:
            async with self.engine.begin() as connection:
                await connection.run_sync(Written.metadata.create_all)

        self.runner.run(create())

    def __getattr__(self, name: str) -> Any:
        face = self.session if self.runner is None else Awaited(self.session, self.runner)
        return getattr(face, name)

    def put(self, *objects: Any) -> None:
        """Write objects and forget them."""
        self.session.add_all(objects)
        self.commit()
        self.session.expunge_all()

    def rows(self, sql: str) -> list[Any]:
        """Return the rows of a query in plain SQL."""
        return [tuple(row) for row in self.execute(text(sql)).all()]

    def counts(self, tables: Iterable[str]) -> list[int]:
        """Return the number of rows of each table."""
        return [self.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables]

    def end(self) -> None:
        """Close everything."""
        self.close()
        if self.runner is None:
            self.engine.dispose()
            return

        async def dispose() -> None:
            await self.engine.dispose()

        self.runner.run(dispose())
        self.runner.close()
