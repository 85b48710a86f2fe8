"""Rows that do not fit their hierarchy: typed errors with table, key and hint, the lenient way, and the audit."""

import pickle
from types import SimpleNamespace

import pytest

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select, text
from sqlmodel_rs.exc import (
    AmbiguousRowError,
    MissingRowError,
    OrphanRowError,
    PolymorphicIdentityError,
    RowError,
    SAWarning,
)
from sqlmodel_rs.orm.registry import registry

from .written import Bolt, Boss, Coder, Lead, Part, Staff, Twin

UNCHECKED = {
    "sqlite": "PRAGMA foreign_keys = OFF",
    "postgresql": "SET session_replication_role = replica",
    "mysql": "SET FOREIGN_KEY_CHECKS = 0",
}


def spoil(db: Twin, *statements: str) -> None:
    """Change rows behind the back of foreign keys."""
    db.execute(text(UNCHECKED[db.backend]))
    for statement in statements:
        db.execute(text(statement))


def facts(error: RowError) -> tuple:
    return type(error), error.table, error.key


def test_unknown_discriminator(twin):
    spoil(twin, "INSERT INTO staff (id, email, name, type) VALUES (7, 'x', 'x', 'pirate')")
    with pytest.raises(PolymorphicIdentityError, match=r"'pirate'.*staff\.type.*key 7") as caught:
        twin.execute(select(Staff)).all()
    assert facts(caught.value) == (PolymorphicIdentityError, "staff", (7,))
    assert "polymorphic_lenient" in caught.value.hint and str(caught.value).endswith(caught.value.hint)


def test_a_row_without_its_child_row(twin):
    spoil(
        twin,
        "INSERT INTO staff (id, email, name, type) VALUES (7, 'x', 'x', 'lead')",
        "INSERT INTO coder VALUES (7, NULL, 1)",
    )
    with pytest.raises(MissingRowError, match=r"Row 7 of table 'staff' is a Lead.*'leader' has no row") as caught:
        twin.execute(select(Staff)).all()
    assert facts(caught.value) == (MissingRowError, "leader", (7,))
    with pytest.raises(MissingRowError):
        twin.get(Staff, 7)


def test_rows_in_two_child_tables(twin):
    twin.put(Coder(email="a"))
    spoil(twin, "INSERT INTO boss (id, budget) VALUES (1, 1)")
    with pytest.raises(AmbiguousRowError, match="Row 1 of table 'staff'.*'coder', 'boss'") as caught:
        twin.execute(select(Staff)).all()
    assert facts(caught.value) == (AmbiguousRowError, "staff", (1,)) and "delete" in caught.value.hint


def test_a_composite_key_is_in_the_error(twin):
    twin.put(Bolt(region="eu", number=3, code="c"))
    spoil(twin, "DELETE FROM bolt")
    with pytest.raises(MissingRowError, match="Row 'eu', 3 of table 'part'") as caught:
        twin.execute(select(Part)).all()
    assert caught.value.key == ("eu", 3)


def test_the_errors_pickle_with_what_they_know():
    error = OrphanRowError("no row", table="t", key=(1, "a"), hint="Delete it.")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.table, again.key, again.hint) == (
        OrphanRowError, "no row Delete it.", "t", (1, "a"), "Delete it."
    )  # fmt: skip


# --- audit
def test_audit_of_sound_rows_finds_nothing(twin):
    twin.put(Staff(email="1"), Coder(email="2"), Lead(email="3"), Boss(email="4", budget=1))
    assert twin.audit(Staff) == [] == twin.audit(Lead)


def test_audit_finds_each_kind_and_says_where(twin):
    twin.put(Staff(email="1"), Coder(email="2"), Lead(email="3"), Boss(email="4", budget=1))
    spoil(
        twin,
        "UPDATE staff SET type = 'pirate' WHERE id = 1",
        "DELETE FROM leader WHERE id = 3",
        "INSERT INTO boss (id, budget) VALUES (2, 1)",
        "DELETE FROM staff WHERE id = 4",
    )
    found = twin.audit(Lead)
    assert {facts(one) for one in found} == {
        (PolymorphicIdentityError, "staff", (1,)),
        (MissingRowError, "leader", (3,)),
        (AmbiguousRowError, "boss", (2,)),
        (OrphanRowError, "boss", (4,)),
    }
    assert len(found) == 4
    assert all(one.hint for one in found)
    assert len(twin.audit(Staff, limit=2)) == 2


def test_audit_of_a_composite_key_and_three_levels(twin):
    twin.put(Bolt(region="eu", number=3, code="c"), Bolt(region="us", number=3, code="d"))
    spoil(twin, "DELETE FROM screw WHERE region = 'us'")
    assert [facts(one) for one in twin.audit(Part)] == [
        (MissingRowError, "screw", ("us", 3)), (OrphanRowError, "bolt", ("us", 3))
    ]  # fmt: skip


