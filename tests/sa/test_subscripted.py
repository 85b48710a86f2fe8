"""Classes with type parameters, as typed SQLAlchemy programs write them: in annotations, and as bases."""

import uuid
from typing import Any, get_args, get_origin

import pytest

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import ColumnElement, String, TypeDecorator
from sqlmodel_rs.sa.types import TypeEngine, UserDefinedType

NAMES = {
    "sqlalchemy": "Select Result Row CursorResult ScalarResult BindParameter BinaryExpression Label Enum ARRAY JSON "
    "CTE Subquery TypeDecorator Insert Update Delete",
    "sqlalchemy.orm": "Mapper Query Mapped InstrumentedAttribute QueryableAttribute RelationshipProperty "
    "ColumnProperty InstanceState sessionmaker scoped_session MappedColumn",
    "sqlalchemy.orm.util": "AliasedClass",
    "sqlalchemy.sql.elements": "ColumnElement KeyedColumnElement Cast Case",
    "sqlalchemy.ext.associationproxy": "AssociationProxy",
    "sqlalchemy.ext.asyncio": "AsyncResult AsyncScalarResult async_sessionmaker",
    "sqlalchemy.types": "TypeEngine UserDefinedType",
}


@pytest.mark.parametrize(("module", "name"), [(module, name) for module in NAMES for name in NAMES[module].split()])
def test_a_class_takes_a_parameter(module, name) -> None:
    from importlib import import_module

    cls = getattr(import_module("sqlmodel_rs.sa" + module.removeprefix("sqlalchemy")), name)
    assert get_origin(cls[Any]) is cls and get_args(cls[Any]) == (Any,)


class Hexed(TypeDecorator[uuid.UUID]):
    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return None if value is None else value.hex

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else uuid.UUID(value)


class Shape(SQLModel, registry=registry()):
    """The metadata of this module."""


class Stone(Shape, table=True):
    id: int | None = Field(default=None, primary_key=True)
    code: uuid.UUID = Field(sa_type=Hexed)


def test_a_type_derived_from_a_class_with_its_parameter(database_url) -> None:
    engine = create_engine(database_url)
    Shape.metadata.create_all(engine)
    code = uuid.UUID(int=5)
    with Session(engine) as session:
        session.add(Stone(code=code))
        session.commit()
        assert session.exec(select(Stone.code).where(Stone.code == code)).one() == code
        assert session.connection().exec_driver_sql("SELECT code FROM stone").scalar() == code.hex
    Shape.metadata.drop_all(engine)
    engine.dispose()


def test_a_derived_class_is_the_class_itself() -> None:
    class Point(UserDefinedType[tuple[int, int]]):
        def get_col_spec(self, **kw: Any) -> str:
            return "POINT"

    class Two(ColumnElement[int]):
        pass

    assert issubclass(Hexed, TypeDecorator) and isinstance(Point(), TypeEngine) and str(Point()) == "POINT"
    assert issubclass(Two, ColumnElement) and Two[int] is not Two
