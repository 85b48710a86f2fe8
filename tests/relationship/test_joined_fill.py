"""What a joined row may put into an instance: only what nobody has put there before."""

from collections.abc import Iterator

import pytest

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, event, select
from sqlmodel_rs.orm import joinedload
from sqlmodel_rs.orm.registry import registry


class Root(SQLModel, registry=registry()):
    pass


class Node(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="node.id")
    parent: "Node | None" = Relationship(back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"})
    children: list["Node"] = Relationship(back_populates="parent")


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Root.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add_all([Node(id=1), Node(id=2, parent_id=1), Node(id=3, parent_id=2), Node(id=4, parent_id=2)])
        opened.commit()
        opened.expunge_all()
        yield opened


def chain(nodes: list[Node]) -> dict[int | None, int | None]:
    return {node.id: node.__dict__["parent"].id if node.__dict__["parent"] else None for node in nodes}


def test_an_owner_in_one_row_is_a_target_in_another(session: Session) -> None:
    for direction in (Node.id, -Node.id):
        session.expunge_all()
        nodes = session.exec(select(Node).options(joinedload(Node.parent)).order_by(direction)).all()
        assert chain(nodes) == {1: None, 2: 1, 3: 2, 4: 2}
        assert nodes[1].__dict__["parent"] in nodes


def test_what_the_program_has_set_stays(session: Session) -> None:
    third, first = session.get(Node, 3), session.get(Node, 1)
    assert third is not None
    third.parent = first
    with session.no_autoflush:
        nodes = session.exec(select(Node).options(joinedload(Node.parent))).all()
    assert chain(nodes) == {1: None, 2: 1, 3: 1, 4: 2}


def test_what_a_listener_puts_into_a_new_instance_stays(session: Session) -> None:
    other = Node(id=99)

    def put(instance: Node, context: object) -> None:
        if instance.__dict__["id"] == 3:
            instance.__dict__["parent"] = other

    event.listen(Node, "load", put)
    try:
        nodes = session.exec(select(Node).options(joinedload(Node.parent))).all()
    finally:
        event.remove(Node, "load", put)
    assert chain(nodes) == {1: None, 2: 1, 3: 99, 4: 2}


def test_a_second_query_fills_what_the_first_left_out(session: Session) -> None:
    kept = session.exec(select(Node).order_by(Node.id)).all()
    assert all("parent" not in node.__dict__ for node in kept)
    nodes = session.exec(select(Node).options(joinedload(Node.parent)).order_by(Node.id)).all()
    assert nodes == kept
    assert chain(kept) == {1: None, 2: 1, 3: 2, 4: 2}
    again = select(Node).options(joinedload(Node.parent)).execution_options(populate_existing=True)
    assert chain(session.exec(again).all()) == {1: None, 2: 1, 3: 2, 4: 2}


def test_options_of_the_query_are_kept_for_a_refresh(session: Session) -> None:
    node = session.exec(select(Node).where(Node.id == 3).options(joinedload(Node.parent))).one()
    session.expire_all()
    assert node.parent_id == 2
    assert node.__dict__["parent"].id == 2
