"""Lists whose members carry their position."""

import os

import sqlalchemy as sa
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class B(DeclarativeBase):
    pass


class Slide(B):
    __tablename__ = "slide"
    id: Mapped[int] = mapped_column(primary_key=True)
    bullets: Mapped[list["Bullet"]] = relationship(
        order_by="Bullet.position", collection_class=ordering_list("position"), cascade="all, delete-orphan"
    )
    ones: Mapped[list["One"]] = relationship(
        order_by="One.at", collection_class=ordering_list("at", count_from=1, reorder_on_append=True)
    )


class Bullet(B):
    __tablename__ = "bullet"
    id: Mapped[int] = mapped_column(primary_key=True)
    slide_id: Mapped[int] = mapped_column(sa.ForeignKey("slide.id"))
    position: Mapped[int | None]
    text: Mapped[str] = mapped_column(sa.String(20))


class One(B):
    __tablename__ = "one"
    id: Mapped[int] = mapped_column(primary_key=True)
    slide_id: Mapped[int | None] = mapped_column(sa.ForeignKey("slide.id"))
    at: Mapped[int | None]
    text: Mapped[str] = mapped_column(sa.String(20))


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
B.metadata.create_all(e)


def show(members, name="position"):
    print([(one.text, getattr(one, name)) for one in members])


with Session(e) as s:
    p = Slide()
    b = [Bullet(text=c) for c in "abcde"]
    p.bullets.append(b[0])
    p.bullets.append(b[1])
    show(p.bullets)
    p.bullets.insert(0, b[2])
    show(p.bullets)
    p.bullets.extend(b[3:])
    show(p.bullets)
    s.add(p)
    s.commit()
    show(p.bullets)
    x = p.bullets.pop()
    show(p.bullets)
    print(x.position)
    del p.bullets[0]
    show(p.bullets)
    p.bullets[1] = Bullet(text="z")
    show(p.bullets)
    p.bullets.remove(p.bullets[0])
    show(p.bullets)
    s.commit()
    show(p.bullets)
    print(s.query(Bullet).count())
    p.bullets = [Bullet(text="n1"), Bullet(text="n2")]
    show(p.bullets)
    s.commit()
    show(p.bullets)
    y = p.bullets.pop(0)
    p.bullets.insert(1, y)
    show(p.bullets)
    s.commit()
    show(p.bullets)
    p.ones.append(One(text="x", at=9))
    p.ones.append(One(text="y"))
    show(p.ones, "at")
    s.commit()
    show(p.ones, "at")
    p.ones.reverse()
    p.ones.reorder()
    show(p.ones, "at")
    s.commit()
    show(p.ones, "at")
    p.bullets.clear()
    s.commit()
    print(len(p.bullets), type(p.bullets).__name__)
    p.bullets += [Bullet(text="q"), Bullet(text="r")]
    p.bullets[0:1] = [Bullet(text="s"), Bullet(text="t")]
    show(p.bullets)
    s.commit()
    show(p.bullets)
B.metadata.drop_all(e)
