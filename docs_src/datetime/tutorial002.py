"""When a row was made and when it was changed: `default_factory` and `onupdate` fill it in."""

import os
from datetime import UTC, datetime, timedelta

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    made: datetime = Field(default_factory=lambda: datetime.now(UTC))
    changed: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": lambda: datetime.now(UTC)})


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        book = Book(title="Ema")
        session.add(book)
        session.commit()
        print(book.made.tzinfo, book.changed)
        book.title = "Emma"
        session.commit()
        print(book.changed is not None and book.changed >= book.made)
        recent = datetime.now(UTC) - timedelta(days=1)
        print(session.exec(select(Book.title).where(Book.made > recent)).all())


if __name__ == "__main__":
    main()