# --- other hierarchies
def hierarchy(lenient: bool) -> SimpleNamespace:
    class Root(SQLModel, registry=registry()):
        pass

    class Item(Root, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "item", "polymorphic_lenient": lenient}
        id: int | None = Field(default=None, primary_key=True)
        kind: str | None = Field(default=None, max_length=10)
        title: str = Field(default="", max_length=10)

    class Book(Item, table=True):
        __tablename__ = "book"
        __mapper_args__ = {"polymorphic_identity": "book"}
        pages: int | None = None

    class Film(Item, table=True):
        __tablename__ = "film"
        __mapper_args__ = {"polymorphic_identity": "film"}
        minutes: int | None = None

    class Note(Item):
        __mapper_args__ = {"polymorphic_identity": "note"}
        words: int | None = None

    return SimpleNamespace(Root=Root, Item=Item, Book=Book, Film=Film, Note=Note)


@pytest.fixture
def lenient(database_url):
    m = hierarchy(True)
    m.engine = create_engine(database_url)
    m.Root.metadata.create_all(m.engine)
    with Session(m.engine) as m.s:
        yield m
    m.engine.dispose()


def test_lenient_reads_an_unknown_and_a_null_discriminator_as_the_queried_class(lenient):
    m = lenient
    m.s.exec(text("INSERT INTO item (id, kind, title) VALUES (1, 'pirate', 'a'), (2, NULL, 'b'), (3, 'item', 'c')"))
    with pytest.warns(SAWarning, match="loaded all the same") as caught:
        found = m.s.exec(select(m.Item).order_by(m.Item.id)).all()
    assert [(type(one), one.title, one.kind) for one in found] == [
        (m.Item, "a", "pirate"), (m.Item, "b", None), (m.Item, "c", "item")
    ]  # fmt: skip
    assert len(caught) == 2
    with pytest.warns(SAWarning):
        m.s.expunge_all()
        assert m.s.get(m.Item, 1).title == "a"


def test_lenient_lets_the_discriminator_decide_about_two_child_rows(lenient):
    m = lenient
    m.s.exec(text("INSERT INTO item (id, kind, title) VALUES (1, 'book', 'a'), (2, 'film', 'b')"))
    m.s.exec(text("INSERT INTO book (id, pages) VALUES (1, 9)"))
    m.s.exec(text("INSERT INTO film (id, minutes) VALUES (1, 5)"))
    with pytest.warns(SAWarning) as caught:
        one, two = m.s.exec(select(m.Item).order_by(m.Item.id)).all()
    assert (type(one), one.pages, type(two), two.minutes) == (m.Book, 9, m.Film, None)
    assert sorted(str(one.message)[:5] for one in caught) == ["Row 1", "Row 2"]
    assert len(m.s.audit(m.Item)) == 2


def test_lenient_does_not_make_one_row_two_classes(lenient):
    m = lenient
    m.s.exec(text("INSERT INTO item (id, kind, title) VALUES (1, 'book', 'a')"))
    m.s.exec(text("INSERT INTO book (id, pages) VALUES (1, 9)"))
    m.s.exec(text("INSERT INTO film (id, minutes) VALUES (1, 5)"))
    with pytest.raises(PolymorphicIdentityError, match="is a Book, which is not a Film"):
        m.s.exec(select(m.Film)).all()


def test_null_discriminator_is_an_error_with_a_hint(database_url):
    m = hierarchy(False)
    engine = create_engine(database_url)
    m.Root.metadata.create_all(engine)
    with Session(engine) as session:
        session.exec(text("INSERT INTO item (id, kind, title) VALUES (2, NULL, 'b')"))
        with pytest.raises(PolymorphicIdentityError, match="discriminator column 'item.kind' is NULL") as caught:
            session.exec(select(m.Item)).all()
        assert facts(caught.value) == (PolymorphicIdentityError, "item", (2,))
        assert "polymorphic_identity" in caught.value.hint
        assert [facts(one) for one in session.audit(m.Item)] == [(PolymorphicIdentityError, "item", (2,))]
    engine.dispose()


def test_audit_without_a_discriminator_compares_siblings(database_url):
    class Root(SQLModel, registry=registry()):
        pass

    class Shape(Root, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Circle(Shape, table=True):
        __tablename__ = "circle"
        radius: int = 0

    class Square(Shape, table=True):
        __tablename__ = "square"
        side: int = 0

    engine = create_engine(database_url)
    Root.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Shape(id=1), Circle(id=2), Square(id=3)])
        session.commit()
        assert session.audit(Shape) == []
        session.exec(text("INSERT INTO square (id, side) VALUES (2, 1)"))
        assert [facts(one) for one in session.audit(Shape)] == [(AmbiguousRowError, "shape", (2,))]
    engine.dispose()
