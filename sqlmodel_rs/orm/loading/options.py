"""Loader options: `selectinload(Hero.team).load_only(Team.name)` and its siblings, as chains of immutable steps.

Only describes; `plan` merges the chains of a statement, `strategies` carries them out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

from sqlmodel_rs import exc

RELATION_STRATEGIES = frozenset(
    {"select", "selectin", "joined", "contains_eager", "raise", "raise_on_sql", "noload", "default"}
)


@dataclass(slots=True, frozen=True)
class Step:
    """One step of a chain: what to do with the attributes `keys` of the class mapped by `mapper` (None: any)."""

    strategy: str
    mapper: Any = None
    keys: tuple[str, ...] = ()
    attribute: Any = None
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def wildcard(self) -> bool:
        """Whether the step is for every attribute (`"*"`)."""
        return self.keys == ("*",)


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

    def _append(self, step: Step) -> LoaderOption:
        path = (*self.path, step)
        kept = tuple(chain for chain in self.chains if chain != self.path)
        return LoaderOption((*kept, path), path, self.entity)

    def _columns(self, strategy: str, attributes: tuple[Any, ...], **options: Any) -> LoaderOption:
        mapper, keys = None, []
        for attribute in attributes:
            if isinstance(attribute, str) and attribute != "*":
                _refuse_string(attribute)
            if attribute == "*" if isinstance(attribute, str) else False:
                keys.append("*")
                continue
            mapper = mapper or getattr(attribute, "parent", None)
            keys.append(_column_key(attribute))
        if mapper is None:
            mapper = _mapper_of(self.entity)
        chain = (*self.path, Step(strategy, mapper, tuple(keys), None, options))
        return LoaderOption((*self.chains, chain), self.path, self.entity)

    def selectinload(self, *attributes: Any, recursion_depth: int | None = None) -> LoaderOption:
        """Load a relationship of all loaded objects with one more SELECT ... IN for each 500 of them."""
        return self._relation("selectin", attributes)

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
        return self._relation("selectin", attributes)

    def raiseload(self, *attributes: Any, sql_only: bool = False) -> LoaderOption:
        """Raise InvalidRequestError when a relationship that is not loaded is read."""
        return self._relation("raise_on_sql" if sql_only else "raise", attributes)

    def noload(self, *attributes: Any) -> LoaderOption:
        """Leave a relationship empty without asking the database."""
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
        chain = (*self.path, Step("undefer_group", _mapper_of(self.entity), (name,)))
        return LoaderOption((*self.chains, chain), self.path, self.entity)

    def selectin_polymorphic(self, classes: Any) -> LoaderOption:
        """Accepted: subclass columns are always loaded with the query."""
        return self

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

    def condition_for(self, entity_class: Any) -> Any:
        """Return the condition on a class of the hierarchy."""
        return self.criteria(entity_class) if callable(self.criteria) else self.criteria


def with_loader_criteria(
    entity_or_base: Any, where_criteria: Any, loader_only: bool = False, include_aliases: bool = False,
    propagate_to_loaders: bool = True, track_closure_variables: bool = True,
) -> LoaderCriteria:  # fmt: skip
    """Add a condition to the SELECT of a class; `where_criteria` is one, or a function of the class."""
    return LoaderCriteria(_mapper_of(entity_or_base) or entity_or_base, where_criteria, include_aliases)


def _mapper_of(entity: Any) -> Any:
    if entity is None:
        return None
    mapper = getattr(entity, "__mapper__", None)
    return mapper if mapper is not None else getattr(entity, "mapper", None)


def _relation_step(strategy: str, attribute: Any, option: LoaderOption, options: dict[str, Any]) -> Step:
    if isinstance(attribute, str):
        if attribute == "*":
            return Step(strategy, _mapper_of(option.entity), ("*",), None, options)
        _refuse_string(attribute)
    prop = getattr(attribute, "property", None)
    if prop is None or not hasattr(prop, "direction"):
        raise exc.ArgumentError(
            f"expected ORM mapped relationship attribute for loader option argument, got {attribute!s}"
            if prop is None
            else f'Can\'t apply "{strategy}" loader strategy to property "{attribute}", which is a "column property"; '
            'this loader strategy is intended to be used with a "relationship property".'
        )
    return Step(strategy, attribute.parent, (attribute.key,), attribute, options)


def _column_key(attribute: Any) -> str:
    if getattr(attribute, "property", None) is None:
        raise exc.ArgumentError(f"expected ORM mapped attribute for loader option argument, got {attribute!s}")
    return str(attribute.key)


def _refuse_string(name: str) -> NoReturn:
    raise exc.ArgumentError(
        "Strings are not accepted for attribute names in loader options; please use class-bound attributes directly "
        f"(got {name!r})."
    )


def selectinload(*keys: Any, recursion_depth: int | None = None) -> LoaderOption:
    """Load a relationship of all loaded objects with one more SELECT ... IN for each 500 of them.

    Example: `session.exec(select(Team).options(selectinload(Team.heroes)))`.
    """
    return LoaderOption().selectinload(*keys, recursion_depth=recursion_depth)


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
    return LoaderOption().immediateload(*keys)


def raiseload(*keys: Any, sql_only: bool = False) -> LoaderOption:
    """Raise InvalidRequestError when a relationship that is not loaded is read; `"*"` means every relationship."""
    return LoaderOption().raiseload(*keys, sql_only=sql_only)


def noload(*keys: Any) -> LoaderOption:
    """Leave a relationship empty without asking the database."""
    return LoaderOption().noload(*keys)


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


def selectin_polymorphic(base_cls: Any, classes: Any) -> LoaderOption:
    """Accepted for SQLAlchemy programs: the columns of all subclasses are loaded with the query itself."""
    return Load(base_cls)
