"""`link_model` names the table in between: each reader has many books, each book many readers."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Loan(SQLModel, table=True):
    reader_id: int | None = Field(default=None, foreign_key="reader.id", primary_key=True)
    book_id: int | None = Field(default=None, foreign_key="book.id", primary_key=True)


class Reader(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(back_populates="readers", link_model=Loan)


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    readers: list[Reader] = Relationship(back_populates="books", link_model=Loan)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        emma, walden = Book(title="Emma"), Book(title="Walden")
        session.add(Reader(name="Ada", books=[emma, walden]))
        session.add(Reader(name="Bob", books=[emma]))
        session.commit()
        for reader in session.exec(select(Reader).order_by(Reader.name)):
            print(reader.name, sorted(book.title for book in reader.books))
        print(sorted(reader.name for reader in emma.readers), len(session.exec(select(Loan)).all()))


if __name__ == "__main__":
    main()
