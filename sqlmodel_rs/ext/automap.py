"""Classes made for the tables that a database has, with relationships along their foreign keys.

Behaviour: SQLAlchemy, "Automap". Knows how names are made and which relationships a foreign key gives.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from sqlmodel_rs import exc
from sqlmodel_rs.declarative import backref, relationship
from sqlmodel_rs.declarative import declarative_base as make_declarative_base
from sqlmodel_rs.declarative.deferral import map_now, own_table_name, waiting_for
from sqlmodel_rs.orm.relationship.declaration import MANYTOMANY, MANYTOONE, ONETOMANY, RelationshipDirection
from sqlmodel_rs.schema import ForeignKeyConstraint, MetaData, Table
from sqlmodel_rs.sql.expression import and_

__all__ = [
    "AutomapBase",
    "Properties",
    "automap_base",
    "classname_for_table",
    "generate_relationship",
    "name_for_collection_relationship",
    "name_for_scalar_relationship",
]


class Properties:
    """Names with what they stand for: read as attributes or as items; iterated, the things themselves."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        object.__setattr__(self, "_data", {} if data is None else data)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._data[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Any:
        return self._data[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._data[name] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._data.values()))

    def __len__(self) -> int:
        return len(self._data)

    def __contains__(self, name: object) -> bool:
        return name in self._data

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._data]

    def keys(self) -> list[str]:
        """List the names."""
        return list(self._data)

    def values(self) -> list[Any]:
        """List what the names stand for."""
        return list(self._data.values())

    def items(self) -> list[tuple[str, Any]]:
        """List names and what they stand for."""
        return list(self._data.items())

    def get(self, name: str, default: Any = None) -> Any:
        """Return what a name stands for, or `default`."""
        return self._data.get(name, default)


def classname_for_table(base: type, tablename: str, table: Table) -> str:
    """Return the name of the class of a table: the table's."""
    return str(tablename)


def name_for_scalar_relationship(base: type, local_cls: type, referred_cls: type, constraint: Any) -> str:
    """Return the name of a relationship to one object: the other class's, in lower case."""
    return referred_cls.__name__.lower()


def name_for_collection_relationship(base: type, local_cls: type, referred_cls: type, constraint: Any) -> str:
    """Return the name of a relationship to many: the other class's, in lower case, with `_collection`."""
    return f"{referred_cls.__name__.lower()}_collection"


def generate_relationship(
    base: type,
    direction: RelationshipDirection,
    return_fn: Callable[..., Any],
    attrname: str,
    local_cls: type,
    referred_cls: type,
    **kw: Any,
) -> Any:
    """Return the `relationship()` or `backref()` of an attribute, whichever `return_fn` is; None leaves it out.

    Raises TypeError when `return_fn` is neither.
    """
    if return_fn is backref:
        return return_fn(attrname, **kw)
    if return_fn is relationship:
        return return_fn(referred_cls, **kw)
    raise TypeError(f"Unknown relationship function: {return_fn}")


class AutomapBase:
    """The part of a base class made by `automap_base()` that maps tables."""

    __abstract__ = True
    _sa_decl_prepare: ClassVar[bool] = True

    classes: ClassVar[Properties]
    by_module: ClassVar[Properties]
    metadata: ClassVar[MetaData]
    _table_keys: ClassVar[set[str]]

    @classmethod
    def prepare(
        cls,
        autoload_with: Any = None,
        engine: Any = None,
        reflect: bool = False,
        schema: str | None = None,
        classname_for_table: Callable[..., str] | None = None,
        modulename_for_table: Callable[..., str | None] | None = None,
        collection_class: Any = None,
        name_for_scalar_relationship: Callable[..., str] | None = None,
        name_for_collection_relationship: Callable[..., str] | None = None,
        generate_relationship: Callable[..., Any] | None = None,
        reflection_options: dict[str, Any] | None = None,
    ) -> None:
        """Map the classes that were declared, and a new class for every other table with a primary key.

        `autoload_with` is an engine or a connection whose tables are read first. The functions make the names of
        classes, their modules and their relationships, and the relationships themselves. Tables of two foreign keys
        and nothing else link two classes. It may be called again for another schema.
        """
        names = globals()
        preparation = _Preparation(
            cls,
            classname_for_table or names["classname_for_table"],
            modulename_for_table,
            name_for_scalar_relationship or names["name_for_scalar_relationship"],
            name_for_collection_relationship or names["name_for_collection_relationship"],
            generate_relationship or names["generate_relationship"],
            collection_class or list,
        )
        source = engine if engine is not None else autoload_with
        if reflect and source is None:
            raise exc.ArgumentError("prepare(reflect=True) needs the engine or connection to read the tables with")
        if source is not None:
            cls.metadata.reflect(source, schema=schema, **(reflection_options or {}))
        preparation.run()


