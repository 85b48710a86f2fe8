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


#: The people by key, each with what only its class has.
IN_ORDER = [
    ("Engineer ed", "s1"), ("Engineer wally", "s2"), ("Manager pointy", "s3"), ("Boss boss", "s4"),
    ("Engineer vlad", "s5"), ("Person joe", None),
]  # fmt: skip


def loaded(m, statement, cls=None):
    """Return the objects of another statement's rows, and the columns that came with them."""
    m.s.expunge_all()
    m.statements.clear()
    found = m.s.scalars(m.sa.select(cls or m.Person).from_statement(statement)).all()
    names = {"id", "name", "type", "company_id", "language", "status", "hobby", "swing"}
    return found, [sorted(names & one.__dict__.keys()) for one in found]


def test_l17_text_with_fewer_columns_leaves_the_others_for_later(people):
    m = people
    found, came = loaded(m, m.sa.text("SELECT type, id FROM person ORDER BY id"))
    assert came == [["id", "type"]] * 6
    assert [(shown(one), getattr(one, "status", None)) for one in found] == IN_ORDER
    # One for the text, one for each object: what it lacks is read at once.
    assert len(m.statements) == 7


def test_l17_columns_of_a_text_are_found_by_name(people):
    m = people
    found, came = loaded(m, m.sa.text("SELECT 1 AS other, name, type AS person_type, id FROM person ORDER BY id DESC"))
    assert came == [["id", "name", "type"]] * 6
    assert shown(found) == [name for name, _ in reversed(IN_ORDER)]
    joined = "FROM person JOIN engineer ON person.id = engineer.id ORDER BY person.id"
    found, came = loaded(m, m.sa.text(f"SELECT person.id, person.type, engineer.status {joined}"), m.Engineer)
    assert came == [["id", "status", "type"]] * 3
    assert [(shown(one), one.status, one.language) for one in found] == [
        ("Engineer ed", "s1", "py"), ("Engineer wally", "s2", "c"), ("Engineer vlad", "s5", "java"),
    ]  # fmt: skip


def test_l17_columns_of_a_text_are_named_by_place(people):
    m = people
    sql = "SELECT type AS a, id AS b, name AS c FROM person ORDER BY id"
    found, came = loaded(m, m.sa.text(sql).columns(m.Person.type, m.Person.id, m.Person.name))
    assert came == [["id", "name", "type"]] * 6
    assert shown(found) == [name for name, _ in IN_ORDER]
    outer = "FROM person LEFT JOIN engineer ON person.id = engineer.id ORDER BY person.id"
    columns = (m.Person.id, m.Person.type, m.Engineer.__table__.c.id, m.Engineer.language)
    text = m.sa.text(f"SELECT person.id, person.type, engineer.id AS other, language {outer}").columns(*columns)
    found, came = loaded(m, text, m.orm.with_polymorphic(m.Person, [m.Engineer]))
    assert came[:3] == [["id", "language", "type"], ["id", "language", "type"], ["id", "type"]]
    assert [(shown(one), getattr(one, "status", None)) for one in found] == IN_ORDER


def test_l17_options_of_a_text_load_what_they_name(people):
    m = people
    options = (m.orm.selectinload(m.Person.papers), m.orm.selectin_polymorphic(m.Person, [m.Engineer]))
    text = m.sa.text("SELECT type, id FROM person WHERE id < 3 ORDER BY id")
    found = m.s.scalars(m.sa.select(m.Person).options(*options).from_statement(text)).all()
    m.statements.clear()
    assert [[paper.name for paper in one.papers] for one in found] == [["p1", "p2"], []]
    assert ([one.language for one in found], m.statements) == (["py", "c"], [])
    text = m.sa.text("SELECT id, type FROM person WHERE id > :key ORDER BY id")
    streamed = m.sa.select(m.Person).from_statement(text).execution_options(yield_per=2)
    assert shown(m.s.scalars(streamed, {"key": 3}).all()) == [name for name, _ in IN_ORDER[3:]]


@pytest.mark.parametrize("missing", ["id", "type"])
def test_l17_text_without_the_key_or_the_discriminator_is_an_error(people, missing):
    m = people
    names = ", ".join({"id", "type", "name"} - {missing})
    with pytest.raises(m.sa.exc.NoSuchColumnError, match=f"column in row for column 'person.{missing}'"):
        loaded(m, m.sa.text(f"SELECT {names} FROM person"))


def test_l17_text_leaves_what_is_in_memory(people):
    m = people
    engineer = m.s.get(m.Person, 1)
    engineer.name = "changed"
    text = m.sa.text("SELECT id, type, 'new' AS name FROM person WHERE id = 1")
    chosen = m.sa.select(m.Person).from_statement(text).execution_options(autoflush=False)
    assert m.s.scalars(chosen).one() is engineer and (engineer.name, engineer.language) == ("changed", "py")
    again = m.s.scalars(chosen.execution_options(populate_existing=True)).one()
    assert again is engineer and (engineer.name, engineer.company_id) == ("new", 1)
