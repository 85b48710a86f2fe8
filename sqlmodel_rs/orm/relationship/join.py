"""Infers how two mapped classes are joined: which column pairs, which direction, which side is remote.

Works on columns and expressions of `sql`; must not know sessions or instances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.relationship.declaration import MANYTOMANY, MANYTOONE, ONETOMANY, as_sequence
from sqlmodel_rs.orm.relationship.sides import MarkedColumn, Sides, origin_of
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.elements import conjunction
from sqlmodel_rs.sql.traversal import Recorrelated, replace, walk

if TYPE_CHECKING:
    from sqlmodel_rs.orm.relationship.property import RelationshipProperty

Pair = tuple[Any, Any]


class _Names(dict[str, Any]):
    """The names a string argument may use: mapped classes, tables, and SQL functions."""

    def __init__(self, prop: RelationshipProperty) -> None:
        super().__init__()
        self.prop = prop

    def __missing__(self, name: str) -> Any:
        registry = self.prop.parent.registry
        classes = registry._class_registry
        if name in classes:
            return classes[name]
        tables = registry.metadata.tables
        if name in tables:
            return tables[name]
        if self.prop.parent.class_.__name__ == name:
            return self.prop.parent.class_
        own = self.prop.parent.local_table.metadata.tables
        if name in own:
            return own[name]
        elements = _expression_names()
        if name in elements:
            return elements[name]
        raise KeyError(name)


def _expression_names() -> dict[str, Any]:
    from sqlmodel_rs.sql import elements, functions, statement

    return {
        "and_": lambda *parts: elements.conjunction(kinds.AND, tuple(map(elements.criterion, parts))),
        "or_": lambda *parts: elements.conjunction(kinds.OR, tuple(map(elements.criterion, parts))),
        "not_": lambda part: ~elements.expression(part),
        "desc": lambda part: elements.expression(part).desc(),
        "asc": lambda part: elements.expression(part).asc(),
        "func": functions.func,
        "select": statement.select_rows,
        "foreign": foreign,
        "remote": remote,
    }


def _marked(expression: Any, mark: str) -> Any:
    known: frozenset[str] = getattr(expression, "marks", frozenset())
    column = plain_column(expression)
    return MarkedColumn(column, known | {mark}) if getattr(column, "_kind", None) == kinds.COLUMN else expression


def foreign(expression: Any) -> Any:
    """Mark a column of a primaryjoin as the one that refers, where no ForeignKey says so."""
    return _marked(expression, "foreign")


def remote(expression: Any) -> Any:
    """Mark a column of a primaryjoin as the target's."""
    return _marked(expression, "remote")


def _marks_of(condition: Any, mark: str) -> list[Any]:
    """List the columns of a condition that carry a mark."""
    found: list[Any] = []

    def note(part: Any) -> Any:
        if mark in getattr(part, "marks", ()):
            found.append(part.column)
        return part

    if condition is not None:
        replace_columns(getattr(condition, "__clause_element__", lambda: condition)(), note)
    return found


def evaluate(text: str, prop: RelationshipProperty) -> Any:
    """Evaluate a string argument (`"Hero"`, `"[Hero.team_id]"`, `"models.Team"`) of a relationship.

    Raises `InvalidRequestError` when a name in it is not known.
    """
    registry = prop.parent.registry
    plain = text.strip().strip("'\"")
    if plain.replace("_", "a").isalnum():
        names = _Names(prop)
        try:
            found = names[plain]
        except KeyError:
            return registry.resolve(plain, prop.parent)
        if found is registry._class_registry.get(plain):
            registry.check_unique(plain, found)
        return found
    try:
        return eval(text, {"__builtins__": {}}, _Names(prop))
    except (NameError, KeyError, AttributeError) as error:
        dotted = plain.rpartition(".")[2]
        if dotted in registry._class_registry and "(" not in plain and "[" not in plain:
            return registry._class_registry[dotted]
        name = getattr(error, "name", None) or (error.args[0] if error.args else plain)
        raise exc.InvalidRequestError(
            f"When initializing mapper {prop.parent}, expression {text!r} failed to locate a name "
            f"({str(name)!r}). If this is "
            f"a class name, consider adding this relationship() to the {prop.parent.class_!r} class after both "
            "dependent "
            "classes have been defined."
        ) from error


