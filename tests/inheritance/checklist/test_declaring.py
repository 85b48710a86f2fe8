"""Section 1 of the inheritance checklist: mapping, in the declarative spelling, beside SQLAlchemy (M01-M23)."""

import abc
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

from ..libraries import Library
from ..people import shown


def animal(library: Library, **arguments: Any) -> SimpleNamespace:
    """Return a base and the class of animals, a root with a discriminator column."""
    sa, orm, base = library.sa, library.orm, library.base()

    class Animal(base):
        __tablename__ = "animal"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "animal", **arguments}
        id = orm.mapped_column(sa.Integer, primary_key=True)
        type = orm.mapped_column(sa.String(10))

    return SimpleNamespace(sa=sa, orm=orm, column=orm.mapped_column, base=base, Animal=Animal)


def everybody(m: Any, session: Any) -> Any:
    return session.scalars(m.sa.select(m.Animal).order_by(m.Animal.id)).all()


def test_m01_a_mapper_tells_its_hierarchy(library):
    m = animal(library)

    class Dog(m.Animal):
        __tablename__ = "dog"
        __mapper_args__ = {"polymorphic_identity": "dog"}
        id = m.column(m.sa.ForeignKey("animal.id"), primary_key=True)
        size = m.column(m.sa.Integer)

    session = library.store(m.base, Dog(size=1))
    state = m.sa.inspect(session.scalars(m.sa.select(m.Animal)).one())
    assert (state.identity, state.identity_key[:2]) == ((1,), (m.Animal, (1,)))
    root, mapper = m.sa.inspect(m.Animal), m.sa.inspect(Dog)
    assert [one.class_ for one in root.self_and_descendants] == [m.Animal, Dog]
    assert (mapper.inherits, mapper.base_mapper, mapper.isa(root), root.isa(mapper)) == (root, root, True, False)
    assert sorted(root.polymorphic_map) == ["animal", "dog"] and mapper.polymorphic_identity == "dog"
    assert str(mapper.persist_selectable) == "animal JOIN dog ON animal.id = dog.id"
    assert ([table.name for table in mapper.tables], mapper.local_table.name) == (["animal", "dog"], "dog")
    assert (mapper.polymorphic_on.name, mapper.single, mapper.concrete) == ("type", False, False)
    assert [column.name for column in mapper.primary_key] == ["id"]
    assert sorted(mapper.attrs.keys()) == ["id", "size", "type"]


def test_m02_every_level_has_its_own_name_for_the_key(library):
    m = animal(library)

    class Dog(m.Animal):
        __tablename__ = "dog"
        __mapper_args__ = {"polymorphic_identity": "dog"}
        dog_id = m.column("animal_id", m.sa.ForeignKey("animal.id"), primary_key=True)

    class Puppy(Dog):
        __tablename__ = "puppy"
        __mapper_args__ = {"polymorphic_identity": "puppy"}
        puppy_id = m.column("k", m.sa.ForeignKey("dog.animal_id"), primary_key=True)
        age = m.column(m.sa.Integer)

    session = library.store(m.base, m.Animal())
    session.add(Dog())
    session.flush()
    session.add(Puppy(age=1))
    session.commit()
    found = everybody(m, session)
    keys = [(one.id, getattr(one, "dog_id", None), getattr(one, "puppy_id", None)) for one in found]
    assert keys == [(1, None, None), (2, 2, None), (3, 3, 3)]
    assert shown(session.execute(m.sa.select(Puppy.puppy_id, Puppy.dog_id, Puppy.id))) == [[3, 3, 3]]


