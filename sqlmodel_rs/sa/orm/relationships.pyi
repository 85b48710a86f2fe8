# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.inspection import class_mapper as class_mapper
from sqlmodel_rs.orm.relationship.declaration import relationship as relationship
from sqlmodel_rs.orm.relationship.join import foreign as foreign
from sqlmodel_rs.orm.relationship.join import remote as remote
from sqlmodel_rs.orm.relationship.property import MANYTOMANY as MANYTOMANY
from sqlmodel_rs.orm.relationship.property import MANYTOONE as MANYTOONE
from sqlmodel_rs.orm.relationship.property import ONETOMANY as ONETOMANY
from sqlmodel_rs.orm.relationship.property import RelationshipDirection as RelationshipDirection
from sqlmodel_rs.orm.relationship.property import RelationshipProperty as Relationship
from sqlmodel_rs.orm.relationship.property import RelationshipProperty as RelationshipProperty
from sqlmodel_rs.orm.relationship.property import order_columns as order_columns

__all__ = [
    "MANYTOMANY",
    "MANYTOONE",
    "ONETOMANY",
    "Relationship",
    "RelationshipDirection",
    "RelationshipProperty",
    "class_mapper",
    "foreign",
    "order_columns",
    "relationship",
    "remote",
]