def resolve(value: Any, prop: RelationshipProperty) -> Any:
    """Return a relationship argument with strings evaluated and functions called."""
    if isinstance(value, str):
        return evaluate(value, prop)
    if (
        callable(value)
        and not isinstance(value, type)
        and not hasattr(value, "__clause_element__")
        and not hasattr(value, "_kind")
    ):
        return value()
    return value


def resolve_columns(values: Iterable[Any], prop: RelationshipProperty, *, keep_expressions: bool = False) -> list[Any]:
    """Return the columns that attributes, strings or column elements stand for."""
    found: list[Any] = []
    for value in values:
        resolved = resolve(value, prop)
        if isinstance(resolved, (list, tuple, set)):
            found.extend(resolve_columns(resolved, prop, keep_expressions=keep_expressions))
            continue
        found.append(plain_expression(resolved) if keep_expressions else plain_column(resolved))
    return found


def plain_column(element: Any) -> Any:
    """Return the schema column behind an attribute or an entity column."""
    if getattr(element, "is_attribute", False) and getattr(element.parent, "concrete_polymorphic", False):
        # The attribute of a concrete base is a column of the union; relationships are between tables.
        return element.parent.columns.get(element.key, element)
    if hasattr(element, "__clause_element__"):
        element = element.__clause_element__()
    while getattr(element, "_kind", None) == kinds.ENTITY_COLUMN:
        element = element.column
    return element


def plain_expression(element: Any) -> Any:
    """Return an expression whose ORM columns are replaced by schema columns."""
    element = plain_column(element)
    return element if getattr(element, "_kind", None) == kinds.COLUMN else replace_columns(element, plain_column)


def replace_columns(node: Any, replacement: Callable[[Any], Any]) -> Any:
    """Return a copy of an expression with every column passed through `replacement`."""

    def column(part: Any) -> Any:
        if part._kind not in (kinds.COLUMN, kinds.ENTITY_COLUMN):
            return NotImplemented
        moved = replacement(part)
        return moved if moved is not part else None

    return replace(node, Recorrelated(replacement, column))


def equalities(condition: Any) -> Iterator[Pair]:
    """Yield the (left, right) columns of every `=` that must hold for `condition`."""
    kind = getattr(condition, "_kind", None)
    if kind == kinds.BOOLEAN_LIST and condition.operator == kinds.AND:
        for clause in condition.clauses:
            yield from equalities(clause)
    elif kind == kinds.GROUPING:
        yield from equalities(condition.element)
    elif kind == kinds.BINARY and condition.operator == kinds.EQ:
        left, right = plain_column(condition.left), plain_column(condition.right)
        if getattr(left, "_kind", None) == kinds.COLUMN and getattr(right, "_kind", None) == kinds.COLUMN:
            yield left, right


def conjunction_size(condition: Any) -> int:
    """Count the clauses of an AND, to tell a plain key comparison from a richer condition."""
    if getattr(condition, "_kind", None) == kinds.BOOLEAN_LIST and condition.operator == kinds.AND:
        return sum(conjunction_size(clause) for clause in condition.clauses)
    return 1


