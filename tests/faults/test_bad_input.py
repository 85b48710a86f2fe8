"""Bad input: one typed error each that names the model, column or option, before SQL where that is possible."""

import datetime as dt
import enum
import uuid
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest

from sqlmodel_rs import (
    JSON,
    BigInteger,
    Column,
    Field,
    MetaData,
    Relationship,
    Session,
    SQLModel,
    create_engine,
    delete,
    exc,
    insert,
    select,
    text,
    update,
)
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel_rs.orm import registry, selectinload

from .conftest import asynchronous


class Bad(SQLModel):
    metadata = MetaData()


class Colour(enum.Enum):
    RED = "red"


class Parcel(Bad, table=True):
    id: int | None = Field(default=None, primary_key=True)
    number: int = 0
    large: int = Field(default=0, sa_type=BigInteger)
    name: str = Field(default="", max_length=5)
    price: Decimal = Field(default=Decimal(0), max_digits=5, decimal_places=2)
    weight: float = 0.0
    fragile: bool = False
    sent: dt.date = dt.date(2024, 1, 1)
    seen: dt.datetime = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    token: uuid.UUID = uuid.UUID(int=1)
    colour: Colour = Colour.RED
    payload: bytes = b""
    notes: Any = Field(default=None, sa_type=JSON)


# --- declarations: no database is asked
def no_primary_key() -> None:
    class Keyless(Bad, table=True):
        name: str


def unknown_annotation() -> None:
    class Strange(Bad, table=True):
        id: int = Field(primary_key=True)
        what: complex


def column_and_argument() -> None:
    class Twice(Bad, table=True):
        id: int = Field(sa_column=Column(BigInteger, primary_key=True), primary_key=True)


def unknown_field_argument() -> None:
    Field(primary_keys=True)  # type: ignore[call-overload]


def unknown_relationship_argument() -> None:
    Relationship(back_populate="x")  # type: ignore[call-arg]


def table_twice() -> None:
    for _ in range(2):

        class Again(Bad, table=True):
            __tablename__ = "again"
            id: int = Field(primary_key=True)


def unknown_target_table() -> None:
    class Orphan(SQLModel, table=True):
        metadata = MetaData()
        id: int = Field(primary_key=True)
        owner_id: int = Field(foreign_key="no_such_owner.id")

    Orphan.metadata.create_all(create_engine("sqlite://"))


def unknown_target_column() -> None:
    class Base(SQLModel):
        metadata = MetaData()

    class Owner(Base, table=True):
        id: int = Field(primary_key=True)

    class Owned(Base, table=True):
        id: int = Field(primary_key=True)
        owner_id: int = Field(foreign_key="owner.key")

    Base.metadata.create_all(create_engine("sqlite://"))


def unknown_related_class() -> None:
    class Base(SQLModel, registry=registry()):
        pass

    class Lonely(Base, table=True):
        id: int = Field(primary_key=True)
        friend: "NoSuchClass" = Relationship()  # type: ignore[name-defined]  # noqa: F821

    select(Lonely).join(Lonely.friend)


def relationship_without_foreign_key() -> None:
    class Base(SQLModel, registry=registry()):
        pass

    class Left(Base, table=True):
        id: int = Field(primary_key=True)

    class Right(Base, table=True):
        id: int = Field(primary_key=True)
        left: Left = Relationship()

    select(Right).join(Right.left)


def required_value_missing() -> None:
    Parcel.model_validate({"number": "many"})


