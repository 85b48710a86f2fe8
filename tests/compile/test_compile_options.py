"""What `compile()` takes beside a dialect: the text and the parameters are SQLAlchemy's."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy
from library import DIALECTS, Library
from statements import SETUP

import sqlmodel_rs.exc

EXTRA = 'far = Table("far", md, Column("id", Integer, primary_key=True), schema="s1")\n'
BOTH = Library("sqlalchemy", SETUP + EXTRA), Library("sqlmodel_rs.sa", SETUP + EXTRA)

EXPANDED = """
select(h.id).where(h.id.in_([1, 2]), h.name.in_(["a"]), h.age > 3)
select(h.id).where(h.id.not_in([1]))
select(h.id).where(h.id.in_([]), h.age == 1)
select(h.id).where(h.id.not_in([]))
select(h.id).where(tuple_(h.id, h.name).in_([(1, "a"), (2, "b")]))
select(h.id).where(h.id.in_(bindparam("ids", [5, 6], expanding=True)))
select(h.id).where(h.id == bindparam("q", 3, literal_execute=True))
select(h.id).where(h.name == bindparam("q", "it's", literal_execute=True))
text("select id from hero where id in :ids").bindparams(bindparam("ids", [1, 2], expanding=True))
"""

KEYED = [
    ("insert(hero)", ["id", "name"]),
    ("insert(hero)", ["name", "id"]),
    ("insert(hero)", ["nope"]),
    ("insert(hero)", []),
    ('insert(hero).values(name="x")', ["age"]),
    ('insert(hero).values(name="x")', ["name"]),
    ("update(hero).where(h.id == 3)", ["name"]),
    ("update(hero).where(h.id == 3).values(age=1)", ["name"]),
    ("delete(hero).where(h.id == 3)", ["name"]),
]

TRANSLATED = [
    ("select(h.id, far.c.id)", {None: "x", "s1": "y"}),
    ("select(far)", {"other": "q"}),
    ("insert(far).values(id=1)", {"s1": "y"}),
    ("update(far).values(id=1).where(far.c.id == 2)", {"s1": "y"}),
    ("delete(far)", {"s1": "needs quotes"}),
    ("select(far.alias().c.id)", {"s1": "y"}),
    ("schema.CreateTable(far)", {"s1": "y"}),
    ("schema.DropTable(far)", {"s1": "y"}),
]


def compiled(library: Library, statement: str, dialect: str, **options: Any) -> Any:
    chosen = None if dialect == "default" else library.dialects[dialect].dialect()
    return library.build(statement).compile(dialect=chosen, **options)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("statement", EXPANDED.strip().splitlines())
def test_lists_are_written_out(statement: str, dialect: str) -> None:
    theirs, ours = (compiled(one, statement, dialect, compile_kwargs={"render_postcompile": True}) for one in BOTH)
    assert (str(ours), ours.params) == (str(theirs), theirs.params)


def test_a_list_without_a_value_cannot_be_written_out() -> None:
    for library, error in zip(BOTH, (sqlalchemy.exc, sqlmodel_rs.exc), strict=True):
        with pytest.raises(error.InvalidRequestError, match="A value is required for bind parameter 'ids'"):
            compiled(
                library,
                'select(h.id).where(h.id.in_(bindparam("ids", expanding=True)))',
                "default",
                compile_kwargs={"render_postcompile": True},
            )


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("statement", "keys"), KEYED)
def test_keys_add_parameters(statement: str, keys: list[str], dialect: str) -> None:
    theirs, ours = (compiled(one, statement, dialect, column_keys=keys) for one in BOTH)
    expected = str(theirs)
    if dialect == "postgresql" and statement.startswith("insert"):
        expected = expected.removesuffix(" RETURNING hero.id")
    assert str(ours) == expected
    assert list(ours.params) == list(theirs.params)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("statement", "schemas"), TRANSLATED)
def test_schemas_are_translated(statement: str, schemas: dict[str | None, str], dialect: str) -> None:
    options = {"schema_translate_map": schemas, "render_schema_translate": True}
    theirs, ours = (compiled(one, statement, dialect, **options) for one in BOTH)
    assert str(ours).strip() == str(theirs).strip()


def test_a_schema_cannot_become_none() -> None:
    for library, error in zip(BOTH, (sqlalchemy.exc, sqlmodel_rs.exc), strict=True):
        with pytest.raises(error.CompileError, match="no default schema name"):
            str(
                compiled(
                    library,
                    "select(far)",
                    "default",
                    schema_translate_map={"s1": None},
                    render_schema_translate=True,
                )
            )


def test_an_unknown_option_is_refused() -> None:
    for library in BOTH:
        with pytest.raises(TypeError):
            compiled(library, "select(far)", "default", nothing=1)
