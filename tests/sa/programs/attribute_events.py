"""What the listeners of mapped attributes are told, and what their answers do."""

import os

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    attribute_keyed_dict,
    attributes,
    mapped_column,
    relationship,
    validates,
)


class B(DeclarativeBase):
    pass


class Node(B):
    __tablename__ = "eva_node"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str | None] = mapped_column(sa.String(20))
    size: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("eva_node.id"))
    parent: Mapped["Node | None"] = relationship(back_populates="children", remote_side=[id])
    children: Mapped[list["Node"]] = relationship(back_populates="parent", order_by="Node.id")
    marks: Mapped[set["Mark"]] = relationship(back_populates="node")
    notes: Mapped[dict[str, "Note"]] = relationship(
        back_populates="node", collection_class=attribute_keyed_dict("word")
    )
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "node"}

    def __repr__(self):
        return f"{type(self).__name__} {self.__dict__.get('id')}"


class Leaf(Node):
    __mapper_args__ = {"polymorphic_identity": "leaf"}


class Mark(B):
    __tablename__ = "eva_mark"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    node_id: Mapped[int | None] = mapped_column(sa.ForeignKey("eva_node.id"))
    node: Mapped[Node | None] = relationship(back_populates="marks")

    def __repr__(self):
        return f"Mark {self.__dict__.get('id')}"


class Note(B):
    __tablename__ = "eva_note"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(sa.String(10))
    node_id: Mapped[int | None] = mapped_column(sa.ForeignKey("eva_node.id"))
    node: Mapped[Node | None] = relationship(back_populates="notes")

    def __repr__(self):
        return f"Note {self.__dict__.get('id')}"


def kind(argument):
    if argument is attributes.NO_VALUE or "NO_VALUE" in repr(argument) or "NO_RESULT" in repr(argument):
        return "NO_VALUE"
    if argument is None or isinstance(argument, (str, int, list, B)):
        return repr(argument)
    if hasattr(argument, "discard"):
        return repr(sorted(argument, key=repr))
    if isinstance(argument, dict):
        return repr(dict(argument))
    name = type(argument).__name__
    if hasattr(argument, "obj"):
        return f"state of {argument.obj()!r}"
    return "token" if hasattr(argument, "key") else "adapter" if "Adapter" in name else name


told, silent = set(), set()


def printing(label):
    def listener(*arguments, **named):
        text = " ".join([label, *map(kind, arguments), *(f"{name}={kind(value)}" for name, value in named.items())])
        # What a replaced collection loses may be told twice, by it and by the other side.
        if label not in silent and (".remove" not in label or text not in told):
            print("   ", text)
        told.add(text)

    return listener


def listening(attribute, *names, **options):
    for name in names:
        event.listen(attribute, name, printing(f"{attribute.key}.{name}"), **options)


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
B.metadata.create_all(e)
COLLECTION = ("append", "remove", "bulk_replace", "init_collection", "dispose_collection", "modified")
listening(Node.name, "set", "remove", "modified")
listening(Node.parent, "set", "remove", "modified")
for several in (Node.children, Node.marks, Node.notes):
    listening(several, *COLLECTION)
listening(Mark.node, "set")
listening(Note.node, "set")


def heading(text):
    told.clear()
    print("#", text)


heading("constructor")
a = Node(id=1, name="a")
heading("set")
a.name = "b"
a.name = "b"
a.name = None
heading("delete")
a.name = "c"
del a.name
heading("append")
b, c, d = Node(id=2), Node(id=3), Node(id=4)
a.children.append(b)
heading("back reference")
c.parent = a
heading("remove")
a.children.remove(b)
heading("back reference to None")
c.parent = None
heading("insert, extend, slice, pop, clear")
a.children.insert(0, b)
a.children.extend([c, d])
a.children[0:1] = []
a.children.insert(0, b)
a.children.pop()
del a.children[0]
a.children.extend([d])
a.children.clear()
heading("replace")
a.children = [b, c]
told.clear()
a.children = [c, d]
told.clear()
a.children = []
heading("set collection")
m, n = Mark(id=1), Mark(id=2)
a.marks.add(m)
a.marks.add(m)
a.marks.discard(m)
told.clear()
a.marks = {n}
a.marks.add(m)
a.marks.remove(m)
told.clear()
a.marks = {m}
told.clear()
m.node = None
heading("dict collection")
x, y = Note(id=1, word="x"), Note(id=2, word="y")
a.notes["x"] = x
a.notes.set(y)
told.clear()
del a.notes["x"]
told.clear()
a.notes = {"x": x}
a.notes.pop("x")
heading("flag_modified")
a.name = "f"
attributes.flag_modified(a, "name")
attributes.set_attribute(a, "name", "g")
attributes.set_committed_value(a, "name", "h")

