"""Migrations with Alembic's names: operations on a live or an offline database, and what autogenerate finds.

`from sqlmodel_rs.migrations import op` in a migration file, `MigrationContext` and `Operations` to run one,
`autogenerate` to compare models with a database and to write the difference as Python. No Alembic, no SQLAlchemy.

>>> from io import StringIO
>>> import sqlmodel_rs as sa
>>> from sqlmodel_rs.migrations import op
>>> from sqlmodel_rs.migrations.migration import MigrationContext
>>> from sqlmodel_rs.migrations.operations import Operations
>>> written = StringIO()
>>> context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written})
>>> with Operations.context(context):
...     op.add_column("hero", sa.Column("age", sa.Integer()))
>>> written.getvalue()
'ALTER TABLE hero ADD COLUMN age INTEGER;\\n\\n'
"""

from sqlmodel_rs.migrations import autogenerate as autogenerate
from sqlmodel_rs.migrations import migration as migration
from sqlmodel_rs.migrations import op as op
from sqlmodel_rs.migrations import operations as operations
