"""A link with columns of its own is a model that both sides have a list of."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Loan(SQLModel, table=True):
    reader_id: int | None = Field(default=None, foreign_key="reader.id", primary_key=True)
    book_id: int | None = Field(default=None, foreign_key="book.id", primary_key=True)
    days: int = 28
    reader: "Reader" = Relationship(back_populates="loans")
    book: "Book" = Relationship(back_populates="loans")


class Reader(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    loans: list[Loan] = Relationship(back_populates="reader")


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    loans: list[Loan] = Relationship(back_populates="book")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        ada, bob = Reader(name="Ada"), Reader(name="Bob")
        emma = Book(title="Emma")
        session.add_all([Loan(reader=ada, book=emma), Loan(reader=bob, book=emma, days=14)])
        session.commit()
        for loan in sorted(emma.loans, key=lambda loan: loan.reader.name):
            print(loan.reader.name, loan.book.title, loan.days, "days")
        ada.loans[0].days += 7
        session.commit()
        print(session.exec(select(Loan.days).where(Loan.days != 14)).all())


if __name__ == "__main__":
    main()
