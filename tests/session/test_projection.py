"""Lowering keeps the columns of an entity; whatever changes them must be seen by the next statement."""

import gc
from typing import Any

import pytest

from sqlmodel_rs import Column, Field, Integer, Session, SQLModel, String, create_engine, select, union_all
from sqlmodel_rs._native import compile as native_compile
from sqlmodel_rs.sa import insert
from sqlmodel_rs.sa.orm import aliased, defer, load_only, registry, undefer
from sqlmodel_rs.sa.sql import LABEL_STYLE_TABLENAME_PLUS_COL
from sqlmodel_rs.sql.entity import Entity


class Text:
    """The select list of a statement as it is sent, and the keys of its rows."""

    def __init__(self, statement: Any, dialect: str) -> None:
        compiled = native_compile(statement, dialect, mode="exec")
        self.columns = compiled.sql.partition("SELECT ")[2].partition(" \nFROM")[0].split(", ")
        self.keys = [key for key, _ in compiled.columns]
        self.kinds = [spec.kind for _, spec in compiled.columns]


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def model() -> Any:
    class Base(SQLModel, registry=registry()):
        pass

    class Robot(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        weight: int = 0

    return Robot


def test_repeated_statements_have_one_text(model: Any, dialect: str) -> None:
    texts = [Text(select(model), dialect) for _ in range(3)]
    for text in texts:
        assert text.columns == ["robot.id", "robot.name", "robot.weight"]
        assert text.keys == ["id", "name", "weight"]
        assert text.kinds == texts[0].kinds


def test_a_column_added_to_the_class_is_selected(model: Any, dialect: str) -> None:
    assert Text(select(model), dialect).keys == ["id", "name", "weight"]
    model.colour = Column("colour", String(20))
    text = Text(select(model), dialect)
    assert text.columns[-1] == "robot.colour"
    assert text.keys == ["id", "name", "weight", "colour"]


def test_a_column_added_to_a_class_is_selected_by_its_parent(dialect: str) -> None:
    class Base(SQLModel, registry=registry()):
        pass

    class Machine(Base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "machine"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(default=None)

    class Crane(Machine):
        __tablename__ = "crane"
        __mapper_args__ = {"polymorphic_identity": "crane"}
        reach: int = 0

    before = Text(select(Machine), dialect).keys
    Crane.load = Column("load", Integer)  # type: ignore[attr-defined]
    assert [key for key in Text(select(Machine), dialect).keys if key not in before] == ["load"]


def test_a_column_whose_type_changes_is_read_as_the_new_type(model: Any) -> None:
    assert Text(select(model), "postgresql").kinds[2] == "integer"
    model.__table__.c.weight.type = String(10)
    assert Text(select(model), "postgresql").kinds[2] == "varchar"


def test_a_renamed_column_and_a_renamed_table_are_written_by_their_new_names(model: Any, dialect: str) -> None:
    Text(select(model), dialect)
    model.__table__.c.weight.name = "mass"
    assert Text(select(model), dialect).columns[2] == "robot.mass"
    model.__table__.name = "machine"
    assert Text(select(model), dialect).columns == ["machine.id", "machine.name", "machine.mass"]


def test_an_alias_has_columns_of_its_own(model: Any, dialect: str) -> None:
    other = aliased(model)
    assert Text(select(model), dialect).columns[0] == "robot.id"
    for _ in range(2):
        assert Text(select(other), dialect).columns == ["robot_1.id", "robot_1.name", "robot_1.weight"]
        assert Text(select(model), dialect).columns[0] == "robot.id"
    named = aliased(model, name="twin")
    assert Text(select(named), dialect).columns[1] == "twin.name"


def test_two_entities_are_labelled_by_table_and_one_is_not(model: Any, dialect: str) -> None:
    other = aliased(model, name="twin")
    for _ in range(2):
        both = Text(select(model, other).where(model.id == other.id), dialect)
        assert both.columns[0] == "robot.id AS robot__id"
        assert both.columns[3] == "twin.id AS twin__id"
        assert both.keys == ["id", "name", "weight", "id_1", "name_1", "weight_1"]
        assert Text(select(model), dialect).columns[0] == "robot.id"


def test_the_same_entity_twice_keeps_its_keys_apart(model: Any, dialect: str) -> None:
    assert Text(select(model, model), dialect).keys == ["id", "name", "weight", "id__1", "name__1", "weight__1"]
    assert Text(select(model, model.id), dialect).keys == ["id", "name", "weight", "id__1"]
    assert Text(select(model.id, model), dialect).keys == ["id", "id__1", "name", "weight"]


def test_label_styles_change_the_text_of_that_statement_only(model: Any, dialect: str) -> None:
    styled = select(model).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    for _ in range(2):
        assert Text(styled, dialect).columns[0] == "robot.id AS robot_id"
        assert Text(select(model), dialect).columns[0] == "robot.id"


def test_with_only_columns_and_subqueries_write_their_own_lists(model: Any, dialect: str) -> None:
    statement = select(model)
    Text(statement, dialect)
    assert Text(statement.with_only_columns(model.name), dialect).columns == ["robot.name"]
    inner = statement.subquery("inner_robot")
    assert "robot.id AS id" in native_compile(select(inner), dialect, mode="exec").sql
    assert Text(statement, dialect).columns[0] == "robot.id"


def test_a_compound_may_order_by_a_column_of_its_entity(model: Any, dialect: str) -> None:
    both = union_all(select(model), select(model)).order_by("weight")
    assert native_compile(both, dialect, mode="exec").sql.endswith(" ORDER BY weight")


def test_names_that_need_quotes_are_quoted_for_each_database() -> None:
    class Base(SQLModel, registry=registry()):
        pass

    class Order(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        group: str

    for _ in range(2):
        assert Text(select(Order), "sqlite").columns == ['"order".id', '"order"."group"']
        assert Text(select(Order), "mysql").columns == ["`order`.id", "`order`.`group`"]


def test_returning_names_columns_as_its_database_wants_it(model: Any) -> None:
    statement = insert(model).values(name="r").returning(model)
    for _ in range(2):
        Text(select(model), "sqlite")
        assert native_compile(statement, "sqlite").sql.endswith("RETURNING id, name, weight")
        assert native_compile(statement, "postgresql").sql.endswith("RETURNING robot.id, robot.name, robot.weight")


def test_loader_options_leave_the_class_as_it_was(model: Any) -> None:
    engine = create_engine("sqlite://")
    model.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(model(name="r", weight=3))
        session.commit()

        def loaded(*options: Any) -> set[str]:
            session.expunge_all()
            found = session.exec(select(model).options(*options)).one()
            return {name for name in ("id", "name", "weight") if name in vars(found)}

        for _ in range(2):
            assert loaded() == {"id", "name", "weight"}
            assert loaded(load_only(model.name)) == {"id", "name"}
            assert loaded(defer(model.name)) == {"id", "weight"}
            assert loaded(defer(model.name), undefer(model.name)) == {"id", "name", "weight"}
    engine.dispose()


def test_a_projection_does_not_keep_a_forgotten_entity_alive(model: Any) -> None:
    Text(select(model), "sqlite")
    assert model.__sql_entity__._projection is not None
    entity = id(model.__sql_entity__)
    model.__mapper__.forget()
    gc.collect()
    alive = [found for found in gc.get_objects() if type(found) is Entity and id(found) == entity]
    assert not [found for found in alive if found.cls is model]
