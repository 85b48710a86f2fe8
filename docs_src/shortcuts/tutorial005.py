"""Count the statements of a block; in tests it is the fixture `sql_log`, beside `db_session`. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.testing import SqlLog


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


# With pytest the package gives the fixtures by itself; what a test commits is undone after it:
#
#     def test_heroes(db_session, sql_log):
#         db_session.add(Hero(name="Deadpond"))
#         db_session.commit()
#         sql_log.assert_count(1)
#
# `pytest --sqlmodel-url postgresql://...` names the database; `async_db_session` is the awaited one.
def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session, SqlLog() as log:
        session.add(Hero(name="Deadpond"))
        session.commit()
        log.assert_count(1)
        log.clear()
        session.exec(select(Hero)).all()
        session.exec(select(Hero)).all()
        try:
            log.assert_count(1)
        except AssertionError as error:
            print(str(error).splitlines()[0])


if __name__ == "__main__":
    main()
