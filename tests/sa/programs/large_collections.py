"""Relationships that are never loaded as a whole: dynamic and write-only."""

import os

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import (
    DeclarativeBase,
    DynamicMapped,
    Mapped,
    Session,
    WriteOnlyMapped,
    mapped_column,
    relationship,
    selectinload,
)


def attempt(n, f):
    try:
        print(n, f())
    except Exception as e:
        print(n, "raised", type(e).__name__, str(e).split("\n")[0][:150])


class B(DeclarativeBase):
    pass


link = sa.Table(
    "link",
    B.metadata,
    sa.Column("a", sa.ForeignKey("user.id"), primary_key=True),
    sa.Column("b", sa.ForeignKey("tag.id"), primary_key=True),
)


class User(B):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(20))
    posts: DynamicMapped["Post"] = relationship(
        back_populates="author", order_by="Post.id", cascade="all, delete-orphan"
    )
    tags: Mapped[list["Tag"]] = relationship(secondary=link, lazy="dynamic", backref="users")
    notes: WriteOnlyMapped["Note"] = relationship(
        back_populates="owner", order_by="Note.id", passive_deletes=True, cascade="all, delete-orphan"
    )


class Post(B):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(20))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    author: Mapped[User | None] = relationship(back_populates="posts")


class Tag(B):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(20))


class Note(B):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.String(20))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="cascade"))
    owner: Mapped[User] = relationship(back_populates="notes")


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
B.metadata.create_all(e)
with Session(e) as s:
    u = User(name="u")
    u.posts.append(Post(title="p1"))
    u.posts.extend([Post(title="p2")])
    u.tags.append(Tag(name="t1"))
    print([p.title for p in u.posts], u.posts.count(), u.posts[0].author is u)
    u.notes.add(Note(text="n1"))
    u.notes.add_all([Note(text="n2"), Note(text="n3")])
    s.add(u)
    s.commit()
    print(
        [p.title for p in u.posts],
        u.posts.count(),
        u.posts.filter(Post.title == "p2").one().title,
        u.posts.order_by(None).order_by(Post.title.desc()).first().title,
    )
    print(
        type(u.posts).__name__,
        type(u.notes).__name__,
        u.posts.all()[0].author is u,
        [t.name for t in u.tags],
        [x.name for x in u.tags[0].users],
    )
    p = Post(title="p3")
    u.posts.append(p)
    print(p in s, p.author is u, [x.title for x in u.posts])
    s.commit()
    u.posts.remove(p)
    print(p.author, [x.title for x in u.posts])
    s.commit()
    print(s.query(Post).count())
    q = Post(title="q", author=u)
    s.add(q)
    s.commit()
    print([x.title for x in u.posts])
    print([x.title for x in u.posts[1:3]], u.posts.filter_by(title="q").count(), u.posts.limit(1).all()[0].title)
    t2 = Tag(name="t2")
    u.tags.add(t2)
    s.commit()
    print(sorted(t.name for t in u.tags))
    u.tags.remove(t2)
    s.commit()
    print([t.name for t in u.tags], s.query(Tag).count())
    attempt("iter", lambda: list(u.notes))
    print(
        [n.text for n in s.scalars(u.notes.select())],
        [n.text for n in s.scalars(u.notes.select().where(Note.text != "n1").order_by(Note.text.desc()))],
    )
    n = s.scalars(u.notes.select().limit(1)).one()
    u.notes.remove(n)
    s.commit()
    print([n.text for n in s.scalars(u.notes.select())])
    s.execute(u.notes.insert(), [{"text": "b1"}, {"text": "b2"}])
    s.execute(u.notes.update().where(Note.text == "b1").values(text="B1"))
    s.execute(u.notes.delete().where(Note.text == "b2"))
    s.commit()
    print([n.text for n in s.scalars(u.notes.select().order_by(None).order_by(Note.text))])
    attempt("set wo", lambda: setattr(u, "notes", [Note(text="z")]))
    u.posts = [Post(title="new")]
    s.commit()
    print([x.title for x in u.posts], s.query(Post).count())
    v = User(name="v", posts=[Post(title="vp")], notes=[Note(text="vn")])
    s.add(v)
    s.commit()
    print([x.title for x in v.posts], [n.text for n in s.scalars(v.notes.select())])
    print(
        s.query(User).filter(User.posts.any(Post.title == "vp")).one().name,
        s.query(Post).filter(Post.author.has(name="v")).count(),
        s.query(User).join(User.posts).filter(Post.title == "new").one().name,
    )
    attempt("eager", lambda: s.query(User).options(selectinload(User.posts)).all())
    attempt("load wo", lambda: s.scalars(select(User).options(selectinload(User.notes))).all())
    s.delete(v)
    s.commit()
    print(s.query(Post).count(), s.query(Note).filter(Note.text == "vn").count())
    s.expunge_all()
    x = s.get(User, 1)
    s.expunge(x)
    attempt("detached", lambda: list(x.posts))
    attempt("detached count", lambda: x.posts.count())
    attempt("detached wo", lambda: str(x.notes.select())[:10])
B.metadata.drop_all(e)
