"""A hierarchy in FastAPI: an annotation of the base is the discriminated union of its classes. Not in SQLModel."""

import os
from collections.abc import Generator
from typing import Annotated, Any, ClassVar

from fastapi import Depends, FastAPI, HTTPException

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Payment(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=None, max_length=20)
    cents: int = Field(gt=0)


class CardPayment(Payment):
    __tablename__ = "card_payment"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "card"}

    last_four: str = Field(min_length=4, max_length=4)


class CashPayment(Payment):
    __tablename__ = "cash_payment"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "cash"}

    received_by: str = Field(max_length=40)


class PaymentCreate(Payment, variant="Create", exclude={"id"}):
    """What a client sends: the fields of each class without its key."""


class PaymentUpdate(Payment, variant="Update", exclude={"id"}, partial=True):
    """What a client sends to change a payment: nothing but the discriminator is required."""


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///payments.db"))
SQLModel.metadata.create_all(engine)


def get_session() -> Generator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()


@app.post("/payments/", response_model=Payment)
def create_payment(payment: PaymentCreate, session: SessionDep) -> Payment:
    row = Payment.model_validate(payment)
    session.add(row)
    session.commit()
    return row


@app.get("/payments/", response_model=list[Payment])
def read_payments(session: SessionDep) -> Any:
    return session.exec(select(Payment).order_by(Payment.id)).all()


@app.patch("/payments/{payment_id}", response_model=Payment)
def update_payment(payment_id: int, payment: PaymentUpdate, session: SessionDep) -> Payment:
    row = session.get(Payment, payment_id)
    if row is None or row.kind != payment.kind:
        raise HTTPException(status_code=404, detail="Payment not found")
    row.sqlmodel_update(payment.model_dump(exclude_unset=True))
    session.commit()
    return row
