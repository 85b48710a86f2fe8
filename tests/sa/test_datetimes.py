"""The switch for naive datetimes: per model and for a program, on every database."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import AwareDatetime, NaiveDatetime

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select, use_naive_datetimes
from sqlmodel_rs.declarative import registry


@pytest.fixture
def everywhere() -> Iterator[None]:
    use_naive_datetimes()
    yield
    use_naive_datetimes(False)


def model(**config: object) -> type[SQLModel]:
    class Base(SQLModel, registry=registry()):
        pass

    class Visit(Base, table=True):
        __tablename__ = "naive_visit"
        model_config = config  # type: ignore[assignment]
        id: int | None = Field(default=None, primary_key=True)
        at: datetime
        aware: AwareDatetime | None = None
        naive: NaiveDatetime | None = None

    return Visit


def types(cls: type[SQLModel]) -> list[str]:
    return [repr(cls.__table__.c[name].type) for name in ("at", "aware", "naive")]


def test_default_is_the_pinned_release():
    assert types(model()) == ["UTCDateTime()", "UTCDateTime()", "DateTime()"]


def test_a_model_chooses():
    assert types(model(naive_datetime=True)) == ["DateTime()", "UTCDateTime()", "DateTime()"]


def test_a_program_chooses_and_a_model_wins(everywhere):
    assert types(model()) == ["DateTime()", "UTCDateTime()", "DateTime()"]
    assert types(model(naive_datetime=False))[0] == "UTCDateTime()"


def test_naive_values_are_stored(database_url):
    Visit = model(naive_datetime=True)
    engine = create_engine(database_url)
    Visit.metadata.create_all(engine)
    at = datetime(2024, 1, 2, 3, 4, 5)
    with Session(engine) as session:
        session.add(Visit(at=at, aware=at.replace(tzinfo=UTC)))
        session.commit()
        found = session.exec(select(Visit).where(Visit.at == at)).one()
        assert found.at == at and found.aware == at.replace(tzinfo=UTC)
    engine.dispose()
