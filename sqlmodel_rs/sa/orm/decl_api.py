"""Declarative mapping. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    DeclarativeBase="sqlmodel_rs.declarative:DeclarativeBase",
    DeclarativeBaseNoMeta="sqlmodel_rs.declarative:DeclarativeBaseNoMeta",
    DeclarativeMeta="sqlmodel_rs.declarative:DeclarativeMeta",
    DeclarativeAttributeIntercept="sqlmodel_rs.declarative:DeclarativeAttributeIntercept",
    MappedAsDataclass="sqlmodel_rs.declarative:MappedAsDataclass",
    as_declarative="sqlmodel_rs.declarative:as_declarative",
    declarative_base="sqlmodel_rs.declarative:declarative_base",
    declared_attr="sqlmodel_rs.declarative:declared_attr",
    registry="sqlmodel_rs.declarative:registry",
    synonym_for="sqlmodel_rs.declarative:synonym_for",
    has_inherited_table="sqlmodel_rs.orm:has_inherited_table",
    InstrumentedAttribute="sqlmodel_rs.orm:InstrumentedAttribute",
    Mapped="sqlmodel_rs.orm:Mapped",
    Mapper="sqlmodel_rs.orm:Mapper",
    mapped_column="sqlmodel_rs.declarative:mapped_column",
    relationship="sqlmodel_rs.orm:relationship",
)
