"""Classes that are declared before their tables are known, and `DeferredReflection`, which reads the tables.

Behaviour: SQLAlchemy, "Using DeferredReflection". Knows nothing of names that are made up for tables and relationships.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, ClassVar

from sqlmodel_rs import exc
from sqlmodel_rs.declarative.registry import map_declaratively, waiting
from sqlmodel_rs.declarative.scan import directive
from sqlmodel_rs.orm.registry import nearest_mapper
from sqlmodel_rs.schema import Table

__all__ = ["DeferredReflection", "map_now", "own_table_name", "waiting_for"]


def waiting_for(base: type) -> list[type]:
    """Return the classes below `base` that are declared and not mapped, a base before its subclasses."""
    found = [cls for cls in (one() for one in waiting) if cls is not None and issubclass(cls, base)]
    return sorted(found, key=lambda cls: len(cls.__mro__))


def own_table_name(cls: Any) -> tuple[str | None, str] | None:
    """Return schema and name of the table that a waiting class names, or None when it names none."""
    parent = nearest_mapper(cls)
    given = directive(cls, "__table__", parent)
    if given is not None:
        return given.schema, given.name
    name = directive(cls, "__tablename__", parent)
    if name is None:
        return None
    arguments = directive(cls, "__table_args__", parent) or {}
    options = arguments if isinstance(arguments, dict) else arguments[-1]
    schema = options.get("schema") if isinstance(options, dict) else None
    return (schema or cls.metadata.schema), name


def map_now(cls: Any, table: Table | None = None) -> Any:
    """Map a class that has been waiting; what it declares itself takes the place of what `table` has.

    A table that the class gives as `__table__` stays as it is.
    """
    waiting[:] = [one for one in waiting if one() not in (cls, None)]
    return map_declaratively(cls, cls._sa_registry, at_once=True, table=table)


def _secondary_tables(mapper: Any) -> list[tuple[str | None, str]]:
    """Return the link tables that a class's relationships name and its metadata does not have."""
    metadata = mapper.class_.metadata
    wanted = []
    for prop in mapper.relationships.values():
        named = prop.spec.secondary
        if isinstance(named, str) and named not in metadata.tables:
            schema, _, name = named.rpartition(".")
            wanted.append((schema or mapper.local_table.schema, name))
    return wanted


class DeferredReflection:
    """Mix into declarative classes, or their base, whose tables are read from a database by `prepare()`.

    >>> from sqlmodel_rs.sa import create_engine
    >>> from sqlmodel_rs.declarative import DeclarativeBase
    >>> engine = create_engine("sqlite://")
    >>> with engine.begin() as connection:
    ...     done = connection.exec_driver_sql("CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT)")
    >>> class Base(DeferredReflection, DeclarativeBase):
    ...     __abstract__ = True
    >>> class Hero(Base):
    ...     __tablename__ = "hero"
    >>> Base.prepare(engine)
    >>> Hero(name="Deadpond").name
    'Deadpond'
    """

    _sa_decl_prepare: ClassVar[bool] = True

    @classmethod
    def prepare(cls, bind: Any, **reflect_kw: Any) -> None:
        """Read the tables of all classes below this one that wait for it, and map the classes.

        `bind` is an engine or a connection; the other arguments are those of `MetaData.reflect`.

        Raises:
            ArgumentError: `bind` is neither.
            InvalidRequestError: the database has no such table.
        """
        if not hasattr(bind, "_reflect_table"):
            raise exc.ArgumentError(f"Expected Engine or Connection, got {bind!r}")
        is_connection = getattr(bind, "engine", bind) is not bind
        with nullcontext(bind) if is_connection else bind.connect() as connection:
            for one in waiting_for(cls):
                place = None if "__table__" in vars(one) else own_table_name(one)
                mapper = map_now(one, None if place is None else _read(one, connection, place, reflect_kw))
                for secondary in _secondary_tables(mapper):
                    _read(one, connection, secondary, reflect_kw)


def _read(cls: Any, connection: Any, place: tuple[str | None, str], options: dict[str, Any]) -> Table:
    schema, name = place
    cls.metadata.reflect(connection, schema=schema, only=[name], **options)
    found: Table = cls.metadata.tables[f"{schema}.{name}" if schema else name]
    return found
