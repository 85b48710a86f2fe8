# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.declarative.base import DeclarativeBase as DeclarativeBase
from sqlmodel_rs.declarative.base import DeclarativeBaseNoMeta as DeclarativeBaseNoMeta
from sqlmodel_rs.declarative.base import MappedAsDataclass as MappedAsDataclass
from sqlmodel_rs.declarative.base import as_declarative as as_declarative
from sqlmodel_rs.declarative.base import declarative_base as declarative_base
from sqlmodel_rs.declarative.columns import MappedColumn as MappedColumn
from sqlmodel_rs.declarative.columns import deferred as deferred
from sqlmodel_rs.declarative.columns import mapped_column as mapped_column
from sqlmodel_rs.declarative.composite import Composite as Composite
from sqlmodel_rs.declarative.composite import Composite as CompositeProperty
from sqlmodel_rs.declarative.composite import composite as composite
from sqlmodel_rs.declarative.registry import DeclarativeAttributeIntercept as DeclarativeAttributeIntercept
from sqlmodel_rs.declarative.registry import DeclarativeMeta as DeclarativeMeta
from sqlmodel_rs.declarative.registry import mapped_as_dataclass as mapped_as_dataclass
from sqlmodel_rs.declarative.registry import registry as registry
from sqlmodel_rs.orm.attributes import ColumnProperty as ColumnProperty
from sqlmodel_rs.orm.attributes import InstrumentedAttribute as InstrumentedAttribute
from sqlmodel_rs.orm.attributes import NO_VALUE as NO_VALUE
from sqlmodel_rs.orm.attributes import PassiveFlag as PassiveFlag
from sqlmodel_rs.orm.declared import declared_attr as declared_attr
from sqlmodel_rs.orm.entity import AliasedClass as AliasedClass
from sqlmodel_rs.orm.entity import aliased as aliased
from sqlmodel_rs.orm.entity import with_polymorphic as with_polymorphic
from sqlmodel_rs.orm.events import reconstructor as reconstructor
from sqlmodel_rs.orm.execution import ORMExecuteState as ORMExecuteState
from sqlmodel_rs.orm.factory import scoped_session as scoped_session
from sqlmodel_rs.orm.factory import sessionmaker as sessionmaker
from sqlmodel_rs.orm.inheritance.polymorphic import polymorphic_union as polymorphic_union
from sqlmodel_rs.orm.inspection import AttributeState as AttributeState
from sqlmodel_rs.orm.inspection import InspectedInstance as InstanceState
from sqlmodel_rs.orm.inspection import class_mapper as class_mapper
from sqlmodel_rs.orm.inspection import object_mapper as object_mapper
from sqlmodel_rs.orm.inspection import was_deleted as was_deleted
from sqlmodel_rs.orm.loading.bundle import Bundle as Bundle
from sqlmodel_rs.orm.loading.frozen import merge_frozen_result as merge_frozen_result
from sqlmodel_rs.orm.loading.options import Load as Load
from sqlmodel_rs.orm.loading.options import UserDefinedOption as UserDefinedOption
from sqlmodel_rs.orm.loading.options import contains_eager as contains_eager
from sqlmodel_rs.orm.loading.options import defaultload as defaultload
from sqlmodel_rs.orm.loading.options import defer as defer
from sqlmodel_rs.orm.loading.options import immediateload as immediateload
from sqlmodel_rs.orm.loading.options import joinedload as joinedload
from sqlmodel_rs.orm.loading.options import lazyload as lazyload
from sqlmodel_rs.orm.loading.options import load_only as load_only
from sqlmodel_rs.orm.loading.options import noload as noload
from sqlmodel_rs.orm.loading.options import raiseload as raiseload
from sqlmodel_rs.orm.loading.options import selectin_polymorphic as selectin_polymorphic
from sqlmodel_rs.orm.loading.options import selectinload as selectinload
from sqlmodel_rs.orm.loading.options import subqueryload as subqueryload
from sqlmodel_rs.orm.loading.options import undefer as undefer
from sqlmodel_rs.orm.loading.options import undefer_group as undefer_group
from sqlmodel_rs.orm.loading.options import with_expression as with_expression
from sqlmodel_rs.orm.loading.options import with_loader_criteria as with_loader_criteria
from sqlmodel_rs.orm.mapper import Mapper as Mapper
from sqlmodel_rs.orm.membership import make_transient as make_transient
from sqlmodel_rs.orm.membership import make_transient_to_detached as make_transient_to_detached
from sqlmodel_rs.orm.properties import Synonym as Synonym
from sqlmodel_rs.orm.properties import Synonym as SynonymProperty
from sqlmodel_rs.orm.properties import column_property as column_property
from sqlmodel_rs.orm.properties import query_expression as query_expression
from sqlmodel_rs.orm.properties import synonym as synonym
from sqlmodel_rs.orm.properties import synonym_for as synonym_for
from sqlmodel_rs.orm.query import Query as Query
from sqlmodel_rs.orm.queryable import Mapped as Mapped
from sqlmodel_rs.orm.queryable import PropComparator as PropComparator
from sqlmodel_rs.orm.queryable import QueryableAttribute as QueryableAttribute
from sqlmodel_rs.orm.registry import clear_mappers as clear_mappers
from sqlmodel_rs.orm.registry import configure_mappers as configure_mappers
from sqlmodel_rs.orm.registry import has_inherited_table as has_inherited_table
from sqlmodel_rs.orm.relationship.cascade import CascadeOptions as CascadeOptions
from sqlmodel_rs.orm.relationship.declaration import RelationshipDirection as RelationshipDirection
from sqlmodel_rs.orm.relationship.declaration import backref as backref
from sqlmodel_rs.orm.relationship.declaration import relationship as relationship
from sqlmodel_rs.orm.relationship.descriptor import with_parent as with_parent
from sqlmodel_rs.orm.relationship.dynamic import AppenderQuery as AppenderQuery
from sqlmodel_rs.orm.relationship.dynamic import DynamicMapped as DynamicMapped
from sqlmodel_rs.orm.relationship.dynamic import WriteOnlyCollection as WriteOnlyCollection
from sqlmodel_rs.orm.relationship.dynamic import WriteOnlyMapped as WriteOnlyMapped
from sqlmodel_rs.orm.relationship.from_clause import join as join
from sqlmodel_rs.orm.relationship.from_clause import outerjoin as outerjoin
from sqlmodel_rs.orm.relationship.join import foreign as foreign
from sqlmodel_rs.orm.relationship.join import remote as remote
from sqlmodel_rs.orm.relationship.keyed import KeyFuncDict as KeyFuncDict
from sqlmodel_rs.orm.relationship.keyed import KeyFuncDict as MappedCollection
from sqlmodel_rs.orm.relationship.keyed import attribute_keyed_dict as attribute_keyed_dict
from sqlmodel_rs.orm.relationship.keyed import attribute_keyed_dict as attribute_mapped_collection
from sqlmodel_rs.orm.relationship.keyed import column_keyed_dict as column_keyed_dict
from sqlmodel_rs.orm.relationship.keyed import column_keyed_dict as column_mapped_collection
from sqlmodel_rs.orm.relationship.keyed import keyfunc_mapping as keyfunc_mapping
from sqlmodel_rs.orm.relationship.keyed import keyfunc_mapping as mapped_collection
from sqlmodel_rs.orm.relationship.property import MANYTOMANY as MANYTOMANY
from sqlmodel_rs.orm.relationship.property import MANYTOONE as MANYTOONE
from sqlmodel_rs.orm.relationship.property import ONETOMANY as ONETOMANY
from sqlmodel_rs.orm.relationship.property import RelationshipProperty as Relationship
from sqlmodel_rs.orm.relationship.property import RelationshipProperty as RelationshipProperty
from sqlmodel_rs.orm.session import PlainSession as Session
from sqlmodel_rs.orm.session import close_all_sessions as close_all_sessions
from sqlmodel_rs.orm.state import object_session as object_session
from sqlmodel_rs.orm.transaction import SessionTransaction as SessionTransaction
from sqlmodel_rs.orm.validation import validates as validates
from sqlmodel_rs.sa.orm import attributes as attributes
from sqlmodel_rs.sa.orm import base as base
from sqlmodel_rs.sa.orm import collections as collections
from sqlmodel_rs.sa.orm import context as context
from sqlmodel_rs.sa.orm import decl_api as decl_api
from sqlmodel_rs.sa.orm import dynamic as dynamic
from sqlmodel_rs.sa.orm import exc as exc
from sqlmodel_rs.sa.orm import interfaces as interfaces
from sqlmodel_rs.sa.orm import loading as loading
from sqlmodel_rs.sa.orm import mapper as mapperlib
from sqlmodel_rs.sa.orm import properties as properties
from sqlmodel_rs.sa.orm import query as query
from sqlmodel_rs.sa.orm import relationships as relationships
from sqlmodel_rs.sa.orm import scoping as scoping
from sqlmodel_rs.sa.orm import session as session
from sqlmodel_rs.sa.orm import state as state
from sqlmodel_rs.sa.orm import strategy_options as strategy_options
from sqlmodel_rs.sa.orm import util as util
from sqlmodel_rs.sa.orm import writeonly as writeonly

