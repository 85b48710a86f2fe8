"""A UUID as primary key is made by the program: it is there before the row is stored."""

import os
import uuid

from sqlmodel_rs import Field, Session, SQLModel, create_engine


class Copy(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    title: str


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        copy = Copy(title="Emma")
        known = copy.id
        print(type(known).__name__, known.version)
        session.add(copy)
        session.commit()
        print(copy.id == known, session.get_one(Copy, known).title)


if __name__ == "__main__":
    main()
