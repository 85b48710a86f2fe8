# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.engine.connection import Connection as Connection
from sqlmodel_rs.engine.engine import Engine as Engine
from sqlmodel_rs.engine.engine import create_engine as create_engine
from sqlmodel_rs.engine.engine import engine_from_config as engine_from_config
from sqlmodel_rs.engine.events import ExceptionContext as ExceptionContext
from sqlmodel_rs.engine.events import ExecutionContext as ExecutionContext
from sqlmodel_rs.engine.facts import Sent as Sent
from sqlmodel_rs.engine.facts import StatementFacts as StatementFacts
from sqlmodel_rs.engine.mock import MockConnection as MockConnection
from sqlmodel_rs.engine.mock import create_mock_engine as create_mock_engine
from sqlmodel_rs.engine.reflection.inspector import Inspector as Inspector
from sqlmodel_rs.engine.result import CursorResult as CursorResult
from sqlmodel_rs.engine.result import FrozenResult as FrozenResult
from sqlmodel_rs.engine.result import MappingResult as MappingResult
from sqlmodel_rs.engine.result import R as R
from sqlmodel_rs.engine.result import Result as ChunkedIteratorResult
from sqlmodel_rs.engine.result import Result as IteratorResult
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
from sqlmodel_rs.engine.row import position_of as position_of
from sqlmodel_rs.engine.row import row_class as row_class
from sqlmodel_rs.engine.transaction import NestedTransaction as NestedTransaction
from sqlmodel_rs.engine.transaction import RootTransaction as RootTransaction
from sqlmodel_rs.engine.transaction import Transaction as Transaction
from sqlmodel_rs.engine.url import BACKENDS as BACKENDS
from sqlmodel_rs.engine.url import URL as URL
from sqlmodel_rs.engine.url import immutabledict as immutabledict
from sqlmodel_rs.engine.url import make_url as make_url
from sqlmodel_rs.sa.engine import base as base
from sqlmodel_rs.sa.engine import cursor as cursor
from sqlmodel_rs.sa.engine import default as default
from sqlmodel_rs.sa.engine import interfaces as interfaces
from sqlmodel_rs.sa.engine import reflection as reflection
from sqlmodel_rs.sa.engine import result as result
from sqlmodel_rs.sa.engine import row as row
from sqlmodel_rs.sa.engine import url as url

__all__ = [
    "BACKENDS",
    "ChunkedIteratorResult",
    "Connection",
    "CursorResult",
    "Dialect",
    "Engine",
    "ExceptionContext",
    "ExecutionContext",
    "FrozenResult",
    "Inspector",
    "IteratorResult",
    "MappingResult",
    "MockConnection",
    "NestedTransaction",
    "R",
    "RMKeyView",
    "Result",
    "RootTransaction",
    "Row",
    "RowMapping",
    "ScalarResult",
    "Sent",
    "StatementFacts",
    "T",
    "Transaction",
    "Ts",
    "TupleResult",
    "URL",
    "base",
    "create_engine",
    "create_mock_engine",
    "cursor",
    "default",
    "elements_of",
    "engine_from_config",
    "identity_of",
    "immutabledict",
    "interfaces",
    "make_url",
    "place_in",
    "position_of",
    "reflection",
    "result",
    "row",
    "row_class",
    "url",
]
