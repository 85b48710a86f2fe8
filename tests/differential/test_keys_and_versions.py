"""Natural keys that change, versions and database defaults in hierarchies, here and on SQLAlchemy (`reference`)."""

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy
import sqlalchemy.orm

import sqlmodel_rs.sa
import sqlmodel_rs.sa.orm

from ..conftest import url_of
from ..servers import BACKENDS

OURS, THEIRS = (sqlmodel_rs.sa, sqlmodel_rs.sa.orm), (sqlalchemy, sqlalchemy.orm)


@pytest.fixture(params=[*BACKENDS, "reference"])
def either(request, tmp_path):
    """`sa` and `orm` of a library, the backend, and a function that makes the tables of a base and a session."""
    backend = "sqlite" if request.param == "reference" else request.param
    sa, orm = THEIRS if request.param == "reference" else OURS
    engine = sa.create_engine(f"sqlite:///{tmp_path}/shared.db" if backend == "sqlite" else url_of(request, backend))
    opened: list[Any] = [engine.dispose]
    statements: list[str] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def note(connection, cursor, statement, parameters, context, many):
        if statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE", "SELECT")):
            statements.append(" ".join(statement.split()))

    if backend == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def check(connection, record):
            connection.execute("PRAGMA foreign_keys = ON")

    def start(base):
        base.metadata.create_all(engine)
        session = orm.Session(engine)
        opened.insert(0, session.close)
        return session

    yield SimpleNamespace(
        sa=sa, orm=orm, start=start, backend=backend, engine=engine, statements=statements,
        ours=request.param != "reference",
    )  # fmt: skip
    for end in opened:
        end()


def natural(either, *, cascade: bool, passive: bool | None = None) -> SimpleNamespace:
    sa, orm = either.sa, either.orm
    said = {} if passive is None else {"passive_updates": passive}
    onupdate = {"onupdate": "CASCADE"} if cascade else {"deferrable": True, "initially": "DEFERRED"}

    class Base(orm.DeclarativeBase):
        pass

    class Place(Base):
        __tablename__ = "place"
        name = orm.mapped_column(sa.String(10), primary_key=True)
        type = orm.mapped_column(sa.String(10))
        size = orm.mapped_column(sa.Integer)
        __mapper_args__ = {"polymorphic_on": type, "polymorphic_identity": "place", **said}

    class Town(Place):
        __tablename__ = "town"
        name = orm.mapped_column(sa.ForeignKey("place.name", **onupdate), primary_key=True)
        mayor = orm.mapped_column(sa.String(10))
        __mapper_args__ = {"polymorphic_identity": "town", **said}

    class City(Town):
        __tablename__ = "city"
        name = orm.mapped_column(sa.ForeignKey("town.name", **onupdate), primary_key=True)
        trams = orm.mapped_column(sa.Integer)
        __mapper_args__ = {"polymorphic_identity": "city", **said}

    return SimpleNamespace(Base=Base, Place=Place, Town=Town, City=City)


def rows(either, session) -> list[list[tuple]]:
    text = either.sa.text
    return [
        [tuple(row) for row in session.execute(text(f"SELECT {what} ORDER BY 1"))]
        for what in ("name, size FROM place", "name, mayor FROM town", "name, trams FROM city")
    ]


def test_w04_a_new_key_goes_down_by_cascade(either):
    m = natural(either, cascade=True)
    session = either.start(m.Base)
    session.add(m.City(name="a", size=1, mayor="m", trams=3))
    session.commit()
    city = session.get(m.Place, "a")
    either.statements.clear()
    city.name, city.trams = "b", 9
    session.commit()
    assert [one.split()[1] for one in either.statements] == ["place", "city"]
    assert rows(either, session) == [[("b", 1)], [("b", "m")], [("b", 9)]]
    assert session.get(m.Place, "b") is city and session.get(m.Place, "a") is None


def test_w04_without_cascade_each_table_is_told(either):
    if either.backend == "mysql":
        pytest.skip("MySQL checks a foreign key at once")
    m = natural(either, cascade=False, passive=False)
    session = either.start(m.Base)
    session.add(m.City(name="a", size=1, mayor="m", trams=3))
    session.commit()
    city = session.get(m.Place, "a")
    either.statements.clear()
    city.name = "b"
    session.commit()
    assert [one.split()[1] for one in either.statements] == ["place", "town", "city"]
    assert rows(either, session) == [[("b", 1)], [("b", "m")], [("b", 3)]]


