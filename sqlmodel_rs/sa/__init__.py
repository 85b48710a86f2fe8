"""SQLAlchemy's top-level names. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import CLAUSES, offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sql.expression",
    "sqlmodel_rs.types",
    "sqlmodel_rs.schema",
    "sqlmodel_rs.engine",
    select="sqlmodel_rs.sql.expression:select_rows",
    Select="sqlmodel_rs.sql.expression:Select",
    inspect="sqlmodel_rs.orm.inspection:inspect",
    Inspector="sqlmodel_rs.engine.reflection:Inspector",
    exc="sqlmodel_rs.sa.exc",
    event="sqlmodel_rs.sa.event",
    types="sqlmodel_rs.sa.types",
    schema="sqlmodel_rs.sa.schema",
    sql="sqlmodel_rs.sa.sql",
    orm="sqlmodel_rs.sa.orm",
    engine="sqlmodel_rs.sa.engine",
    pool="sqlmodel_rs.sa.pool",
    ext="sqlmodel_rs.sa.ext",
    dialects="sqlmodel_rs.sa.dialects",
    QueuePool="sqlmodel_rs.pool:QueuePool",
    StaticPool="sqlmodel_rs.pool:StaticPool",
    NullPool="sqlmodel_rs.pool:NullPool",
    AsyncAdaptedQueuePool="sqlmodel_rs.pool:AsyncAdaptedQueuePool",
    Pool="sqlmodel_rs.pool:Pool",
    create_mock_engine="sqlmodel_rs.engine:create_mock_engine",
    exists="sqlmodel_rs.sql.expression:exists",
    func="sqlmodel_rs.sql.expression:func",
    Dialect="sqlmodel_rs.dialects.base:Dialect",
    FunctionElement="sqlmodel_rs.sql.functions:FunctionElement",
    util="sqlmodel_rs.sa.util",
    future="sqlmodel_rs.sa.future",
    inspection="sqlmodel_rs.sa.inspection",
    quoted_name="sqlmodel_rs.schema:quoted_name",
    aggregate_order_by="sqlmodel_rs.sql.functions:aggregate_order_by",
    Label="sqlmodel_rs.sql.elements:Label",
    BinaryExpression="sqlmodel_rs.sql.elements:BinaryExpression",
    FrameClause="sqlmodel_rs.sql.functions:FrameClause",
    FrameClauseType="sqlmodel_rs.sql.functions:FrameClauseType",
    SingletonThreadPool="sqlmodel_rs.pool:SingletonThreadPool",
    **CLAUSES,
)
__version__ = "2.1.9"
