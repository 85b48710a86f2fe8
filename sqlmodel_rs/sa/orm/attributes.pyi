# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.attributes import History as History
from sqlmodel_rs.orm.attributes import InstrumentedAttribute as InstrumentedAttribute
from sqlmodel_rs.orm.attributes import NO_VALUE as NO_VALUE
from sqlmodel_rs.orm.attributes import PASSIVE_NO_FETCH as PASSIVE_NO_FETCH
from sqlmodel_rs.orm.attributes import PASSIVE_NO_FETCH_RELATED as PASSIVE_NO_FETCH_RELATED
from sqlmodel_rs.orm.attributes import PASSIVE_NO_INITIALIZE as PASSIVE_NO_INITIALIZE
from sqlmodel_rs.orm.attributes import PASSIVE_OFF as PASSIVE_OFF
from sqlmodel_rs.orm.attributes import PASSIVE_ONLY_PERSISTENT as PASSIVE_ONLY_PERSISTENT
from sqlmodel_rs.orm.attributes import PASSIVE_RETURN_NO_VALUE as PASSIVE_RETURN_NO_VALUE
from sqlmodel_rs.orm.attributes import PassiveFlag as PassiveFlag
from sqlmodel_rs.orm.attributes import QueryableAttribute as QueryableAttribute
from sqlmodel_rs.orm.attributes import building as building
from sqlmodel_rs.orm.attributes import del_attribute as del_attribute
from sqlmodel_rs.orm.attributes import flag_dirty as flag_dirty
from sqlmodel_rs.orm.attributes import flag_modified as flag_modified
from sqlmodel_rs.orm.attributes import get_attribute as get_attribute
from sqlmodel_rs.orm.attributes import get_history as get_history
from sqlmodel_rs.orm.attributes import init_collection as init_collection
from sqlmodel_rs.orm.attributes import is_instrumented as is_instrumented
from sqlmodel_rs.orm.attributes import set_attribute as set_attribute
from sqlmodel_rs.orm.attributes import set_committed_value as set_committed_value
from sqlmodel_rs.orm.inspection import InspectedInstance as instance_state
from sqlmodel_rs.orm.queryable import Mapped as Mapped
from sqlmodel_rs.orm.state import instance_dict as instance_dict

__all__ = [
    "History",
    "InstrumentedAttribute",
    "Mapped",
    "NO_VALUE",
    "PASSIVE_NO_FETCH",
    "PASSIVE_NO_FETCH_RELATED",
    "PASSIVE_NO_INITIALIZE",
    "PASSIVE_OFF",
    "PASSIVE_ONLY_PERSISTENT",
    "PASSIVE_RETURN_NO_VALUE",
    "PassiveFlag",
    "QueryableAttribute",
    "building",
    "del_attribute",
    "flag_dirty",
    "flag_modified",
    "get_attribute",
    "get_history",
    "init_collection",
    "instance_dict",
    "instance_state",
    "is_instrumented",
    "set_attribute",
    "set_committed_value",
]