@pytest.mark.parametrize(
    ("declare", "error", "words"),
    [
        (no_primary_key, exc.ArgumentError, "Keyless.*primary key|primary key.*keyless"),
        (unknown_annotation, (ValueError, exc.ArgumentError), "complex"),
        (column_and_argument, RuntimeError, "primary_key.*sa_column"),
        (unknown_field_argument, TypeError, "primary_keys"),
        (unknown_relationship_argument, TypeError, "back_populate"),
        (table_twice, exc.InvalidRequestError, "'again' is already defined"),
        (unknown_target_table, exc.NoReferencedTableError, "'orphan.owner_id'.*'no_such_owner'"),
        (unknown_target_column, exc.NoReferencedColumnError, "'owner.key' on table 'owned'.*no column named 'key'"),
        (unknown_related_class, exc.InvalidRequestError, "Lonely.*NoSuchClass|NoSuchClass.*Lonely"),
        (relationship_without_foreign_key, exc.NoForeignKeysError, r"Right\.left"),
        (required_value_missing, ValueError, "number"),
    ],
)
@pytest.mark.filterwarnings("ignore:This declarative base already contains a class")
def test_a_declaration_that_cannot_be(declare: Callable[[], None], error: Any, words: str) -> None:
    with pytest.raises(error, match=words):
        declare()


# --- statements
@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = create_engine(database_url)
    Bad.metadata.create_all(engine, tables=[Parcel.__table__])
    with Session(engine) as session:
        yield session
    engine.dispose()


UNKNOWN = (exc.CompileError, exc.InvalidRequestError)
REQUEST = exc.InvalidRequestError
REFUSED = (exc.ArgumentError, exc.StatementError)
STATEMENTS: list[tuple[str, Callable[[Session], Any], Any, str]] = [
    ("attribute", lambda session: Parcel.nope, AttributeError, "Parcel.*nope"),
    ("filter_by", lambda session: session.exec(select(Parcel).filter_by(nope=1)), exc.InvalidRequestError, "nope"),
    ("insert", lambda session: session.exec(insert(Parcel).values(nope=1)), exc.CompileError, "nope"),
    (
        "update",
        lambda session: session.exec(update(Parcel).values(nope=1)),
        (exc.CompileError, exc.InvalidRequestError),
        "nope",
    ),
    ("order_by", lambda session: session.exec(select(Parcel).order_by("nope")), exc.CompileError, "nope"),
    ("where", lambda session: session.exec(select(Parcel).where("name = 'x'")), exc.ArgumentError, "text\\("),
    ("from", lambda session: session.exec(select("parcel")), exc.ArgumentError, "parcel"),
    (
        "option",
        lambda session: session.exec(select(Parcel).options(selectinload("nope"))),
        exc.ArgumentError,
        "Strings are not accepted for attribute names",
    ),
    ("text", lambda session: session.exec(text("SELECT nope FROM parcel")), exc.DBAPIError, "nope"),
    ("syntax", lambda session: session.exec(text("SELEC 1")), exc.DBAPIError, "SELEC"),
    ("bind", lambda session: session.exec(text("SELECT :given")), exc.StatementError, "'given'"),
    ("string", lambda session: session.exec("SELECT 1"), exc.ArgumentError, "text\\('SELECT 1'\\)"),
    ("object", lambda session: session.exec(object()), exc.ObjectNotExecutableError, "object"),
    ("get", lambda session: session.get(Parcel, (1, 2)), exc.InvalidRequestError, "Incorrect number of values.*parcel"),
    (
        "get key",
        lambda session: session.get(Parcel, {"nope": 1}),
        exc.InvalidRequestError,
        "primary key attribute names are 'id'",
    ),
    ("get class", lambda session: session.get(int, 1), exc.ArgumentError, "int"),
    ("add", lambda session: session.add(object()), exc.InvalidRequestError, "object"),
    ("add data", lambda session: session.add(Bad()), exc.InvalidRequestError, "Bad"),
    ("delete", lambda session: session.delete(Parcel(id=1)), exc.InvalidRequestError, "Parcel"),
    ("refresh", lambda session: session.refresh(Parcel(id=1)), exc.InvalidRequestError, "Parcel"),
    (
        "limit",
        lambda session: session.exec(select(Parcel).limit("many")),
        (exc.ArgumentError, exc.StatementError, ValueError, TypeError),
        "many",
    ),
    (
        "delete where",
        lambda session: session.exec(delete(Parcel).where(Parcel.number == object())),
        (exc.StatementError, exc.ArgumentError),
        "object",
    ),
]


