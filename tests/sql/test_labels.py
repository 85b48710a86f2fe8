"""Strings in ORDER BY and GROUP BY: a label of the select list, or a column of what the select selects from."""

import pytest

from sqlmodel_rs import Column, ForeignKey, Integer, MetaData, String, Table, exc, func
from sqlmodel_rs.sa import desc, nulls_last, select, union_all

metadata = MetaData()
person = Table("person", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
pet = Table("pet", metadata, Column("id", Integer, primary_key=True), Column("person_id", ForeignKey("person.id")))


@pytest.mark.parametrize(
    ("statement", "clauses"),
    [
        (select(person).order_by("name"), "ORDER BY person.name"),
        (select(person.c.id).order_by("name"), "ORDER BY person.name"),
        (select(person.c.id).group_by("name"), "GROUP BY person.name"),
        (select(person.c.name, pet.c.id).join(pet).order_by("id"), "ORDER BY pet.id"),
        (select(person.c.id).order_by("person_id"), "ORDER BY person.id"),
        (select(person.c.id.label("x")).group_by("x").order_by(desc("x")), "GROUP BY x ORDER BY x DESC"),
        (select(person.c.id.label("x")).order_by(nulls_last(desc("id"))), "ORDER BY person.id DESC NULLS LAST"),
        (select(pet.c.person_id, func.count().label("n")).group_by("person_id").order_by("n"),
         "GROUP BY pet.person_id ORDER BY n"),
        (union_all(select(person.c.id), select(pet.c.id)).order_by("id"), "FROM pet ORDER BY id"),
    ],
)  # fmt: skip
def test_a_string_names_a_label_or_a_column(statement, clauses) -> None:
    assert str(statement).endswith(clauses)


@pytest.mark.parametrize("name", ["nope", "person.name", "sum_1"])
def test_an_unknown_name_is_refused(name) -> None:
    with pytest.raises(exc.CompileError, match=f"Textual SQL expression '{name}' should be explicitly declared"):
        str(select(person.c.id, func.sum(person.c.id)).order_by(name))


def test_columns_by_several_names_are_a_select_list() -> None:
    assert person.c["name", "id"].keys() == ["name", "id"]
    assert str(select(person.c["name", "id"])) == "SELECT person.name, person.id \nFROM person"
    assert str(select(pet.c.id, person.c[0:1])) == "SELECT pet.id, person.id AS id_1 \nFROM pet, person"


def test_a_subquery_alone_is_its_select() -> None:
    assert str(select(person.c.id).subquery()) == "SELECT person.id \nFROM person"
