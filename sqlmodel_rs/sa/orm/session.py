"""Sessions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    Session="sqlmodel_rs.orm.session:PlainSession",
    SessionTransaction="sqlmodel_rs.orm.transaction:SessionTransaction",
    sessionmaker="sqlmodel_rs.orm:sessionmaker",
    close_all_sessions="sqlmodel_rs.orm.session:close_all_sessions",
    make_transient="sqlmodel_rs.orm.session:make_transient",
    make_transient_to_detached="sqlmodel_rs.orm.session:make_transient_to_detached",
    object_session="sqlmodel_rs.orm.session:object_session",
    ORMExecuteState="sqlmodel_rs.orm.execution:ORMExecuteState",
    Query="sqlmodel_rs.orm:Query",
    InstanceState="sqlmodel_rs.orm.inspection:InspectedInstance",
    Engine="sqlmodel_rs.engine:Engine",
    Connection="sqlmodel_rs.engine:Connection",
)
