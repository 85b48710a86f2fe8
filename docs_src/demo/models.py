"""Payments by card, bank transfer and cash: one joined hierarchy with a customer."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlmodel_rs import Field, Relationship, SQLModel


class Customer(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    email: str = Field(unique=True)

    payments: list["Payment"] = Relationship(back_populates="customer")


class Payment(SQLModel, table=True):
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=None, max_length=20)
    amount: Decimal = Field(gt=0, max_digits=10, decimal_places=2)
    paid_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    customer_id: int = Field(foreign_key="customer.id", index=True)

    customer: Customer = Relationship(back_populates="payments")


class CardPayment(Payment):
    __tablename__ = "card_payment"
    __mapper_args__ = {"polymorphic_identity": "card"}

    last_four: str = Field(min_length=4, max_length=4)
    network: str


class TransferPayment(Payment):
    __tablename__ = "transfer_payment"
    __mapper_args__ = {"polymorphic_identity": "transfer"}

    iban: str = Field(max_length=34)
    reference: str | None = None


class CashPayment(Payment):
    __tablename__ = "cash_payment"
    __mapper_args__ = {"polymorphic_identity": "cash"}

    received_by: str
