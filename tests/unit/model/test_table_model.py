"""What instances of table models do: construction, assignment, comparison, dump."""

from typing import Any

import pytest
from pydantic import BaseModel, PrivateAttr, ValidationError

from sqlmodel_rs.main import Field, Relationship, SQLModel


def hero_class(**config: Any) -> Any:
    class Hero(SQLModel, table=True):
        model_config = config  # type: ignore[assignment]
        id: int | None = Field(default=None, primary_key=True)
        name: str
        age: int = 3

    return Hero


def test_constructor_does_not_validate() -> None:
    Hero = hero_class()
    hero = Hero(name=1, age="x")
    assert (hero.name, hero.age) == (1, "x")


def test_constructor_drops_unknown_keywords() -> None:
    hero = hero_class()(name="a", zzz=3)
    assert not hasattr(hero, "zzz")


def test_constructor_refuses_positional_arguments() -> None:
    with pytest.raises(TypeError):
        hero_class()("a")


def test_unset_required_field_is_absent_and_reads_as_none() -> None:
    hero = hero_class()()
    assert "name" not in hero.__dict__
    assert hero.name is None
    assert hero.model_dump() == {"id": None, "age": 3}


def test_fields_set_holds_only_what_was_given() -> None:
    hero = hero_class()(name="a")
    assert hero.model_fields_set == {"name"}
    hero.age = 4
    assert hero.model_fields_set == {"name", "age"}
    assert hero.model_dump(exclude_unset=True) == {"name": "a", "age": 4}


def test_fields_set_of_a_row_is_made_on_first_use() -> None:
    Hero = hero_class()
    row = object.__new__(Hero)
    object.__setattr__(row, "name", "a")
    assert row.model_fields_set == set()
    row.__pydantic_fields_set__.add("name")
    assert row.model_fields_set == {"name"}
    assert row.model_dump() == {"name": "a"}
    assert row.model_copy(update={"age": 1}).age == 1


def test_setting_an_unknown_name_is_an_error() -> None:
    with pytest.raises(ValueError, match='"Hero" object has no field "zzz"'):
        hero_class()().zzz = 3


def test_reading_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="'Hero' object has no attribute 'zzz'"):
        hero_class()().zzz  # noqa: B018


def test_data_model_validates() -> None:
    class Hero(SQLModel):
        name: str
        age: int = 3

    assert Hero(name="a", age="4").age == 4  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Hero()


def test_model_validate_validates_a_table_model() -> None:
    Hero = hero_class()
    assert Hero.model_validate({"name": "a", "age": "4"}).age == 4
    with pytest.raises(ValidationError):
        Hero.model_validate({"name": 1})


def test_model_validate_makes_a_new_object() -> None:
    Hero = hero_class()
    hero = Hero(name="a")
    copy = Hero.model_validate(hero)
    assert copy is not hero
    assert copy == hero


def test_model_validate_update_wins() -> None:
    Hero = hero_class()
    assert Hero.model_validate({"name": "a"}, update={"name": "b"}).name == "b"
    assert Hero.model_validate(Hero(name="a"), update={"name": "b"}).name == "b"


def test_model_validate_reads_attributes() -> None:
    class Source:
        name = "a"
        age = 9

    assert hero_class().model_validate(Source()).age == 9


def test_validate_assignment_at_init_and_on_set() -> None:
    Hero = hero_class(validate_assignment=True)
    with pytest.raises(ValidationError):
        Hero(name="a", age="x")
    hero = Hero(name="a", age="4")
    assert hero.age == 4
    with pytest.raises(ValidationError):
        hero.age = "x"
    assert hero.age == 4
    hero.age = "5"
    assert hero.age == 5


def test_equality_compares_fields() -> None:
    Hero = hero_class()
    assert Hero(name="a") == Hero(name="a")
    assert Hero(name="a") != Hero(name="b")
    assert Hero(name="a") != "a"


def test_instances_are_unhashable() -> None:
    with pytest.raises(TypeError):
        hash(hero_class()())


def test_equality_of_objects_that_refer_to_each_other_ends() -> None:
    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id")
        team: Team | None = Relationship(back_populates="heroes")

    assert Hero(team=Team()) == Hero(team=Team())


def test_repr_shows_fields_only() -> None:
    assert repr(hero_class()(id=1, name="a")) == "Hero(id=1, name='a', age=3)"


def test_state_is_not_in_the_dict() -> None:
    hero = hero_class()(name="a")
    hero.name = "b"
    assert set(hero.__dict__) == {"id", "name", "age"}


def test_private_attributes_of_a_new_object() -> None:
    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        _secret: int = PrivateAttr(default=7)

    hero = Hero()
    assert hero._secret == 7
    hero._secret = 8
    assert hero._secret == 8
    assert hero.model_dump() == {"id": None}


def test_private_attributes_of_a_row() -> None:
    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        _secret: int = PrivateAttr(default=7)
        _other: list[int] = PrivateAttr(default_factory=list)

    row = object.__new__(Hero)
    object.__setattr__(row, "__pydantic_private__", None)
    row._other = [1]
    assert row._secret == 7
    hooked = object.__new__(Hero)
    Hero.__sqlmodel_loaded__(hooked)
    assert hooked._other == []


def test_default_factory_is_called_for_each_object() -> None:
    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        token: str = Field(default_factory=iter(["a", "b"]).__next__)

    assert [Hero().token, Hero().token] == ["a", "b"]


def test_post_init_runs() -> None:
    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = "x"

        def model_post_init(self, context: Any, /) -> None:
            self.name = self.name.upper()

    assert Hero(name="a").name == "A"


def test_alias_and_name_are_accepted_by_the_constructor() -> None:
    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(alias="heroName")

    assert Hero(heroName="a").name == "a"  # type: ignore[call-arg]
    assert Hero(name="b").name == "b"


def test_sqlmodel_update_takes_dicts_and_models() -> None:
    class HeroUpdate(BaseModel):
        name: str
        age: int

    hero = hero_class()(name="a")
    assert hero.sqlmodel_update({"name": "b", "zzz": 1}) is hero
    assert hero.name == "b"
    hero.sqlmodel_update(HeroUpdate(name="c", age=1), update={"age": 2, "id": 5})
    assert (hero.id, hero.name, hero.age) == (5, "c", 2)
    with pytest.raises(ValueError, match="not a dict, SQLModel, or Pydantic model"):
        hero.sqlmodel_update(3)


def test_deprecated_names_warn_and_work() -> None:
    Hero = hero_class()
    with pytest.warns(DeprecationWarning, match="model_dump"):
        assert Hero(name="a").dict() == {"id": None, "name": "a", "age": 3}
    with pytest.warns(DeprecationWarning, match="model_validate"):
        assert Hero.parse_obj({"name": "a"}).name == "a"
    with pytest.warns(DeprecationWarning, match="model_validate"):
        assert Hero.from_orm(Hero(name="a"), {"name": "b"}).name == "b"


def test_json_schema_has_no_relationships() -> None:
    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id")
        team: Team | None = Relationship()

    assert set(Hero.model_json_schema()["properties"]) == {"id", "team_id"}
    assert set(Hero.model_fields) == {"id", "team_id"}


def test_assigning_a_column_to_a_mapped_class_maps_it() -> None:
    from sqlmodel_rs.schema import Column
    from sqlmodel_rs.types import Integer

    Hero = hero_class()
    Hero.rank = Column(Integer)
    assert Hero.__table__.c["rank"].type is not None
    hero = Hero(name="a")
    hero.rank = 3
    assert hero.rank == 3
