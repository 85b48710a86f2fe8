"""What is left after somebody's code raised in the middle: listeners to every event, types, constructors, and more."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ForeignKey, String, TypeDecorator, create_engine, event, func, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, validates


class Bang(Exception):
    pass


#: Left out is where SQLAlchemy's session cannot be rolled back or its pool loses the connection: "after_commit",
#: "after_transaction_end", the engine's "commit", the pool's "checkin" and "reset"; and "remove", after which it takes
#: a member for an orphan that is still in its collection.
#: The piece of the program that raises next.
armed: set[str] = set()


def burst(name: str) -> None:
    if name in armed:
        armed.discard(name)
        raise Bang(name)


class Word(TypeDecorator[str]):
    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        if value == "b-old":
            return value
        burst("bind")
        return value

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        burst("result")
        return value


class Base(DeclarativeBase):
    pass


class Box(Base):
    __tablename__ = "box"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Word())
    note: Mapped[str | None] = mapped_column(String(20))
    items: Mapped[list["Item"]] = relationship(back_populates="box", cascade="all, delete-orphan")

    def __init__(self, **values: Any) -> None:
        burst("constructor")
        super().__init__(**values)
        burst("constructed")

    @validates("name")
    def check(self, key: str, value: str) -> str:
        burst("validator")
        return value

    @hybrid_property
    def loud(self) -> str:
        burst("hybrid")
        return self.name.upper()

    @loud.setter  # type: ignore[no-redef]
    def loud(self, value: str) -> None:
        burst("hybrid setter")
        self.name = value.lower()


class Item(Base):
    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"))
    box: Mapped[Box] = relationship(back_populates="items")


SESSION = (
    "before_flush after_flush after_flush_postexec before_commit after_rollback after_soft_rollback "
    "after_begin after_transaction_create do_orm_execute before_attach after_attach "
    "transient_to_pending pending_to_persistent loaded_as_persistent persistent_to_deleted deleted_to_detached"
).split()
MAPPER = "before_insert after_insert before_update after_update before_delete after_delete".split()
INSTANCE = "init load refresh expire".split()
ENGINE = "begin rollback before_cursor_execute after_cursor_execute before_execute after_execute".split()
POOL = ["checkout"]
OWN = "bind result constructor constructed validator hybrid".split() + ["hybrid setter"]


def work(session: Session) -> Iterator[str]:
    """Go through a session's life; what is yielded names the step that comes."""
    yield "make"
    box = Box(name="b-new", items=[Item(name="i1"), Item(name="i2")])
    yield "add"
    session.add(box)
    yield "flush"
    session.flush()
    yield "change"
    old = session.get_one(Box, 1)
    old.name = "b-changed"
    box.items.remove(box.items[0])
    yield "read"
    session.scalars(select(Box).order_by(Box.id)).all()
    yield "hybrid"
    old.loud = old.loud
    yield "delete"
    session.delete(old)
    session.flush()
    yield "undo"
    session.rollback()
    yield "again"
    session.add(Box(name="b-last", items=[Item(name="i4")]))
    yield "commit"
    session.commit()
    yield "expired"
    session.scalars(select(Box).order_by(Box.id)).all()
    yield "close"
    session.close()


def outcome(engine: Any, name: str) -> str:
    """Say where the program stopped, what the session says then, and what is in the database."""
    session = Session(engine)
    step, said = "", "nothing"
    try:
        for step in work(session):
            if step == "make":
                armed.add(name)
    except Bang as error:
        said = f"{type(error).__name__} in {step}"
    except Exception as error:
        said = f"{type(error).__name__} in {step}: {isinstance(getattr(error, 'orig', None), Bang)}"
    armed.discard(name)
    state = session.is_active, session.in_transaction()
    try:
        count: Any = session.scalar(select(func.count(Item.id)))
    except Exception as error:
        count = type(error).__name__
    try:
        session.rollback()
        after: Any = session.scalar(select(func.count(Item.id)))
    except Exception as error:
        after = type(error).__name__
    session.close()
    with Session(engine) as other:
        rows = other.execute(select(Box.name, func.count(Item.id)).join(Item).group_by(Box.name, Box.id)).all()
    return f"{said} {state} {count} {after} {sorted(tuple(row) for row in rows)} {engine.pool.checkedout()}"


@contextmanager
def listening(target: Any, name: str) -> Iterator[None]:
    def listener(*arguments: Any) -> None:
        burst(name)

    event.listen(target, name, listener)
    try:
        yield
    finally:
        event.remove(target, name, listener)


def refill(engine: Any) -> None:
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Box(name="b-old", items=[Item(name="i0")]))
        session.commit()


def main() -> None:
    url = os.environ["APPLICATION_DATABASE"]
    options: dict[str, Any] = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 5}
    if url == "sqlite://":
        path = f"/tmp/raising-{os.getpid()}.db"
        url = f"sqlite:///{path}"
    engine = create_engine(url, **options)
    kinds: list[tuple[Any, list[str]]] = [
        (Session, SESSION),
        (Box, MAPPER),
        (Box, INSTANCE),
        (engine, ENGINE),
        (engine, POOL),
    ]
    for target, names in kinds:
        for name in names:
            refill(engine)
            with listening(target, name):
                print(name, outcome(engine, name))
    for name, attribute in (("set", Box.name), ("append", Box.items)):
        refill(engine)
        with listening(attribute, name):
            print(name, outcome(engine, name))
    for name in OWN:
        refill(engine)
        print(name, outcome(engine, name))
    engine.dispose()
    if url.startswith("sqlite"):
        os.remove(path)


main()
