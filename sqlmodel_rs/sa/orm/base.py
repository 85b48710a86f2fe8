"""What the mapper's modules share. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    Mapped="sqlmodel_rs.orm:Mapped",
    MANYTOONE="sqlmodel_rs.orm:MANYTOONE",
    ONETOMANY="sqlmodel_rs.orm:ONETOMANY",
    MANYTOMANY="sqlmodel_rs.orm:MANYTOMANY",
    RelationshipDirection="sqlmodel_rs.orm:RelationshipDirection",
    class_mapper="sqlmodel_rs.orm:class_mapper",
    object_mapper="sqlmodel_rs.orm:object_mapper",
    instance_state="sqlmodel_rs.orm.state:instance_state",
    instance_dict="sqlmodel_rs.orm.state:instance_dict",
    PassiveFlag="sqlmodel_rs.orm.attributes:PassiveFlag",
    PASSIVE_OFF="sqlmodel_rs.orm.attributes:PASSIVE_OFF",
    PASSIVE_NO_FETCH="sqlmodel_rs.orm.attributes:PASSIVE_NO_FETCH",
    PASSIVE_NO_INITIALIZE="sqlmodel_rs.orm.attributes:PASSIVE_NO_INITIALIZE",
    object_state="sqlmodel_rs.orm.inspection:InspectedInstance",
    NO_VALUE="sqlmodel_rs.orm.attributes:NO_VALUE",
)
