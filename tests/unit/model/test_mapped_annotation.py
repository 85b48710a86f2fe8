"""`Mapped[T]` annotates a field as `T` does; type checkers know its class attribute as an expression (tests/typing)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, orm, select
from sqlmodel_rs.model.mapped import value_annotation
from sqlmodel_rs.orm import Mapped


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (Mapped[int], int),
        (Mapped[int | None], int | None),
        ("Mapped[dict[str, int]]", "dict[str, int]"),
        (" orm.Mapped[int | None] ", "int | None"),
        (int, int),
        ("Mapping[str, int]", "Mapping[str, int]"),
        (list[Mapped[int]], list[Mapped[int]]),
    ],
)
def test_value_annotation_is_what_mapped_holds(annotation: object, expected: object) -> None:
    assert value_annotation(annotation) == expected


def test_mapped_fields_make_the_columns_of_plain_ones() -> None:
    class Team(SQLModel, table=True):
        id: Mapped[int | None] = Field(default=None, primary_key=True)
        name: orm.Mapped[str] = Field(max_length=20, index=True)
        heroes: Mapped[list[Hero]] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: Mapped[int | None] = Field(default=None, primary_key=True)
        age: Mapped[int | None] = Field(default=None, ge=0)
        team_id: Mapped[int | None] = Field(default=None, foreign_key="team.id")
        team: Mapped[Team | None] = Relationship(back_populates="heroes")

    assert [(column.name, column.nullable, str(column.type)) for column in Team.__table__.columns] == [
        ("id", False, "INTEGER"),
        ("name", False, "VARCHAR(20)"),
    ]
    assert Team.model_fields["name"].annotation is str
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Hero(age=48, team=Team(name="Preventers")))
        session.commit()
        hero = session.exec(select(Hero).where(Hero.age > 40, Hero.team.has(Team.name.like("P%")))).one()
        assert (hero.age, hero.team.name, hero.team.heroes) == (48, "Preventers", [hero])
        assert hero.model_dump() == {"id": 1, "age": 48, "team_id": 1}
    with pytest.raises(ValidationError):
        Hero.model_validate({"age": -1})


def test_mapped_field_of_a_data_model_is_a_plain_field() -> None:
    class Card(SQLModel):
        name: Mapped[str]
        age: Mapped[int] = Field(default=1)

    assert Card(name="Deadpond").model_dump() == {"name": "Deadpond", "age": 1}
    with pytest.raises(ValidationError):
        Card(name=1)
