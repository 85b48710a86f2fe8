"""Random hierarchies and rows, declared and filled through either library from one description.

A description says of each class its parent, how it is stored, its columns and how a query of the base reads it; of each
row its class, its values and what it refers to.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ForwardRef

from hypothesis import strategies as st

from sqlmodel_rs import Field, Relationship, SQLModel
from sqlmodel_rs.orm.registry import registry

STORED = ("single", "joined")
LOADS = (None, "inline", "selectin")


@dataclass(frozen=True)
class Kind:
    """One class: the position of its parent, how it is stored, its columns, and the class it refers to (or None)."""

    parent: int
    stored: str
    columns: tuple[str, ...]
    refers: int | None
    load: str | None
    abstract: bool


@dataclass(frozen=True)
class Row:
    """One object: the position of its class, a number its values are made of, its owner and what it refers to."""

    kind: int
    seed: int
    owner: int
    refers: int


@dataclass(frozen=True)
class Description:
    """A hierarchy, its rows, and whether every class has a full table of its own."""

    concrete: bool
    kinds: tuple[Kind, ...]
    rows: tuple[Row, ...]


@st.composite
def descriptions(draw: Any) -> Description:
    """Draw a hierarchy of up to seven classes and up to ten rows."""
    concrete = draw(st.integers(0, 4)) == 0
    kinds = [Kind(-1, "root", ("int",), None, None, False)]
    for position in range(1, draw(st.integers(2, 7))):
        kinds.append(
            Kind(
                parent=draw(st.integers(0, position - 1)),
                stored=draw(st.sampled_from(STORED)),
                columns=tuple(draw(st.lists(st.sampled_from(("int", "text")), max_size=2))),
                refers=draw(st.one_of(st.none(), st.integers(0, position))) if not concrete else None,
                load=draw(st.sampled_from(LOADS)),
                abstract=not concrete and draw(st.integers(0, 5)) == 0,
            )
        )
    made = [position for position, kind in enumerate(kinds) if not kind.abstract]
    rows = st.builds(Row, st.sampled_from(made), st.integers(0, 3), st.integers(0, 2), st.integers(0, 20))
    return Description(concrete, tuple(kinds), tuple(draw(st.lists(rows, min_size=1, max_size=10))))


def below(description: Description, position: int) -> list[int]:
    """List the positions of a class and its descendants."""
    found = [position]
    for at, kind in enumerate(description.kinds):
        if kind.parent in found and at not in found:
            found.append(at)
    return found


def chain(description: Description, position: int) -> list[int]:
    """List the positions of a class and its ancestors."""
    found = []
    while position >= 0:
        found.append(position)
        position = description.kinds[position].parent
    return found


class Declared:
    """The classes of a description, declared with one library."""

    def __init__(self, description: Description, library: Any) -> None:
        self.description = description
        self.sa, self.orm, self.ext = library.sa, library.orm, library.ext
        base = library.base()
        self.metadata = base.metadata
        column = self.orm.mapped_column

        class Owner(base):
            __tablename__ = "owner"
            id = column(self.sa.Integer, primary_key=True, autoincrement=False)
            members = self.orm.relationship("K0", back_populates="owner", order_by="K0.id")

        self.Owner = Owner
        self.classes: list[Any] = []
        for position, kind in enumerate(description.kinds):
            bases: tuple[Any, ...] = (base,) if kind.parent < 0 else (self.classes[kind.parent],)
            if description.concrete and kind.parent < 0:
                bases = (self.ext.declarative.ConcreteBase, base)
            body = {"__module__": __name__, "__mapper_args__": {}}
            body.update(self._columns(position))
            if not description.concrete:
                body.update(self._references(position))
            self.classes.append(type(base)(f"K{position}", bases, body))
        self.orm.configure_mappers()

    def _columns(self, position: int) -> dict[str, Any]:
        description, kind = self.description, self.description.kinds[position]
        column, sa = self.orm.mapped_column, self.sa
        arguments: dict[str, Any] = {}
        if not kind.abstract:
            arguments["polymorphic_identity"] = f"k{position}"
        else:
            arguments["polymorphic_abstract"] = True
        body: dict[str, Any] = {"__mapper_args__": arguments}
        own = [position]
        full = description.concrete or kind.parent < 0
        if full or kind.stored == "joined":
            body["__tablename__"] = f"k{position}"
        if full:
            body["id"] = column(sa.Integer, primary_key=True, autoincrement=False)
            body["owner_id"] = column(sa.ForeignKey("owner.id"))
            body["owner"] = self.orm.relationship("Owner", back_populates="members")
            own = chain(description, position) if description.concrete else own
        elif kind.stored == "joined":
            above = self.classes[kind.parent].__table__
            body["id"] = column(sa.ForeignKey(f"{above.name}.id"), primary_key=True)
            arguments["inherit_condition"] = body["id"] == above.c.id
        if description.concrete:
            arguments["concrete"] = True
        elif kind.parent < 0:
            body["type"] = column(sa.String(10))
            arguments["polymorphic_on"] = "type"
        if kind.load is not None and not description.concrete:
            arguments["polymorphic_load"] = kind.load
        for at in own:
            for number, what in enumerate(description.kinds[at].columns):
                of_type = sa.Integer if what == "int" else sa.String(10)
                body[f"c{at}_{number}"] = column(of_type, nullable=True)
        return body

    def _references(self, position: int) -> dict[str, Any]:
        """Return the many-to-one of a class; its foreign key is to the root, lest tables depend in a circle."""
        target = self.description.kinds[position].refers
        if target is None:
            return {}
        return {
            f"r{position}_id": self.orm.mapped_column(self.sa.ForeignKey("k0.id"), nullable=True),
            f"r{position}": self.orm.relationship(f"K{target}", **self.join_of(position, target)),
        }

    def join_of(self, position: int, target: int) -> dict[str, Any]:
        """Return how the many-to-one of a class is joined to its target."""

        def local() -> Any:
            return self.classes[position].__table__.c[f"r{position}_id"]

        def remote() -> Any:
            return self.classes[target].__table__.c.id

        return {
            "primaryjoin": lambda: local() == remote(),
            "foreign_keys": lambda: [local()],
            "remote_side": lambda: [remote()],
        }

    def names(self, position: int) -> list[str]:
        """List the columns of a class that hold values."""
        return [
            f"c{at}_{number}"
            for at in reversed(chain(self.description, position))
            for number, _ in enumerate(self.description.kinds[at].columns)
        ]

    def references(self, position: int) -> list[tuple[str, int]]:
        """List the (relationship, target) of a class."""
        found = [(f"r{at}", self.description.kinds[at].refers) for at in reversed(chain(self.description, position))]
        return [(name, target) for name, target in found if target is not None]

    def values(self, row: Row) -> dict[str, Any]:
        """Return the values of a row; every third is NULL."""
        found: dict[str, Any] = {}
        for number, name in enumerate(self.names(row.kind)):
            at, own = (int(part) for part in name[1:].split("_"))
            value = row.seed + number
            text = self.description.kinds[at].columns[own] == "text"
            found[name] = None if value % 3 == 2 else (f"t{value}" if text else value)
        return found

    def fill(self, session: Any) -> None:
        """Write the rows; what one refers to was made before it."""
        owners = [self.Owner(id=number) for number in (1, 2)]
        session.add_all(owners)
        made: list[Any] = []
        for number, row in enumerate(self.description.rows):
            one = self.classes[row.kind](id=number + 1, **self.values(row))
            if row.owner:
                one.owner = owners[row.owner - 1]
            for name, target in self.references(row.kind):
                wanted = [other for other in made if isinstance(other, self.classes[target])]
                if wanted and row.refers % 3:
                    setattr(one, name, wanted[row.refers % len(wanted)])
            made.append(one)
            session.add(one)
        session.commit()
        session.expunge_all()

    def shown(self, one: Any) -> Any:
        """Return an object as its class, key and all values."""
        if one is None:
            return None
        position = int(type(one).__name__[1:]) if type(one).__name__ != "Owner" else -1
        if position < 0:
            return ("Owner", one.id)
        return (type(one).__name__, one.id, *(getattr(one, name) for name in self.names(position)))


class Modelled(Declared):
    """The classes of a description as SQLModel classes, whose keys to their parents are left to the library."""

    def __init__(self, description: Description, library: Any) -> None:
        self.description = description
        self.sa, self.orm, self.ext = library.sa, library.orm, library.ext
        base = type(SQLModel)("Base", (SQLModel,), {"__module__": __name__}, registry=registry())
        self.metadata = base.metadata
        self.Owner = self._owner(base)
        self.classes: list[Any] = []
        for position, kind in enumerate(description.kinds):
            parent = base if kind.parent < 0 else self.classes[kind.parent]
            own_table = kind.parent < 0 or description.concrete
            keywords: dict[str, Any] = {"table": True} if own_table else {}
            if description.concrete and kind.parent < 0:
                keywords["inheritance"] = "concrete"
            self.classes.append(type(base)(f"K{position}", (parent,), self._body(position), **keywords))
        self.orm.configure_mappers()

    def _owner(self, base: Any) -> Any:
        members = Relationship(back_populates="owner", sa_relationship_kwargs={"order_by": "K0.id"})
        body = {
            "__module__": __name__, "__tablename__": "owner", "members": members, "id": _key(),
            "__annotations__": {"id": int, "members": list[ForwardRef("K0")]},  # type: ignore[misc]
        }  # fmt: skip
        return type(base)("Owner", (base,), body, table=True)

    def _body(self, position: int) -> dict[str, Any]:
        description, kind = self.description, self.description.kinds[position]
        arguments: dict[str, Any] = {"polymorphic_identity": f"k{position}"}
        if kind.abstract:
            arguments = {"polymorphic_abstract": True}
        annotations: dict[str, Any] = {}
        body = {"__module__": __name__, "__mapper_args__": arguments, "__annotations__": annotations}
        if kind.parent < 0 or description.concrete or kind.stored == "joined":
            body["__tablename__"] = f"k{position}"
        if kind.parent < 0:
            annotations.update(id=int, owner_id=int | None)
            body.update(id=_key(), owner_id=_optional(foreign_key="owner.id"))
        if kind.parent < 0 or description.concrete:
            annotations["owner"], body["owner"] = self.Owner | None, Relationship(back_populates="members")
        if description.concrete:
            arguments["concrete"] = True
        elif kind.parent < 0:
            annotations["type"], body["type"] = str | None, _optional(max_length=10)
            arguments["polymorphic_on"] = "type"
        if kind.load is not None and not description.concrete:
            arguments["polymorphic_load"] = kind.load
        for number, what in enumerate(kind.columns):
            name = f"c{position}_{number}"
            annotations[name] = (int if what == "int" else str) | None
            body[name] = _optional() if what == "int" else _optional(max_length=10)
        if kind.refers is not None and not description.concrete:
            self._add_reference(position, kind.refers, body)
        return body

    def _add_reference(self, position: int, target: int, body: dict[str, Any]) -> None:
        name = f"r{position}"
        body[f"{name}_id"] = _optional(foreign_key="k0.id")
        body[name] = Relationship(sa_relationship_kwargs=self.join_of(position, target))
        body["__annotations__"].update({f"{name}_id": int | None, name: ForwardRef(f"K{target}") | None})


def _key() -> Any:
    return Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


def _optional(**given: Any) -> Any:
    return Field(default=None, nullable=True, **given)


def opened(description: Description, library: Any, declare: Any = Declared) -> SimpleNamespace:
    """Declare, create and fill a description with a library; the caller closes what it is given."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        declared = declare(description, library)
        engine = library.engine(SimpleNamespace(metadata=declared.metadata))
    session = library.orm.Session(engine)
    declared.fill(session)
    return SimpleNamespace(d=declared, s=session, engine=engine, library=library, sa=library.sa, orm=library.orm)
