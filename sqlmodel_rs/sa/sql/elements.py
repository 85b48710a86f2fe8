"""Expression nodes. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sql.elements",
    "sqlmodel_rs.sql.textual",
    "sqlmodel_rs.sql.expression",
    _label_reference="sqlmodel_rs.sql.elements:OrderLabel",
    conv="sqlmodel_rs.schema.base:conv",
    _anonymous_label="sqlmodel_rs.sa.sql.named:AnonymousLabel",
    KeyedColumnElement="sqlmodel_rs.sql.elements:ColumnElement",
    quoted_name="sqlmodel_rs.schema:quoted_name",
    ClauseElement="sqlmodel_rs.sql.base:ClauseElement",
    Function="sqlmodel_rs.sql.functions:Function",
    Values="sqlmodel_rs.sql.values:Values",
    Lateral="sqlmodel_rs.sql.selectable:Lateral",
    TableSample="sqlmodel_rs.sql.selectable:TableSample",
    TextualSelect="sqlmodel_rs.sql.textual:TextualSelect",
    UpdateBase="sqlmodel_rs.sql.dml:DataChange",
    ClauseList="sqlmodel_rs.sql.elements:ClauseList",
    True_="sqlmodel_rs.sql.elements:True_",
    False_="sqlmodel_rs.sql.elements:False_",
    Null="sqlmodel_rs.sql.elements:Null",
    Grouping="sqlmodel_rs.sql.elements:Grouping",
    FromGrouping="sqlmodel_rs.sql.selectable:FromGrouping",
    TypeClause="sqlmodel_rs.sql.elements:TypeName",
    TableValuedAlias="sqlmodel_rs.sql.functions:TableValued",
    TableValuedColumn="sqlmodel_rs.sql.functions:TableValuedColumn",
    AggregateOrderBy="sqlmodel_rs.sql.functions:AggregateOrderBy",
    Operators="sqlmodel_rs.sql.operators:ColumnOperators",
    SQLColumnExpression="sqlmodel_rs.sql.operators:ColumnOperators",
    ColumnExpressionArgument="sqlmodel_rs.sql.expression:ColumnExpressionArgument",
    SelectLabelStyle="sqlmodel_rs.sql.query:SelectLabelStyle",
    Nullable="sqlmodel_rs.sql.expression:Nullable",
    NotNullable="sqlmodel_rs.sql.expression:NotNullable",
    SelectBase="sqlmodel_rs.sql.query:Query",
)
