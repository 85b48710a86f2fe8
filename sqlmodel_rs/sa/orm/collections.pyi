# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.relationship.cascade import members as members
from sqlmodel_rs.orm.relationship.collection import InstrumentedDict as InstrumentedDict
from sqlmodel_rs.orm.relationship.collection import InstrumentedList as InstrumentedList
from sqlmodel_rs.orm.relationship.collection import InstrumentedSet as InstrumentedSet
from sqlmodel_rs.orm.relationship.collection import KeyFuncDict as KeyFuncDict
from sqlmodel_rs.orm.relationship.collection import KeyFuncDict as MappedCollection
from sqlmodel_rs.orm.relationship.collection import T as T
from sqlmodel_rs.orm.relationship.collection import attribute_keyed_dict as attribute_keyed_dict
from sqlmodel_rs.orm.relationship.collection import attribute_keyed_dict as attribute_mapped_collection
from sqlmodel_rs.orm.relationship.collection import column_keyed_dict as column_keyed_dict
from sqlmodel_rs.orm.relationship.collection import column_keyed_dict as column_mapped_collection
from sqlmodel_rs.orm.relationship.collection import empty as empty
from sqlmodel_rs.orm.relationship.collection import install as install
from sqlmodel_rs.orm.relationship.collection import is_empty as is_empty
from sqlmodel_rs.orm.relationship.collection import keyfunc_mapping as keyfunc_mapping
from sqlmodel_rs.orm.relationship.collection import mapped_collection as mapped_collection
from sqlmodel_rs.orm.relationship.collection import new_collection as new_collection
from sqlmodel_rs.orm.relationship.collection import replace as replace
from sqlmodel_rs.orm.state import instance_state as instance_state

__all__ = [
    "InstrumentedDict",
    "InstrumentedList",
    "InstrumentedSet",
    "KeyFuncDict",
    "MappedCollection",
    "T",
    "attribute_keyed_dict",
    "attribute_mapped_collection",
    "column_keyed_dict",
    "column_mapped_collection",
    "empty",
    "install",
    "instance_state",
    "is_empty",
    "keyfunc_mapping",
    "mapped_collection",
    "members",
    "new_collection",
    "replace",
]
