# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.declarative.columns import MappedColumn as MappedColumn
from sqlmodel_rs.orm.attributes import ColumnProperty as ColumnProperty
from sqlmodel_rs.orm.properties import Synonym as SynonymProperty
from sqlmodel_rs.orm.relationship.property import RelationshipProperty as RelationshipProperty

__all__ = [
    "ColumnProperty",
    "MappedColumn",
    "RelationshipProperty",
    "SynonymProperty",
]
