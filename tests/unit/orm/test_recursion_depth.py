"""`selectinload(Node.children, recursion_depth=2)`: a self-referential relationship, so many levels down, or all."""

from typing import Optional

import pytest

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, event, exc, select
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel_rs.orm import immediateload, joinedload, selectinload
from sqlmodel_rs.orm.registry import registry


class Base(SQLModel, registry=registry()):
    pass


class Owner(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=10)


class Node(Base, table=True):
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=10)
    name: str = Field(max_length=10)
    owner_id: int | None = Field(default=None, foreign_key="owner.id")
    owner: Owner | None = Relationship()
    parent_id: int | None = Field(default=None, foreign_key="node.id")
    parent: Optional["Folder"] = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"}
    )


class Folder(Node):
    __mapper_args__ = {"polymorphic_identity": "folder"}
    children: list[Node] = Relationship(back_populates="parent")


class File(Node):
    __tablename__ = "file"
    __mapper_args__ = {"polymorphic_identity": "file"}
    size: int


def chain(levels: int) -> Node:
    owner = Owner(name="ann")
    made: Node = File(name="file", size=1, owner=owner)
    for level in reversed(range(levels)):
        made = Folder(name=f"f{level}", children=[made], owner=owner)
    return made


def below(node: Node) -> list[str]:
    """Return the names from a node down, as far as they are loaded."""
    names = [node.name]
    while node.__dict__.get("children"):
        node = node.children[0]
        names.append(node.name)
    return names


ROOTS = select(Node).where(Node.parent_id == None)  # noqa: E711


@pytest.fixture
def engine(database_url):
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(chain(4))
        session.commit()
    engine.selects = []
    event.listen(engine, "before_cursor_execute", lambda *given: engine.selects.append(given[2]))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("load", [selectinload, immediateload])
@pytest.mark.parametrize(("depth", "names"), [(None, 2), (0, 2), (1, 3), (2, 4), (3, 5), (9, 5), (-1, 5)])
def test_levels_below_are_loaded_with_a_statement_each(engine, load, depth, names):
    with Session(engine) as session:
        root = session.exec(ROOTS.options(load(Folder.children, recursion_depth=depth))).one()
        assert below(root) == ["f0", "f1", "f2", "f3", "file"][:names]
        assert len(engine.selects) == names


@pytest.mark.parametrize("depth", [1, -1])
def test_options_below_are_for_each_level(engine, depth):
    with Session(engine) as session:
        option = selectinload(Folder.children, recursion_depth=depth).joinedload(Node.owner)
        node = session.exec(ROOTS.options(option)).one()
        assert "owner" not in node.__dict__
        while node.__dict__.get("children"):
            node = node.children[0]
            assert "owner" in node.__dict__
        assert node.name == ("f2" if depth == 1 else "file")


def test_four_hundred_levels(engine):
    with Session(engine) as session:
        session.add_all(Folder(id=at, name="deep", parent_id=at - 1 if at > 1000 else None) for at in range(1000, 1400))
        session.commit()
        session.expunge_all()
        statement = select(Node).where(Node.id == 1000).options(selectinload(Folder.children, recursion_depth=-1))
        assert len(below(session.exec(statement).one())) == 400


def test_below_another_option_and_up_the_tree(engine):
    with Session(engine) as session:
        statement = select(File).options(joinedload(File.parent).selectinload(Folder.parent, recursion_depth=-1))
        file = session.exec(statement).one()
        engine.selects.clear()
        assert file.parent.parent.parent.parent.name == "f0"
        assert engine.selects == []


def test_rows_in_a_circle_come_to_an_end(engine):
    with Session(engine) as session:
        first, second = Folder(name="one"), Folder(name="two")
        session.add_all([first, second])
        session.flush()
        first.parent_id, second.parent_id = second.id, first.id
        session.commit()
        session.expunge_all()
        engine.selects.clear()
        statement = select(Node).where(Node.name == "one")
        found = session.exec(statement.options(selectinload(Folder.children, recursion_depth=-1))).one()
        assert found.children[0].children[0] is found
        assert len(engine.selects) == 3


async def test_async_session_loads_the_levels(async_database_url):
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(chain(3))
        await session.commit()
        session.expunge_all()
        root = (await session.exec(ROOTS.options(selectinload(Folder.children, recursion_depth=-1)))).one()
        assert below(root) == ["f0", "f1", "f2", "file"]
    await engine.dispose()


def test_what_cannot_be_repeated_is_refused(engine):
    with Session(engine) as session:
        with pytest.raises(exc.InvalidRequestError, match="Node.owner not valid for non-self-referential.*Owner"):
            session.exec(select(Node).options(selectinload(Node.owner, recursion_depth=2)))
    with pytest.raises(exc.ArgumentError, match="recursion_depth=-2"):
        selectinload(Folder.children, recursion_depth=-2)


def test_chunksize_says_how_many_one_statement_asks_for(database_url):
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    sent = []
    with Session(engine) as session:
        owners = [Owner(name=f"o{number}") for number in range(5)]
        session.add_all(Folder(name=owner.name, owner=owner, children=[Folder(name="in")]) for owner in owners)
        session.commit()
        event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given[3]))
        for option, sizes in (
            (selectinload(Node.owner, chunksize=2), [2, 2, 1]),
            (selectinload(Folder.children, chunksize=3), [3, 2]),
            (selectinload(Node.owner), [5]),
        ):
            session.expunge_all()
            sent.clear()
            found = session.exec(select(Folder).where(Folder.name != "in").options(option)).all()
            # PostgreSQL gets the keys as one array.
            keys = [values[0] if isinstance(values[0], list) else values for values in sent[1:]]
            assert len(found) == 5 and [len(values) for values in keys] == sizes
    for size in (0, -1, "2"):
        with pytest.raises(exc.ArgumentError, match=f"'chunksize={size}' is not an appropriate input"):
            selectinload(Node.owner, chunksize=size)
    Base.metadata.drop_all(engine)
    engine.dispose()
