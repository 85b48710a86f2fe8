"""Tables, columns and constraints as definitions: what joins what, and what is refused."""

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs.schema import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlmodel_rs.types import Integer, String


def test_a_table_answers_for_its_parts() -> None:
    metadata = MetaData()
    table = Table("hero", metadata, Column("id", Integer, primary_key=True), Column("name", String(9), index=True))
    assert metadata.tables["hero"] is table
    assert table.c.keys() == ["id", "name"]
    assert list(table.primary_key) == [table.c.id]
    assert [index.name for index in table.indexes] == ["ix_hero_name"]
    assert (table.c.id.nullable, table.c.name.nullable) == (False, True)
    assert str(table.c.name) == "hero.name"
    assert repr(table) == (
        "Table('hero', MetaData(), Column('id', Integer(), table=<hero>, primary_key=True, nullable=False), "
        "Column('name', String(length=9), table=<hero>), schema=None)"
    )


def test_naming_a_table_again_returns_it() -> None:
    metadata = MetaData()
    table = Table("hero", metadata, Column("id", Integer))
    assert Table("hero", metadata) is table
    assert Table("hero", metadata, Column("x", Integer), keep_existing=True) is table
    assert "x" not in table.c
    assert Table("hero", metadata, Column("x", Integer), extend_existing=True) is table
    assert "x" in table.c


def test_defining_a_table_twice_is_refused() -> None:
    metadata = MetaData()
    Table("hero", metadata, Column("id", Integer))
    with pytest.raises(exc.InvalidRequestError, match="Table 'hero' is already defined for this MetaData instance"):
        Table("hero", metadata, Column("id", Integer))


def test_a_table_that_fails_leaves_nothing_behind() -> None:
    metadata = MetaData()
    with pytest.raises(exc.ConstraintColumnNotFoundError, match="no column named 'zz' is present"):
        Table("hero", metadata, Column("id", Integer), UniqueConstraint("zz"))
    assert "hero" not in metadata


def test_a_column_belongs_to_one_table() -> None:
    table = Table("a1", MetaData(), Column("v", Integer))
    with pytest.raises(exc.ArgumentError, match="Column object 'v' already assigned to Table 'a1'"):
        Table("a2", MetaData(), table.c.v)


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(exc.DuplicateColumnError, match="A column with name 'a' is already present in table 't'."):
        Table("t", MetaData(), Column("a", Integer), Column("a", Integer))


def test_replacing_a_column_takes_its_constraints_along() -> None:
    table = Table(
        "t", MetaData(), Column("a", Integer, ForeignKey("o.id"), index=True), Column("b", Integer, unique=True)
    )
    table.append_column(Column("a", String(3)), replace_existing=True)
    table.append_column(Column("b", String(3)), replace_existing=True)
    assert not table.indexes
    assert not table.foreign_keys
    assert [type(own) for own in table.constraints] == [PrimaryKeyConstraint]


@pytest.mark.parametrize("wrong", [1, "x", object()])
def test_what_is_no_schema_item_is_refused(wrong: object) -> None:
    with pytest.raises(exc.ArgumentError, match="'SchemaItem' object, such as a 'Column' or a 'Constraint' expected"):
        Column("a", Integer, wrong)  # type: ignore[arg-type]


def test_unknown_keywords_are_refused() -> None:
    with pytest.raises(TypeError, match="<dialectname>_<argument>, got 'foo'"):
        Column("a", Integer, foo=1)
    with pytest.raises(exc.ArgumentError, match="'postgresql_nonsense' is not accepted"):
        Index("i", "a", postgresql_nonsense=1)


def test_a_foreign_key_by_name_resolves_when_asked() -> None:
    metadata = MetaData()
    child = Table("child", metadata, Column("id", Integer, primary_key=True), Column("p", ForeignKey("parent.id")))
    (key,) = child.foreign_keys
    with pytest.raises(exc.NoReferencedTableError) as caught:
        _ = key.column
    assert str(caught.value) == (
        "Foreign key associated with column 'child.p' could not find table 'parent' with which to generate a foreign "
        "key to target column 'id'"
    )
    assert caught.value.table_name == "parent"
    parent = Table("parent", metadata, Column("id", String(7), primary_key=True))
    assert key.column is parent.c.id
    assert isinstance(child.c.p.type, String)
    assert child.c.p.references(parent.c.id)
    assert metadata.sorted_tables == [parent, child]


