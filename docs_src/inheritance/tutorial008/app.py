"""The application of the README: an endpoint of a hierarchy in ten lines. Not in SQLModel."""

from fastapi import FastAPI

from sqlmodel_rs import Session, select

from .models import Payment, engine

app = FastAPI()


@app.post("/payments")
def create_payment(payment: Payment) -> Payment:
    with Session(engine, expire_on_commit=False) as session:
        session.add(payment)
        session.commit()
    return payment


@app.get("/payments")
def read_payments() -> list[Payment]:
    with Session(engine) as session:
        return list(session.exec(select(Payment).order_by(Payment.id)))