def test_w04_a_statement_moves_the_child_rows_too(either):
    if not either.ours:
        pytest.skip("SQLAlchemy's UPDATE writes one table")
    m = natural(either, cascade=True)
    session = either.start(m.Base)
    session.add_all([m.City(name="a", size=1, trams=3), m.Town(name="c", mayor="m")])
    session.commit()
    held = session.get(m.Place, "a")
    update = either.sa.update
    moved = update(m.City).where(m.City.name == "a").values(name="b", trams=m.City.trams + 1)
    assert session.execute(moved.returning(m.City.name, m.City.trams)).all() == [("b", 4)]
    assert session.get(m.City, "b") is held
    assert session.execute(update(m.Town).values(name=m.Town.name + "x", mayor="n")).rowcount == 2
    assert rows(either, session) == [[("bx", 1), ("cx", None)], [("bx", "n"), ("cx", "n")], [("bx", 4)]]


def test_w04_a_statement_moves_what_the_database_does_not(either):
    if not either.ours or either.backend == "mysql":
        pytest.skip("SQLAlchemy's UPDATE writes one table, and MySQL checks a foreign key at once")
    m = natural(either, cascade=False)
    session = either.start(m.Base)
    session.add(m.City(name="a", size=1, trams=3))
    session.commit()
    assert session.execute(either.sa.update(m.City).values(name="b", trams=5)).rowcount == 1
    session.commit()
    assert rows(either, session) == [[("b", 1)], [("b", None)], [("b", 5)]]


# --- versions
def versioned(either) -> SimpleNamespace:
    sa, orm = either.sa, either.orm

    class Base(orm.DeclarativeBase):
        pass

    class Doc(Base):
        __tablename__ = "doc"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        kind = orm.mapped_column(sa.String(10))
        title = orm.mapped_column(sa.String(10))
        version = orm.mapped_column(sa.Integer, nullable=False)
        __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "doc", "version_id_col": version}

    class Memo(Doc):
        __tablename__ = "memo"
        id = orm.mapped_column(sa.ForeignKey("doc.id"), primary_key=True)
        body = orm.mapped_column(sa.String(10))
        __mapper_args__ = {"polymorphic_identity": "memo"}

    return SimpleNamespace(Base=Base, Doc=Doc, Memo=Memo)


def test_w06_a_change_of_the_child_alone_counts_the_version(either):
    m = versioned(either)
    session = either.start(m.Base)
    memo = m.Memo(title="t", body="b")
    session.add(memo)
    session.commit()
    assert memo.version == 1
    memo.body = "c"
    session.commit()
    assert memo.version == 2
    memo.title = "u"
    session.commit()
    assert (memo.version, memo.body, memo.title) == (3, "c", "u")


@pytest.mark.parametrize("change", ["body", "title", "delete"])
def test_w06_a_stale_object_is_refused_whichever_table_changed(either, change):
    m = versioned(either)
    session = either.start(m.Base)
    memo = m.Memo(title="t", body="b")
    session.add(memo)
    session.commit()
    assert memo.version == 1
    session.execute(either.sa.text("UPDATE doc SET version = 7"))
    if change == "delete":
        session.delete(memo)
    else:
        setattr(memo, change, "new")
    with pytest.raises(either.orm.exc.StaleDataError):
        session.flush()


# --- defaults of the database
@pytest.mark.parametrize("eager", [True, False, "auto"])
def test_w05_defaults_of_both_tables(either, eager):
    sa, orm = either.sa, either.orm

    class Base(orm.DeclarativeBase):
        pass

    class Item(Base):
        __tablename__ = "item"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        kind = orm.mapped_column(sa.String(10))
        state = orm.mapped_column(sa.String(10), server_default="new")
        __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "item", "eager_defaults": eager}

    class Book(Item):
        __tablename__ = "book"
        id = orm.mapped_column(sa.ForeignKey("item.id"), primary_key=True)
        pages = orm.mapped_column(sa.Integer, server_default="7")
        lang = orm.mapped_column(sa.String(5), server_default="en", onupdate="xx")
        __mapper_args__ = {"polymorphic_identity": "book", "eager_defaults": eager}

    session = either.start(Base)
    one, two = Book(lang="de"), Book(state="old")
    session.add_all([one, two])
    session.flush()
    assert [(book.state, book.pages, book.lang) for book in (one, two)] == [("new", 7, "de"), ("old", 7, "en")]
    one.pages = 8
    session.commit()
    assert (one.pages, one.lang, two.lang) == (8, "xx", "en")
