# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.attributes import NO_VALUE as NO_VALUE
from sqlmodel_rs.orm.relationship.cascade import members as members
from sqlmodel_rs.orm.relationship.collection import InstrumentedList as InstrumentedList
from sqlmodel_rs.orm.relationship.collection import InstrumentedSet as InstrumentedSet
from sqlmodel_rs.orm.relationship.collection import Owned as Owned
from sqlmodel_rs.orm.relationship.collection import T as T
from sqlmodel_rs.orm.relationship.collection import empty as empty
from sqlmodel_rs.orm.relationship.collection import install as install
from sqlmodel_rs.orm.relationship.collection import instrumented as instrumented
from sqlmodel_rs.orm.relationship.collection import is_empty as is_empty
from sqlmodel_rs.orm.relationship.collection import new_collection as new_collection
from sqlmodel_rs.orm.relationship.collection import new_of as new_of
from sqlmodel_rs.orm.relationship.collection import replace as replace
from sqlmodel_rs.orm.relationship.custom import collection as collection
from sqlmodel_rs.orm.relationship.custom import custom_class as custom_class
from sqlmodel_rs.orm.relationship.keyed import InstrumentedDict as InstrumentedDict
from sqlmodel_rs.orm.relationship.keyed import KeyFuncDict as KeyFuncDict
from sqlmodel_rs.orm.relationship.keyed import KeyFuncDict as MappedCollection
from sqlmodel_rs.orm.relationship.keyed import attribute_keyed_dict as attribute_keyed_dict
from sqlmodel_rs.orm.relationship.keyed import attribute_keyed_dict as attribute_mapped_collection
from sqlmodel_rs.orm.relationship.keyed import column_keyed_dict as column_keyed_dict
from sqlmodel_rs.orm.relationship.keyed import column_keyed_dict as column_mapped_collection
from sqlmodel_rs.orm.relationship.keyed import keyfunc_mapping as keyfunc_mapping
from sqlmodel_rs.orm.relationship.keyed import mapped_collection as mapped_collection
from sqlmodel_rs.orm.state import instance_state as instance_state

__all__ = [
    "InstrumentedDict",
    "InstrumentedList",
    "InstrumentedSet",
    "KeyFuncDict",
    "MappedCollection",
    "NO_VALUE",
    "Owned",
    "T",
    "attribute_keyed_dict",
    "attribute_mapped_collection",
    "collection",
    "column_keyed_dict",
    "column_mapped_collection",
    "custom_class",
    "empty",
    "install",
    "instance_state",
    "instrumented",
    "is_empty",
    "keyfunc_mapping",
    "mapped_collection",
    "members",
    "new_collection",
    "new_of",
    "replace",
]
