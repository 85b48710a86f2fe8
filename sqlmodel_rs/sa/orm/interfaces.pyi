# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.loading.options import LoaderOption as LoaderOption
from sqlmodel_rs.orm.loading.options import LoaderOption as ORMOption
from sqlmodel_rs.orm.loading.options import UserDefinedOption as UserDefinedOption
from sqlmodel_rs.orm.queryable import PropComparator as PropComparator
from sqlmodel_rs.orm.queryable import QueryableAttribute as InspectionAttr
from sqlmodel_rs.orm.queryable import QueryableAttribute as QueryableAttribute
from sqlmodel_rs.orm.relationship.declaration import RelationshipDirection as RelationshipDirection
from sqlmodel_rs.orm.relationship.property import MANYTOMANY as MANYTOMANY
from sqlmodel_rs.orm.relationship.property import MANYTOONE as MANYTOONE
from sqlmodel_rs.orm.relationship.property import ONETOMANY as ONETOMANY

__all__ = [
    "InspectionAttr",
    "LoaderOption",
    "MANYTOMANY",
    "MANYTOONE",
    "ONETOMANY",
    "ORMOption",
    "PropComparator",
    "QueryableAttribute",
    "RelationshipDirection",
    "UserDefinedOption",
]
