"""UPDATE of hybrid attributes, comparators of hybrids, and two classes of one name."""

import os

import sqlalchemy as sa
from sqlalchemy import func, select, update
from sqlalchemy.ext.hybrid import Comparator, hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, configure_mappers, mapped_column, relationship


def attempt(n, f):
    try:
        print(n, f())
    except Exception as e:
        print(n, "raised", type(e).__name__, str(e).split("\n")[0][:200])


class B(DeclarativeBase):
    pass


class CI(Comparator):
    def operate(self, op, other, **kw):
        return op(func.lower(self.__clause_element__()), func.lower(other), **kw)


class P(B):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str] = mapped_column(sa.String(20))
    last: Mapped[str] = mapped_column(sa.String(20))
    n: Mapped[int] = mapped_column(default=1)
    nick: Mapped[str] = mapped_column(sa.String(20))

    @hybrid_property
    def name(self):
        return self.first + " " + self.last

    @name.inplace.expression
    @classmethod
    def _name(cls):
        return cls.first + " " + cls.last

    @name.inplace.update_expression
    @classmethod
    def _up(cls, value):
        a, b = value.split(" ", 1)
        return [(cls.first, a), (cls.last, b)]

    @hybrid_property
    def ci(self):
        return self.first.lower()

    @ci.comparator
    def ci(cls):
        return CI(cls.first)

    @hybrid_property
    def amount(self):
        return self.n

    @amount.update_expression
    def amount(cls, v):
        return [(cls.n, v)]


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
B.metadata.create_all(e)
with Session(e) as s:
    s.add_all([P(first="Ada", last="L", nick="ad"), P(first="Bob", last="M", nick="bo", n=5)])
    s.commit()
    s.execute(update(P).where(P.id == 1).values({P.name: "Eve Adams", P.amount: P.n + 3}))
    s.commit()
    print(s.get(P, 1).name, s.get(P, 1).n)
    s.query(P).filter(P.id == 2).update({P.name: "Al Bo", "n": 8})
    s.commit()
    print(s.get(P, 2).name, s.get(P, 2).n)
    attempt(
        "evaluate",
        lambda: (s.query(P).filter(P.id == 2).update({P.amount: 9}, synchronize_session="evaluate"), s.get(P, 2).n),
    )
    s.rollback()
    attempt("text", lambda: str(update(P).values({P.name: "a b"})))
    attempt("string key", lambda: str(update(P).values(name="a b")))
    print(
        s.scalars(select(P.first).where(P.ci == "EVE")).all(),
        str(select(P.id).where(P.ci == "x", P.ci.startswith("q"))),
    )
    s.expunge_all()
    s.expunge_all()
    s.expunge_all()
    attempt("upd args", lambda: s.query(P).filter(P.id == 1).update({"n": 2}, update_args={}))
B.metadata.drop_all(e)


class A1(B):
    __tablename__ = "a1"
    id: Mapped[int] = mapped_column(primary_key=True)
    ts = relationship("Dup")


def mk(n):
    class Dup(B):
        __tablename__ = n
        id: Mapped[int] = mapped_column(primary_key=True)
        a = sa.Column(sa.ForeignKey("a1.id"))
        __module__ = "m_" + n

    return Dup


d1 = mk("d1")
d2 = mk("d2")
attempt("dup", lambda: configure_mappers())
