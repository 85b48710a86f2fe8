"""Section 3 of the inheritance checklist: columns, expressions and aliases of classes of a hierarchy (L12-L21)."""

from types import SimpleNamespace

import pytest

from ..people import shown


def test_l12_with_parent_of_a_base_and_a_subclass(people):
    m = people
    company = m.s.get(m.Company, 1)
    related = m.orm.with_parent(company, m.Company.employees)
    assert shown(m.s.scalars(m.sa.select(m.Person).where(related).order_by(m.Person.id))) == [
        "Engineer ed", "Engineer wally", "Manager pointy", "Boss boss",
    ]  # fmt: skip
    assert shown(m.s.scalars(m.sa.select(m.Manager).where(related).order_by(m.Manager.id))) == [
        "Manager pointy", "Boss boss",
    ]  # fmt: skip
    other = m.orm.aliased(m.Engineer)
    aliased = m.orm.with_parent(company, m.Company.employees.of_type(other))
    assert shown(m.s.scalars(m.sa.select(other).where(aliased).order_by(other.id))) == [
        "Engineer ed", "Engineer wally",
    ]  # fmt: skip
    named = m.orm.with_parent(company, m.Company.employees, from_entity=other)
    assert shown(m.s.scalars(m.sa.select(other.name).where(named).order_by(other.id))) == ["ed", "wally"]
    with pytest.raises(m.sa.exc.ArgumentError):
        m.orm.with_parent(company, m.Company.name)


def test_l12_with_parent_of_a_many_to_one(people):
    m = people
    paper = m.s.scalars(m.sa.select(m.Paper).where(m.Paper.name == "p4")).one()
    owner = m.orm.with_parent(paper, m.Paper.person)
    assert shown(m.s.scalars(m.sa.select(m.Person).where(owner))) == ["Boss boss"]
    assert shown(m.s.scalars(m.sa.select(m.Manager).where(owner))) == ["Boss boss"]


def test_l14_flat_alias_with_a_name_beside_the_class_itself(people):
    m = people
    other = m.orm.aliased(m.Engineer, flat=True, name="other")
    pairs = m.sa.select(m.Engineer.name, other.name).join(other, other.company_id == m.Engineer.company_id)
    later = pairs.where(other.id > m.Engineer.id)
    assert shown(m.s.execute(later)) == [["ed", "wally"]]
    assert shown(m.s.scalars(m.sa.select(other).where(other.language == "java"))) == ["Engineer vlad"]


def test_l15_deferring_everything_but_a_column_of_the_subclass(people):
    m = people
    options = (m.orm.defer("*"), m.orm.undefer(m.Engineer.language))
    found = m.s.scalars(m.sa.select(m.Engineer).options(*options).order_by(m.Engineer.id)).all()
    # Key and discriminator always come; the wildcard of the alias is for its own columns.
    assert [sorted(key for key in one.__dict__ if not key.startswith("_")) for one in found] == [
        ["id", "language", "type"]
    ] * 3
    assert [one.name for one in found] == ["ed", "wally", "vlad"]


def test_l18_the_same_row_by_two_ways_is_one_object(people):
    m = people
    other = m.orm.aliased(m.Person)
    rows = m.s.execute(m.sa.select(m.Engineer, other).join(other, other.id == m.Engineer.id)).all()
    assert len(rows) == 3 and all(engineer is person for engineer, person in rows)


