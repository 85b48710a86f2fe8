# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.declarative.base import DeclarativeBase as DeclarativeBase
from sqlmodel_rs.declarative.base import DeclarativeBaseNoMeta as DeclarativeBaseNoMeta
from sqlmodel_rs.declarative.base import MappedAsDataclass as MappedAsDataclass
from sqlmodel_rs.declarative.base import as_declarative as as_declarative
from sqlmodel_rs.declarative.base import declarative_base as declarative_base
from sqlmodel_rs.declarative.columns import mapped_column as mapped_column
from sqlmodel_rs.declarative.registry import DeclarativeAttributeIntercept as DeclarativeAttributeIntercept
from sqlmodel_rs.declarative.registry import DeclarativeMeta as DeclarativeMeta
from sqlmodel_rs.declarative.registry import registry as registry
from sqlmodel_rs.orm.attributes import InstrumentedAttribute as InstrumentedAttribute
from sqlmodel_rs.orm.declared import declared_attr as declared_attr
from sqlmodel_rs.orm.mapper import Mapper as Mapper
from sqlmodel_rs.orm.properties import synonym_for as synonym_for
from sqlmodel_rs.orm.queryable import Mapped as Mapped
from sqlmodel_rs.orm.registry import has_inherited_table as has_inherited_table
from sqlmodel_rs.orm.relationship.declaration import relationship as relationship

__all__ = [
    "DeclarativeAttributeIntercept",
    "DeclarativeBase",
    "DeclarativeBaseNoMeta",
    "DeclarativeMeta",
    "InstrumentedAttribute",
    "Mapped",
    "MappedAsDataclass",
    "Mapper",
    "as_declarative",
    "declarative_base",
    "declared_attr",
    "has_inherited_table",
    "mapped_column",
    "registry",
    "relationship",
    "synonym_for",
]