def infer(prop: RelationshipProperty) -> None:
    """Fill in direction, column pairs and conditions of `prop`, whose target mapper is known."""
    spec, parent, target = prop.spec, prop.parent, prop.mapper
    secondary = resolve(spec.secondary, prop)
    if secondary is None and spec.link_model is not None:
        secondary = resolve(spec.link_model, prop)
    secondary = getattr(secondary, "__table__", secondary)
    prop.secondary = secondary
    given = resolve_columns(as_sequence(spec.foreign_keys), prop)
    remote_given = resolve_columns(as_sequence(spec.remote_side), prop)
    prop.self_referential = parent.base_mapper is target.base_mapper or bool(
        set(map(id, parent.tables)) & set(map(id, target.tables))
    )
    primary = resolve(spec.primaryjoin, prop)
    second = resolve(spec.secondaryjoin, prop)
    if secondary is not None:
        _infer_many_to_many(prop, secondary, primary, second, given or _marks_of(primary, "foreign"))
    else:
        _infer_direct(prop, primary, given, remote_given)
    uselist = spec.uselist
    prop.uselist = (prop.direction is not MANYTOONE) if uselist is None else uselist
    prop.local_columns = [source for source, _ in prop.pairs]
    near_by_attr = {target.attr_or_none(far): near for near, far in prop.pairs}
    prop.use_get = (
        prop.direction is MANYTOONE
        and prop.simple_pairs
        and target.union is None
        and len(prop.pairs) == len(target.pk_attrs)
        and near_by_attr.keys() == set(target.pk_attrs)
    )
    prop.key_sources = tuple(near_by_attr[attr] for attr in target.pk_attrs) if prop.use_get else ()
    prop.order_by = tuple(resolve_columns(as_sequence(spec.order_by), prop, keep_expressions=True))


def _tables_of(mapper: Any) -> tuple[Any, ...]:
    """Return the tables of a class; for a concrete base without one, those of a subclass, which stand for all."""
    if not mapper.no_table:
        return tuple(mapper.tables)
    return next((tuple(one.tables) for one in mapper.self_and_descendants if not one.no_table), ())


def _infer_direct(prop: RelationshipProperty, primary: Any, given: list[Any], remote_given: list[Any]) -> None:
    near, far = _tables_of(prop.parent), _tables_of(prop.mapper)
    sides = Sides(prop.parent, prop.mapper, near, far)
    if primary is None:
        condition, remote, exact = None, remote_given, True
        links = _links(prop, near, far, given)
    else:
        marked = bool(remote_given or _marks_of(primary, "remote"))
        condition, remote, chosen = _parted(primary, sides, (*near, *far), given, remote_given)
        links = _condition_links(condition, (*near, *far), chosen)
        exact = bool(links)
        if not links and chosen:
            links = _loose_links(prop, condition, remote, chosen)
        if not links:
            raise exc.ArgumentError(
                f"Could not locate any relevant foreign key columns for primary join condition '{condition}' on "
                f"relationship {prop}.  Ensure that referencing columns are associated with a ForeignKey or "
                "ForeignKeyConstraint, or are annotated in the join condition with the foreign() annotation."
            )
        remote_given = remote if marked else []
    # A column that refers to itself, as part of a key to its own table, does not tell the direction.
    telling = [pair for pair in links if origin_of(pair[0]) is not origin_of(pair[1])]
    prop.direction = _direction(prop, telling or links, remote_given)
    prop.pairs = [_near_and_far(prop, pair, remote if condition is not None else (), sides) for pair in links]
    prop.source_pairs = [
        (origin_of(to), origin_of(at)) if prop.direction is MANYTOONE else (origin_of(at), origin_of(to))
        for at, to in prop.pairs
    ]
    prop.secondary_pairs = []
    prop.secondaryjoin = None
    prop.remote_columns = {id(column): column for _, column in prop.pairs}
    prop.simple_pairs = condition is None or (exact and conjunction_size(condition) == len(links))
    if condition is None:
        condition = _conjunction([near_c == far_c for near_c, far_c in prop.pairs])
    else:
        prop.remote_columns.update((id(column), column) for column in remote)
    prop.primaryjoin = condition
    prop.near_columns = {
        id(column): column
        for column in walk(condition)
        if column._kind == kinds.COLUMN and id(column) not in prop.remote_columns and id(column) in sides.near
    }


