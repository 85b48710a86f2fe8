"""Section 4 of the inheritance checklist: relationships between classes of hierarchies (R01-R10)."""

from types import SimpleNamespace
from typing import Any

import pytest

from ..libraries import Library
from ..people import shown

LOADERS = ("lazyload", "selectinload", "joinedload", "subqueryload")


def test_r03_two_subclasses_have_relationships_of_one_name(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column, related = orm.mapped_column, orm.relationship

    class Left(base):
        __tablename__ = "lefts"
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(5))

    class Right(base):
        __tablename__ = "rights"
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(5))

    class Item(base):
        __tablename__ = "item"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "item"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))

    class One(Item):
        __mapper_args__ = {"polymorphic_identity": "one"}
        left_id = column(sa.ForeignKey("lefts.id"), nullable=True)
        thing = related(Left)

    class Two(Item):
        __tablename__ = "two"
        __mapper_args__ = {"polymorphic_identity": "two"}
        id = column(sa.ForeignKey("item.id"), primary_key=True)
        right_id = column(sa.ForeignKey("rights.id"), nullable=True)
        thing = related(Right)

    session = library.store(base, One(thing=Left(name="x")), Two(thing=Right(name="y")), Item())
    for name in LOADERS:
        session.expunge_all()
        load = getattr(orm, name)
        found = session.scalars(sa.select(Item).options(load(One.thing), load(Two.thing)).order_by(Item.id)).all()
        library.statements.clear()
        assert shown([getattr(one, "thing", None) for one in found]) == ["Left x", "Right y", None]
        assert not library.own or library.taken() == (2 if name == "lazyload" else 0)
    whole = orm.with_polymorphic(Item, "*")
    rows = session.execute(sa.select(whole.id, Left.name).outerjoin(whole.One.thing).order_by(whole.id)).all()
    assert [row[1] for row in rows] == ["x", None, None]


def family(library: Library, joined: bool) -> SimpleNamespace:
    """Declare and store a tree of members whose leaves refer to members, to each other and to themselves."""
    sa, orm, base = library.sa, library.orm, library.base()
    column, related = orm.mapped_column, orm.relationship

    def table(name: str) -> dict[str, Any]:
        return {"__tablename__": name, "id": column(sa.ForeignKey("member.id"), primary_key=True)} if joined else {}

    class Member(base):
        __tablename__ = "member"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "member"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))
        name = column(sa.String(5))
        parent_id = column(sa.ForeignKey("member.id"))
        parent = related("Member", remote_side="Member.id", back_populates="children", foreign_keys="Member.parent_id")
        children = related("Member", back_populates="parent", order_by="Member.id", foreign_keys="Member.parent_id")

    class Scout(Member):
        locals().update(table("scout"))
        __mapper_args__ = {"polymorphic_identity": "scout"}
        if joined:
            __mapper_args__ |= {"inherit_condition": locals()["id"] == Member.id}
        x = column(sa.Integer, nullable=True)
        buddy_id = column(sa.ForeignKey("scout.id" if joined else "member.id"), nullable=True)
        buddy = related("Scout", foreign_keys="Scout.buddy_id", remote_side="Scout.id" if joined else "Member.id")

    class Cook(Member):
        locals().update(table("cook"))
        __mapper_args__ = {"polymorphic_identity": "cook"}
        if joined:
            __mapper_args__ |= {"inherit_condition": locals()["id"] == Member.id}
        y = column(sa.Integer, nullable=True)
        friend_id = column(sa.ForeignKey("scout.id" if joined else "member.id"), nullable=True)
        friend = related("Scout", foreign_keys="Cook.friend_id", remote_side="Scout.id" if joined else "Member.id")

    root = Scout(name="root", x=1)
    session = library.store(base, root)
    root = session.get(Member, 1)
    kid = Scout(name="kid", x=2, parent=root, buddy=root)
    session.add(kid)
    session.flush()
    session.add(Cook(name="leaf", y=3, parent=kid, friend=root))
    session.flush()
    session.add(Member(name="z", parent=root))
    session.commit()
    session.expunge_all()
    library.statements.clear()
    return SimpleNamespace(sa=sa, orm=orm, s=session, Member=Member, Scout=Scout, Cook=Cook)


