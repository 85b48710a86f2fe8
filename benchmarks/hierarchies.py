"""The hierarchies of the benchmarks: SQLModel classes for this library, declarative ones where SQLModel has none."""

from typing import Any

from sqlmodel import Field, SQLModel

from benchmarks import seed


def staff(ours: bool) -> type[Any]:
    """Map engineers and managers in one table."""
    if ours:

        class Staff(SQLModel, table=True):
            __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
            id: int | None = Field(default=None, primary_key=True)
            name: str
            kind: str = Field(default=None)

        class StaffEngineer(Staff):
            __mapper_args__ = {"polymorphic_identity": "engineer"}
            language: str

        class StaffManager(Staff):
            __mapper_args__ = {"polymorphic_identity": "manager"}
            level: int

        return Staff

    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class DeclaredStaff(Base):
        __tablename__ = "staff"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True, "with_polymorphic": "*"}
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]
        kind: Mapped[str]

    class DeclaredStaffEngineer(DeclaredStaff):
        __mapper_args__ = {"polymorphic_identity": "engineer"}
        language: Mapped[str] = mapped_column(nullable=True)

    class DeclaredStaffManager(DeclaredStaff):
        __mapper_args__ = {"polymorphic_identity": "manager"}
        level: Mapped[int] = mapped_column(nullable=True)

    return DeclaredStaff


def written(ours: bool) -> tuple[type[Any], type[Any]]:
    """Map the engineers and managers, a table each, that are inserted."""
    if ours:

        class Written(SQLModel, table=True):
            __tablename__ = "person_written"
            __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
            id: int | None = Field(default=None, primary_key=True)
            name: str
            kind: str = Field(default=None)

        class WrittenEngineer(Written):
            __tablename__ = "engineer_written"
            __mapper_args__ = {"polymorphic_identity": "engineer"}
            language: str

        class WrittenManager(Written):
            __tablename__ = "manager_written"
            __mapper_args__ = {"polymorphic_identity": "manager"}
            level: int

        return WrittenEngineer, WrittenManager

    from sqlalchemy import ForeignKey
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class DeclaredWritten(Base):
        __tablename__ = "person_written"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]
        kind: Mapped[str]

    class DeclaredEngineer(DeclaredWritten):
        __tablename__ = "engineer_written"
        __mapper_args__ = {"polymorphic_identity": "engineer"}
        id: Mapped[int] = mapped_column(ForeignKey("person_written.id"), primary_key=True)
        language: Mapped[str]

    class DeclaredManager(DeclaredWritten):
        __tablename__ = "manager_written"
        __mapper_args__ = {"polymorphic_identity": "manager"}
        id: Mapped[int] = mapped_column(ForeignKey("person_written.id"), primary_key=True)
        level: Mapped[int]

    return DeclaredEngineer, DeclaredManager


def events(ours: bool) -> type[Any]:
    """Map a base with twenty subclasses of a table each."""
    if ours:

        class Event(SQLModel, table=True):
            __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
            id: int | None = Field(default=None, primary_key=True)
            at: int
            kind: str = Field(default=None)

        for number in range(seed.KINDS):
            body = {"__module__": __name__, "__tablename__": f"kind{number}", "__annotations__": {"size": int}}
            body["__mapper_args__"] = {"polymorphic_identity": f"kind{number}"}
            type(Event)(f"Kind{number}", (Event,), body)
        return Event

    from sqlalchemy import ForeignKey, Integer
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class DeclaredEvent(Base):
        __tablename__ = "event"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True, "with_polymorphic": "*"}
        id: Mapped[int] = mapped_column(primary_key=True)
        at: Mapped[int]
        kind: Mapped[str]

    for number in range(seed.KINDS):
        body = {"__module__": __name__, "__tablename__": f"kind{number}", "size": mapped_column(Integer)}
        body["id"] = mapped_column(ForeignKey("event.id"), primary_key=True)
        body["__mapper_args__"] = {"polymorphic_identity": f"kind{number}"}
        type(Base)(f"DeclaredKind{number}", (DeclaredEvent,), body)
    return DeclaredEvent
