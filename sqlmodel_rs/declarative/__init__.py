"""SQLAlchemy's declarative and imperative mapping: the second front end of the mapper, beside SQLModel classes.

Both share metadata, registries and sessions. Knows nothing of pydantic.
"""

from sqlmodel_rs.declarative.base import DeclarativeAttributeIntercept as DeclarativeAttributeIntercept
from sqlmodel_rs.declarative.base import DeclarativeBase as DeclarativeBase
from sqlmodel_rs.declarative.base import DeclarativeBaseNoMeta as DeclarativeBaseNoMeta
from sqlmodel_rs.declarative.base import DeclarativeMeta as DeclarativeMeta
from sqlmodel_rs.declarative.base import MappedAsDataclass as MappedAsDataclass
from sqlmodel_rs.declarative.base import as_declarative as as_declarative
from sqlmodel_rs.declarative.base import declarative_base as declarative_base
from sqlmodel_rs.declarative.columns import MappedColumn as MappedColumn
from sqlmodel_rs.declarative.columns import deferred as deferred
from sqlmodel_rs.declarative.columns import mapped_column as mapped_column
from sqlmodel_rs.declarative.composite import Composite as Composite
from sqlmodel_rs.declarative.composite import composite as composite
from sqlmodel_rs.declarative.registry import registry as registry
from sqlmodel_rs.orm.declared import declared_attr as declared_attr
from sqlmodel_rs.orm.properties import column_property as column_property
from sqlmodel_rs.orm.properties import query_expression as query_expression
from sqlmodel_rs.orm.properties import synonym as synonym
from sqlmodel_rs.orm.properties import synonym_for as synonym_for
from sqlmodel_rs.orm.queryable import Mapped as Mapped
from sqlmodel_rs.orm.relationship.declaration import backref as backref
from sqlmodel_rs.orm.relationship.declaration import relationship as relationship
