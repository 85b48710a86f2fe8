"""Several modules: the models in one, the engine in one, the program in one.

Run it with `python -m docs_src.code_structure.tutorial001.app`.
"""

from sqlmodel_rs import Session, select

from .database import create_tables, engine
from .models import Author, Book


def main() -> None:
    create_tables()
    with Session(engine) as session:
        session.add(Book(title="Emma", author=Author(name="Jane Austen")))
        session.commit()
        book = session.exec(select(Book)).one()
        print(book.title, "by", book.author.name if book.author else None)


if __name__ == "__main__":
    main()
