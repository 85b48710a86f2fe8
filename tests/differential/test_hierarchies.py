"""Random hierarchies on SQLAlchemy and, as declarative and as SQLModel classes, on this library: rows, classes, objects
and their graphs may not differ.

The short profile is the same every time; `SQLMODEL_RS_SOAK` sets a number of examples for each database, chosen anew.
This library may send fewer statements than SQLAlchemy, never more.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.inheritance.libraries import Library

from .hierarchies import Declared, Description, Modelled, below, descriptions, opened

SOAK = int(os.environ.get("SQLMODEL_RS_SOAK", "0"))
#: Examples of the short profile: tables are slow to make on servers.
EXAMPLES = {"sqlite": 12, "postgresql": 2, "mysql": 2}
LOADERS = ("lazyload", "selectinload", "joinedload", "subqueryload")


def loaded(m: Any, statement: Any) -> tuple[list[Any], int]:
    """Return the objects of a statement, complete, and the number of statements that took."""
    m.s.expunge_all()
    m.library.statements.clear()
    found = [m.d.shown(one) for one in m.s.scalars(statement).unique().all()]
    return found, len(m.library.statements)


def of_class(m: Any, description: Description, position: int) -> list[Any]:
    """Ask for one class in every way."""
    cls, select, func = m.d.classes[position], m.sa.select, m.sa.func
    whole = m.orm.with_polymorphic(cls, "*")
    other = m.orm.aliased(cls)
    answers: list[Any] = [
        loaded(m, select(cls).order_by(cls.id)),
        loaded(m, select(other).order_by(other.id.desc()).limit(3)),
        loaded(m, select(cls).join(cls.owner).where(m.d.Owner.id == 1).order_by(cls.id)),
        loaded(m, select(cls).select_from(m.d.Owner).join(cls, cls.owner_id == m.d.Owner.id).order_by(cls.id)),
        m.s.scalar(select(func.count()).select_from(cls)),
        m.s.scalar(select(func.max(cls.id))),
        [tuple(row) for row in m.s.execute(select(m.d.Owner.id, cls.id).join(cls, cls.owner_id == m.d.Owner.id))],
        [tuple(row) for row in m.s.execute(select(m.d.Owner.id, cls.id).outerjoin(cls, cls.owner_id == m.d.Owner.id))],
        [m.d.shown(m.s.get(cls, number + 1)) for number in range(len(description.rows))],
    ]
    answers[6:8] = [sorted(map(repr, rows)) for rows in answers[6:8]]
    for name in m.d.names(position):
        column = getattr(cls, name)
        answers.append(loaded(m, select(cls).where(column.is_not(None)).order_by(cls.id.desc())))
        answers.append(sorted(map(repr, m.s.scalars(select(column)).all())))
        answers.append([tuple(row) for row in m.s.execute(select(cls.id, column).order_by(cls.id))])
    if not description.concrete:
        answers.append(loaded(m, select(whole).order_by(whole.id)))
        for at in below(description, position)[1:]:
            part = getattr(whole, f"K{at}")
            for name in m.d.names(at):
                answers.append(loaded(m, select(whole).where(getattr(part, name).is_not(None)).order_by(whole.id)))
        answers.append([tuple(row) for row in m.s.execute(select(cls.type, func.count()).group_by(cls.type)).all()])
        answers[-1].sort()
    return answers


def of_relations(m: Any, description: Description) -> list[Any]:
    """Ask for what owners have and what rows refer to, by every loader."""
    select, Owner, base = m.sa.select, m.d.Owner, m.d.classes[0]
    answers: list[Any] = []
    for name in LOADERS:
        load = getattr(m.orm, name)
        m.s.expunge_all()
        owners = m.s.scalars(select(Owner).options(load(Owner.members)).order_by(Owner.id)).unique().all()
        answers.append([[m.d.shown(one) for one in owner.members] for owner in owners])
        for position, kind in enumerate(description.kinds):
            if kind.refers is None:
                continue
            cls = m.d.classes[position]
            m.s.expunge_all()
            rows = m.s.scalars(select(cls).options(load(getattr(cls, f"r{position}"))).order_by(cls.id)).unique().all()
            answers.append([(m.d.shown(one), m.d.shown(getattr(one, f"r{position}"))) for one in rows])
    for position, kind in enumerate(description.kinds):
        cls = m.d.classes[position]
        if not description.concrete:
            typed = Owner.members.of_type(cls)
            answers.append(m.s.scalars(select(Owner.id).where(typed.any()).order_by(Owner.id)).all())
            pairs = select(Owner.id, cls.id).join(typed)
            answers.append(sorted(tuple(row) for row in m.s.execute(pairs)))
        if kind.refers is not None:
            target = m.orm.aliased(m.d.classes[kind.refers])
            relation = getattr(cls, f"r{position}")
            pairs = select(cls.id, target.id).join(relation.of_type(target))
            answers.append(sorted(tuple(row) for row in m.s.execute(pairs)))
            answers.append(m.s.scalars(select(cls.id).where(relation == None).order_by(cls.id)).all())  # noqa: E711
    answers.append(loaded(m, select(base).where(base.owner.has(Owner.id == 1)).order_by(base.id)))
    return answers


def after_changes(m: Any, description: Description) -> list[Any]:
    """Change every value, take the last row away, and return what the tables hold."""
    for number, row in enumerate(description.rows):
        one = m.s.get(m.d.classes[row.kind], number + 1)
        for name in m.d.names(row.kind):
            value = getattr(one, name)
            setattr(one, name, value if value is None else value * 2)
    m.s.commit()
    last = len(description.rows)
    m.s.delete(m.s.get(m.d.classes[description.rows[-1].kind], last))
    m.s.commit()
    tables = m.d.metadata.sorted_tables
    rows = [m.s.execute(m.sa.select(table)).mappings().all() for table in tables]
    return [sorted(repr(sorted(row.items())) for row in found) for found in rows]


def answers(description: Description, library: Library, declare: Any = Declared) -> list[Any]:
    m = opened(description, library, declare)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = [of_class(m, description, position) for position in range(len(description.kinds))]
            return [*found, of_relations(m, description), after_changes(m, description)]
    finally:
        m.s.close()
        m.d.metadata.drop_all(m.engine)
        library.close()


def compare(theirs: Any, ours: Any, path: str = "") -> None:
    """Compare two answers; a number of statements of ours may be smaller."""
    if isinstance(theirs, tuple) and len(theirs) == 2 and isinstance(theirs[0], list):
        assert ours[0] == theirs[0], f"{path}: SQLAlchemy has {theirs[0]}, this library {ours[0]}"
        assert ours[1] <= theirs[1], f"{path}: SQLAlchemy sends {theirs[1]} statements, this library {ours[1]}"
    elif isinstance(theirs, list) and path.count(".") < 2:
        for at, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            compare(one, other, f"{path}.{at}")
    else:
        assert ours == theirs, f"{path}: SQLAlchemy has {theirs}, this library {ours}"


@pytest.mark.parametrize("declare", [Declared, Modelled], ids=["declarative", "sqlmodel"])
@pytest.mark.timeout(7200 if SOAK else 180)
def test_random_hierarchies_do_not_differ(database_url: str, declare: Any) -> None:
    @settings(
        max_examples=SOAK or EXAMPLES[database_url.split(":")[0]],
        deadline=None,
        derandomize=not SOAK,
        database=None,
        phases=(Phase.generate, Phase.shrink) if SOAK else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(descriptions())
    def check(description: Description) -> None:
        theirs = answers(description, Library("sqlalchemy", "sqlite://"))
        compare(theirs, answers(description, Library("own", database_url), declare))

    check()
