# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.inspection import AttributeState as AttributeState
from sqlmodel_rs.orm.inspection import InspectedInstance as InstanceState
from sqlmodel_rs.orm.state import all_sessions as all_sessions
from sqlmodel_rs.orm.state import instance_dict as instance_dict
from sqlmodel_rs.orm.state import instance_state as instance_state
from sqlmodel_rs.orm.state import mapped_tables as mapped_tables
from sqlmodel_rs.orm.state import object_session as object_session
from sqlmodel_rs.orm.state import remember_session as remember_session
from sqlmodel_rs.orm.state import state_or_none as state_or_none

__all__ = [
    "AttributeState",
    "InstanceState",
    "all_sessions",
    "instance_dict",
    "instance_state",
    "mapped_tables",
    "object_session",
    "remember_session",
    "state_or_none",
]
