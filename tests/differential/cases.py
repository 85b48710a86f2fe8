"""Relationships with one special setting each, in SQLAlchemy's words; loaded on both libraries."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Parent(Base):
    __tablename__ = "c_parent"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    plain: Mapped[list["Plain"]] = relationship(order_by="Plain.id")
    owned: Mapped[list["Owned"]] = relationship(back_populates="parent", cascade="all, delete-orphan")
    alone: Mapped[list["Alone"]] = relationship(cascade="")
    merged: Mapped[list["Merged"]] = relationship(cascade="merge")
    deleted: Mapped[list["Deleted"]] = relationship(cascade="save-update, delete")
    passive: Mapped[list["Passive"]] = relationship(cascade="all, delete", passive_deletes=True)
    untouched: Mapped[list["Untouched"]] = relationship(passive_deletes="all")
    seen: Mapped[list["Plain"]] = relationship(viewonly=True, order_by="Plain.id")
    single_id: Mapped[int | None] = mapped_column(ForeignKey("c_single.id"))
    single: Mapped["Single | None"] = relationship(cascade="all, delete-orphan", single_parent=True)


class Single(Base):
    __tablename__ = "c_single"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))


class Owned(Base):
    __tablename__ = "c_owned"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("c_parent.id"))
    parent: Mapped[Parent | None] = relationship(back_populates="owned")


class Plain(Base):
    __tablename__ = "c_plain"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("c_parent.id"))


class Alone(Base):
    __tablename__ = "c_alone"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("c_parent.id"))


class Merged(Base):
    __tablename__ = "c_merged"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("c_parent.id"))


class Deleted(Base):
    __tablename__ = "c_deleted"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("c_parent.id"))


class Passive(Base):
    __tablename__ = "c_passive"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("c_parent.id", ondelete="CASCADE"))


class Untouched(Base):
    __tablename__ = "c_untouched"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("c_parent.id"))


class Versioned(Base):
    __tablename__ = "c_versioned"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


CLASSES = [Parent, Single, Owned, Plain, Alone, Merged, Deleted, Passive, Untouched, Versioned]
