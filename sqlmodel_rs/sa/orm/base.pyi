# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.attributes import NO_VALUE as NO_VALUE
from sqlmodel_rs.orm.attributes import PASSIVE_NO_FETCH as PASSIVE_NO_FETCH
from sqlmodel_rs.orm.attributes import PASSIVE_NO_INITIALIZE as PASSIVE_NO_INITIALIZE
from sqlmodel_rs.orm.attributes import PASSIVE_OFF as PASSIVE_OFF
from sqlmodel_rs.orm.attributes import PassiveFlag as PassiveFlag
from sqlmodel_rs.orm.inspection import InspectedInstance as object_state
from sqlmodel_rs.orm.inspection import class_mapper as class_mapper
from sqlmodel_rs.orm.inspection import object_mapper as object_mapper
from sqlmodel_rs.orm.queryable import Mapped as Mapped
from sqlmodel_rs.orm.relationship.declaration import RelationshipDirection as RelationshipDirection
from sqlmodel_rs.orm.relationship.property import MANYTOMANY as MANYTOMANY
from sqlmodel_rs.orm.relationship.property import MANYTOONE as MANYTOONE
from sqlmodel_rs.orm.relationship.property import ONETOMANY as ONETOMANY
from sqlmodel_rs.orm.state import instance_dict as instance_dict
from sqlmodel_rs.orm.state import instance_state as instance_state

__all__ = [
    "MANYTOMANY",
    "MANYTOONE",
    "Mapped",
    "NO_VALUE",
    "ONETOMANY",
    "PASSIVE_NO_FETCH",
    "PASSIVE_NO_INITIALIZE",
    "PASSIVE_OFF",
    "PassiveFlag",
    "RelationshipDirection",
    "class_mapper",
    "instance_dict",
    "instance_state",
    "object_mapper",
    "object_state",
]
