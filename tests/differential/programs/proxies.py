"""Association proxies over lists, sets, dicts and single objects, and pickles of their owners; on both libraries."""

import pickle

from sqlalchemy import ForeignKey, String, func, inspect, select
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, attribute_keyed_dict, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Shelf(Base):
    __tablename__ = "p_shelf"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(
        foreign_keys="Book.listed_id", order_by="Book.id", cascade="all, delete-orphan"
    )
    jars: Mapped[set["Book"]] = relationship(foreign_keys="Book.set_id", cascade="all, delete-orphan")
    boxes: Mapped[dict[str, "Book"]] = relationship(
        foreign_keys="Book.keyed_id", collection_class=attribute_keyed_dict("key"), cascade="all, delete-orphan"
    )
    ordered: Mapped[list["Book"]] = relationship(
        foreign_keys="Book.ordered_id", collection_class=ordering_list("place"), order_by="Book.place"
    )
    titles = association_proxy("books", "title", creator=lambda title: Book(title=title))
    labels = association_proxy("jars", "title", creator=lambda title: Book(title=title))
    contents = association_proxy("boxes", "title", creator=lambda key, title: Book(key=key, title=title))
    shouted = association_proxy(
        "books",
        "title",
        creator=lambda title: Book(title=title.lower()),
        getset_factory=lambda kind, proxy: (
            lambda book: book.title.upper(),
            lambda book, title: setattr(book, "title", title.lower()),
        ),
    )
    not_mapped = association_proxy("books", "length")
    owner_names = association_proxy("books", "owner_name")
    owners = association_proxy("books", "owner")


class Owner(Base):
    __tablename__ = "p_owner"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))


