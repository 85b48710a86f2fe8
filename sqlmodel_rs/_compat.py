"""SQLModel's `_compat` module: internal names that other packages import."""

from sqlmodel_rs.model.annotations import get_field_metadata as get_field_metadata
from sqlmodel_rs.model.annotations import get_sa_type_from_field as get_sa_type_from_field
from sqlmodel_rs.model.annotations import get_sa_type_from_type_annotation as get_sa_type_from_type_annotation
from sqlmodel_rs.model.annotations import is_field_noneable as is_field_noneable
from sqlmodel_rs.model.construction import sqlmodel_table_construct as sqlmodel_table_construct
from sqlmodel_rs.model.pydantic_api import PYDANTIC_MINOR_VERSION as PYDANTIC_MINOR_VERSION
from sqlmodel_rs.model.pydantic_api import BaseConfig as BaseConfig
from sqlmodel_rs.model.pydantic_api import ModelMetaclass as ModelMetaclass
from sqlmodel_rs.model.pydantic_api import PydanticMetadata as PydanticMetadata
from sqlmodel_rs.model.pydantic_api import Representation as Representation
from sqlmodel_rs.model.pydantic_api import SQLModelConfig as SQLModelConfig
from sqlmodel_rs.model.pydantic_api import Undefined as Undefined
from sqlmodel_rs.model.pydantic_api import UndefinedType as UndefinedType
from sqlmodel_rs.model.pydantic_api import get_annotations as get_annotations
from sqlmodel_rs.model.pydantic_api import get_model_fields as get_model_fields
from sqlmodel_rs.model.pydantic_api import is_table_model_class as is_table_model_class
from sqlmodel_rs.model.relationships import get_relationship_to as get_relationship_to
from sqlmodel_rs.model.validation import ObjectWithUpdate as ObjectWithUpdateWrapper
from sqlmodel_rs.model.validation import finish_init as finish_init
from sqlmodel_rs.model.validation import partial_init as partial_init
from sqlmodel_rs.model.validation import sqlmodel_init as sqlmodel_init
from sqlmodel_rs.model.validation import sqlmodel_validate as sqlmodel_validate

__all__ = ["ObjectWithUpdateWrapper"]
