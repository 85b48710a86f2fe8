"""Tests of `tutorial001`: each has a database of its own in memory, and the application uses the test's session."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from sqlmodel_rs import Session, SQLModel, create_engine
from sqlmodel_rs.pool import StaticPool

from .tutorial001 import Book, app, get_session


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


@pytest.fixture
def client(session: Session) -> Iterator[TestClient]:
    app.dependency_overrides[get_session] = lambda: session
    yield TestClient(app)
    app.dependency_overrides.clear()


def test_a_book_is_stored(session: Session, client: TestClient) -> None:
    answer = client.post("/books/", json={"title": "Emma", "year": 1815})
    assert answer.status_code == 200
    assert answer.json() == {"id": 1, "title": "Emma", "year": 1815}
    assert session.get_one(Book, 1).title == "Emma"


def test_a_book_needs_a_title(client: TestClient) -> None:
    assert client.post("/books/", json={"year": 1815}).status_code == 422


def test_books_are_in_order(session: Session, client: TestClient) -> None:
    session.add_all([Book(title="Walden"), Book(title="Emma")])
    session.commit()
    assert [book["title"] for book in client.get("/books/").json()] == ["Emma", "Walden"]


def test_a_deleted_book_is_gone(session: Session, client: TestClient) -> None:
    session.add(Book(title="Emma"))
    session.commit()
    assert client.delete("/books/1").status_code == 204
    assert client.delete("/books/1").status_code == 404
    assert client.get("/books/").json() == []
