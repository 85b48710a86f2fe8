"""The names that upstream's test modules import from alembic; using one says that migrations are not built yet."""

from ._absent import Absent

op = Absent("alembic.op")
