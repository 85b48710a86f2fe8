"""Properties and directions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.orm.relationship",
    MANYTOONE="sqlmodel_rs.orm.relationship.property:MANYTOONE",
    ONETOMANY="sqlmodel_rs.orm.relationship.property:ONETOMANY",
    MANYTOMANY="sqlmodel_rs.orm.relationship.property:MANYTOMANY",
    PropComparator="sqlmodel_rs.orm.queryable:PropComparator",
    LoaderOption="sqlmodel_rs.orm.loading.options:LoaderOption",
    ORMOption="sqlmodel_rs.orm.loading.options:LoaderOption",
    RelationshipDirection="sqlmodel_rs.orm:RelationshipDirection",
    QueryableAttribute="sqlmodel_rs.orm:QueryableAttribute",
    UserDefinedOption="sqlmodel_rs.orm.loading.options:UserDefinedOption",
    InspectionAttr="sqlmodel_rs.orm:QueryableAttribute",
)
