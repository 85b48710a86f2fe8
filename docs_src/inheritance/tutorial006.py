"""A tree whose nodes are of two classes: a variant that holds its own hierarchy, to any depth. Not in SQLModel."""

import os
from typing import Any, ClassVar, Optional

from fastapi import FastAPI

from sqlmodel_rs import Field, Relationship, Session, SQLModel, col, create_engine, select
from sqlmodel_rs.orm import selectinload


class Node(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    name: str = Field(max_length=40)
    parent_id: int | None = Field(default=None, foreign_key="node.id")
    parent: Optional["Folder"] = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"}
    )


class Folder(Node):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "folder"}

    children: list[Node] = Relationship(back_populates="parent")


class File(Node):
    __tablename__ = "file"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "file"}

    size: int


class NodeCreate(Node, variant="Create", exclude={"id", "parent_id"}, related={"children": "NodeCreate"}):
    """What a client sends: a folder with what is in it."""


class NodePublic(Node, variant="Public", exclude={"parent_id"}, related={"children": "NodePublic"}):
    """What a client gets to see."""


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///nodes.db"))
SQLModel.metadata.create_all(engine)
app = FastAPI()


@app.post("/nodes/", status_code=204)
def create_node(node: NodeCreate) -> None:
    with Session(engine) as session:
        session.add(Node.model_validate(node))
        session.commit()


@app.get("/nodes/", response_model=list[NodePublic])
def read_roots(depth: int = 0) -> Any:
    below = selectinload(Folder.children, recursion_depth=depth)
    with Session(engine) as session:
        return session.exec(select(Node).where(col(Node.parent_id).is_(None)).options(below)).all()
