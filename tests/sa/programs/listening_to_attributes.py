"""Listeners put on every attribute as it is instrumented, on a relationship before its target is mapped."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, cast, create_engine, event, literal, select
from sqlalchemy.orm import Session, declarative_base, make_transient, relationship


class Told:
    def told(self, verb, key, value):
        print(type(self).__name__, verb, key, value if isinstance(value, (str, int)) else type(value).__name__)


Base = declarative_base(cls=Told)


@event.listens_for(Base, "attribute_instrument")
def listen_to_all(class_, key, attribute):
    if key == "parent_id":
        return
    event.listen(attribute, "append", lambda target, value, initiator: target.told("append", key, value))
    event.listen(attribute, "remove", lambda target, value, initiator: target.told("remove", key, value))
    event.listen(attribute, "set", lambda target, value, old, initiator: target.told("set", key, value))


class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    data = Column(String(10))
    parent_id = Column(ForeignKey("parent.id"))
    parent = relationship("Parent", backref="children")


class Parent(Base):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
    good = Column(Boolean)
    newest_id = Column(Integer)


child = Child(data="one", parent=Parent(good=True))
child.parent.children.append(Child(data="two"))
child.parent.children.remove(child)

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)

# A listener to flushes replaces what is about to be changed by a new version.
with Session(engine) as session:

    @event.listens_for(session, "before_flush")
    def version(session, context, objects):
        for one in list(session.dirty):
            if isinstance(one, Child) and session.is_modified(one):
                make_transient(one)
                one.id = None
                session.add(one)

    session.add(Child(data="first"))
    session.commit()
    session.scalars(select(Child)).one().data = "second"
    session.commit()
    print(session.execute(select(Child.id, Child.data).order_by(Child.id)).all())

    # A join along a relationship begins at its class, where the statement reads nothing else.
    session.add(Parent(good=False, children=[Child(data="third")]))
    session.commit()
    print(session.scalars(select(Child.data).select_from(Child).join(Child.parent)).all())
    print([parent.good for parent in session.scalars(select(Parent).join(Child.parent))])
    print(str(select(Parent).join(Child.parent)).split("FROM")[1].split(" ON ")[0])
    print(session.scalar(select(cast(True, String))), session.scalar(select(cast(literal(5), String))))
