"""A foreign key of two columns: declared on the table, found by the relationship and by joins."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, ForeignKeyConstraint, Relationship, Session, SQLModel, create_engine, select


class Purchase(SQLModel, table=True):
    shop: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    items: list["Item"] = Relationship(back_populates="purchase")


class Item(SQLModel, table=True):
    __table_args__: ClassVar[Any] = (ForeignKeyConstraint(["shop", "number"], ["purchase.shop", "purchase.number"]),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    shop: int | None = None
    number: int | None = None
    purchase: Purchase | None = Relationship(back_populates="items")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Purchase(shop=1, number=7, items=[Item(name="rope"), Item(name="mask")]))
        session.commit()
        print([(item.name, item.shop, item.number) for item in session.get_one(Purchase, (1, 7)).items])
        print(len(session.exec(select(Item).join(Purchase).where(Purchase.shop == 1)).all()))


if __name__ == "__main__":
    main()
