"""A shared table: what a subclass requires may be NULL there, and siblings may use one column. Not in SQLModel."""

import os
from typing import Any, ClassVar

from pydantic import ValidationError

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Event(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=None, max_length=20)


class Concert(Event):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "concert"}

    band: str
    hall: str


class Lecture(Event):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "lecture"}

    hall: str  # the same column as the concerts'; one of another type would be refused


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    for column in SQLModel.metadata.tables["event"].columns:
        print(column.name, "may be NULL" if column.nullable else "is NOT NULL")
    try:
        Concert.model_validate({"hall": "A"})
    except ValidationError as error:
        print(error.errors()[0]["loc"], error.errors()[0]["msg"])
    with Session(engine) as session:
        session.add_all([Concert(band="Kraftwerk", hall="A"), Lecture(hall="B")])
        session.commit()
        print([(type(event).__name__, event.model_dump()) for event in session.exec(select(Event).order_by(Event.id))])


if __name__ == "__main__":
    main()
