"""A subclass is a pydantic model: validators, defaults, computed fields, JSON schema. Not in SQLModel."""

import os
from typing import Any, ClassVar

from pydantic import ValidationError, computed_field, field_validator

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Person(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str | None = Field(default=None, max_length=20)
    name: str
    country: str = "DE"

    @field_validator("name")
    @classmethod
    def trim(cls, value: str) -> str:
        return value.strip()


class Member(Person):
    __tablename__ = "member"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "member"}

    points: int = Field(default=10, ge=0)

    @computed_field
    def level(self) -> str:
        return "gold" if self.points >= 100 else "basic"


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    made = Person.model_validate({"kind": "member", "name": "  Ann ", "points": "120"})
    print(type(made).__name__, made.model_dump())
    for values in ({"kind": "member", "name": "Ann", "points": -1}, {"kind": "guest", "name": "Ann"}):
        try:
            Person.model_validate(values)
        except ValidationError as error:
            print(error.errors()[0]["msg"])
    print(Member.model_json_schema()["required"], sorted(Member.model_json_schema()["properties"]))
    with Session(engine) as session:
        session.add_all([made, Member(name="Bob")])
        session.commit()
        for person in session.exec(select(Person).order_by(Person.name)):
            print(person.model_dump_json(exclude={"id"}))


if __name__ == "__main__":
    main()