def _parted(
    primary: Any, sides: Sides, tables: tuple[Any, ...], given: list[Any], remote_given: list[Any]
) -> tuple[Any, list[Any], set[int]]:
    """Return a condition whose far columns are told from the near ones, these, and which are said to refer."""
    foreign = bool(_marks_of(primary, "foreign"))
    chosen = {id(column) for column in given}

    def refers(part: Any, other: Any) -> bool:
        if foreign:
            return "foreign" in getattr(part, "marks", ())
        column = plain_column(part)
        if chosen:
            return id(column) in chosen
        return any(target is plain_column(other) for _, target in _references(column, tables))

    marked = replace_columns(_element_of(primary), lambda part: part if hasattr(part, "marks") else plain_column(part))
    condition, remote, referring = sides.parted(marked, refers, remote_given)
    chosen |= {id(column) for column in remote if id(origin_of(column)) in chosen}
    if foreign and not given:
        chosen = {id(column) for column in referring}
    return condition, remote, chosen


def _element_of(primary: Any) -> Any:
    return primary.__clause_element__() if hasattr(primary, "__clause_element__") else primary


def _loose_links(prop: RelationshipProperty, condition: Any, remote: list[Any], chosen: set[int]) -> list[Pair]:
    """Return the links of a condition without equalities, which only a viewonly relationship may have: the near and far
    columns that stand in one clause."""
    if not prop.viewonly:
        raise exc.ArgumentError(
            "Could not locate any simple equality expressions involving locally mapped foreign key columns for "
            f"primary join condition '{condition}' on relationship {prop}.  Ensure that referencing columns are "
            "associated with a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the "
            "foreign() annotation. To allow comparison operators other than '==', the relationship can be marked as "
            "viewonly=True."
        )
    is_far = {id(column) for column in remote}
    found: dict[tuple[int, int], Pair] = {}
    for clause in _clauses(condition):
        columns = [part for part in walk(clause) if part._kind == kinds.COLUMN]
        for far in (column for column in columns if id(column) in is_far):
            for near in (column for column in columns if id(column) not in is_far):
                found[id(near), id(far)] = (far, near) if id(far) in chosen else (near, far)
    return list(found.values())


def _clauses(condition: Any) -> Iterator[Any]:
    """Iterate over the clauses of an AND."""
    if getattr(condition, "_kind", None) == kinds.BOOLEAN_LIST and condition.operator == kinds.AND:
        for clause in condition.clauses:
            yield from _clauses(clause)
    else:
        yield condition


def _near_and_far(prop: RelationshipProperty, link: Pair, remote: Iterable[Any], sides: Sides) -> Pair:
    """Return the columns of a link, (referring, referred to), as the parent's and the target's."""
    is_far = {id(column) for column in remote}
    one, other = link
    if (id(one) in is_far) != (id(other) in is_far):
        return (other, one) if id(one) in is_far else (one, other)
    near, far = (one, other) if prop.direction is MANYTOONE else (other, one)
    return (near, sides.twin(far)) if near is far else (near, far)


def _infer_many_to_many(
    prop: RelationshipProperty, secondary: Any, primary: Any, second: Any, given: list[Any]
) -> None:
    prop.direction = MANYTOMANY
    to_parent = _association_links(prop, secondary, prop.parent.tables, primary, given, first=True)
    to_target = _association_links(prop, secondary, prop.mapper.tables, second, given, first=False)
    if prop.self_referential and primary is None and {id(a) for a, _ in to_parent} == {id(a) for a, _ in to_target}:
        _raise_ambiguous(prop, secondary)
    prop.pairs = [(key, fk) for fk, key in to_parent]
    prop.secondary_pairs = [(key, fk) for fk, key in to_target]
    prop.source_pairs = list(prop.pairs)
    condition = plain_expression(primary) if primary is not None else None
    prop.primaryjoin = condition if condition is not None else _conjunction([key == fk for key, fk in prop.pairs])
    # This condition leads to the link table: whatever it says of the parent's tables is about the parent.
    own = {id(table) for table in prop.parent.tables}
    prop.near_columns = {
        id(column): column
        for column in walk(prop.primaryjoin)
        if column._kind == kinds.COLUMN and id(column.table) in own
    }
    beyond = plain_expression(second) if second is not None else None
    prop.secondaryjoin = beyond if beyond is not None else _conjunction([key == fk for key, fk in prop.secondary_pairs])
    prop.remote_columns = {id(column): column for _, column in (*prop.pairs, *prop.secondary_pairs)}
    prop.simple_pairs = (condition is None or conjunction_size(condition) == len(prop.pairs)) and (
        beyond is None or conjunction_size(beyond) == len(prop.secondary_pairs)
    )