@pytest.mark.parametrize("joined", [True, False], ids=["joined", "single"])
@pytest.mark.parametrize("loader", LOADERS)
def test_r04_a_tree_of_a_hierarchy_is_loaded_by_every_loader(library, joined, loader):
    m = family(library, joined)
    load = getattr(m.orm, loader)
    below = load(m.Member.children).options(load(m.Member.children))
    root = m.s.scalars(m.sa.select(m.Member).where(m.Member.parent_id.is_(None)).options(below)).unique().one()
    found = [(child, list(child.children)) for child in root.children]
    assert shown(found) == [["Scout kid", ["Cook leaf"]], ["Member z", []]]
    m.s.expunge_all()
    cook = m.s.scalars(m.sa.select(m.Cook).options(load(m.Cook.parent), load(m.Cook.friend))).one()
    assert shown([cook.parent, cook.parent.x, cook.friend, cook.friend.x]) == ["Scout kid", 2, "Scout root", 1]


@pytest.mark.parametrize("joined", [True, False], ids=["joined", "single"])
def test_r04_joins_within_a_hierarchy(library, joined):
    m = family(library, joined)
    above, scout = m.orm.aliased(m.Member), m.orm.aliased(m.Scout)

    def rows(statement):
        return shown(m.s.execute(statement))

    select = m.sa.select
    assert rows(select(m.Scout.name, above.name).join(m.Scout.parent.of_type(above)).order_by(m.Scout.id)) == [
        ["kid", "root"]
    ]
    below = select(m.Member.name, scout.name, scout.x).join(m.Member.parent.of_type(scout)).order_by(m.Member.name)
    assert rows(below) == [["kid", "root", 1], ["leaf", "kid", 2], ["z", "root", 1]]
    assert rows(select(m.Scout.name, scout.name).join(m.Scout.buddy.of_type(scout))) == [["kid", "root"]]
    assert rows(select(m.Cook.name, scout.name).join(m.Cook.friend.of_type(scout))) == [["leaf", "root"]]
    assert rows(select(m.Scout.name, scout.x).join(scout, m.Scout.parent)) == [["kid", 1]]


@pytest.mark.parametrize("joined", [True, False], ids=["joined", "single"])
def test_r04_conditions_on_relationships_within_a_hierarchy(library, joined):
    m = family(library, joined)

    def found(cls, condition):
        return shown(m.s.scalars(m.sa.select(cls).where(condition).order_by(cls.name)))

    root = m.s.get(m.Scout, 1)
    assert found(m.Member, m.Member.children.any(m.Member.name == "leaf")) == ["Scout kid"]
    if joined or library.own:
        # In one table SQLAlchemy asks the row outside for the column of the one inside.
        assert found(m.Member, m.Member.children.of_type(m.Cook).any(m.Cook.y == 3)) == ["Scout kid"]
        assert found(m.Cook, m.Cook.parent.of_type(m.Scout).has(m.Scout.x == 2)) == ["Cook leaf"]
        assert found(m.Cook, m.Cook.friend.has(m.Scout.x == 1)) == ["Cook leaf"]
    assert found(m.Scout, m.Scout.buddy.has(x=1)) == ["Scout kid"]
    assert found(m.Scout, m.Scout.buddy == root) == ["Scout kid"]
    assert found(m.Member, m.Member.parent == root) == ["Scout kid", "Member z"]