__all__ = [
    "AliasedClass",
    "AppenderQuery",
    "AttributeState",
    "Bundle",
    "CascadeOptions",
    "ColumnProperty",
    "Composite",
    "CompositeProperty",
    "DeclarativeAttributeIntercept",
    "DeclarativeBase",
    "DeclarativeBaseNoMeta",
    "DeclarativeMeta",
    "DynamicMapped",
    "InstanceState",
    "InstrumentedAttribute",
    "KeyFuncDict",
    "Load",
    "MANYTOMANY",
    "MANYTOONE",
    "Mapped",
    "MappedAsDataclass",
    "MappedCollection",
    "MappedColumn",
    "Mapper",
    "NO_VALUE",
    "ONETOMANY",
    "ORMExecuteState",
    "PassiveFlag",
    "PropComparator",
    "Query",
    "QueryableAttribute",
    "Relationship",
    "RelationshipDirection",
    "RelationshipProperty",
    "Session",
    "SessionTransaction",
    "Synonym",
    "SynonymProperty",
    "UserDefinedOption",
    "WriteOnlyCollection",
    "WriteOnlyMapped",
    "aliased",
    "as_declarative",
    "attribute_keyed_dict",
    "attribute_mapped_collection",
    "attributes",
    "backref",
    "base",
    "class_mapper",
    "clear_mappers",
    "close_all_sessions",
    "collections",
    "column_keyed_dict",
    "column_mapped_collection",
    "column_property",
    "composite",
    "configure_mappers",
    "contains_eager",
    "context",
    "decl_api",
    "declarative_base",
    "declared_attr",
    "defaultload",
    "defer",
    "deferred",
    "dynamic",
    "exc",
    "foreign",
    "has_inherited_table",
    "immediateload",
    "interfaces",
    "join",
    "joinedload",
    "keyfunc_mapping",
    "lazyload",
    "load_only",
    "loading",
    "make_transient",
    "make_transient_to_detached",
    "mapped_as_dataclass",
    "mapped_collection",
    "mapped_column",
    "mapperlib",
    "merge_frozen_result",
    "noload",
    "object_mapper",
    "object_session",
    "outerjoin",
    "polymorphic_union",
    "properties",
    "query",
    "query_expression",
    "raiseload",
    "reconstructor",
    "registry",
    "relationship",
    "relationships",
    "remote",
    "scoped_session",
    "scoping",
    "selectin_polymorphic",
    "selectinload",
    "session",
    "sessionmaker",
    "state",
    "strategy_options",
    "subqueryload",
    "synonym",
    "synonym_for",
    "undefer",
    "undefer_group",
    "util",
    "validates",
    "was_deleted",
    "with_expression",
    "with_loader_criteria",
    "with_parent",
    "with_polymorphic",
    "writeonly",
]
