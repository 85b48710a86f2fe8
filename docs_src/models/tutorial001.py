"""Private attributes: kept by the object, not by the table, and there on objects that were loaded too.

Not in SQLModel.
"""

import os

from pydantic import PrivateAttr

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    _seen: list[str] = PrivateAttr(default_factory=list)
    _calls: int = 0

    def see(self, what: str) -> str:
        self._calls += 1
        self._seen.append(what)
        return f"{self._calls} {self._seen}"


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Hero(name="Deadpond"))
        session.commit()
    with Session(engine) as session:
        hero = session.exec(select(Hero)).one()
        print(hero.see("loaded"))
        print(hero.see("again"), hero in session.dirty, hero.model_dump())


if __name__ == "__main__":
    main()
