"""Which tables a query of the base joins: all, or some with a SELECT of their own. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Session, SQLModel, create_engine, event, select
from sqlmodel_rs.orm import selectin_polymorphic


class Page(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_identity": "page"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str | None = Field(default=None, max_length=20)
    title: str


class Article(Page):
    __tablename__ = "article"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "article"}

    words: int


class Scan(Page):
    __tablename__ = "scan"  # seldom and large: only read for the pages that are scans
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "scan", "polymorphic_load": "selectin"}

    text: str


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))
statements: list[str] = []


@event.listens_for(engine, "before_cursor_execute")
def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
    if statement.startswith("SELECT"):
        statements.append(statement)


def show(found: list[Page]) -> None:
    print([(type(page).__name__, page.title) for page in found])
    for statement in statements:
        print("   one SELECT reads", [name for name in ("page", "article", "scan") if f"{name}.id" in statement])
    statements.clear()


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Page(title="Home"), Article(title="News", words=300), Scan(title="Old", text="...")])
        session.commit()
    statements.clear()
    pages = select(Page).order_by(Page.title)
    with Session(engine) as session:
        show(list(session.exec(pages)))
    with Session(engine) as session:
        show(list(session.exec(pages.where(Page.title != "Old"))))
    with Session(engine) as session:
        show(list(session.exec(pages.options(selectin_polymorphic(Page, [Article, Scan])))))


if __name__ == "__main__":
    main()
