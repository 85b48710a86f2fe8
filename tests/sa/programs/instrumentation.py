"""Who is told that classes and attributes are mapped; defaults that listeners give; options of a counting query."""

import os

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    cast,
    create_engine,
    event,
    func,
    inspect,
    literal,
    select,
    true,
)
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Session,
    configure_mappers,
    declarative_base,
    make_transient,
    relationship,
    sessionmaker,
    with_loader_criteria,
)
from sqlalchemy.orm.collections import column_keyed_dict

Base = declarative_base()
seen = []


@event.listens_for(Base, "attribute_instrument")
def attribute(cls, key, inst):
    seen.append((cls.__name__, key, isinstance(inst, InstrumentedAttribute)))


@event.listens_for(Base, "class_instrument")
def instrumented(cls):
    seen.append((cls.__name__,))


class Public:
    public = Column(Integer, nullable=False, default=1)


class Page(Public, Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
    title = Column(String(20), default="untitled")


class Note(Base):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    label = Column(String(20))
    page_id = Column(ForeignKey("page.id"))


Page.notes = relationship(
    Note, collection_class=column_keyed_dict(Note.label, ignore_unpopulated_attribute=True), backref="page"
)
Page.subtitle = Column("subtitle", String(20))
configure_mappers()
print(sorted(seen))

# --- a collection keyed by a column: a member without the value is left out
page = Page()
Note(page=page)
Note(label="first", page=page)
print(list(page.notes))

# --- a listener of a mapped property gives the value that is not set
title = inspect(Page).column_attrs["title"]
print(title.class_attribute is Page.title)


@event.listens_for(title, "init_scalar", retval=True, propagate=True)
def initial(target, value, dict_):
    dict_["title"] = "from a listener"
    return dict_["title"]


print(Page().title, Page(title="given").title)


# --- one row after the other, for listeners that look at the rows before
class Place(Base):
    __tablename__ = "place"
    __mapper_args__ = {"batch": False}
    id = Column(Integer, primary_key=True, autoincrement=False)
    number = Column(Integer)


@event.listens_for(Place, "before_insert")
def numbered(mapper, connection, target):
    target.number = connection.scalar(select(func.count()).select_from(mapper.local_table))


# --- what a query says of its execution holds for its count()
engine = create_engine(os.environ["APPLICATION_DATABASE"])
Base.metadata.create_all(engine)
Factory = sessionmaker(engine)


@event.listens_for(Factory, "do_orm_execute")
def public_only(state):
    if not state.execution_options.get("everything", False):
        state.statement = state.statement.options(
            with_loader_criteria(Public, lambda cls: cls.public == 1, include_aliases=True)
        )


with Factory() as session:
    session.add_all([Page(public=1), Page(public=0), Page(public=0, title="last")])
    session.commit()
    print(session.query(Page).count(), session.query(Page).execution_options(everything=True).count())
    print(len(session.execute(select(Page.__table__)).all()), len(session.execute(select(Page.id)).all()))
    print(session.query(Page).filter(true()).execution_options(everything=True).order_by(Page.id).count())
with Session(engine) as session:
    session.add_all([Place(id=number) for number in (5, 6, 7)])
    session.commit()
    print([(one.id, one.number) for one in session.query(Place).order_by(Place.id)])
with Session(engine) as session:
    print([one.title for one in session.query(Page).order_by(Page.id)])
Base.metadata.drop_all(engine)


# Listeners are put on every attribute as it is instrumented, on a relationship before its target is mapped.
class Told:
    def told(self, verb, key, value):
        print(type(self).__name__, verb, key, value if isinstance(value, (str, int)) else type(value).__name__)


Loud = declarative_base(cls=Told)


@event.listens_for(Loud, "attribute_instrument")
def listen_to_all(class_, key, attribute):
    if key == "parent_id":
        return
    event.listen(attribute, "append", lambda target, value, initiator: target.told("append", key, value))
    event.listen(attribute, "remove", lambda target, value, initiator: target.told("remove", key, value))
    event.listen(attribute, "set", lambda target, value, old, initiator: target.told("set", key, value))


class Child(Loud):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    data = Column(String(10))
    parent_id = Column(ForeignKey("parent.id"))
    parent = relationship("Parent", backref="children")


class Parent(Loud):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
    good = Column(Boolean)
    newest_id = Column(Integer)


child = Child(data="one", parent=Parent(good=True))
child.parent.children.append(Child(data="two"))
child.parent.children.remove(child)

memory = create_engine("sqlite://")
Loud.metadata.create_all(memory)

# A listener to flushes replaces what is about to be changed by a new version.
with Session(memory) as session:

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
