import pytest

from sqlmodel_rs import Field, SQLModel, select, text
from sqlmodel_rs.exc import ArgumentError, InvalidRequestError, PolymorphicIdentityError, SAWarning
from sqlmodel_rs.orm.registry import registry

from .models import Article, Fuel, Gallery, Page, Scooter, Truck, Vehicle


def test_children_share_the_table_and_their_columns_are_nullable():
    assert Article.__table__ is Page.__table__
    assert Page.__table__.c.words.nullable
    assert not Page.__table__.c.title.nullable


def test_base_query_gives_the_right_classes(session):
    session.add_all([Truck(load=5), Scooter(range=12)])
    session.commit()
    session.expunge_all()
    rows = session.exec(select(Vehicle).order_by(Vehicle.id)).all()
    assert [type(row) for row in rows] == [Truck, Scooter]
    assert (rows[0].load, rows[0].fuel, rows[1].range) == (5, Fuel.DIESEL, 12)
    assert "range" not in rows[0].__dict__


def test_rows_of_a_class_share_the_text_of_their_discriminator(session):
    session.add_all([Article(title="a", words=1), Gallery(title="g", images=2), Article(title="b", words=3)])
    session.commit()
    session.expunge_all()
    kinds = [row.kind for row in session.exec(select(Page).order_by(Page.id))]
    assert kinds == ["article", "gallery", "article"] and kinds[0] is kinds[2]
    session.expunge_all()
    assert session.exec(select(Page.kind).order_by(Page.id)).all() == kinds


def test_child_query_names_the_types_of_all_descendants(session):
    session.add_all([Article(title="a", words=10), Gallery(title="g", images=2)])
    session.commit()
    session.expunge_all()
    assert [row.title for row in session.exec(select(Article))] == ["a"]
    assert session.exec(select(Gallery.title)).all() == ["g"]


def test_criteria_hold_in_counts_joins_and_subqueries(session):
    session.add_all([Article(title="a", words=10), Gallery(title="g", images=2)])
    session.commit()
    inner = select(Gallery.id).subquery()
    assert session.exec(select(Page.title).join(inner, inner.c.id == Page.id)).all() == ["g"]
    assert session.exec(select(Page.title).where(Page.id.in_(select(Article.id)))).all() == ["a"]


def test_literal_field_names_the_identity():
    assert Article(title="a", words=1).kind == "article"
    assert Article.__mapper__.polymorphic_identity == "article"


def test_abstract_class_cannot_be_instantiated():
    with pytest.raises(InvalidRequestError, match="polymorphic_abstract"):
        Vehicle(fuel=Fuel.NONE)


def test_get_of_a_sibling_is_none(session):
    session.add(Article(id=1, title="a", words=10))
    session.commit()
    assert session.get(Gallery, 1) is None
    assert type(session.get(Page, 1)) is Article


def test_unknown_identity_names_value_and_column(session):
    session.execute(text("INSERT INTO page (id, kind, title) VALUES (9, 'map', 'm')"))
    with pytest.raises(PolymorphicIdentityError, match=r"'map'.*page\.kind"):
        session.exec(select(Page)).all()


def fresh_base():
    class Base(SQLModel, registry=registry()):
        pass

    return Base


def test_siblings_with_one_column_share_it():
    class Animal(fresh_base(), table=True):
        __mapper_args__ = {"polymorphic_on": "kind"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str

    class Cat(Animal):
        __mapper_args__ = {"polymorphic_identity": "cat"}
        legs: int

    class Dog(Animal):
        __mapper_args__ = {"polymorphic_identity": "dog"}
        legs: int

    assert Cat.__mapper__.columns["legs"] is Dog.__mapper__.columns["legs"]


def test_siblings_with_different_columns_of_one_name_conflict():
    class Animal(fresh_base(), table=True):
        __mapper_args__ = {"polymorphic_on": "kind"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str

    class Cat(Animal):
        __mapper_args__ = {"polymorphic_identity": "cat"}
        size: int

    with pytest.raises(ArgumentError, match=r"Column 'size' on class Dog conflicts with existing column 'animal.size'"):

        class Dog(Animal):
            __mapper_args__ = {"polymorphic_identity": "dog"}
            size: str


def test_duplicate_identity_warns():
    class Animal(fresh_base(), table=True):
        __mapper_args__ = {"polymorphic_on": "kind"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str

    class Cat(Animal):
        __mapper_args__ = {"polymorphic_identity": "cat"}

    with pytest.warns(SAWarning, match="Reassigning polymorphic association for identity 'cat'"):

        class Lion(Animal):
            __mapper_args__ = {"polymorphic_identity": "cat"}


def test_missing_discriminator_column_is_an_error():
    with pytest.raises(ArgumentError, match="Can't determine polymorphic_on value 'sort'"):

        class Animal(fresh_base(), table=True):
            __mapper_args__ = {"polymorphic_on": "sort"}
            id: int | None = Field(default=None, primary_key=True)


def test_table_true_alone_is_an_error_that_shows_both_spellings():
    class Animal(fresh_base(), table=True):
        id: int | None = Field(default=None, primary_key=True)

    with pytest.raises(ArgumentError, match=r'__tablename__ = "cat".*inheritance="single"'):

        class Cat(Animal, table=True):
            lives: int = 9


def test_subclass_defined_after_first_use_is_found(session):
    class Note(Page):
        __mapper_args__ = {"polymorphic_identity": "note"}

    try:
        session.add(Note(title="n"))
        session.commit()
        session.expunge_all()
        assert [type(row) for row in session.exec(select(Page))] == [Note]
    finally:
        Page.__mapper__.children.remove(Note.__mapper__)
        Page.__mapper__.polymorphic_map.pop("note")
        Page.__mapper__.forget()