class Book(Base):
    __tablename__ = "p_book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None] = mapped_column(String(20))
    key: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[int | None]
    listed_id: Mapped[int | None] = mapped_column(ForeignKey("p_shelf.id"))
    set_id: Mapped[int | None] = mapped_column(ForeignKey("p_shelf.id"))
    keyed_id: Mapped[int | None] = mapped_column(ForeignKey("p_shelf.id"))
    ordered_id: Mapped[int | None] = mapped_column(ForeignKey("p_shelf.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("p_owner.id"))
    owner: Mapped[Owner | None] = relationship()
    owner_name = association_proxy("owner", "name", creator=lambda name: Owner(name=name))
    strict_name = association_proxy("owner", "name", creator=lambda name: Owner(name=name), cascade_scalar_deletes=True)
    eager_name = association_proxy(
        "owner", "name", creator=lambda name: Owner(name=name or "nobody"), create_on_none_assignment=True
    )

    @property
    def length(self):
        return len(self.title)


def seed(session):
    ann = Owner(id=1, name="ann")
    session.add(
        Shelf(
            id=1,
            books=[Book(id=1, title="a", owner=ann), Book(id=2, title="b"), Book(id=3, title="c")],
            jars={Book(id=4, title="x"), Book(id=5, title="y")},
            boxes={"k": Book(id=6, key="k", title="t"), "l": Book(id=7, key="l", title="u")},
            ordered=[Book(id=8, title="f"), Book(id=9, title="g")],
        )
    )
    session.add(Shelf(id=2))


def shelf(on):
    return on.session.get(Shelf, 1)


def tried(function, *given):
    """Return what a function answers, or the class of its error."""
    try:
        return function(*given)
    except Exception as error:
        return type(error).__name__


def list_operators(stage):
    titles = shelf(stage).titles
    found = [titles + ["z"], ["z"] + titles, titles * 2, 2 * titles, titles < ["b"], titles >= ["a"], titles != ["a"]]
    titles *= 2
    titles += ["n"]
    titles[0:2] = ["p", "q", "r"]
    titles[::3] = ["1", "2", "3"]
    found += [list(titles), titles.pop(), titles.pop(0), "q" in titles, titles.index("2"), titles.count("c")]
    titles.remove("2")
    found += [
        list(titles),
        tried(titles.index, "none"),
        tried(titles.remove, "none"),
        tried(titles.sort),
        tried(titles.reverse),
    ]
    found += [tried(hash, titles), tried(titles.__setitem__, slice(0, 3, 2), ["only"])]
    titles *= 0
    stage.session.commit()
    return found, list(shelf(stage).titles)


def set_operators(stage):
    labels = shelf(stage).labels
    found = [
        sorted(labels | {"z"}), sorted(labels & {"x"}), sorted(labels - {"x"}), sorted(labels ^ {"x", "z"}),
        sorted(labels.union(["q"], ["r"])), sorted(labels.intersection(["x"])), sorted(labels.difference(["x"])),
        sorted(labels.symmetric_difference(["x", "w"])), labels.issubset(["x", "y", "z"]), labels.issuperset(["x"]),
        labels <= {"x", "y"}, labels < {"x", "y"}, labels >= {"x"}, labels > {"x"}, labels == {"x", "y"},
        type(labels.copy()).__name__, tried(lambda: labels | ["z"]), tried(labels.remove, "q"),
        tried(hash, labels),
    ]  # fmt: skip
    labels.update(["m"], ["n"])
    labels.intersection_update(["x", "m", "n"])
    labels.difference_update(["n"])
    labels.symmetric_difference_update(["m", "o"])
    labels |= {"s"}
    labels &= {"s", "o", "x"}
    labels -= {"o"}
    labels ^= {"s", "t"}
    labels.discard("nothing")
    stage.session.commit()
    found.append(sorted(shelf(stage).labels))
    labels.clear()
    stage.session.commit()
    return found, sorted(shelf(stage).labels)


def members_that_stay_are_kept(stage):
    here = shelf(stage)
    jars = {one.title: one.id for one in here.jars}
    boxes = {one.title: one.id for one in here.boxes.values()}
    here.labels = {"x", "new"}
    here.contents = {"k": "changed", "n": "new"}
    stage.session.commit()
    return (
        {one.title: one.id for one in here.jars}["x"] == jars["x"],
        here.boxes["k"].id == boxes["t"],
        sorted(here.labels),
        sorted(here.contents.items()),
        stage.session.scalar(select(func.count(Book.id))),
    )


def dict_methods(stage):
    contents = shelf(stage).contents
    found = [contents.pop("k"), contents.setdefault("m", "v"), contents.get("q"), len(contents), "m" in contents]
    contents.update({"a": "1"}, b="2")
    found += [
        tried(contents.update, 1, 2),
        sorted(contents.copy().items()),
        contents == {"l": "u"},
        tried(hash, contents),
    ]
    contents.clear()
    stage.session.commit()
    return found, dict(shelf(stage).contents)


def a_view_follows_its_collection(stage):
    here = shelf(stage)
    titles = here.titles
    here.books = [Book(title="other")]
    return list(titles)


def deleted(stage):
    here = shelf(stage)
    del here.titles
    first = [list(here.titles), len(here.books)]
    book = Book(title="n")
    absent = tried(delattr, book, "owner_name")
    book.owner_name = "bob"
    del book.owner_name
    return first, absent, book.owner


def scalar_options(stage):
    book = stage.session.get(Book, 1)
    book.strict_name = None
    gone = book.owner
    book.strict_name = None
    kept = Book(owner=Owner(name="kim"))
    kept.owner_name = None
    made = Book()
    made.eager_name = None
    plain = Book()
    plain.owner_name = None
    return gone, kept.owner.name, made.owner.name, plain.owner


def exclusive_options(stage):
    return association_proxy("owner", "name", cascade_scalar_deletes=True, create_on_none_assignment=True)


def own_accessors(stage):
    here = shelf(stage)
    here.shouted.append("NEW")
    here.shouted[0] = "FIRST"
    return list(here.shouted), [one.title for one in here.books]


def shown_of_what_is_not_mapped(stage):
    found = list(shelf(stage).not_mapped)
    return found, tried(lambda: Shelf.not_mapped == 1), tried(lambda: Shelf.not_mapped.any()), repr(Shelf.not_mapped)


def described(stage):
    found = inspect(Shelf).all_orm_descriptors["titles"].for_class(Shelf)
    return (
        repr(Shelf.titles),
        repr(Shelf.owners),
        found.target_class.__name__,
        found.owning_class.__name__,
        found.collection_class,
        Book.owner_name.scalar,
        [str(one) for one in Shelf.titles.attr],
        str(aliased(Shelf).titles.owning_class.__name__),
    )


def names(on, criterion, of=Shelf):
    return on.session.scalars(select(of.id).where(criterion).order_by(of.id)).all()


def criteria(stage):
    other = aliased(Shelf)
    ann = stage.session.get(Owner, 1)
    return [
        names(stage, Shelf.titles == "a"),
        names(stage, Shelf.titles != "a"),
        names(stage, Shelf.titles.contains("A")) in ([1], []),
        names(stage, Shelf.titles.like("a%")),
        names(stage, Shelf.titles > "b"),
        names(stage, Shelf.titles == None),  # noqa: E711
        names(stage, Shelf.titles.any(Book.id > 2)),
        names(stage, Shelf.owner_names == "ann"),
        names(stage, Shelf.owner_names.any()),
        names(stage, Shelf.owner_names.any(Owner.name == "ann")),
        names(stage, Shelf.owner_names.contains("ann")),
        names(stage, Shelf.owners.any(name="ann")),
        names(stage, Shelf.owners.contains(ann)),
        names(stage, Book.owner_name == None, Book),  # noqa: E711
        names(stage, Book.owner_name.has(), Book),
        stage.session.scalars(select(other.id).where(other.titles == "b")).all(),
        stage.session.scalars(select(other.id).where(other.owners.any(name="ann"))).all(),
        stage.session.execute(
            select(Shelf.id, Owner.name).join(Shelf.owners.local_attr).join(Shelf.owners.remote_attr)
        ).all(),
    ]


def refused_criteria(stage):
    ann = stage.session.get(Owner, 1)
    return [
        tried(lambda: Shelf.titles.has()),
        tried(lambda: Shelf.titles.any(title="a")),
        tried(lambda: Book.owner_name.any()),
        tried(lambda: Book.owner_name.has(Owner.name == "ann")),
        tried(lambda: Book.owner_name.has(name="ann")),
        tried(lambda: Shelf.owners == ann),
        tried(lambda: Shelf.owners != ann),
        tried(lambda: Shelf.owners.has(name="ann")),
        tried(lambda: select(Shelf.titles)),
    ]


def pickled(stage):
    here = shelf(stage)
    for name in ("books", "jars", "boxes", "ordered"):
        getattr(here, name)
    copy = pickle.loads(pickle.dumps(here))
    return (
        [one.title for one in copy.books], sorted(one.title for one in copy.jars),
        sorted((key, one.title) for key, one in copy.boxes.items()), [(one.title, one.place) for one in copy.ordered],
        list(copy.titles), sorted(copy.labels), sorted(copy.contents.items()),
    )  # fmt: skip


def pickled_when_new(stage):
    new = Shelf(books=[Book(title="n")], jars={Book(title="m")}, boxes={"k": Book(key="k", title="v")})
    new.ordered = [Book(title="o"), Book(title="p")]
    copy = pickle.loads(pickle.dumps(new))
    copy.labels.add("z")
    copy.contents["q"] = "r"
    copy.titles.append("s")
    stage.session.add(copy)
    stage.session.commit()
    return list(copy.titles), sorted(copy.labels), sorted(copy.contents.items()), [one.place for one in copy.ordered]


def pickled_with_a_change(stage):
    here = shelf(stage)
    here.books.append(Book(title="n"))
    here.books.remove(here.books[0])
    copy = pickle.loads(pickle.dumps(here))
    stage.session.expunge_all()
    stage.session.add(copy)
    stage.session.commit()
    return [one.title for one in copy.books], stage.session.get(Book, 1) is None


def added_again_with_a_change(stage):
    here = shelf(stage)
    here.books.append(Book(title="n"))
    here.books.remove(here.books[0])
    stage.session.expunge_all()
    stage.session.add(here)
    held = len(list(stage.session))
    stage.session.commit()
    return held, [one.title for one in here.books], stage.session.get(Book, 1) is None
