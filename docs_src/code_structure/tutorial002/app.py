"""A module for each model: those that refer to each other are imported for the type checker only, and named in quotes.

Run it with `python -m docs_src.code_structure.tutorial002.app`.
"""

from sqlmodel_rs import Session, select

from .author import Author
from .book import Book
from .database import create_tables, engine


def main() -> None:
    create_tables()
    with Session(engine) as session:
        session.add(Book(title="Emma", author=Author(name="Jane Austen")))
        session.commit()
        book = session.exec(select(Book)).one()
        print(book.title, "by", book.author.name if book.author else None)


if __name__ == "__main__":
    main()
