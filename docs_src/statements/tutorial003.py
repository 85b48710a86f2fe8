"""Changes: INSERT from a SELECT, upserts, RETURNING, UPDATE with the rows of another table, ordered values."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, delete, func, insert, select, update
from sqlmodel_rs.sa.dialects import mysql, postgresql, sqlite


class Stock(SQLModel, table=True):
    sku: str = Field(primary_key=True, max_length=20)
    count: int = 0
    price: int = 1


class Delivery(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    sku: str = Field(max_length=20)
    count: int


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.execute(insert(Stock).values([{"sku": "bolt", "count": 5}, {"sku": "nut", "count": 0}]))
        new = [{"sku": "bolt", "count": 3}, {"sku": "gear", "count": 2}]
        print(session.scalars(insert(Delivery).returning(Delivery.sku), new).all())

        # What arrived is added to what is there.
        arrived = select(Delivery.sku, func.sum(Delivery.count)).group_by(Delivery.sku).subquery()
        session.execute(
            update(Stock)
            .where(Stock.sku == arrived.c.sku)
            .values(count=Stock.count + select(Delivery.count).where(Delivery.sku == Stock.sku).scalar_subquery())
            if engine.dialect.name != "mysql"
            else update(Stock).where(Stock.sku == Delivery.sku).values(count=Stock.count + Delivery.count)
        )
        missing = select(Delivery.sku, Delivery.count, 7).where(Delivery.sku.not_in(select(Stock.sku)))
        session.execute(insert(Stock).from_select(["sku", "count", "price"], missing))
        print(session.exec(select(Stock.sku, Stock.count, Stock.price).order_by(Stock.sku)).all())

        # Insert, or change what has the key.
        rows = [{"sku": "nut", "count": 9, "price": 2}, {"sku": "cog", "count": 1, "price": 3}]
        if engine.dialect.name == "mysql":
            upsert = mysql.insert(Stock).values(rows)
            upsert = upsert.on_duplicate_key_update(count=upsert.inserted.count, price=upsert.inserted.price)
        else:
            words = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
            upsert = words(Stock).values(rows)
            upsert = upsert.on_conflict_do_update(
                index_elements=["sku"], set_={"count": upsert.excluded.count, "price": upsert.excluded.price}
            )
        session.execute(upsert)
        print(session.exec(select(Stock.sku, Stock.count, Stock.price).order_by(Stock.sku)).all())

        # Values in an order that matters where the database assigns one after the other.
        session.execute(update(Stock).where(Stock.sku == "cog").ordered_values((Stock.count, 4), (Stock.price, 5)))
        session.execute(delete(Stock).where(Stock.sku.in_(select(Delivery.sku))))
        session.commit()
        print(session.exec(select(Stock.sku, Stock.count, Stock.price).order_by(Stock.sku)).all())


if __name__ == "__main__":
    main()