def concrete(library: Library, *bases: Any, **root: Any) -> SimpleNamespace:
    """Declare workers, clerks and chiefs with a full table each."""
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Worker(*bases, base):
        __tablename__ = "worker"
        __mapper_args__ = {"polymorphic_identity": "worker", **root}
        _concrete_discriminator_name = "kind"
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        name = column(sa.String(10))

    class Clerk(Worker):
        __tablename__ = "clerk"
        __mapper_args__ = {"polymorphic_identity": "clerk", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        name = column(sa.String(10))
        desk = column(sa.String(10))

    class Chief(Worker):
        __tablename__ = "chief"
        __mapper_args__ = {"polymorphic_identity": "chief", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        name = column(sa.String(10))
        car = column(sa.String(10))

    session = library.store(
        base, Worker(id=1, name="a"), Clerk(id=2, name="b", desk="d"), Chief(id=3, name="c", car="v")
    )
    return SimpleNamespace(sa=sa, orm=orm, s=session, Worker=Worker, Clerk=Clerk, Chief=Chief)


def test_m05_concrete_classes_are_read_from_their_own_table_alone(library):
    m = concrete(library)
    assert shown(m.s.scalars(m.sa.select(m.Worker))) == ["Worker a"]
    assert shown(m.s.scalars(m.sa.select(m.Clerk))) == ["Clerk b"]
    assert m.s.get(m.Worker, 2) is None


def test_m06_l22_a_concrete_base_reads_the_union_of_all_tables(library):
    m = concrete(library, library.ext.declarative.ConcreteBase, concrete=True)
    found = m.s.scalars(m.sa.select(m.Worker).order_by(m.Worker.name)).all()
    assert (shown(found), library.taken()) == (["Worker a", "Clerk b", "Chief c"], 1)
    assert [getattr(one, "desk", None) or getattr(one, "car", None) for one in found] == [None, "d", "v"]
    assert library.taken() == 0
    assert shown(m.s.scalars(m.sa.select(m.Worker).where(m.Worker.name == "b"))) == ["Clerk b"]
    assert shown(m.s.scalars(m.sa.select(m.Worker).order_by(m.Worker.name.desc()).limit(2))) == ["Chief c", "Clerk b"]
    assert m.s.scalar(m.sa.select(m.sa.func.count(m.Worker.id))) == 3
    assert m.s.get(m.Worker, 3) is found[2]
    assert shown(m.s.scalars(m.sa.select(m.Clerk))) == ["Clerk b"]


@pytest.mark.parametrize("strict", [True, False])
def test_m07_an_abstract_concrete_base_offers_what_it_declares(library, strict):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Worker(library.ext.declarative.AbstractConcreteBase, base):
        strict_attrs = strict
        name = column(sa.String(10))

    class Clerk(Worker):
        __tablename__ = "clerk"
        __mapper_args__ = {"polymorphic_identity": "clerk", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        desk = column(sa.String(10))

    class Chief(Worker):
        __tablename__ = "chief"
        __mapper_args__ = {"polymorphic_identity": "chief", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        car = column(sa.String(10))

    base.registry.configure()
    assert sorted(Chief.__table__.columns.keys()) == ["car", "id", "name"]
    session = library.store(base, Clerk(id=2, name="b", desk="d"), Chief(id=3, name="c", car="v"))
    assert shown(session.scalars(sa.select(Worker).order_by(Worker.name))) == ["Clerk b", "Chief c"]
    assert session.scalars(sa.select(Worker.name).where(Worker.id == 2)).all() == ["b"]
    assert hasattr(Worker, "desk") is not strict
    if not strict:
        assert shown(session.scalars(sa.select(Worker).where(Worker.desk == "d"))) == ["Clerk b"]


@pytest.mark.parametrize("kind", ["column", "mapped", "declared"])
def test_m10_m21_the_discriminator_is_a_name_or_a_column(library, kind):
    sa, orm, base = library.sa, library.orm, library.base()

    class Item(base):
        __tablename__ = "item"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        code = sa.Column(sa.String(10)) if kind == "column" else orm.mapped_column(sa.String(10))
        if kind == "declared":

            @orm.declared_attr.directive
            def __mapper_args__(cls):
                on = {"polymorphic_on": cls.code} if cls.__name__ == "Item" else {}
                return {**on, "polymorphic_identity": cls.__name__.lower()}
        else:
            __mapper_args__ = {"polymorphic_on": code, "polymorphic_identity": "item"}

    class Book(Item):
        if kind != "declared":
            __mapper_args__ = {"polymorphic_identity": "book"}

    session = library.store(base, Item())
    session.add(Book())
    session.commit()
    found = session.scalars(sa.select(Item).order_by(Item.id)).all()
    assert [(type(one), one.code) for one in found] == [(Item, "item"), (Book, "book")]


def test_m16_a_class_in_the_middle_has_no_identity(library):
    m = animal(library)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")

        class Mammal(m.Animal):
            pass

        class Dog(Mammal):
            __mapper_args__ = {"polymorphic_identity": "dog"}

        session = library.store(m.base, Dog(), Dog(), m.Animal())
        assert [type(one) for one in session.scalars(m.sa.select(Mammal))] == [Dog, Dog]
        assert sorted(type(one).__name__ for one in everybody(m, session)) == ["Animal", "Dog", "Dog"]


def test_m16_a_base_without_identity_cannot_be_read_back(library):
    sa, orm, base = library.sa, library.orm, library.base()

    class Item(base):
        __tablename__ = "item"
        __mapper_args__ = {"polymorphic_on": "type"}
        id = orm.mapped_column(sa.Integer, primary_key=True)
        type = orm.mapped_column(sa.String(10))

    class Book(Item):
        __mapper_args__ = {"polymorphic_identity": "book"}

    session = library.store(base, Book(), Item())
    with pytest.raises(sa.exc.InvalidRequestError, match="NULL"):
        session.scalars(sa.select(Item)).all()
    assert [type(one) for one in session.scalars(sa.select(Book))] == [Book]


def test_m17_siblings_say_that_they_share_a_column(library):
    m = animal(library)

    class Dog(m.Animal):
        __mapper_args__ = {"polymorphic_identity": "dog"}
        start = m.column(m.sa.String(5), nullable=True, use_existing_column=True)

    class Cat(m.Animal):
        __mapper_args__ = {"polymorphic_identity": "cat"}
        start = m.column(m.sa.String(5), nullable=True, use_existing_column=True)

    assert [column.name for column in m.Animal.__table__.columns] == ["id", "type", "start"]
    session = library.store(m.base, Dog(start="a"))
    session.add(Cat(start="b"))
    session.commit()
    assert [(type(one), one.start) for one in everybody(m, session)] == [(Dog, "a"), (Cat, "b")]


def test_m17_siblings_that_do_not_say_so_conflict(library):
    m = animal(library)

    class Dog(m.Animal):
        __mapper_args__ = {"polymorphic_identity": "dog"}
        start = m.column(m.sa.String(5), nullable=True)

    named = " of class Dog" if library.own else ""
    message = rf"Column 'start' on class Cat conflicts with existing column 'animal.start'{named}\."
    with pytest.raises(m.sa.exc.ArgumentError, match=message):

        class Cat(m.Animal):
            __mapper_args__ = {"polymorphic_identity": "cat"}
            start = m.column(m.sa.String(5), nullable=True)


def test_m18_keys_are_named_where_no_foreign_key_leads_to_the_parent(library):
    m = animal(library)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")

        class Dog(m.Animal):
            __tablename__ = "dog"
            id = m.column(m.sa.Integer, primary_key=True, autoincrement=False)
            __mapper_args__ = {
                "polymorphic_identity": "dog", "inherit_condition": id == m.Animal.id, "inherit_foreign_keys": id,
            }  # fmt: skip

        session = library.store(m.base, m.Animal())
        session.add(Dog())
        session.commit()
        assert [(type(one), one.id) for one in everybody(m, session)] == [(m.Animal, 1), (Dog, 2)]


def test_m18_several_keys_to_the_parent_are_ambiguous(library):
    m = animal(library)
    with pytest.raises(m.sa.exc.AmbiguousForeignKeysError, match="inherit_condition"):

        class Dog(m.Animal):
            __tablename__ = "dog"
            __mapper_args__ = {"polymorphic_identity": "dog"}
            id = m.column(m.sa.Integer, primary_key=True)
            one_id = m.column(m.sa.ForeignKey("animal.id"))
            two_id = m.column(m.sa.ForeignKey("animal.id"))

        m.orm.configure_mappers()


def test_m19_attributes_columns_and_synonyms_have_names_of_their_own(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Item(base):
        __tablename__ = "item"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "item"}
        key = column("id", sa.Integer, primary_key=True)
        kind = column("type_", sa.String(10))
        called = column("name", sa.String(10))
        alias = orm.synonym("called")

    class Book(Item):
        __tablename__ = "book"
        __mapper_args__ = {"polymorphic_identity": "book"}
        key = column("item_id", sa.ForeignKey("item.id"), primary_key=True)
        name = column("title", sa.String(10))
        other = orm.synonym("name")

    session = library.store(base, Item(called="x"))
    session.add(Book(called="y", name="t"))
    session.commit()
    found = session.scalars(sa.select(Item).order_by(Item.key)).all()
    assert [(one.key, one.kind, one.alias, getattr(one, "other", None)) for one in found] == [
        (1, "item", "x", None), (2, "book", "y", "t"),
    ]  # fmt: skip
    assert session.scalars(sa.select(Book).where(Book.other == "t", Book.alias == "y")).one() is found[1]


def test_m19_a_column_of_a_child_repeats_one_of_its_parent(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")

        class Item(base):
            __tablename__ = "item"
            __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "item"}
            id = column(sa.Integer, primary_key=True)
            type = column(sa.String(10))
            data = column(sa.String(10))

        class Book(Item):
            __tablename__ = "book"
            __mapper_args__ = {"polymorphic_identity": "book"}
            id = column(sa.ForeignKey("item.id"), primary_key=True)
            data = column(sa.String(10))

        session = library.store(base, Item(data="x"))
        session.add(Book(data="y"))
        session.commit()
    tables = [session.execute(sa.text(f"SELECT data FROM {name} ORDER BY id")).all() for name in ("item", "book")]
    assert shown(tables) == [[["x"], ["y"]], [["y"]]]
    assert [one.data for one in session.scalars(sa.select(Item).order_by(Item.id))] == ["x", "y"]
    assert session.scalars(sa.select(Book.data)).all() == ["y"]


def test_m19_excluded_columns_are_no_attributes_of_any_level(library):
    sa, base = library.sa, library.base()
    table = sa.Table(
        "item", base.metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("type", sa.String(10)),
        sa.Column("hidden", sa.String(10)),
    )  # fmt: skip

    class Item(base):
        __table__ = table
        __mapper_args__ = {
            "polymorphic_on": "type", "polymorphic_identity": "item", "exclude_properties": ["hidden"],
        }  # fmt: skip

    class Book(Item):
        __mapper_args__ = {"polymorphic_identity": "book"}

    session = library.store(base, Book())
    found = session.scalars(sa.select(Item)).one()
    assert type(found) is Book and not hasattr(found, "hidden") and "hidden" not in found.__dict__


def test_m20_abstract_classes_and_mixins_give_columns_and_relationships(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Owner(base):
        __tablename__ = "owner"
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(5))

    class Owned:
        made = column(sa.String(5), default="now")

        @orm.declared_attr
        def owner_id(cls):
            return column(sa.ForeignKey("owner.id"))

        @orm.declared_attr
        def owner(cls):
            return orm.relationship("Owner")

    class Named(Owned, base):
        __abstract__ = True

        @orm.declared_attr.directive
        def __tablename__(cls):
            return None if orm.has_inherited_table(cls) else cls.__name__.lower()

    class Item(Named):
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "item"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))

    class Book(Item):
        __mapper_args__ = {"polymorphic_identity": "book"}
        pages = column(sa.Integer, nullable=True)

    assert Book.__table__ is Item.__table__ and "pages" in Item.__table__.columns
    session = library.store(base, Item(owner=Owner(name="o")))
    session.add(Book(owner=Owner(name="p"), pages=1))
    session.commit()
    found = session.scalars(sa.select(Item).order_by(Item.id)).all()
    assert [(type(one), one.made, one.owner.name) for one in found] == [(Item, "now", "o"), (Book, "now", "p")]


def test_m20_a_cascading_declared_attr_is_made_for_each_level(library):
    sa, orm, base = library.sa, library.orm, library.base()

    class Keyed:
        @orm.declared_attr.cascading
        def id(cls):
            if orm.has_inherited_table(cls):
                return orm.mapped_column(sa.ForeignKey("item.id"), primary_key=True)
            return orm.mapped_column(sa.Integer, primary_key=True)

    class Item(Keyed, base):
        __tablename__ = "item"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "item"}
        type = orm.mapped_column(sa.String(10))

    class Book(Item):
        __tablename__ = "book"
        __mapper_args__ = {"polymorphic_identity": "book"}
        pages = orm.mapped_column(sa.Integer)

    session = library.store(base, Book(pages=1))
    assert [(type(one), one.id) for one in session.scalars(sa.select(Item))] == [(Book, 1)]


def test_m21_mapper_and_table_arguments_belong_to_a_level(library):
    m = animal(library)

    class Identified:
        @m.orm.declared_attr.directive
        def __mapper_args__(cls):
            return {"polymorphic_identity": cls.__name__.lower()}

    class Dog(Identified, m.Animal):
        pass

    class Cat(Identified, m.Animal):
        __tablename__ = "cat"
        __table_args__ = (m.sa.Index("ix_cat_size", "size"), {"comment": "cats"})
        id = m.column(m.sa.ForeignKey("animal.id"), primary_key=True)
        size = m.column(m.sa.Integer)

    assert ([index.name for index in Cat.__table__.indexes], Cat.__table__.comment) == (["ix_cat_size"], "cats")
    assert (m.Animal.__table__.indexes, m.Animal.__table__.comment) == (set(), None)
    session = library.store(m.base, Dog())
    session.add(Cat(size=1))
    session.commit()
    assert [one.type for one in everybody(m, session)] == ["dog", "cat"]


def test_m22_a_subclass_is_declared_after_its_base_was_used(library):
    m = animal(library, with_polymorphic="*")
    session = library.store(m.base, m.Animal())
    assert [type(one) for one in everybody(m, session)] == [m.Animal]

    class Dog(m.Animal):
        __tablename__ = "dog"
        __mapper_args__ = {"polymorphic_identity": "dog"}
        id = m.column(m.sa.ForeignKey("animal.id"), primary_key=True)
        size = m.column(m.sa.Integer)

    session.commit()
    m.base.metadata.create_all(session.get_bind())
    session.add(Dog(size=3))
    session.commit()
    session.expunge_all()
    assert [(type(one), getattr(one, "size", None)) for one in everybody(m, session)] == [(m.Animal, None), (Dog, 3)]


def test_m23_a_duplicate_identity_warns_and_names_both_classes(library):
    m = animal(library)

    class Dog(m.Animal):
        __mapper_args__ = {"polymorphic_identity": "dog"}

    message = r"Reassigning polymorphic association for identity 'dog' from <Mapper .*Dog> to <Mapper .*Cat>"
    with pytest.warns(m.sa.exc.SAWarning, match=message):

        class Cat(m.Animal):
            __mapper_args__ = {"polymorphic_identity": "dog"}

        m.orm.configure_mappers()


def test_m23_an_abstract_base_class_of_python_may_be_mapped(library):
    class Meta(type(library.orm.DeclarativeBase), abc.ABCMeta):
        pass

    class Base(library.orm.DeclarativeBase, metaclass=Meta):
        pass

    sa, column = library.sa, library.orm.mapped_column

    class Item(Base):
        __tablename__ = "item"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_abstract": True}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))

        @abc.abstractmethod
        def price(self) -> int: ...

    class Book(Item):
        __mapper_args__ = {"polymorphic_identity": "book"}

        def price(self) -> int:
            return 3

    session = library.store(Base, Book())
    assert [one.price() for one in session.scalars(sa.select(Item))] == [3]
    with pytest.raises((TypeError, sa.exc.InvalidRequestError)):
        Item()
