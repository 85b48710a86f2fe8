"""SQLAlchemy's declarative classes as they were, beside SQLModel's, in one session. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.declarative import DeclarativeBase, mapped_column
from sqlmodel_rs.orm import Mapped
from sqlmodel_rs.schema import ForeignKey
from sqlmodel_rs.types import String


class Base(DeclarativeBase):
    metadata = SQLModel.metadata


class Person(Base):
    __tablename__ = "person"
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))


class Engineer(Person):
    __tablename__ = "engineer"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "engineer"}

    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    level: Mapped[int]


class Machine(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_identity": "machine"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str | None = Field(default=None, max_length=20)
    owner_id: int = Field(foreign_key="person.id")


class Robot(Machine):
    __tablename__ = "robot"  # its key, which refers to machine.id, is added
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "robot"}

    arms: int


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        vera = Engineer(name="Vera", level=3)
        session.add(vera)
        session.flush()
        session.add(Robot(owner_id=vera.id, arms=2))
        session.commit()
        owned = select(Robot, Engineer).join(Engineer, Engineer.id == Robot.owner_id)
        for robot, engineer in session.exec(owned):
            print(type(robot).__name__, robot.arms, type(engineer).__name__, engineer.name, engineer.level)


if __name__ == "__main__":
    main()
