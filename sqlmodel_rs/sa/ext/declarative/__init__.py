"""Declarative bases. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    declarative_base="sqlmodel_rs.declarative:declarative_base",
    declared_attr="sqlmodel_rs.declarative:declared_attr",
    as_declarative="sqlmodel_rs.declarative:as_declarative",
    has_inherited_table="sqlmodel_rs.orm:has_inherited_table",
    DeclarativeMeta="sqlmodel_rs.declarative:DeclarativeMeta",
    synonym_for="sqlmodel_rs.declarative:synonym_for",
    AbstractConcreteBase="sqlmodel_rs.orm.inheritance:AbstractConcreteBase",
    ConcreteBase="sqlmodel_rs.orm.inheritance:ConcreteBase",
    DeferredReflection="sqlmodel_rs.declarative.deferral:DeferredReflection",
)