class _Preparation:
    """One call of `prepare()`: the functions that make names, and the classes mapped so far by their table."""

    def __init__(
        self,
        base: Any,
        classname: Callable[..., str],
        modulename: Callable[..., str | None] | None,
        scalar: Callable[..., str],
        collection: Callable[..., str],
        generate: Callable[..., Any],
        collection_class: Any,
    ) -> None:
        self.asked = base
        self.base = next(one for one in base.__mro__ if "_table_keys" in vars(one))
        self.classname = classname
        self.modulename = modulename
        self.scalar = scalar
        self.collection = collection
        self.generate = generate
        self.collection_class = collection_class
        self.classes: dict[Any, Any] = {}

    def run(self) -> None:
        """Map everything, then add the relationships."""
        links = []
        waiting = waiting_for(self.base)
        named = {own_table_name(cls) for cls in waiting}
        for cls in waiting:
            self._map(cls)
        tables = self.base.metadata.tables
        for key in [key for key in tables if key not in self.base._table_keys]:
            self.base._table_keys.add(key)
            table = tables[key]
            link = _linked(table)
            if link is not None:
                links.append(link)
            elif len(table.primary_key.columns) and (table.schema, table.name) not in named:
                self._make_class(table)
        for cls in list(self.classes.values()):
            for constraint in cls.__table__._sorted_foreign_keys():
                self._follow(cls, constraint)
        for link in links:
            self._link(link)
        for to in {cls._sa_registry for cls in self.classes.values()}:
            to.configure_backrefs()

    def _map(self, cls: Any) -> None:
        place = None if "__table__" in vars(cls) else own_table_name(cls)
        table = None
        if place is not None:
            schema, name = place
            table = cls.metadata.tables.get(f"{schema}.{name}" if schema else name)
        mapper = map_now(cls, table)
        if mapper.inherits is None or mapper.local_table is not mapper.inherits.local_table:
            self.classes[mapper.local_table] = cls

    def _make_class(self, table: Table) -> None:
        namespace: dict[str, Any] = {"__table__": table}
        module = None if self.modulename is None else self.modulename(self.asked, table.name, table)
        namespace["__module__"] = __name__ if module is None else module
        name = self.classname(self.asked, table.name, table)
        if module is None and name in self.asked.classes:
            warnings.warn(
                f"Ignoring duplicate class name '{name}' received in automap base for table {table.key} without "
                "``__module__`` being set; consider using the ``modulename_for_table`` hook",
                exc.SAWarning,
                stacklevel=4,
            )
            return
        made = type(name, (self.base,), namespace)
        if module is None:
            self.asked.classes[name] = made
        place = self.asked.by_module
        for token in made.__module__.split("."):
            if token not in place:
                place[token] = Properties()
            place = place[token]
        place[name] = made
        self._map(made)

    def _follow(self, local: Any, constraint: ForeignKeyConstraint) -> None:
        """Add the two relationships of a foreign key, as far as the classes do not have them."""
        keys = list(constraint.elements)
        referred = self.classes.get(keys[0].column.table)
        if referred is None or (local is not referred and issubclass(local, referred)):
            return
        scalar = self.scalar(self.base, local, referred, constraint)
        collection = self.collection(self.base, referred, local, constraint)
        options = {"collection_class": self.collection_class, **_deletion(constraint)}
        own = {"foreign_keys": [key.parent for key in keys]}
        remote = {**own, "remote_side": [key.column for key in keys]}
        self._pair(MANYTOONE, local, scalar, remote, ONETOMANY, referred, collection, options, own)

    def _link(self, link: tuple[Table, Any, Any]) -> None:
        """Add the two relationships of a table that links two classes."""
        table, first, second = link
        local = self.classes.get(first.elements[0].column.table)
        referred = self.classes.get(second.elements[0].column.table)
        if local is None or referred is None:
            return
        joins = [and_(*(key.column == key.parent for key in one.elements)) for one in (first, second)]
        there = self.collection(self.base, local, referred, first)
        back = self.collection(self.base, referred, local, second)
        shared = {"collection_class": self.collection_class}
        options = {**shared, "secondary": table, "primaryjoin": joins[0], "secondaryjoin": joins[1]}
        other = {"secondary": table, "primaryjoin": joins[1], "secondaryjoin": joins[0]}
        self._pair(MANYTOMANY, local, there, options, MANYTOMANY, referred, back, shared, other)

    def _pair(
        self, direction: Any, local: Any, name: str, options: dict[str, Any],
        back_direction: Any, referred: Any, back_name: str, back_options: dict[str, Any], back_own: dict[str, Any],
    ) -> None:  # fmt: skip
        """Add a relationship and its reverse; one that a class declares itself is told of the other."""
        theirs = referred.__mapper__.relationships.get(back_name)
        mine = local.__mapper__.relationships.get(name)
        if mine is None:
            reverse = None
            if theirs is None:
                reverse = self.generate(
                    self.base, back_direction, backref, back_name, referred, local, **back_options
                )  # fmt: skip
            made = self.generate(
                self.base, direction, relationship, name, local, referred, **options, backref=reverse
            )  # fmt: skip
            self._add(local, name, made)
            if made is not None and theirs is not None:
                theirs.spec.back_populates = name
                made.back_populates = back_name
        elif theirs is None:
            made = self.generate(
                self.base, back_direction, relationship, back_name, referred, local,
                **back_own, **back_options, back_populates=name,
            )  # fmt: skip
            self._add(referred, back_name, made)
            if made is not None:
                mine.spec.back_populates = back_name

    def _add(self, cls: Any, name: str, made: Any) -> None:
        if made is None:
            return
        mapper = cls.__mapper__
        if name in mapper.columns:
            raise exc.ArgumentError(
                f"WARNING: when configuring property {name!r} on {mapper}, column {name!r} conflicts with property "
                f"{made!r}. To resolve this, map the column to the class under a different name in the 'properties' "
                "dictionary.  Or, to remove all awareness of the column entirely (i.e. prevent its availability as a "
                "data attribute), use the 'include_properties' or 'exclude_properties' mapper arguments to control "
                "specifically which table columns get mapped."
            )
        mapper.registry.add_property(mapper, name, made)


