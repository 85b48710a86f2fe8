"""`refresh` reads a row again; what was read stays when the session is closed."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    pages: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    emma, walden = Book(title="Emma", year=1815), Book(title="Walden", year=1854)
    with Session(engine) as session:
        session.add(emma)
        session.add(walden)
        session.commit()
        session.refresh(emma)
        session.refresh(walden)
    print(emma.id, emma.title, emma.year, emma.pages)
    print(walden.id, walden.title, walden.year, walden.pages)


if __name__ == "__main__":
    main()
