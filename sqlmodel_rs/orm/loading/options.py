"""Loader options: `selectinload(Hero.team).load_only(Team.name)` and its siblings, as chains of immutable steps.

Only describes; `plan` merges the chains of a statement, `strategies` carries them out.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sqlmodel_rs import exc
from sqlmodel_rs.sql.elements import expression as as_expression

RELATION_STRATEGIES = frozenset(
    {"select", "selectin", "joined", "contains_eager", "raise", "raise_on_sql", "noload", "default"}
)


_NOLOAD = (
    "The noload() option is deprecated and will be removed in a future release.  This option produces incorrect "
    "results by returning ``None`` for related items. (deprecated since: 2.1)"
)


@dataclass(slots=True, frozen=True)
class Step:
    """One step of a chain: what to do with the attributes `keys` of the class mapped by `mapper` (None: any)."""

    strategy: str
    mapper: Any = None
    keys: tuple[str, ...] = ()
    attribute: Any = None
    options: dict[str, Any] = field(default_factory=dict)
    #: The alias whose attributes are meant; None: the class's own.
    alias: Any = None

    @property
    def wildcard(self) -> bool:
        """Whether the step is for every attribute (`"*"`)."""
        return self.keys == ("*",)


class UserDefinedOption:
    """An option of the program's own: it changes nothing by itself; `do_orm_execute` listeners find its `payload`."""

    chains: tuple[Any, ...] = ()
    propagate_to_loaders = False

    def __init__(self, payload: Any = None) -> None:
        self.payload = payload


class LoaderOption:
    """One or more chains of steps; every method returns a longer option. `Load(Hero)` starts one at an entity."""

    __slots__ = ("chains", "path", "entity")

    propagate_to_loaders = True

    def __init__(
        self, chains: tuple[tuple[Step, ...], ...] = (), path: tuple[Step, ...] = (), entity: Any = None
    ) -> None:
        self.chains = chains
        self.path = path
        self.entity = entity

    def _relation(self, strategy: str, attributes: tuple[Any, ...], **options: Any) -> LoaderOption:
        option = self
        for attribute in attributes:
            option = option._append(_relation_step(strategy, attribute, option, options))
        return option

    def _recursive(self, attributes: tuple[Any, ...], depth: int | None, size: int | None = None) -> LoaderOption:
        given = {}
        if depth:
            given["recursion_depth"] = depth
        if size is not None:
            given["chunksize"] = size
        if depth and depth < -1:
            raise exc.ArgumentError(f"recursion_depth={depth}: give the number of further levels, -1 for all of them.")
        if size is not None and (not isinstance(size, int) or size < 1):
            raise exc.ArgumentError(
                f"'chunksize={size}' is not an appropriate input, please use a positive non-zero integer."
            )
        return self._relation("selectin", attributes, **given)

    def _append(self, step: Step) -> LoaderOption:
        path = (*self.path, step)
        kept = tuple(chain for chain in self.chains if chain != self.path)
        return LoaderOption((*kept, path), path, self.entity)

    def _columns(self, strategy: str, attributes: tuple[Any, ...], **options: Any) -> LoaderOption:
        mapper, alias, keys = None, None, []
        for attribute in attributes:
            if isinstance(attribute, str) and attribute != "*":
                _refuse_string(attribute)
            if attribute == "*" if isinstance(attribute, str) else False:
                keys.append("*")
                continue
            mapper = mapper or getattr(attribute, "parent", None)
            alias = alias or _alias_of(attribute)
            keys.append(_column_key(attribute))
        if mapper is None:
            mapper, alias = _mapper_of(self.entity), _alias_of(self.entity)
        chain = (*self.path, Step(strategy, mapper, tuple(keys), None, options, alias))
        return LoaderOption((*self.chains, chain), self.path, self.entity)

    def selectinload(
        self, *attributes: Any, recursion_depth: int | None = None, chunksize: int | None = None
    ) -> LoaderOption:
        """Load a relationship of all loaded objects with one more SELECT ... IN for each 500, or `chunksize`, of them.

        A self-referential one is loaded `recursion_depth` levels further down, with -1 as far as there is something.
        """
        return self._recursive(attributes, recursion_depth, chunksize)

    def subqueryload(self, *attributes: Any) -> LoaderOption:
        """Load a relationship with further SELECTs; here the same as `selectinload`."""
        return self._relation("selectin", attributes)

    def joinedload(self, *attributes: Any, innerjoin: bool | None = None) -> LoaderOption:
        """Load a relationship in the same SELECT, by a LEFT OUTER JOIN to an alias of the target."""
        return self._relation("joined", attributes, innerjoin=innerjoin)

    def contains_eager(self, *attributes: Any, alias: Any = None) -> LoaderOption:
        """Fill a relationship from a join that the statement has already."""
        return self._relation("contains_eager", attributes, alias=alias)

    def lazyload(self, *attributes: Any) -> LoaderOption:
        """Load a relationship when it is first read."""
        return self._relation("select", attributes)

    def immediateload(self, *attributes: Any, recursion_depth: int | None = None) -> LoaderOption:
        """Load a relationship right after the query; here the same as `selectinload`."""
        return self._recursive(attributes, recursion_depth)

    def raiseload(self, *attributes: Any, sql_only: bool = False) -> LoaderOption:
        """Raise InvalidRequestError when a relationship that is not loaded is read."""
        return self._relation("raise_on_sql" if sql_only else "raise", attributes)

    def noload(self, *attributes: Any) -> LoaderOption:
        """Leave a relationship empty without asking the database. Deprecated, as in SQLAlchemy."""
        warnings.warn(exc.SADeprecationWarning(_NOLOAD), stacklevel=3)
        return self._relation("noload", attributes)

    def defaultload(self, *attributes: Any) -> LoaderOption:
        """Go along a relationship without changing how it is loaded, to name options further down."""
        return self._relation("default", attributes)

    def load_only(self, *attributes: Any, raiseload: bool = False) -> LoaderOption:
        """Load only the named columns (and the primary key) now."""
        return self._columns("only", attributes, raiseload=raiseload)

    def defer(self, *attributes: Any, raiseload: bool = False) -> LoaderOption:
        """Load the named columns when they are first read."""
        return self._columns("defer", attributes, raiseload=raiseload)

    def undefer(self, *attributes: Any) -> LoaderOption:
        """Load the named columns now."""
        return self._columns("undefer", attributes)

    def undefer_group(self, name: str) -> LoaderOption:
        """Load the deferred columns of a group now."""
        chain = (*self.path, Step("undefer_group", _mapper_of(self.entity), (name,), alias=_alias_of(self.entity)))
        return LoaderOption((*self.chains, chain), self.path, self.entity)

    def with_expression(self, key: Any, expression: Any) -> LoaderOption:
        """Give an attribute declared by `query_expression()` an SQL expression in this statement."""
        return self._columns("expression", (key,), expression=as_expression(expression))

    def selectin_polymorphic(self, classes: Any) -> LoaderOption:
        """Load the columns of subclasses: those the query leaves out by one more SELECT ... IN for each class."""
        mappers = frozenset(map(_mapper_of, classes))
        if None in mappers:
            raise exc.ArgumentError(f"selectin_polymorphic() expects mapped classes, got {classes!r}")
        chain = (*self.path, Step("polymorphic", _mapper_of(self.entity), (), None, {"mappers": mappers}))
        return LoaderOption((*self.chains, chain), self.path, self.entity)

    def options(self, *options: LoaderOption) -> LoaderOption:
        """Add several options below the current relationship."""
        chains = self.chains
        for option in options:
            chains = (*chains, *((*self.path, *chain) for chain in option.chains))
        return LoaderOption(chains, self.path, self.entity)

    def __repr__(self) -> str:
        texts = [".".join(f"{step.strategy}({', '.join(step.keys)})" for step in chain) for chain in self.chains]
        return f"<LoaderOption {'; '.join(texts)}>"