def _conjunction(clauses: list[Any]) -> Any:
    return clauses[0] if len(clauses) == 1 else conjunction(kinds.AND, tuple(clauses))


def _references(column: Any, tables: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield (constraint, referenced column) for each foreign key of `column` into `tables`."""
    wanted = {id(table) for table in tables}
    for key in column.foreign_keys:
        try:
            target = key.column
        except exc.NoReferenceError:
            continue
        if id(target.table) in wanted:
            yield (key.constraint if getattr(key, "constraint", None) is not None else key), target


def _groups(columns_of: Iterable[Any], tables: Iterable[Any], given: list[Any]) -> dict[int, list[Pair]]:
    groups: dict[int, list[Pair]] = {}
    chosen = {id(column) for column in given}
    for table in columns_of:
        for column in table.columns:
            if chosen and id(column) not in chosen:
                continue
            for constraint, target in _references(column, tables):
                groups.setdefault(id(constraint), []).append((column, target))
    return {key: pairs for key, pairs in groups.items() if any(one is not other for one, other in pairs)}


def _links(prop: RelationshipProperty, near: Iterable[Any], far: Iterable[Any], given: list[Any]) -> list[Pair]:
    """Return (foreign key column, referenced column) pairs between two mapped hierarchies, whichever side
    holds them."""
    near, far = tuple(near), tuple(far)
    out = _groups(near, far, given)
    back = _groups(far, near, given)
    groups = {**back, **out}
    groups = _without_inheritance(prop, groups)
    if not groups:
        raise exc.NoForeignKeysError(
            f"Could not determine join condition between parent/child tables on relationship {prop} - there are "
            "no foreign "
            "keys linking these tables.  Ensure that referencing columns are associated with a ForeignKey or "
            "ForeignKeyConstraint, or specify a 'primaryjoin' expression."
        )
    if len(groups) > 1 and not given:
        own = {
            key: pairs
            for key, pairs in groups.items()
            if any(fk.table is prop.parent.local_table or ref.table is prop.parent.local_table for fk, ref in pairs)
        }
        groups = own if len(own) == 1 else groups
    if len(groups) > 1 and not (given and len(given) == sum(len(pairs) for pairs in groups.values())):
        raise exc.AmbiguousForeignKeysError(
            f"Could not determine join condition between parent/child tables on relationship {prop} - there are "
            "multiple "
            "foreign key paths linking the tables.  Specify the 'foreign_keys' argument, providing a list of "
            "those columns "
            "which should be counted as containing a foreign key reference to the parent table."
        )
    return [pair for pairs in groups.values() for pair in pairs]


def _without_inheritance(prop: RelationshipProperty, groups: dict[int, list[Pair]]) -> dict[int, list[Pair]]:
    """Drop the keys by which a joined child hangs on its parent's table, when another path exists."""
    rest = {
        key: pairs
        for key, pairs in groups.items()
        if not (
            all(fk.primary_key and ref.primary_key for fk, ref in pairs)
            and any(
                _same_chain(mapper, fk.table, ref.table) for fk, ref in pairs for mapper in (prop.parent, prop.mapper)
            )
        )
    }
    return rest or groups


def _same_chain(mapper: Any, one: Any, other: Any) -> bool:
    tables = [id(table) for table in mapper.tables]
    return id(one) in tables and id(other) in tables


def _condition_links(condition: Any, tables: tuple[Any, ...], chosen: set[int]) -> list[Pair]:
    """Return the (referring, referred to) columns that a condition sets equal; `chosen` are those that refer."""
    links: list[Pair] = []
    for left, right in equalities(condition):
        one, other = origin_of(left), origin_of(right)
        if chosen:
            if id(left) in chosen:
                links.append((left, right))
            elif id(right) in chosen:
                links.append((right, left))
        elif any(target is other for _, target in _references(one, tables)):
            links.append((left, right))
        elif any(target is one for _, target in _references(other, tables)):
            links.append((right, left))
    return links


def _direction(prop: RelationshipProperty, links: list[Pair], remote_given: list[Any]) -> Any:
    near = {id(table) for table in _tables_of(prop.parent)}
    far = {id(table) for table in _tables_of(prop.mapper)}
    if remote_given:
        wanted = {id(column) for column in remote_given}
        return ONETOMANY if any(id(fk) in wanted for fk, _ in links) else MANYTOONE
    fk_near = all(id(fk.table) in near and id(key.table) in far for fk, key in links)
    fk_far = all(id(fk.table) in far and id(key.table) in near for fk, key in links)
    if fk_near and fk_far:
        if prop.parent is not prop.mapper:
            if (
                all(fk.table is prop.mapper.local_table for fk, _ in links)
                and prop.parent.local_table is not prop.mapper.local_table
            ):
                return ONETOMANY
            if (
                all(fk.table is prop.parent.local_table for fk, _ in links)
                and prop.parent.local_table is not prop.mapper.local_table
            ):
                return MANYTOONE
        return ONETOMANY
    return MANYTOONE if fk_near else ONETOMANY


def _association_links(
    prop: RelationshipProperty, secondary: Any, tables: Iterable[Any], condition: Any, given: list[Any], *, first: bool
) -> list[Pair]:
    tables = tuple(tables)
    if condition is not None:
        links = []
        for left, right in equalities(plain_expression(condition)):
            if left.table is secondary:
                links.append((left, right))
            elif right.table is secondary:
                links.append((right, left))
        if not links:
            raise exc.ArgumentError(
                f"Could not locate any relevant foreign key columns for {'primary' if first else 'secondary'} "
                "join condition "
                f"'{plain_expression(condition)}' on relationship {prop}.  Ensure that referencing columns are "
                "associated with "
                "a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the "
                "foreign() annotation."
            )
        return links
    groups = _groups((secondary,), tables, given)
    if len(groups) > 1 and len(tables) > 1:
        # A child's key is its parent's too: of the keys to the tables of a chain, the one furthest down is meant.
        for table in reversed(tables):
            nearest = {key: pairs for key, pairs in groups.items() if any(ref.table is table for _, ref in pairs)}
            if nearest:
                groups = nearest
                break
    if not groups:
        raise exc.NoForeignKeysError(
            f"Could not determine join condition between parent/child tables on relationship {prop} - there are "
            "no foreign "
            f"keys linking these tables via secondary table '{secondary.name}'.  Ensure that referencing columns are "
            "associated with a ForeignKey or ForeignKeyConstraint, or specify 'primaryjoin' and 'secondaryjoin' "
            "expressions."
        )
    if len(groups) > 1:
        _raise_ambiguous(prop, secondary)
    return next(iter(groups.values()))


def _raise_ambiguous(prop: RelationshipProperty, secondary: Any) -> None:
    raise exc.AmbiguousForeignKeysError(
        f"Could not determine join condition between parent/child tables on relationship {prop} - there are "
        "multiple foreign key "
        f"paths linking the tables via secondary table '{secondary.name}'.  Specify the 'foreign_keys' "
        "argument, providing a list "
        "of those columns which should be counted as containing a foreign key reference from the secondary "
        "table to each of the "
        "parent and child tables."
    )
