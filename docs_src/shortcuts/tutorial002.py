"""Transactions that run again when another one is in their way. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine
from sqlmodel_rs.orm.shortcuts import retry_transaction


class Account(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    balance: int


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def transfer(session: Session, amount: int) -> int:
    """Move money; a deadlock or a serialization failure rolls this back and calls it again."""
    source, target = session.get_one(Account, 1), session.get_one(Account, 2)
    source.balance -= amount
    target.balance += amount
    return target.balance


@retry_transaction(attempts=5)
def pay_in(amount: int) -> int:
    """Open a session of its own: each attempt begins with nothing."""
    with Session(engine) as session, session.begin():
        account = session.get_one(Account, 1)
        account.balance += amount
        return account.balance


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.run(lambda session: session.add_all([Account(id=1, balance=100), Account(id=2, balance=0)]))
        print(session.run(lambda session: transfer(session, 30), attempts=5))
    print(pay_in(10))


if __name__ == "__main__":
    main()