@pytest.mark.parametrize(("name", "work", "error", "words"), STATEMENTS, ids=[row[0] for row in STATEMENTS])
def test_a_statement_that_cannot_be(
    session: Session, name: str, work: Callable[[Session], Any], error: Any, words: str
) -> None:
    with pytest.raises(error, match=words):
        work(session)
    session.rollback()
    assert session.exec(select(Parcel)).all() == []


# --- values: (column, value, the error and its words on each database; None where the database takes the value)
STATEMENT = exc.StatementError
NUMBER = r"an integer is needed, not {} \({}\) \(parameter 'number'\)"
LARGE = (STATEMENT, r"too large to convert to a 64-bit SQL integer \(parameter 'large'\)")
VALUES: list[tuple[str, Any, Any, Any, Any]] = [
    ("number", "abc", (STATEMENT, NUMBER.format("str", "'abc'")), ..., ...),
    ("number", b"1", (STATEMENT, NUMBER.format("bytes", "b'1'")), ..., ...),
    ("number", [1], (STATEMENT, NUMBER.format("list", r"\[1\]")), ..., ...),
    ("number", dt.date(2024, 1, 1), (STATEMENT, NUMBER.format("date", "datetime.*")), ..., ...),
    ("number", Decimal("1.5"), (STATEMENT, NUMBER.format("Decimal", ".*1.5.*")), ..., ...),
    # SQLite keeps what it is given, and SQLAlchemy gives it; a server would round in silence.
    ("number", 1.5, None, (STATEMENT, NUMBER.format("float", "1.5")), (STATEMENT, NUMBER.format("float", "1.5"))),
    ("number", 2.0, None, None, None),
    ("number", True, None, None, None),
    (
        "number",
        2**31,
        None,
        (exc.DataError, r"integer out of range \(parameter 'number'\)"),
        (exc.DataError, "Out of range value for column 'number'"),
    ),
    ("large", 2**63, LARGE, LARGE, (exc.DataError, "Out of range value for column 'large'")),
    ("large", -(2**63) - 1, LARGE, ..., ...),
    (
        "name",
        "123456",
        None,
        (exc.DataError, r"too long for type character varying\(5\) \(parameter 'name'\)"),
        (exc.DataError, "too long for column 'name'"),
    ),
    ("name", b"x", (STATEMENT, r"a string is needed, not bytes .* \(parameter 'name'\)"), ..., ...),
    ("name", ["x"], (STATEMENT, r"a string is needed, not list .* \(parameter 'name'\)"), ..., ...),
    ("name", "a\0", None, (exc.DataError, r"cannot contain NUL \(0x00\) bytes \(parameter 'name'\)"), None),
    (
        "price",
        Decimal("1234.5"),
        None,
        (exc.DataError, r"numeric field overflow \(parameter 'price'\)\nDETAIL:  A field with precision 5, scale 2"),
        (exc.DataError, "Out of range value for column 'price'"),
    ),
    ("price", "x", (STATEMENT, r"a number is needed, not str \('x'\) \(parameter 'price'\)"), ..., ...),
    ("weight", "heavy", (STATEMENT, r"a number is needed, not str \('heavy'\) \(parameter 'weight'\)"), ..., ...),
    ("fragile", "yes", (STATEMENT, r"Not a boolean value: 'yes' \(parameter 'fragile'\)"), ..., ...),
    ("sent", "2024-01-01", (STATEMENT, r"Python date object.* \(parameter 'sent'\)"), None, None),
    (
        "sent",
        "yesterday",
        (STATEMENT, r"Python date object.* \(parameter 'sent'\)"),
        (exc.DataError, r"Couldn't parse datetime string: 'yesterday' \(parameter 'sent'\)"),
        (exc.OperationalError, "Incorrect date value: 'yesterday'"),
    ),
    ("seen", dt.datetime(2024, 1, 1), (STATEMENT, r"timezone.* \(parameter 'seen'\)"), ..., ...),
    ("seen", "now", (STATEMENT, r"utcoffset.* \(parameter 'seen'\)"), ..., ...),
    ("token", "zz", (STATEMENT, r"badly formed hexadecimal UUID string \(parameter 'token'\)"), ..., ...),
    ("token", 5, (STATEMENT, r"a UUID is needed, not int \(5\) \(parameter 'token'\)"), ..., ...),
    (
        "colour",
        3,
        (STATEMENT, r"3 is not among the defined enum values.* \(parameter 'colour'\)"),
        ...,
        ...,
    ),
    ("payload", "text", (STATEMENT, r"bytes is needed, not str \('text'\) \(parameter 'payload'\)"), ..., ...),
    ("notes", {1, 2}, (STATEMENT, r"set is not JSON serializable \(parameter 'notes'\)"), ..., ...),
]


