from ._absent import Absent

MigrationContext = Absent("alembic.migration.MigrationContext")
