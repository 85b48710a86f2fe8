from sqlmodel_rs import Session, select

from .models import CardPayment, CashPayment, Payment, engine

with Session(engine) as session:
    session.add(CardPayment(cents=1990, last_four="4242"))
    session.add(CashPayment(cents=550, received_by="Rusty"))
    session.commit()

    for payment in session.exec(select(Payment).where(Payment.cents > 100).order_by(Payment.id)):
        print(type(payment).__name__, payment.kind, payment.cents)
    print(session.exec(select(CardPayment).where(CardPayment.cents == 1990)).one().last_four)
