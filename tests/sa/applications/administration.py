"""A small FastAPI application with an administration by sqladmin: a SQLModel class and a declarative one."""

import os

from fastapi import FastAPI
from sqladmin import Admin, ModelView
from sqlalchemy import ForeignKey, String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Relationship, SQLModel

url = os.environ.get("APPLICATION_DATABASE", "sqlite://")
options = {"connect_args": {"check_same_thread": False}, "poolclass": StaticPool} if url == "sqlite://" else {}
engine = create_engine(url, **options)


class Team(SQLModel, table=True):
    __tablename__ = "admin_team"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")

    def __str__(self) -> str:
        return f"Team {self.name}"


class Hero(SQLModel, table=True):
    __tablename__ = "admin_hero"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    secret: str | None = None
    age: int | None = None
    active: bool = True
    team_id: int | None = Field(default=None, foreign_key="admin_team.id")
    team: Team | None = Relationship(back_populates="heroes")


class Base(DeclarativeBase):
    metadata = SQLModel.metadata


class Post(Base):
    __tablename__ = "admin_post"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(50))
    comments: Mapped[list["Comment"]] = relationship(back_populates="post", cascade="all, delete-orphan")


class Comment(Base):
    __tablename__ = "admin_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(50))
    post_id: Mapped[int] = mapped_column(ForeignKey("admin_post.id"))
    post: Mapped[Post] = relationship(back_populates="comments")


class HeroAdmin(ModelView, model=Hero):
    column_list = [Hero.id, Hero.name, Hero.team]
    column_searchable_list = [Hero.name]
    column_sortable_list = [Hero.id, Hero.name]
    column_default_sort = (Hero.name, False)


class TeamAdmin(ModelView, model=Team):
    column_list = "__all__"


class PostAdmin(ModelView, model=Post):
    column_list = [Post.id, Post.title, Post.comments]


app = FastAPI()
admin = Admin(app, engine)
for view in (HeroAdmin, TeamAdmin, PostAdmin):
    admin.add_view(view)
SQLModel.metadata.drop_all(engine)
SQLModel.metadata.create_all(engine)