def _deletion(constraint: Any) -> dict[str, Any]:
    """Return what the reverse of a foreign key does with its objects when theirs is deleted."""
    rule = (constraint.ondelete or "").lower()
    if all(key.parent.nullable for key in constraint.elements):
        return {"passive_deletes": True} if rule == "set null" else {}
    owned = {"cascade": "all, delete-orphan"}
    return {**owned, "passive_deletes": True} if rule == "cascade" else owned


def _linked(table: Table) -> tuple[Table, Any, Any] | None:
    """Return a table and its two foreign keys when it has no other columns, else None."""
    keys = table._sorted_foreign_keys()
    if len(keys) != 2:
        return None
    columns = {key.parent for constraint in keys for key in constraint.elements}
    return (table, keys[0], keys[1]) if columns == set(table.columns) else None


def automap_base(declarative_base: Any = None, **kw: Any) -> Any:
    """Return a base class whose `prepare()` maps the tables of a database.

    `declarative_base` is a base to build upon; otherwise one is made, with the arguments of `declarative_base()`.

    >>> from sqlmodel_rs.sa import create_engine
    >>> engine = create_engine("sqlite://")
    >>> with engine.begin() as connection:
    ...     done = connection.exec_driver_sql("CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT)")
    >>> Base = automap_base()
    >>> Base.prepare(autoload_with=engine)
    >>> Base.classes.hero(name="Deadpond").name
    'Deadpond'
    """
    base = make_declarative_base(**kw) if declarative_base is None else declarative_base
    namespace = {"__abstract__": True, "classes": Properties(), "by_module": Properties(), "_table_keys": set()}
    return type(base)(base.__name__, (AutomapBase, base), namespace)