@pytest.mark.parametrize("joined", [True, False], ids=["joined", "single"])
@pytest.mark.parametrize("loader", LOADERS)
def test_r05_many_to_many_between_base_subclass_and_itself(library, joined, loader):
    sa, orm, base = library.sa, library.orm, library.base()
    column, related = orm.mapped_column, orm.relationship
    leaf = "star.id" if joined else "thing.id"
    liking = sa.Table(
        "likes", base.metadata, sa.Column("thing_id", sa.ForeignKey("thing.id"), primary_key=True),
        sa.Column("star_id", sa.ForeignKey(leaf), primary_key=True),
    )  # fmt: skip
    tagged = sa.Table(
        "tagged", base.metadata, sa.Column("tag_id", sa.ForeignKey("tag.id"), primary_key=True),
        sa.Column("star_id", sa.ForeignKey(leaf), primary_key=True),
    )  # fmt: skip

    class Tag(base):
        __tablename__ = "tag"
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(5))
        stars = related("Star", secondary=tagged, back_populates="tags", order_by="Star.name")

    class Thing(base):
        __tablename__ = "thing"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "thing"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))
        name = column(sa.String(5))
        likes = related(
            "Star", secondary=liking, primaryjoin=lambda: Thing.id == liking.c.thing_id,
            secondaryjoin=lambda: Star.__table__.c.id == liking.c.star_id, order_by="Star.name",
        )  # fmt: skip

    class Star(Thing):
        if joined:
            __tablename__ = "star"
            id = column(sa.ForeignKey("thing.id"), primary_key=True)
        __mapper_args__ = {"polymorphic_identity": "star"}
        x = column(sa.Integer, nullable=True)
        tags = related("Tag", secondary=tagged, back_populates="stars", order_by="Tag.name")

    one = Star(name="one", x=1, tags=[Tag(name="t"), Tag(name="u")])
    two = Star(name="two", x=2, tags=[one.tags[0]], likes=[one])
    session = library.store(base, one, two, Thing(name="z", likes=[one, two]))
    load = getattr(orm, loader)
    options = (load(Thing.likes).options(load(Star.tags)), load(Star.tags))
    found = session.scalars(sa.select(Thing).options(*options).order_by(Thing.name)).unique().all()
    library.statements.clear()
    liked = [[(star, star.x, [tag.name for tag in star.tags]) for star in thing.likes] for thing in found]
    assert shown(liked) == [
        [], [["Star one", 1, ["t", "u"]]], [["Star one", 1, ["t", "u"]], ["Star two", 2, ["t"]]],
    ]  # fmt: skip
    assert [[tag.name for tag in getattr(thing, "tags", ())] for thing in found] == [["t", "u"], ["t"], []]
    assert loader == "lazyload" or library.taken() == 0
    joined_rows = session.execute(sa.select(Tag.name, Star.x).join(Tag.stars).order_by(Tag.name, Star.name))
    assert shown(joined_rows) == [["t", 1], ["t", 2], ["u", 1]]
    other = orm.aliased(Star)
    pairs = sa.select(Thing.name, other.x).join(Thing.likes.of_type(other)).order_by(Thing.name, other.x)
    assert shown(session.execute(pairs)) == [["two", 1], ["z", 1], ["z", 2]]
    assert shown(session.scalars(sa.select(Tag).where(Tag.stars.any(Star.name == "two")))) == ["Tag t"]
    assert shown(session.scalars(sa.select(Thing).where(Thing.likes.contains(found[1])))) == ["Thing z"]


def test_r02_r07_an_object_of_another_class_is_refused(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Item(base):
        __tablename__ = "item"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "item"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))

    class One(Item):
        __mapper_args__ = {"polymorphic_identity": "one"}

    class Two(Item):
        __mapper_args__ = {"polymorphic_identity": "two"}

    class Holder(base):
        __tablename__ = "holder"
        id = column(sa.Integer, primary_key=True)
        item_id = column(sa.ForeignKey("item.id"))
        one = orm.relationship(One)

    session = library.store(base)
    session.add(Holder(one=One()))
    session.flush()
    with pytest.raises(sa.orm.exc.FlushError if library.own else AssertionError, match="Two"):
        session.add(Holder(one=Two()))
        session.flush()


