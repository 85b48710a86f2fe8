"""The same as `hierarchy_wide` with a tenth of the rows: what a row costs there may not be more."""

from benchmarks.scenarios.hierarchy_wide import OPERATIONS as WIDE
from benchmarks.scenarios.hierarchy_wide import orm as orm
from benchmarks.scenarios.hierarchy_wide import raw as raw

OPERATIONS = WIDE // 10
SCALES = False