@pytest.fixture
def animals(library) -> SimpleNamespace:
    """A hierarchy with expressions on base and subclass, and attributes of one name on two siblings."""
    sa, orm, base = library.sa, library.orm, library.base()
    column, hybrid = orm.mapped_column, library.ext.hybrid.hybrid_property

    class Animal(base):
        __tablename__ = "animal"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "animal"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))
        name = column(sa.String(10))
        loud = orm.column_property(sa.func.upper(name))

        @hybrid
        def called(self):
            return self.name + "!"

    class Flea(base):
        __tablename__ = "flea"
        id = column(sa.Integer, primary_key=True)
        dog_id = column(sa.ForeignKey("animal.id"))

    class Dog(Animal):
        __tablename__ = "dog"
        __mapper_args__ = {"polymorphic_identity": "dog"}
        id = column(sa.ForeignKey("animal.id"), primary_key=True)
        size = column(sa.String(10))
        both = orm.column_property(size + Animal.name)
        fleas = orm.column_property(
            sa.select(sa.func.count(Flea.id)).where(Flea.dog_id == id).correlate_except(Flea).scalar_subquery()
        )

        @hybrid
        def described(self):
            return self.size + " " + self.name

    class Fish(Animal):
        __tablename__ = "fish"
        __mapper_args__ = {"polymorphic_identity": "fish"}
        id = column(sa.ForeignKey("animal.id"), primary_key=True)
        size = column(sa.Integer)

    session = library.store(base, Dog(name="rex", size="big"), Fish(name="nemo", size=3), Animal(name="x"))
    session.add_all([Dog(name="tim", size="small"), Flea(dog_id=1), Flea(dog_id=1)])
    session.commit()
    session.expunge_all()
    return SimpleNamespace(sa=sa, orm=orm, s=session, Animal=Animal, Dog=Dog, Fish=Fish)


def test_l19_siblings_may_have_columns_of_one_name_and_two_types(animals):
    m = animals
    found = m.s.scalars(m.sa.select(m.Animal).order_by(m.Animal.id)).all()
    assert [getattr(one, "size", None) for one in found] == ["big", 3, None, "small"]
    whole = m.orm.with_polymorphic(m.Animal, "*")
    assert shown(m.s.execute(m.sa.select(whole.Dog.size, whole.Fish.size).order_by(whole.id))) == [
        ["big", None], [None, 3], [None, None], ["small", None],
    ]  # fmt: skip
    either = m.sa.or_(whole.Dog.size == "big", whole.Fish.size == 3)
    assert shown(m.s.scalars(m.sa.select(whole).where(either).order_by(whole.id))) == ["Dog rex", "Fish nemo"]


def test_l21_expressions_of_base_and_subclass_are_loaded(animals):
    m = animals
    found = m.s.scalars(m.sa.select(m.Animal).order_by(m.Animal.id)).all()
    assert [(one.loud, one.called) for one in found] == [
        ("REX", "rex!"), ("NEMO", "nemo!"), ("X", "x!"), ("TIM", "tim!"),
    ]  # fmt: skip
    dogs = [one for one in found if type(one) is m.Dog]
    assert [(one.both, one.fleas, one.described) for one in dogs] == [
        ("bigrex", 2, "big rex"),
        ("smalltim", 0, "small tim"),
    ]


def test_l21_an_expression_of_a_subclass_brings_its_join(animals):
    m = animals
    assert m.s.scalars(m.sa.select(m.Dog.both).order_by(m.Dog.described)).all() == ["bigrex", "smalltim"]
    assert shown(m.s.scalars(m.sa.select(m.Dog).where(m.Dog.fleas == 2))) == ["Dog rex"]
    assert shown(m.s.scalars(m.sa.select(m.Animal.called).order_by(m.Animal.loud))) == ["nemo!", "rex!", "tim!", "x!"]
    row = m.s.execute(m.sa.select(m.Dog.both, m.Dog.fleas, m.Dog.loud).where(m.Dog.both == "bigrex")).one()
    assert (row.both, row.fleas, row.loud) == ("bigrex", 2, "REX")
    other = m.orm.aliased(m.Dog)
    row = m.s.execute(m.sa.select(other.both, other.loud).where(other.both == "bigrex")).one()
    assert (row.both, row.loud) == ("bigrex", "REX")
    inner = m.sa.select(m.Dog.both).subquery()
    assert m.s.scalars(m.sa.select(inner.c.both).order_by(inner.c.both)).all() == ["bigrex", "smalltim"]


def test_l17_a_class_over_a_select_of_fewer_columns(people):
    m = people
    base = m.Person.__table__
    few = m.sa.select(base.c.id, base.c.name, base.c.type).where(base.c.id > 2).subquery()
    over = m.orm.aliased(m.Person, few)
    found = m.s.scalars(m.sa.select(over).options(m.orm.load_only(over.name)).order_by(over.id)).all()
    assert shown(found) == ["Manager pointy", "Boss boss", "Engineer vlad", "Person joe"]
    assert [getattr(one, "status", None) for one in found] == ["s3", "s4", "s5", None]
