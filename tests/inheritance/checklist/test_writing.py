"""Section 2 of the inheritance checklist, persistence, and what a wrong discriminator does (M14)."""

import pytest


def test_m14_unknown_discriminator_is_an_error_that_names_value_and_key(people):
    m = people
    m.s.execute(m.sa.text("INSERT INTO person (id, name, type) VALUES (50, 'x', 'pirate')"))
    with pytest.raises(AssertionError, match="No such polymorphic_identity 'pirate' is defined"):
        m.s.scalars(m.sa.select(m.Person)).all()


def test_m14_sibling_identity_on_a_subclass_query_is_an_error(people):
    m = people
    m.s.execute(m.sa.text("UPDATE person SET type = 'manager' WHERE name = 'ed'"))
    m.s.execute(m.sa.text("INSERT INTO manager (id) VALUES (1)"))
    with pytest.raises(m.sa.exc.InvalidRequestError, match="is a Manager|refers to Mapper"):
        m.s.scalars(m.sa.select(m.Engineer)).all()


def test_m14_discriminator_set_by_hand_warns(people):
    m = people
    with pytest.warns(m.sa.exc.SAWarning, match="with incompatible polymorphic identity 'engineer'"):
        impostor = m.Person(name="impostor")
        impostor.type = "engineer"
        m.s.add(impostor)
        m.s.flush()


def test_w03_delete_reaches_every_table_and_cascades_from_the_base(people):
    m = people
    m.s.delete(m.s.get(m.Person, 4))
    m.s.commit()
    counts = [m.s.scalar(m.sa.text(f"SELECT count(*) FROM {t}")) for t in ("person", "manager", "boss", "paper")]
    assert counts == [5, 1, 0, 3]


def test_w02_update_writes_only_the_tables_that_changed(people):
    m = people
    boss = m.s.get(m.Boss, 4)
    m.statements.clear()
    boss.swing = "q"
    m.s.flush()
    assert [one.split()[1] for one in m.statements] == ["boss"]
    m.statements.clear()
    boss.name, boss.hobby = "z", "k"
    m.s.flush()
    assert sorted(one.split()[1] for one in m.statements) == ["manager", "person"]
    m.statements.clear()
    boss.name = "z"
    m.s.flush()
    assert m.statements == []


def test_w07_relationship_of_a_subclass_takes_part_in_the_cascade(people):
    m = people
    engineer = m.Engineer(name="new")
    engineer.machines.append(m.Machine(name="mm"))
    m.s.add(m.Company(name="N", employees=[engineer]))
    m.s.commit()
    found = m.s.scalars(m.sa.select(m.Person).where(m.Person.name == "new")).one()
    assert [one.name for one in found.machines] == ["mm"]


def test_w10_bulk_insert_and_update_of_a_joined_subclass(people):
    m = people
    m.s.execute(m.sa.insert(m.Engineer), [{"name": "b1", "language": "x"}, {"name": "b2", "language": "y"}])
    m.s.execute(m.sa.update(m.Engineer), [{"id": 1, "name": "ee", "language": "ll"}])
    m.s.commit()
    rows = m.s.scalars(m.sa.select(m.Engineer).order_by(m.Engineer.id))
    assert [(one.name, one.language, one.type) for one in rows] == [
        ("ee", "ll", "engineer"), ("wally", "c", "engineer"), ("vlad", "java", "engineer"), ("b1", "x", "engineer"),
        ("b2", "y", "engineer"),
    ]  # fmt: skip


def test_w11_merge_refresh_and_expire_of_a_subclass(people):
    m = people
    merged = m.s.merge(m.Engineer(id=1, name="mm", language="rust"))
    m.s.commit()
    assert m.s.get(m.Person, 1) is merged
    m.statements.clear()
    m.s.refresh(merged)
    assert (merged.name, merged.language, len(m.statements)) == ("mm", "rust", 1)
