# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.facts import Sent as Sent
from sqlmodel_rs.engine.facts import StatementFacts as StatementFacts
from sqlmodel_rs.engine.result import ChunkedIteratorResult as ChunkedIteratorResult
from sqlmodel_rs.engine.result import CursorResult as CursorResult
from sqlmodel_rs.engine.result import FrozenResult as FrozenResult
from sqlmodel_rs.engine.result import IteratorResult as IteratorResult
from sqlmodel_rs.engine.result import MappingResult as MappingResult
from sqlmodel_rs.engine.result import R as R
from sqlmodel_rs.engine.result import Result as Result
from sqlmodel_rs.engine.result import ScalarResult as ScalarResult
from sqlmodel_rs.engine.result import T as T
from sqlmodel_rs.engine.result import Ts as Ts
from sqlmodel_rs.engine.result import TupleResult as TupleResult
from sqlmodel_rs.engine.result import identity_of as identity_of
from sqlmodel_rs.engine.row import RMKeyView as RMKeyView
from sqlmodel_rs.engine.row import Row as Row
from sqlmodel_rs.engine.row import RowMapping as RowMapping
from sqlmodel_rs.engine.row import elements_of as elements_of
from sqlmodel_rs.engine.row import place_in as place_in
from sqlmodel_rs.engine.row import row_class as row_class

__all__ = [
    "ChunkedIteratorResult",
    "CursorResult",
    "FrozenResult",
    "IteratorResult",
    "MappingResult",
    "R",
    "RMKeyView",
    "Result",
    "Row",
    "RowMapping",
    "ScalarResult",
    "Sent",
    "StatementFacts",
    "T",
    "Ts",
    "TupleResult",
    "elements_of",
    "identity_of",
    "place_in",
    "row_class",
]
