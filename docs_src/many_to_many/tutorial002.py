"""Links are made with `append`, undone with `remove`, and used in a join."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, col, create_engine, select


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
        ada, bob = Reader(name="Ada", books=[emma]), Reader(name="Bob")
        session.add_all([ada, bob, walden])
        session.commit()
        walden.readers.append(ada)
        bob.books.append(walden)
        session.commit()
        statement = select(Book.title, Reader.name).join(Loan, col(Loan.book_id) == Book.id).join(Reader)
        print(session.exec(statement.order_by(Book.title, Reader.name)).all())
        ada.books.remove(emma)
        session.commit()
        print(emma.readers, [book.title for book in ada.books])


if __name__ == "__main__":
    main()