@pytest.mark.parametrize("loader", LOADERS)
def test_r09_a_condition_names_columns_of_parent_and_child_tables(library, loader):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Item(base):
        __tablename__ = "item"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "item"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))
        code = column(sa.String(5))

    class Part(Item):
        __tablename__ = "part"
        __mapper_args__ = {"polymorphic_identity": "part"}
        id = column(sa.ForeignKey("item.id"), primary_key=True)
        flag = column(sa.String(5))
        notes = orm.relationship(
            "Note", order_by="Note.name", viewonly=True,
            primaryjoin="and_(Part.code == foreign(Note.code), Part.flag == foreign(Note.flag))",
        )  # fmt: skip

    class Note(base):
        __tablename__ = "note"
        id = column(sa.Integer, primary_key=True)
        code = column(sa.String(5))
        flag = column(sa.String(5))
        name = column(sa.String(5))

    notes = [Note(code=code, flag=flag, name=name) for code, flag, name in ("cfa", "cgb", "dfc")]
    session = library.store(base, Part(code="c", flag="f"), Part(code="d", flag="f"), *notes)
    option = getattr(orm, loader)(Part.notes)
    found = session.scalars(sa.select(Item).options(option).order_by(Item.code)).unique().all()
    assert [[note.name for note in one.notes] for one in found] == [["a"], ["c"]]
    assert shown(session.execute(sa.select(Part.code, Note.name).join(Part.notes).order_by(Part.code))) == [
        ["c", "a"], ["d", "c"],
    ]  # fmt: skip
    assert session.scalars(sa.select(Part.code).where(Part.notes.any(Note.name == "c"))).all() == ["d"]


def test_r09_the_side_that_refers_is_marked_in_the_condition(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Host(base):
        __tablename__ = "host"
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(5))

    class Visit(base):
        __tablename__ = "visit"
        id = column(sa.Integer, primary_key=True)
        host_name = column(sa.String(5))
        other_name = column(sa.String(5))
        host = orm.relationship(Host, primaryjoin=orm.foreign(host_name) == orm.remote(Host.name))

    session = library.store(base, Host(name="a"), Visit(host_name="a", other_name="b"), Visit(host_name="z"))
    assert Visit.host.property.direction.name == "MANYTOONE"
    found = session.scalars(sa.select(Visit).order_by(Visit.id)).all()
    assert shown([one.host for one in found]) == ["Host a", None]
    found[1].host = found[0].host
    session.commit()
    assert found[1].host_name == "a"


def company(library: Library, base_class: Any) -> Any:
    """Return the class of companies to which concrete classes refer."""
    sa, orm = library.sa, library.orm

    class Firm(base_class):
        __tablename__ = "firm"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        name = orm.mapped_column(sa.String(10))
        staff = orm.relationship("Worker", back_populates="firm", order_by="Worker.id")

    return Firm


