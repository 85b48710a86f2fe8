"""Concrete bases. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    AbstractConcreteBase="sqlmodel_rs.orm.inheritance:AbstractConcreteBase",
    ConcreteBase="sqlmodel_rs.orm.inheritance:ConcreteBase",
    DeferredReflection="sqlmodel_rs.declarative.deferral:DeferredReflection",
)
