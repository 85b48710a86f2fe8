"""`Default()` and the names of SQLModel's internal modules."""

from sqlmodel_rs import _compat, main
from sqlmodel_rs.default import Default


def test_default_is_equal_to_the_same_default_only() -> None:
    assert Default("a") == Default("a")
    assert Default("a") != "a"
    assert not Default(0)
    assert Default(1)


def test_internal_names_that_other_packages_import() -> None:
    for name in (
        "FieldInfo",
        "RelationshipInfo",
        "SQLModelMetaclass",
        "default_registry",
        "get_sqlalchemy_type",
        "get_column_from_field",
        "is_table_model_class",
    ):
        assert hasattr(main, name)
    for name in ("SQLModelConfig", "partial_init", "sqlmodel_validate", "is_field_noneable", "PYDANTIC_MINOR_VERSION"):
        assert hasattr(_compat, name)


def test_partial_init_makes_empty_instances() -> None:
    class Hero(main.SQLModel):
        name: str

    with _compat.partial_init():
        hero = Hero()
    assert hero.__dict__ == {}
