"""`Decimal` with `max_digits` and `decimal_places`: exact amounts, in the table and in sums."""

import os
from decimal import Decimal

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Edition(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    price: Decimal = Field(default=Decimal(0), max_digits=6, decimal_places=2)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Edition(title="Emma", price=Decimal("1.10")), Edition(title="Walden", price=Decimal("2.20"))])
        session.commit()
        prices = session.exec(select(Edition.price).order_by(Edition.title)).all()
        print(prices, sum(prices))
        print(session.exec(select(Edition.title).where(Edition.price > Decimal("1.10"))).all())


if __name__ == "__main__":
    main()
