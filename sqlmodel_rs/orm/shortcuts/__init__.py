"""What sessions have beyond SQLAlchemy's: many objects by key, get or create, upsert, retries, plans of statements."""

from sqlmodel_rs.orm.loading.repeats import NPlusOneError as NPlusOneError
from sqlmodel_rs.orm.loading.repeats import NPlusOneWarning as NPlusOneWarning
from sqlmodel_rs.orm.shortcuts.plan import Plan as Plan
from sqlmodel_rs.orm.shortcuts.retry import is_conflict as is_conflict
from sqlmodel_rs.orm.shortcuts.retry import retry_transaction as retry_transaction
from sqlmodel_rs.orm.shortcuts.session import Shortcuts as Shortcuts
