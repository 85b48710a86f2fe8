"""A hybrid property: its value on an object, an expression of that type on the class."""

from typing import assert_type

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.ext.hybrid import hybrid_property
from sqlmodel_rs.sql.expression import ColumnElement


class Span(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    low: int
    high: int

    @hybrid_property
    def length(self) -> int:
        return self.high - self.low


engine = create_engine("sqlite://")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    span = Span(low=1, high=5)
    assert_type(span.length, int)
    assert_type(Span.length, ColumnElement[int])
    session.add(span)
    session.commit()
    print(session.exec(select(Span).where(Span.length > 3).order_by(Span.length.desc())).one().low)
    assert_type(session.exec(select(Span.length)).one(), int)
