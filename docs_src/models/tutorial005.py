"""Hybrid properties: one definition that is a value on an object and an expression on the class. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.ext.hybrid import hybrid_property


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    first: str
    last: str

    @hybrid_property
    def full(self) -> str:
        return self.first + " " + self.last


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Hero(first="Dive", last="Wilson"), Hero(first="Tommy", last="Sharp")])
        session.commit()
        hero = session.exec(select(Hero).where(Hero.full == "Tommy Sharp")).one()
        print(hero.full, session.exec(select(Hero.full).order_by(Hero.full)).all())


if __name__ == "__main__":
    main()
