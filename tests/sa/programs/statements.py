"""Row values, label styles, and deferred columns with groups and raiseload."""

import os

import sqlalchemy as sa
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import DeclarativeBase, Load, Session, defer, deferred, load_only, undefer, undefer_group


def attempt(n, f):
    try:
        print(n, f())
    except Exception as e:
        print(n, "raised", type(e).__name__, str(e).split("\n")[0][:200])


class B(DeclarativeBase):
    pass


class U(B):
    __tablename__ = "u"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(9))
    em = sa.Column(sa.String(9))
    note = deferred(sa.Column(sa.String(9)), group="big")
    photo = deferred(sa.Column(sa.String(9)), group="big")
    secret = deferred(sa.Column(sa.String(9)), raiseload=True)


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
B.metadata.create_all(e)

attempt(
    "tuple",
    lambda: (
        str(select(U.id).where(tuple_(U.id, U.name) == (1, "x"))),
        select(U.id).where(tuple_(U.id, U.name) == (1, "x")).compile().params,
    ),
)
attempt(
    "tuple<",
    lambda: (
        str(select(U.id).where(tuple_(U.id, U.name) < tuple_(1, "x"))),
        select(U.id).where(tuple_(U.id, U.name) < (1, "x")).compile().params,
    ),
)
attempt("tuple in", lambda: str(select(U.id).where(tuple_(U.id, U.name).in_([(1, "x"), (2, "y")]))))
attempt("none", lambda: str(select(U.id, U.__table__.alias("z").c.id).set_label_style(sa.LABEL_STYLE_NONE)))
attempt("none2", lambda: str(select(U.id.label("q"), func.max(U.id), U.id + 1).set_label_style(sa.LABEL_STYLE_NONE)))
attempt("dis", lambda: str(select(U.id, U.__table__.alias("z").c.id).set_label_style(sa.LABEL_STYLE_DISAMBIGUATE_ONLY)))
attempt(
    "tab", lambda: str(select(U.id, U.__table__.alias("z").c.id).set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL))
)
with Session(e) as s:
    s.add_all([U(id=1, name="x", em="a", note="n", photo="p", secret="s"), U(id=2, name="y")])
    s.commit()
    attempt("tx", lambda: s.scalars(select(U.id).where(tuple_(U.id, U.name) == (1, "x"))).all())
    s.expunge_all()
    s.expunge_all()

    def ug():
        u = s.scalars(select(U).options(undefer_group("big")).where(U.id == 1)).one()
        return sorted(k for k in u.__dict__ if k[0] != "_")

    attempt("ug", ug)
    s.expunge_all()
    attempt(
        "ug2",
        lambda: sorted(
            k for k in s.query(U).options(Load(U).undefer_group("big")).filter_by(id=1).one().__dict__ if k[0] != "_"
        ),
    )
    s.expunge_all()

    def ug3():
        u = s.get(U, 1)
        print(u.note)
        return sorted(k for k in u.__dict__ if k[0] != "_")

    attempt("group loads together", ug3)
    attempt("raiseload", lambda: s.get(U, 1).secret)
    s.expunge_all()
    attempt(
        "raiseload undeferred", lambda: s.scalars(select(U).options(undefer(U.secret)).where(U.id == 1)).one().secret
    )
    s.expunge_all()
    attempt(
        "defer raiseload",
        lambda: s.scalars(select(U).options(defer(U.name, raiseload=True)).where(U.id == 1)).one().name,
    )
    s.expunge_all()
    attempt(
        "load_only raiseload",
        lambda: s.scalars(select(U).options(load_only(U.name, raiseload=True)).where(U.id == 1)).one().em,
    )
    attempt("update_args", lambda: s.query(U).filter(U.id == 1).update({"name": "k"}, update_args={}))
    s.rollback()
B.metadata.drop_all(e)
