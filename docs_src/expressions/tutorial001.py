"""Hybrid attributes: a value on an object, an SQL expression on the class. Not in SQLModel."""

import os
from typing import Any

from sqlmodel_rs import Field, Session, SQLModel, create_engine, func, select
from sqlmodel_rs.ext.hybrid import hybrid_method, hybrid_property


class Span(SQLModel, table=True):
    model_config = {"ignored_types": (hybrid_property, hybrid_method)}

    id: int | None = Field(default=None, primary_key=True)
    low: int
    high: int

    @hybrid_property
    def length(self) -> int:
        return self.high - self.low

    @length.inplace.setter
    def _length_setter(self, value: int) -> None:
        self.high = self.low + value

    @hybrid_method
    def contains(self, point: int) -> bool:
        return (self.low <= point) & (point < self.high)

    @hybrid_property
    def size(self) -> int:
        return abs(self.length)

    @size.inplace.expression
    @classmethod
    def _size_expression(cls) -> Any:
        return func.abs(cls.length)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Span(low=1, high=5), Span(low=9, high=3), Span(low=4, high=20)])
        session.commit()

        spans = session.exec(select(Span).order_by(Span.length)).all()
        print([(span.length, span.size, span.contains(4)) for span in spans])
        print(session.exec(select(Span.low).where(Span.contains(4)).order_by(Span.low)).all())
        print(session.exec(select(Span.size).where(Span.size > 5).order_by(Span.size)).all())
        spans[0].length = 2
        session.commit()
        print(spans[0].low, spans[0].high)


if __name__ == "__main__":
    main()
