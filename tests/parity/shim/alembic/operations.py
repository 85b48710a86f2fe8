from ._absent import Absent

Operations = Absent("alembic.operations.Operations")
ops = Absent("alembic.operations.ops")
