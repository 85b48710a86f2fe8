# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.loading.options import Load as Load
from sqlmodel_rs.orm.loading.options import LoaderCriteria as LoaderCriteria
from sqlmodel_rs.orm.loading.options import LoaderOption as LoaderOption
from sqlmodel_rs.orm.loading.options import RELATION_STRATEGIES as RELATION_STRATEGIES
from sqlmodel_rs.orm.loading.options import Step as Step
from sqlmodel_rs.orm.loading.options import UserDefinedOption as UserDefinedOption
from sqlmodel_rs.orm.loading.options import contains_eager as contains_eager
from sqlmodel_rs.orm.loading.options import defaultload as defaultload
from sqlmodel_rs.orm.loading.options import defer as defer
from sqlmodel_rs.orm.loading.options import immediateload as immediateload
from sqlmodel_rs.orm.loading.options import joinedload as joinedload
from sqlmodel_rs.orm.loading.options import lazyload as lazyload
from sqlmodel_rs.orm.loading.options import load_only as load_only
from sqlmodel_rs.orm.loading.options import noload as noload
from sqlmodel_rs.orm.loading.options import raiseload as raiseload
from sqlmodel_rs.orm.loading.options import selectin_polymorphic as selectin_polymorphic
from sqlmodel_rs.orm.loading.options import selectinload as selectinload
from sqlmodel_rs.orm.loading.options import subqueryload as subqueryload
from sqlmodel_rs.orm.loading.options import undefer as undefer
from sqlmodel_rs.orm.loading.options import undefer_group as undefer_group
from sqlmodel_rs.orm.loading.options import with_expression as with_expression
from sqlmodel_rs.orm.loading.options import with_loader_criteria as with_loader_criteria
from sqlmodel_rs.sql.elements import expression as as_expression

__all__ = [
    "Load",
    "LoaderCriteria",
    "LoaderOption",
    "RELATION_STRATEGIES",
    "Step",
    "UserDefinedOption",
    "as_expression",
    "contains_eager",
    "defaultload",
    "defer",
    "immediateload",
    "joinedload",
    "lazyload",
    "load_only",
    "noload",
    "raiseload",
    "selectin_polymorphic",
    "selectinload",
    "subqueryload",
    "undefer",
    "undefer_group",
    "with_expression",
    "with_loader_criteria",
]
