"""`datetime` is an instant, stored and read in UTC; `NaiveDatetime` is what a clock on the wall says."""

import os
from datetime import date, datetime, timedelta, timezone

from pydantic import NaiveDatetime

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.exc import StatementError


class Loan(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    lent: datetime
    back: date | None = None
    reminded: NaiveDatetime | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        in_india = timezone(timedelta(hours=5, minutes=30))
        lent = datetime(2024, 5, 1, 9, 30, tzinfo=in_india)
        session.add(Loan(lent=lent, back=date(2024, 5, 29), reminded=datetime(2024, 5, 20, 8, 0)))
        session.commit()
        loan = session.exec(select(Loan).where(Loan.lent == lent)).one()
        print(loan.lent.isoformat(), loan.back, loan.reminded)
        session.add(Loan(lent=datetime(2024, 5, 1, 9, 30)))
        try:
            session.commit()
        except StatementError as error:
            print(type(error.orig).__name__)


if __name__ == "__main__":
    main()
