"""Models: where pydantic meets metadata. Turns annotated classes into columns, relationships and a mapper."""

from sqlmodel_rs.model.annotations import get_column_from_field as get_column_from_field
from sqlmodel_rs.model.annotations import get_sqlalchemy_type as get_sqlalchemy_type
from sqlmodel_rs.model.base import SQLModel as SQLModel
from sqlmodel_rs.model.base import default_registry as default_registry
from sqlmodel_rs.model.declared import declared_attr as declared_attr
from sqlmodel_rs.model.fields import Field as Field
from sqlmodel_rs.model.fields import FieldInfo as FieldInfo
from sqlmodel_rs.model.metaclass import SQLModelMetaclass as SQLModelMetaclass
from sqlmodel_rs.model.relationships import Relationship as Relationship
from sqlmodel_rs.model.relationships import RelationshipInfo as RelationshipInfo
