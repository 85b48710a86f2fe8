"""Rows are found by their UUID, with `get`, `where` and `in_`."""

import os
import uuid

from sqlmodel_rs import Field, Session, SQLModel, col, create_engine, select


class Copy(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    title: str


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        first, second = uuid.UUID(int=1), uuid.UUID(int=2)
        session.add_all([Copy(id=first, title="Emma"), Copy(id=second, title="Walden")])
        session.commit()
        print(session.exec(select(Copy).where(Copy.id == second)).one().title)
        print(session.exec(select(Copy.title).where(col(Copy.id).in_([first, uuid.UUID(int=3)]))).all())
        copy = session.get(Copy, first)
        print(copy.id if copy else None)


if __name__ == "__main__":
    main()