class Load(LoaderOption):
    """The start of an option for one entity: `Load(Hero).load_only(Hero.name)`."""

    __slots__ = ()

    def __init__(self, entity: Any) -> None:
        super().__init__((), (), entity)


@dataclass(slots=True, frozen=True)
class LoaderCriteria:
    """Criteria to add to every SELECT of a class, see `with_loader_criteria`."""

    mapper: Any
    criteria: Any
    include_aliases: bool = False
    propagate_to_loaders: bool = True
    loader_only: bool = False
    #: The `aliased()` entity that alone is meant; None for a class.
    alias: Any = None

    def concerns(self, mapper: Any, alias: Any = None) -> bool:
        """Tell whether the criteria are about a class, read under its own name or as `alias`."""
        if self.alias is not None and not self.include_aliases:
            return self.alias is alias
        named = self.mapper
        return bool(mapper.isa(named)) if hasattr(named, "isa") else issubclass(mapper.class_, named)

    def condition_for(self, entity_class: Any) -> Any:
        """Return the condition on a class of the hierarchy."""
        return self.criteria(entity_class) if callable(self.criteria) else self.criteria


def with_loader_criteria(
    entity_or_base: Any, where_criteria: Any, loader_only: bool = False, include_aliases: bool = False,
    propagate_to_loaders: bool = True, track_closure_variables: bool = True,
) -> LoaderCriteria:  # fmt: skip
    """Add a condition to every SELECT of a class; `where_criteria` is one, or a function of the class.

    It holds wherever the class is read: in joins, subqueries and, with `propagate_to_loaders`, in what loads
    relationships later. `include_aliases` adds it to `aliased()` too; `loader_only` leaves out what the statement
    itself names. An `aliased()` entity without `include_aliases` stands for itself alone.
    """
    return LoaderCriteria(
        _mapper_of(entity_or_base) or entity_or_base,
        where_criteria,
        include_aliases,
        propagate_to_loaders,
        loader_only,
        entity_or_base if getattr(entity_or_base, "is_aliased_class", False) else None,
    )


def _mapper_of(entity: Any) -> Any:
    if entity is None:
        return None
    mapper = getattr(entity, "__mapper__", None)
    return mapper if mapper is not None else getattr(entity, "mapper", None)


