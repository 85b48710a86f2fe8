"""A FastAPI application over the payment hierarchy of `models`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from models import Customer, Payment
from pydantic import BaseModel

from sqlmodel_rs import Session, SQLModel, create_engine, func, select


class CustomerCreate(SQLModel):
    name: str
    email: str


class CustomerPublic(CustomerCreate):
    id: int


class PaymentCreate(Payment, variant="Create", exclude={"id", "paid_at"}):
    """What a client sends: the fields of each class of payment but what the application fills in."""


class PaymentPublic(Payment, variant="Public", exclude={"paid_at"}):
    """What a client gets to see."""


class Total(BaseModel):
    kind: str
    count: int
    amount: Decimal


def session_of(request: Request) -> Iterator[Session]:
    with Session(request.app.state.engine) as session:
        yield session


SessionOf = Annotated[Session, Depends(session_of)]


def create_app(url: str, echo: bool = False) -> FastAPI:
    """Build the application on the database at `url`; its tables are created when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = create_engine(url, echo=echo)
        SQLModel.metadata.create_all(app.state.engine)
        yield
        app.state.engine.dispose()

    app = FastAPI(title="Payments", lifespan=lifespan)

    @app.post("/customers", response_model=CustomerPublic)
    def create_customer(customer: CustomerCreate, session: SessionOf) -> Customer:
        row = Customer.model_validate(customer)
        session.add(row)
        session.commit()
        session.refresh(row)
        return row

    @app.post("/payments", response_model=PaymentPublic)
    def create_payment(payment: PaymentCreate, session: SessionOf) -> Payment:
        if session.get(Customer, payment.customer_id) is None:
            raise HTTPException(404, "no such customer")
        row = Payment.model_validate(payment)
        session.add(row)
        session.commit()
        session.refresh(row)
        return row

    @app.get("/payments", response_model=list[PaymentPublic])
    def list_payments(session: SessionOf, minimum: Decimal = Decimal(0)) -> list[Payment]:
        return list(session.exec(select(Payment).where(Payment.amount >= minimum).order_by(Payment.id)).all())

    @app.get("/customers/{customer_id}/payments", response_model=list[PaymentPublic])
    def payments_of(customer_id: int, session: SessionOf) -> list[Payment]:
        customer = session.get(Customer, customer_id)
        if customer is None:
            raise HTTPException(404, "no such customer")
        return customer.payments

    @app.get("/totals", response_model=list[Total])
    def totals(session: SessionOf) -> list[Total]:
        statement = select(Payment.kind, func.count(Payment.id), func.sum(Payment.amount)).group_by(Payment.kind)
        rows = session.exec(statement.order_by(Payment.kind)).all()
        return [Total(kind=kind, count=count, amount=amount) for kind, count, amount in rows]

    return app