@pytest.mark.parametrize("loader", LOADERS)
def test_r08_concrete_classes_repeat_a_relationship(library, loader):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column
    Firm = company(library, base)

    class Worker(library.ext.declarative.ConcreteBase, base):
        __tablename__ = "worker"
        __mapper_args__ = {"polymorphic_identity": "worker", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        name = column(sa.String(10))
        firm_id = column(sa.ForeignKey("firm.id"))
        firm = orm.relationship("Firm", back_populates="staff")

    class Chief(Worker):
        __tablename__ = "chief"
        __mapper_args__ = {"polymorphic_identity": "chief", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        name = column(sa.String(10))
        firm_id = column(sa.ForeignKey("firm.id"))
        firm = orm.relationship("Firm", back_populates="staff")

    firm = Firm(name="f")
    session = library.store(base, Worker(id=1, name="a", firm=firm), Chief(id=2, name="b", firm=firm))
    found = session.scalars(sa.select(Firm).options(getattr(orm, loader)(Firm.staff))).unique().one()
    assert shown(found.staff) == ["Worker a", "Chief b"]
    assert all(one.firm is found for one in found.staff)
    assert shown(session.execute(sa.select(Firm.name, Worker.name).join(Firm.staff).order_by(Worker.id))) == [
        ["f", "a"], ["f", "b"],
    ]  # fmt: skip
    assert shown(session.scalars(sa.select(Chief).join(Chief.firm).where(Firm.name == "f"))) == ["Chief b"]
    session.add(Worker(id=3, name="c"))
    hired = sa.select(Worker).where(Worker.firm.has(Firm.name == "f")).order_by(Worker.id)
    assert shown(session.scalars(hired)) == ["Worker a", "Chief b"]


def test_r08_subclasses_of_a_concrete_base_are_named_in_joins_and_conditions(store):
    library = Library("own", "")
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column
    Firm = company(library, base)

    class Worker(library.ext.declarative.ConcreteBase, base):
        __tablename__ = "worker"
        __mapper_args__ = {"polymorphic_identity": "worker", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        name = column(sa.String(10))
        firm_id = column(sa.ForeignKey("firm.id"))
        firm = orm.relationship("Firm", back_populates="staff")

    class Chief(Worker):
        __tablename__ = "chief"
        __mapper_args__ = {"polymorphic_identity": "chief", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        name = column(sa.String(10))
        firm_id = column(sa.ForeignKey("firm.id"))
        car = column(sa.String(10))
        firm = orm.relationship("Firm", back_populates="staff")

    one, two = Firm(id=1, name="f"), Firm(id=2, name="g")
    rows = (Worker(id=1, name="a", firm=one), Chief(id=2, name="b", car="x", firm=one), Chief(id=3, name="c", firm=two))
    session = store(base, two, *rows)
    whole = orm.with_polymorphic(Worker, [Chief])
    assert shown(session.scalars(sa.select(whole).order_by(whole.id))) == ["Worker a", "Chief b", "Chief c"]
    assert shown(session.scalars(sa.select(whole).where(whole.Chief.car == "x"))) == ["Chief b"]
    assert shown(session.scalars(sa.select(Firm).where(Firm.staff.of_type(whole).any(whole.name == "b")))) == ["Firm f"]
    for named in (whole, orm.with_polymorphic(Worker, "*", aliased=True)):
        pairs = sa.select(Firm.name, named.name).join(Firm.staff.of_type(named)).order_by(named.id)
        assert shown(session.execute(pairs)) == [["f", "a"], ["f", "b"], ["g", "c"]]
    for loader in (orm.selectinload, orm.joinedload, orm.subqueryload):
        session.expunge_all()
        firms = session.scalars(sa.select(Firm).options(loader(Firm.staff.of_type(whole))).order_by(Firm.id)).unique()
        assert shown([firm.staff for firm in firms]) == [["Worker a", "Chief b"], ["Chief c"]]
    chiefs = sa.select(Firm.name, Chief.name).join(Firm.staff.of_type(Chief)).order_by(Chief.id)
    assert shown(session.execute(chiefs)) == [["f", "b"], ["g", "c"]]
    assert shown(session.scalars(sa.select(Firm).where(Firm.staff.of_type(Chief).any(Chief.car == "x")))) == ["Firm f"]


@pytest.mark.parametrize("loader", LOADERS)
def test_r08_an_abstract_concrete_base_is_the_target_of_a_relationship(library, loader):
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column
    Firm = company(library, base)

    class Worker(library.ext.declarative.AbstractConcreteBase, base):
        strict_attrs = True

        @orm.declared_attr
        def firm_id(cls):
            return column(sa.ForeignKey("firm.id"))

        @orm.declared_attr
        def firm(cls):
            return orm.relationship("Firm", back_populates="staff")

    class Clerk(Worker):
        __tablename__ = "clerk"
        __mapper_args__ = {"polymorphic_identity": "clerk", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        name = column(sa.String(10))

    class Chief(Worker):
        __tablename__ = "chief"
        __mapper_args__ = {"polymorphic_identity": "chief", "concrete": True}
        id = column(sa.Integer, primary_key=True, autoincrement=False)
        name = column(sa.String(10))

    base.registry.configure()
    firm = Firm(name="f")
    session = library.store(base, Clerk(id=1, name="a", firm=firm), Chief(id=2, name="b", firm=firm))
    found = session.scalars(sa.select(Firm).options(getattr(orm, loader)(Firm.staff))).unique().one()
    assert shown(found.staff) == ["Clerk a", "Chief b"]
    assert all(one.firm is found for one in found.staff)


def test_r01_a_collection_of_the_base_has_objects_of_every_class(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column, related = orm.mapped_column, orm.relationship

    class Company(base):
        __tablename__ = "company"
        id = column(sa.Integer, primary_key=True)
        staff = related("Person", back_populates="company", order_by="Person.id")

    class Person(base):
        __tablename__ = "person"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))
        company_id = column(sa.ForeignKey("company.id"))
        company = related(Company, back_populates="staff")

    class Engineer(Person):
        __tablename__ = "engineer"
        __mapper_args__ = {"polymorphic_identity": "engineer"}
        id = column(sa.ForeignKey("person.id"), primary_key=True)
        language = column(sa.String(10))

    class Guest(Person):
        __mapper_args__ = {"polymorphic_identity": "guest"}

    engineer = Engineer(id=2, language="py")
    company = Company(id=1, staff=[Person(id=1), engineer, Guest(id=3)])
    assert engineer.company is company
    session = library.store(base, company)
    for name in LOADERS:
        session.expunge_all()
        [company] = session.scalars(sa.select(Company).options(getattr(orm, name)(Company.staff))).unique()
        assert [type(one).__name__ for one in company.staff] == ["Person", "Engineer", "Guest"]
        assert all(one.company is company for one in company.staff)
    company.staff.remove(company.staff[1])
    session.commit()
    assert session.get(Engineer, 2).company is None
    assert session.scalars(sa.select(Company.id).where(Company.staff.of_type(Guest).any())).all() == [1]
    assert session.scalars(sa.select(Company.id).where(Company.staff.of_type(Engineer).any())).all() == []


def test_r06_a_relationship_leads_to_an_abstract_class(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column, related = orm.mapped_column, orm.relationship

    class Company(base):
        __tablename__ = "company"
        id = column(sa.Integer, primary_key=True)
        board = related("Executive", back_populates="company", order_by="Executive.id")

    class Person(base):
        __tablename__ = "person"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))

    class Executive(Person):
        __mapper_args__ = {"polymorphic_abstract": True}
        company_id = column(sa.ForeignKey("company.id"))
        company = related(Company, back_populates="board")

    class Manager(Executive):
        __mapper_args__ = {"polymorphic_identity": "manager"}

    class Treasurer(Executive):
        __tablename__ = "treasurer"
        __mapper_args__ = {"polymorphic_identity": "treasurer"}
        id = column(sa.ForeignKey("person.id"), primary_key=True)
        level = column(sa.Integer)

    company = Company(id=1, board=[Manager(id=1), Treasurer(id=2, level=4)])
    session = library.store(base, company, Person(id=3))
    for name in LOADERS:
        session.expunge_all()
        [company] = session.scalars(sa.select(Company).options(getattr(orm, name)(Company.board))).unique()
        assert [type(one).__name__ for one in company.board] == ["Manager", "Treasurer"]
        assert [one.company is company for one in company.board] == [True, True]
    assert session.scalars(sa.select(Company.id).where(Company.board.any(Executive.id == 2))).all() == [1]
    joined = sa.select(Executive).join(Executive.company).order_by(Executive.id)
    assert [type(one).__name__ for one in session.scalars(joined)] == ["Manager", "Treasurer"]
    treasurers = sa.select(Company.id).join(Company.board.of_type(Treasurer)).where(Treasurer.level == 4)
    assert session.scalars(treasurers).all() == [1]


@pytest.mark.parametrize("given", ["Person", "Manager"])
def test_r07_an_object_of_a_class_that_the_relationship_is_not_to_is_refused(library, given):
    m = assigned(library)
    machine = m.Machine(engineer=getattr(m, given)(name="x"))
    # SQLAlchemy finds it at the add() already, as an assertion, where the cascade passes.
    with pytest.raises((library.orm.exc.FlushError, AssertionError), match=given):
        m.session.add(machine)
        m.session.flush()
    m.session.rollback()
    assert m.session.scalars(library.sa.select(m.Machine)).all() == []


def test_r07_an_object_of_a_class_below_is_taken(library):
    m = assigned(library)
    m.session.add(m.Machine(engineer=m.Senior(name="x")))
    m.session.commit()
    m.session.expunge_all()
    assert type(m.session.scalars(library.sa.select(m.Machine)).one().engineer) is m.Senior


def assigned(library: Library) -> SimpleNamespace:
    """Declare machines that belong to engineers, on a table without the foreign key, and a session."""
    sa, orm, base = library.sa, library.orm, library.base()
    column = orm.mapped_column

    class Person(base):
        __tablename__ = "person"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(10))
        type = column(sa.String(10))

    class Engineer(Person):
        __tablename__ = "engineer"
        __mapper_args__ = {"polymorphic_identity": "engineer"}
        id = column(sa.ForeignKey("person.id"), primary_key=True)

    class Senior(Engineer):
        __mapper_args__ = {"polymorphic_identity": "senior"}

    class Manager(Person):
        __mapper_args__ = {"polymorphic_identity": "manager"}

    class Machine(base):
        __tablename__ = "machine"
        id = column(sa.Integer, primary_key=True)
        engineer_id = column(sa.Integer)
        engineer = orm.relationship(Engineer, primaryjoin=lambda: orm.foreign(Machine.engineer_id) == Engineer.id)

    found = {one.__name__: one for one in (Person, Engineer, Senior, Manager, Machine)}
    return SimpleNamespace(session=library.store(base), **found)


def test_r05_siblings_share_a_link_table_and_a_key_without_a_warning(library):
    sa, orm, base = library.sa, library.orm, library.base()
    column, related = orm.mapped_column, orm.relationship
    link = sa.Table(
        "seat",
        base.metadata,
        sa.Column("coach_id", sa.ForeignKey("coach.id"), primary_key=True),
        sa.Column("rider_id", sa.ForeignKey("rider.id"), primary_key=True),
    )

    class Coach(base):
        __tablename__ = "coach"
        id = column(sa.Integer, primary_key=True)
        adults = related("Adult", secondary=link)
        kids = related("Kid", secondary=link)
        guides = related("Guide")
        drivers = related("Driver")

    class Rider(base):
        __tablename__ = "rider"
        __mapper_args__ = {"polymorphic_on": "type"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(10))
        coach_id = column(sa.ForeignKey("coach.id"))

    for name in ("Adult", "Kid", "Guide", "Driver"):
        type(name, (Rider,), {"__mapper_args__": {"polymorphic_identity": name}})
    adult, kid, guide, driver = (base.registry._class_registry[name]() for name in ("Adult", "Kid", "Guide", "Driver"))
    # Warnings are errors here.
    session = library.store(base, Coach(adults=[adult], kids=[kid], guides=[guide], drivers=[driver]))
    coach = session.scalars(sa.select(Coach)).one()
    found = [type(one).__name__ for one in (*coach.adults, *coach.kids, *coach.guides, *coach.drivers)]
    assert found == ["Adult", "Kid", "Guide", "Driver"]
