# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.declarative.deferral import DeferredReflection as DeferredReflection
from sqlmodel_rs.orm.inheritance import AbstractConcreteBase as AbstractConcreteBase
from sqlmodel_rs.orm.inheritance import ConcreteBase as ConcreteBase

__all__ = [
    "AbstractConcreteBase",
    "ConcreteBase",
    "DeferredReflection",
]
