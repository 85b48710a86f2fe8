"""Operations on a schema: what they are (`ops`), how a program asks for them (`Operations`), what they send."""

from sqlmodel_rs.migrations.operations import ops as ops
from sqlmodel_rs.migrations.operations.base import BatchOperations as BatchOperations
from sqlmodel_rs.migrations.operations.base import Operations as Operations
