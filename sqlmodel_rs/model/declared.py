"""`declared_attr` under the path of the models' front end; pydantic never sees these objects."""

from sqlmodel_rs.orm.declared import declared_attr as declared_attr
from sqlmodel_rs.orm.declared import evaluate_directive as evaluate_directive
