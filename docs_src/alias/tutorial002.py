"""The same from inside a program: `install_aliases` before the first import of the other names. Not in SQLModel."""

import os
from importlib.metadata import version

import sqlmodel_rs

sqlmodel_rs.install_aliases()

import sqlalchemy.exc  # noqa: E402
import sqlmodel  # noqa: E402


class Book(sqlmodel.SQLModel, table=True):
    id: int | None = sqlmodel.Field(default=None, primary_key=True)
    title: str


engine = sqlmodel.create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    sqlmodel.SQLModel.metadata.create_all(engine)
    with sqlmodel.Session(engine) as session:
        session.add(Book(title="Emma"))
        session.commit()
        print(session.exec(sqlmodel.select(Book)).one().title)
    print(sqlmodel.Session.__module__, sqlalchemy.exc.NoResultFound.__module__)
    print("sqlmodel", version("sqlmodel"))


if __name__ == "__main__":
    main()