def _relation_step(strategy: str, attribute: Any, option: LoaderOption, options: dict[str, Any]) -> Step:
    if isinstance(attribute, str):
        if attribute == "*":
            return Step(strategy, _mapper_of(option.entity), ("*",), None, options, _alias_of(option.entity))
        _refuse_string(attribute)
    prop = getattr(attribute, "property", None)
    if prop is None:
        raise exc.ArgumentError(
            f"expected ORM mapped relationship attribute for loader option argument, got {attribute!s}"
        )
    return Step(strategy, attribute.parent, (attribute.key,), attribute, options, _alias_of(attribute))


def _alias_of(named: Any) -> Any:
    """Return the alias that an attribute was read from, or that was named itself; None for a class."""
    if getattr(named, "is_aliased_class", False):
        return named
    source = getattr(named, "_source", None) or getattr(named, "alias", None)
    return source if getattr(source, "is_aliased_class", False) else None


def _column_key(attribute: Any) -> str:
    if getattr(attribute, "property", None) is None:
        raise exc.ArgumentError(f"expected ORM mapped attribute for loader option argument, got {attribute!s}")
    return str(attribute.key)


def _refuse_string(_name: str) -> NoReturn:
    raise exc.ArgumentError(
        "Strings are not accepted for attribute names in loader options; please use class-bound attributes directly."
    )


def selectinload(*keys: Any, recursion_depth: int | None = None, chunksize: int | None = None) -> LoaderOption:
    """Load a relationship of all loaded objects with one more SELECT ... IN for each 500, or `chunksize`, of them.

    Example: `session.exec(select(Team).options(selectinload(Team.heroes)))`.
    """
    return LoaderOption().selectinload(*keys, recursion_depth=recursion_depth, chunksize=chunksize)


def subqueryload(*keys: Any) -> LoaderOption:
    """Load a relationship with further SELECTs; here the same as `selectinload`."""
    return LoaderOption().subqueryload(*keys)


def joinedload(*keys: Any, innerjoin: bool | None = None) -> LoaderOption:
    """Load a relationship in the same SELECT: LEFT OUTER JOIN (`innerjoin=True`: JOIN) to an alias of the target."""
    return LoaderOption().joinedload(*keys, innerjoin=innerjoin)


def contains_eager(*keys: Any, alias: Any = None) -> LoaderOption:
    """Fill a relationship from a join that the statement has already."""
    return LoaderOption().contains_eager(*keys, alias=alias)


def lazyload(*keys: Any) -> LoaderOption:
    """Load a relationship when it is first read."""
    return LoaderOption().lazyload(*keys)


def immediateload(*keys: Any, recursion_depth: int | None = None) -> LoaderOption:
    """Load a relationship right after the query; here the same as `selectinload`."""
    return LoaderOption().immediateload(*keys, recursion_depth=recursion_depth)


def raiseload(*keys: Any, sql_only: bool = False) -> LoaderOption:
    """Raise InvalidRequestError when a relationship that is not loaded is read; `"*"` means every relationship."""
    return LoaderOption().raiseload(*keys, sql_only=sql_only)


def noload(*keys: Any) -> LoaderOption:
    """Leave a relationship empty without asking the database. Deprecated, as in SQLAlchemy."""
    warnings.warn(exc.SADeprecationWarning(_NOLOAD), stacklevel=2)
    return LoaderOption()._relation("noload", keys)


def defaultload(*keys: Any) -> LoaderOption:
    """Go along a relationship without changing how it is loaded, to name options further down."""
    return LoaderOption().defaultload(*keys)


def load_only(*attributes: Any, raiseload: bool = False) -> LoaderOption:
    """Load only the named columns (and the primary key) now."""
    return LoaderOption().load_only(*attributes, raiseload=raiseload)


def defer(key: Any, *more: Any, raiseload: bool = False) -> LoaderOption:
    """Load the named columns when they are first read."""
    return LoaderOption().defer(key, *more, raiseload=raiseload)


def undefer(key: Any, *more: Any) -> LoaderOption:
    """Load the named columns now."""
    return LoaderOption().undefer(key, *more)


def undefer_group(name: str) -> LoaderOption:
    """Load the deferred columns of a group now."""
    return LoaderOption().undefer_group(name)


def with_expression(key: Any, expression: Any) -> LoaderOption:
    """Give an attribute declared by `query_expression()` an SQL expression in this statement.

    Example: `select(Post).options(with_expression(Post.score, Post.likes - Post.dislikes))`.
    """
    return LoaderOption().with_expression(key, expression)


def selectin_polymorphic(base_cls: Any, classes: Any) -> LoaderOption:
    """Load the columns of subclasses: those the query leaves out by one more SELECT ... IN for each class.

    A query of a base class joins the tables of its subclasses, but for those declared with
    `polymorphic_load="selectin"` and those a `with_polymorphic` does not name.
    Example: `select(Page).options(selectin_polymorphic(Page, [Article]))`.
    """
    return Load(base_cls).selectin_polymorphic(classes)
