"""An `Enum` is stored by its members' names, and only they are accepted."""

import os
from enum import Enum

from pydantic import ValidationError

from sqlmodel_rs import Field, Session, SQLModel, col, create_engine, select, text


class State(Enum):
    NEW = "new"
    LENT = "lent"
    LOST = "lost"


class Copy(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    state: State = State.NEW


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(
            [Copy(title="Emma"), Copy(title="Walden", state=State.LOST), Copy(title="Dracula", state=State.LENT)]
        )
        session.commit()
        for copy in session.exec(select(Copy).where(col(Copy.state).in_([State.NEW, State.LENT])).order_by(Copy.title)):
            print(copy.title, copy.state)
        print(session.exec(text("SELECT state FROM copy ORDER BY title")).scalars().all())
        print(Copy.model_validate({"title": "Emma", "state": "lent"}).state)
        try:
            Copy.model_validate({"title": "Emma", "state": "burnt"})
        except ValidationError as error:
            print(error.errors()[0]["msg"])


if __name__ == "__main__":
    main()
