"""Lines L2 and L16 of the inheritance checklist: which rows a class means in a subquery of a query of its hierarchy."""

from types import SimpleNamespace

import pytest

from ..libraries import Library


def _joined(library: Library) -> SimpleNamespace:
    sa, column, base = library.sa, library.orm.mapped_column, library.base()

    class Part(base):
        __tablename__ = "part"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "part"}
        id = column(sa.Integer, primary_key=True)
        type = column(sa.String(20))
        weight = column(sa.Integer)
        whole_id = column(sa.ForeignKey("part.id"))
        parts = library.orm.relationship("Part", back_populates="whole")
        whole = library.orm.relationship("Part", back_populates="parts", remote_side="Part.id")

    class Wheel(Part):
        __tablename__ = "wheel"
        __mapper_args__ = {"polymorphic_identity": "wheel"}
        id = column(sa.ForeignKey("part.id"), primary_key=True)
        size = column(sa.Integer)

    class Gear(Wheel):
        __tablename__ = "gear"
        __mapper_args__ = {"polymorphic_identity": "gear"}
        id = column(sa.ForeignKey("wheel.id"), primary_key=True)
        teeth = column(sa.Integer)

    class Bolt(Part):
        __tablename__ = "bolt"
        __mapper_args__ = {"polymorphic_identity": "bolt"}
        id = column(sa.ForeignKey("part.id"), primary_key=True)
        length = column(sa.Integer)

    class Check(base):
        __tablename__ = "part_check"
        id = column(sa.Integer, primary_key=True)
        wheel_id = column(sa.ForeignKey("wheel.id"))

    session = library.store(base, Part(id=1, weight=1))
    session.add_all([Wheel(id=2, weight=2, size=2), Wheel(id=3, weight=3, size=2, whole_id=1)])
    session.flush()
    session.add(Gear(id=4, weight=4, size=9, teeth=1, whole_id=2))
    session.flush()
    session.add_all([Part(id=5, weight=5, whole_id=3), Bolt(id=6, weight=6, length=2, whole_id=1)])
    session.flush()
    session.add(Check(id=1, wheel_id=3))
    session.commit()
    session.expunge_all()
    return SimpleNamespace(sa=sa, orm=library.orm, s=session, Part=Part, Wheel=Wheel, Gear=Gear, Bolt=Bolt, Check=Check)


@pytest.fixture
def parts(library: Library) -> SimpleNamespace:
    return _joined(library)


def _keys(m, statement) -> list[int]:
    return sorted(one.id for one in m.s.scalars(statement))


@pytest.mark.parametrize(
    ("inner", "outer", "keys"),
    [("Wheel", "Part", [2, 3, 4]), ("Gear", "Part", [4]), ("Gear", "Wheel", [4]), ("Bolt", "Part", [6])],
)
def test_l02_exists_of_a_subclass_is_about_the_base_row_around_it(parts, inner, outer, keys):
    m = parts
    inner, outer = getattr(m, inner), getattr(m, outer)
    others = [key for key in _keys(m, m.sa.select(outer)) if key not in keys]
    same = m.sa.exists().where(inner.id == outer.id)
    assert _keys(m, m.sa.select(outer).where(same)) == keys
    assert _keys(m, m.sa.select(outer).where(m.sa.exists().where(outer.id == inner.id))) == keys
    assert _keys(m, m.sa.select(outer).where(~same)) == others
    assert _keys(m, m.sa.select(outer).where(same.correlate(outer))) == keys
    assert _keys(m, m.sa.select(outer).where(same.where(inner.weight > 2))) == [key for key in keys if key > 2]
    assert m.s.scalar(m.sa.select(m.sa.func.count()).select_from(outer).where(same)) == len(keys)
    assert sorted(m.s.scalars(m.sa.select(outer.id).where(same))) == keys


def test_l02_exists_of_a_subclass_in_aliases_of_both(parts):
    m = parts
    part, wheel = m.orm.aliased(m.Part), m.orm.aliased(m.Wheel)
    assert _keys(m, m.sa.select(part).where(m.sa.exists().where(m.Wheel.id == part.id))) == [2, 3, 4]
    assert _keys(m, m.sa.select(m.Part).where(m.sa.exists().where(wheel.id == m.Part.id))) == [2, 3, 4]
    assert _keys(m, m.sa.select(part).where(m.sa.exists().where(wheel.whole_id == part.id))) == [1, 2]
    assert _keys(m, m.sa.select(m.Part).where(m.Part.weight.in_(m.sa.select(wheel.weight)))) == [2, 3, 4]


def test_l02_exists_twice_means_the_row_around_each(parts):
    m = parts
    wheel = m.sa.exists().where(m.Wheel.id == m.Part.id, m.Wheel.size == 2)
    gear = m.sa.exists().where(m.Gear.id == m.Part.id)
    assert _keys(m, m.sa.select(m.Part).where(m.sa.or_(wheel, gear))) == [2, 3, 4]
    assert _keys(m, m.sa.select(m.Part).where(wheel, gear)) == []


def test_l02_exists_of_a_sibling_is_another_row(parts):
    m = parts
    part_of_it = m.sa.exists().where(m.Wheel.size == m.Bolt.length, m.Wheel.size < 9)
    assert _keys(m, m.sa.select(m.Bolt).where(part_of_it)) == [6]
    assert _keys(m, m.sa.select(m.Bolt).where(m.sa.exists().where(m.Wheel.size > m.Bolt.length + 9))) == []


def test_l02_a_base_inside_its_subclass_leaves_nothing_to_select_from(parts):
    m = parts
    for condition in (m.Part.id == m.Wheel.id, m.Wheel.id == m.Part.id):
        with pytest.raises(m.sa.exc.InvalidRequestError, match="returned no FROM clauses due to auto-correlation"):
            m.s.scalars(m.sa.select(m.Wheel).where(m.sa.exists().where(condition))).all()


def test_l16_a_subquery_that_selects_from_the_subclass_reads_its_own_base_table(parts):
    m = parts
    count = m.sa.select(m.sa.func.count(m.Wheel.id)).where(m.Part.weight > 2).scalar_subquery()
    assert sorted(m.s.execute(m.sa.select(m.Part.id, count)).all())[0] == (1, 2)
    light = m.sa.select(m.Wheel.whole_id).where(m.Part.weight > 2)
    assert _keys(m, m.sa.select(m.Part).where(m.Part.id.in_(light))) == [1, 2]


def test_l12_any_and_has_of_a_subclass_that_is_joined(parts):
    m = parts
    any_wheel = m.Part.parts.of_type(m.Wheel)
    assert _keys(m, m.sa.select(m.Part).where(any_wheel.any())) == [1, 2]
    assert _keys(m, m.sa.select(m.Part).where(any_wheel.any(m.Wheel.size == 9))) == [2]
    assert _keys(m, m.sa.select(m.Part).where(m.Part.whole.of_type(m.Wheel).has(m.Wheel.size == 2))) == [4, 5]
