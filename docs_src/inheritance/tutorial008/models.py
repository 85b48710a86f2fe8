from sqlmodel_rs import Field, SQLModel, create_engine


class Payment(SQLModel, table=True):
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "payment"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=None)
    cents: int


class CardPayment(Payment):
    __tablename__ = "card_payment"  # a table of its own: joined inheritance
    __mapper_args__ = {"polymorphic_identity": "card"}

    last_four: str


class CashPayment(Payment):  # no table name: it shares the parent's table
    __mapper_args__ = {"polymorphic_identity": "cash"}

    received_by: str


engine = create_engine("sqlite:///payments.db")
SQLModel.metadata.create_all(engine)