def _expected(backend: str, row: tuple[str, Any, Any, Any, Any]) -> Any:
    found = row[{"sqlite": 2, "postgresql": 3, "mysql": 4}[backend]]
    return row[2] if found is ... else found


def _ids(row: Sequence[Any]) -> str:
    return f"{row[0]}-{str(row[1])[:12]}"


@pytest.mark.parametrize("row", VALUES, ids=_ids)
def test_a_value_that_does_not_fit(session: Session, backend: str, row: tuple[str, Any, Any, Any, Any]) -> None:
    column, value, expected = row[0], row[1], _expected(backend, row)
    session.add_all([Parcel(id=1), Parcel(id=2, **{column: value})])
    if expected is None:
        session.commit()
        # A server reads a date from its text.
        assert getattr(session.get(Parcel, 2), column) == (dt.date.fromisoformat(value) if column == "sent" else value)
        return
    with pytest.raises(expected[0], match=expected[1]) as caught:
        session.commit()
    assert "parcel" in caught.value.statement
    session.rollback()
    assert session.exec(select(Parcel)).all() == []


@pytest.mark.parametrize("row", VALUES, ids=_ids)
async def test_a_value_that_does_not_fit_an_awaited_flush(
    session: Session, database_url: str, backend: str, row: tuple[str, Any, Any, Any, Any]
) -> None:
    column, value, expected = row[0], row[1], _expected(backend, row)
    engine = create_async_engine(asynchronous(database_url), pool_size=1, max_overflow=0)
    async with AsyncSession(engine) as awaited:
        awaited.add_all([Parcel(id=1), Parcel(id=2, **{column: value})])
        if expected is None:
            await awaited.commit()
        else:
            with pytest.raises(expected[0], match=expected[1]):
                await awaited.commit()
            await awaited.rollback()
            assert (await awaited.exec(select(Parcel))).all() == []
    await engine.dispose()


@pytest.mark.parametrize("how", ["insert", "update"])
def test_a_string_that_is_no_member_of_an_enum(session: Session, backend: str, how: str) -> None:
    session.add(Parcel(id=1))
    session.commit()

    def work() -> None:
        if how == "insert":
            session.add(Parcel(id=2, colour="green"))  # type: ignore[arg-type]
            session.flush()
        else:
            session.exec(update(Parcel).where(Parcel.id == 1).values(colour="green"))

    if backend == "sqlite":
        # SQLAlchemy's validate_strings is off: the string is the database's to refuse, and SQLite refuses none.
        work()
        session.expunge_all()
        with pytest.raises(LookupError, match="'green' is not among the defined enum values. Enum name: colour"):
            session.exec(select(Parcel)).all()
        return
    words = {
        "postgresql": r"invalid input value for enum colour: \"green\" \(parameter 'colour'\)",
        "mysql": "Data truncated for column 'colour'",
    }
    with pytest.raises(exc.DataError, match=words[backend]):
        work()


def test_none_where_there_is_a_default(session: Session) -> None:
    session.add_all([Parcel(id=1, number=None), Parcel(id=2, number=7)])  # type: ignore[arg-type]
    session.commit()
    assert session.exec(select(Parcel.number).order_by(Parcel.id)).all() == [0, 7]