def test_a_foreign_key_to_a_missing_column_names_it() -> None:
    metadata = MetaData()
    Table("parent", metadata, Column("id", Integer, primary_key=True))
    child = Table("child", metadata, Column("p", Integer, ForeignKey("parent.zz")))
    (key,) = child.foreign_keys
    with pytest.raises(exc.NoReferencedColumnError, match="table 'parent' has no column named 'zz'"):
        _ = key.column


def test_a_composite_foreign_key_needs_as_many_targets() -> None:
    with pytest.raises(exc.ArgumentError, match="number of constrained columns must match"):
        ForeignKeyConstraint(["a", "b"], ["x.y"])


def test_copying_a_column_copies_what_belongs_to_it() -> None:
    original = Column(
        "a",
        Integer,
        ForeignKey("o.id", ondelete="CASCADE"),
        index=True,
        default=5,
        server_default="5",
        comment="c",
        info={"k": 1},
    )
    copy = original.copy()
    assert copy is not original
    assert copy.table is None
    (key,) = copy.foreign_keys
    assert (key.target_fullname, key.ondelete) == ("o.id", "CASCADE")
    assert (copy.index, copy.default.arg, copy.server_default.arg, copy.comment, copy.info) == (
        True,
        5,
        "5",
        "c",
        {"k": 1},
    )
    Table("t1", MetaData(), original)
    Table("t2", MetaData(), copy)


def test_callable_defaults_take_the_context_or_nothing() -> None:
    assert Column("a", Integer, default=lambda: 3).default.arg(None) == 3
    assert Column("a", Integer, default=lambda context: context).default.arg("ctx") == "ctx"
    assert Column("a", Integer, default=list).default.arg(None) == []


def test_the_counted_column_is_the_single_integer_key() -> None:
    one = Table("a", MetaData(), Column("id", Integer, primary_key=True))
    two = Table("b", MetaData(), Column("x", Integer, primary_key=True), Column("y", Integer, primary_key=True))
    text = Table("c", MetaData(), Column("id", String(4), primary_key=True))
    foreign = Table("d", MetaData(), Column("id", Integer, ForeignKey("a.id"), primary_key=True))
    assert one.autoincrement_column is one.c.id
    assert two.autoincrement_column is None
    assert text.autoincrement_column is None
    assert foreign.autoincrement_column is None


def test_naming_convention_with_an_unnamed_check_is_refused() -> None:
    metadata = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})
    with pytest.raises(exc.InvalidRequestError, match="requires that constraint is explicitly named"):
        Table("t", metadata, Column("a", Integer), CheckConstraint("a > 0"))


def test_to_metadata_copies_into_another_schema() -> None:
    first = MetaData()
    Table("parent", first, Column("id", Integer, primary_key=True))
    child = Table(
        "child",
        first,
        Column("id", Integer, primary_key=True),
        Column("p", Integer, ForeignKey("parent.id"), index=True),
        UniqueConstraint("p", "id", name="uq"),
    )
    second = MetaData()
    first.tables["parent"].to_metadata(second)
    copy = child.to_metadata(second)
    (key,) = copy.foreign_keys
    assert key.column is second.tables["parent"].c.id
    assert [index.name for index in copy.indexes] == ["ix_child_p"]
    assert {own.name for own in copy.constraints if isinstance(own, UniqueConstraint)} == {"uq"}
    assert child.to_metadata(MetaData(), schema="s").fullname == "s.child"


def test_clear_forgets_every_table() -> None:
    metadata = MetaData()
    Table("a", metadata, Column("id", Integer))
    metadata.clear()
    assert dict(metadata.tables) == {}
    Table("a", metadata, Column("id", Integer))
