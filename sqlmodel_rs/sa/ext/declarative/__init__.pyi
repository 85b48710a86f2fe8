# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.declarative.base import as_declarative as as_declarative
from sqlmodel_rs.declarative.base import declarative_base as declarative_base
from sqlmodel_rs.declarative.deferral import DeferredReflection as DeferredReflection
from sqlmodel_rs.declarative.registry import DeclarativeMeta as DeclarativeMeta
from sqlmodel_rs.orm.declared import declared_attr as declared_attr
from sqlmodel_rs.orm.inheritance import AbstractConcreteBase as AbstractConcreteBase
from sqlmodel_rs.orm.inheritance import ConcreteBase as ConcreteBase
from sqlmodel_rs.orm.properties import synonym_for as synonym_for
from sqlmodel_rs.orm.registry import has_inherited_table as has_inherited_table

__all__ = [
    "AbstractConcreteBase",
    "ConcreteBase",
    "DeclarativeMeta",
    "DeferredReflection",
    "as_declarative",
    "declarative_base",
    "declared_attr",
    "has_inherited_table",
    "synonym_for",
]