# --- comparisons: the type of a value that is compared is its own, as SQLAlchemy has it; PostgreSQL refuses to mix them
COMPARISONS: list[tuple[str, Any, Any]] = [
    ("number", "abc", (exc.ProgrammingError, "operator does not exist: integer = character varying")),
    ("number", b"x", (exc.ProgrammingError, "operator does not exist: integer = bytea")),
    ("number", 1.5, None),
    ("sent", "yesterday", (exc.ProgrammingError, "operator does not exist: date = character varying")),
    ("sent", 5, (exc.ProgrammingError, "operator does not exist: date = integer")),
    ("weight", "heavy", (exc.ProgrammingError, "operator does not exist: double precision = character varying")),
    ("colour", "green", (exc.DataError, r"enum colour: \"green\" \(parameter 'colour_1'\)")),
]


@pytest.mark.parametrize(("column", "value", "refused"), COMPARISONS, ids=[_ids(row) for row in COMPARISONS])
def test_a_comparison_with_another_type(session: Session, backend: str, column: str, value: Any, refused: Any) -> None:
    session.add(Parcel(id=1, number=7, weight=2.5))
    session.commit()
    statement = select(Parcel.id).where(getattr(Parcel, column) == value)
    if refused is None or backend != "postgresql":
        assert session.exec(statement).all() == []
        return
    with pytest.raises(refused[0], match=refused[1]) as caught:
        session.exec(statement)
    assert "parcel" in caught.value.statement


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("token", "zz", r"badly formed hexadecimal UUID string \(parameter 'token_1'\)"),
        ("number", object(), r"an integer is needed, not object .* \(parameter 'number_1'\)"),
        ("number", [1], r"an integer is needed, not list \(\[1\]\) \(parameter 'number_1'\)"),
        ("name", b"x", r"a string is needed, not bytes \(b'x'\) \(parameter 'name_1'\)"),
    ],
)
def test_a_comparison_with_a_wrong_value(session: Session, column: str, value: Any, words: str) -> None:
    with pytest.raises(exc.StatementError, match=words) as caught:
        session.exec(select(Parcel).where(getattr(Parcel, column) == value)).all()
    assert "parcel" in caught.value.statement
    session.rollback()
    assert session.exec(select(Parcel)).all() == []


def test_the_row_of_many_that_does_not_fit(session: Session, backend: str) -> None:
    session.add_all([Parcel(id=number, name="x" * (number // 1000)) for number in range(1, 6001)])
    if backend == "sqlite":
        session.commit()
        return
    words = {"postgresql": r"\(parameter 'name'\)", "mysql": "Data too long for column 'name'"}
    with pytest.raises(exc.DataError, match=words[backend]):
        session.commit()
    session.rollback()
    assert session.exec(select(Parcel)).all() == []


def test_a_parameter_without_a_name(session: Session, backend: str) -> None:
    raw = {"sqlite": "SELECT ?", "postgresql": "SELECT $1::int4", "mysql": "SELECT ?"}[backend]
    with pytest.raises(exc.StatementError, match="type 'object' is not supported"):
        session.connection().exec_driver_sql(raw, (object(),))


def test_a_failed_statement_names_what_it_was_given(session: Session, made: Callable[..., Engine]) -> None:
    session.add(Parcel(id=1))
    session.commit()
    session.expunge_all()
    session.add(Parcel(id=1, name="again"))
    with pytest.raises(exc.UniqueViolation) as caught:
        session.commit()
    shown = str(caught.value)
    assert "[SQL: INSERT INTO parcel" in shown and "'again'" in shown
    hidden = made(hide_parameters=True)
    with Session(hidden) as other:
        other.add(Parcel(id=1, name="again"))
        with pytest.raises(exc.UniqueViolation) as caught:
            other.commit()
    assert "'again'" not in str(caught.value).split("[SQL:")[1]
