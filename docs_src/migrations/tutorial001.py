"""Compare models with a database, read the migration as Python, and run it. Not in SQLModel."""

import os
from typing import Any

import sqlmodel_rs  # the rendered migration names its types
from sqlmodel_rs import Field, MetaData, SQLModel, create_engine, sa
from sqlmodel_rs.migrations import op
from sqlmodel_rs.migrations.autogenerate import compare_metadata, produce_migrations, render_python_code
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.migrations.operations import Operations


class Version1(SQLModel):
    metadata = MetaData()


class OldHero(Version1, table=True):
    __tablename__ = "hero"
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Version2(SQLModel):
    metadata = MetaData()


class Hero(Version2, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    age: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    Version1.metadata.create_all(engine)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        body = render_python_code(produce_migrations(context, Version2.metadata).upgrade_ops)
        print(body)
        names: dict[str, Any] = {"op": op, "sa": sa, "sqlmodel_rs": sqlmodel_rs}
        exec(f"def upgrade():\n{body}", names)
        with Operations.context(context):
            names["upgrade"]()
        print(compare_metadata(context, Version2.metadata))


if __name__ == "__main__":
    main()