heading("persistent")
with Session(e) as s:
    s.add_all([a, b, c, d, m, n, x, y])
    a.children = [b, c]
    s.commit()
    heading("expired, set")
    a.name = "z"
    heading("expired, append")
    a.children.append(d)
    heading("loaded")
    print(a.children)
    heading("many to one")
    b.parent = None
    s.commit()
    heading("active history")
    listening(Node.size, "set", active_history=True)
    a.size = 5
    s.commit()
    a.size = 6
    s.rollback()

# --- options
heading("raw")
listening(Mark.id, "set", raw=True)
Mark(id=7)
heading("named")
listening(Note.id, "set", named=True)
Note(id=7)
heading("once")
listening(Note.word, "set", once=True)
note = Note(word="one")
note.word = "two"
heading("retval")


@event.listens_for(Note.word, "set", retval=True)
def upper(target, value, oldvalue, initiator):
    return value.upper()


@event.listens_for(Note.word, "set", retval=True)
def exclaim(target, value, oldvalue, initiator):
    return value + "!"


note.word = "three"
print(note.word, Note(word="four").word)
print(event.contains(Note.word, "set", upper))
event.remove(Note.word, "set", upper)
note.word = "five"
print(note.word)
heading("refusing")


@event.listens_for(Note.word, "set")
def refuse(target, value, oldvalue, initiator):
    if value == "bad":
        raise ValueError("bad word")


try:
    note.word = "bad"
except ValueError as error:
    print(error, note.word)


# Whether the other side gets what was given or what replaced it depends on who listened first.
silent.add("parent.set")


@event.listens_for(Node.children, "append", retval=True)
def replaced(target, value, initiator):
    return Node(id=value.id + 100)


root = Node(id=50)
root.children.append(Node(id=51))
root.children = [Node(id=52)]
print(root.children)
event.remove(Node.children, "append", replaced)


@event.listens_for(Node.children, "bulk_replace")
def even(target, values, initiator):
    values[:] = [value for value in values if value.id % 2 == 0]


root.children = [Node(id=61), Node(id=62)]
print(root.children)

heading("subclasses")
Leaf(id=70, name="not told")
listening(Node.name, "set", propagate=True)
Leaf(id=71, name="told")


class Twig(Node):
    __mapper_args__ = {"polymorphic_identity": "twig"}


Twig(id=72, name="told later")
listening(Leaf.size, "set")
Leaf(id=73).size = 1
Node(id=74).size = 2

heading("init_scalar")


@event.listens_for(Node.size, "init_scalar", retval=True, propagate=True)
def initial(target, value, dict_):
    print("    init", kind(value), sorted(dict_))
    dict_["size"] = 9
    return 9


fresh = Node(id=80)
print(fresh.size, fresh.__dict__.get("size"), Leaf(id=81).size)


# --- validators
class V(DeclarativeBase):
    pass


class Owner(V):
    __tablename__ = "eva_owner"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    email: Mapped[str | None] = mapped_column(sa.String(20))
    things: Mapped[list["Thing"]] = relationship(back_populates="owner")

    @validates("email")
    def check_email(self, key, value):
        print("    email", key, value)
        if value is not None and "@" not in value:
            raise ValueError("no mail")
        return value and value.lower()

    @validates("things", include_removes=True, include_backrefs=False)
    def check_thing(self, key, value, is_remove):
        print("    things", key, value.id, is_remove)
        return value


class Thing(V):
    __tablename__ = "eva_thing"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str | None] = mapped_column(sa.String(20))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("eva_owner.id"))
    owner: Mapped[Owner | None] = relationship(back_populates="things")

    @validates("label", include_removes=True)
    def check_label(self, key, value, is_remove):
        print("    label", key, value, is_remove)
        return value

    @validates("owner")
    def check_owner(self, key, value):
        print("    owner", key, value and value.id)
        return value


heading("validates")
owner = Owner(id=1, email="A@B")
print(owner.email)
try:
    owner.email = "none"
except ValueError as error:
    print(error)
thing, other = Thing(id=1), Thing(id=2)
owner.things.append(thing)
other.owner = owner
owner.things.remove(thing)
other.owner = None
owner.things = [thing, other]
owner.things = [other]
thing.label = "l"
del thing.label
thing.label = None
B.metadata.drop_all(e)
