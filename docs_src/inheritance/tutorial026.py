"""Schema tools: the tables of a hierarchy, its foreign keys and indexes, and pictures of it. Not in SQLModel."""

from typing import Any, ClassVar

from sqlmodel_rs import Field, Index, SQLModel, inspect
from sqlmodel_rs.schema import CreateTable


class Asset(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_identity": "asset"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str | None = Field(default=None, max_length=10, index=True)


class Computer(Asset):
    __tablename__ = "computer"
    __table_args__: ClassVar[Any] = (Index("ix_computer_serial", "serial", unique=True),)
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "computer"}

    serial: str = Field(max_length=30)


class Laptop(Computer):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "laptop"}

    inches: float = Field(index=True)


def main() -> None:
    tables = SQLModel.metadata.sorted_tables
    print("created in the order:", [table.name for table in tables])
    print(str(CreateTable(SQLModel.metadata.tables["computer"])).strip())
    for table in tables:
        print(sorted(str(index.name) for index in table.indexes))

    mapper = inspect(Laptop)
    print(mapper.inherits.class_.__name__, mapper.polymorphic_identity, [table.name for table in mapper.tables])
    print(sorted(inspect(Asset).polymorphic_map))
    print([one.class_.__name__ for one in inspect(Computer).self_and_descendants])
    print()
    print(inspect(Asset).tree())
    print()
    print(inspect(Asset).mermaid())
    print()
    print(inspect(Asset).dot())


if __name__ == "__main__":
    main()
