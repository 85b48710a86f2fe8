"""Two references to one table: `foreign_keys` says which relationship goes by which column."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Person(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    written: list["Book"] = Relationship(
        back_populates="author", sa_relationship_kwargs={"foreign_keys": "Book.author_id"}
    )
    edited: list["Book"] = Relationship(
        back_populates="editor", sa_relationship_kwargs={"foreign_keys": "Book.editor_id"}
    )


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="person.id")
    editor_id: int | None = Field(default=None, foreign_key="person.id")
    author: Person = Relationship(back_populates="written", sa_relationship_kwargs={"foreign_keys": "Book.author_id"})
    editor: Person | None = Relationship(
        back_populates="edited", sa_relationship_kwargs={"foreign_keys": "Book.editor_id"}
    )


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        jane, bram = Person(name="Jane"), Person(name="Bram")
        session.add_all([Book(title="Emma", author=jane, editor=bram), Book(title="Dracula", author=bram)])
        session.commit()
        for book in session.exec(select(Book).order_by(Book.title)):
            print(book.title, book.author.name, book.editor.name if book.editor else None)
        print([book.title for book in bram.written], [book.title for book in bram.edited])


if __name__ == "__main__":
    main()
