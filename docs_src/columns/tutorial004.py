"""What the database fills in: a server default, a computed column and an identity, as arguments of `Field`.

Not in SQLModel.
"""

import os
from datetime import datetime

from sqlmodel_rs import Computed, Field, Identity, Session, SQLModel, create_engine, func


class Product(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True, identity=Identity(start=100))
    net: int
    gross: int | None = Field(default=None, computed=Computed("net + net / 5", persisted=True))
    state: str = Field(default=None, server_default="new", max_length=20)
    created: datetime | None = Field(default=None, server_default=func.now())


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        product = Product(net=100)
        session.add(product)
        session.commit()
        print(product.gross, product.state, product.created is not None)
        product.net = 200
        session.commit()
        print(product.gross)


if __name__ == "__main__":
    main()
