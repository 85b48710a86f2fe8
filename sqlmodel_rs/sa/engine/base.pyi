# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.connection import Connection as Connection
from sqlmodel_rs.engine.engine import Engine as Engine
from sqlmodel_rs.engine.engine import create_engine as create_engine
from sqlmodel_rs.engine.engine import engine_from_config as engine_from_config
from sqlmodel_rs.engine.events import ExceptionContext as ExceptionContext
from sqlmodel_rs.engine.events import ExecutionContext as ExecutionContext
from sqlmodel_rs.engine.mock import MockConnection as MockConnection
from sqlmodel_rs.engine.mock import create_mock_engine as create_mock_engine
from sqlmodel_rs.engine.reflection.inspector import Inspector as Inspector
from sqlmodel_rs.engine.result import CursorResult as CursorResult
from sqlmodel_rs.engine.result import FrozenResult as FrozenResult
from sqlmodel_rs.engine.result import MappingResult as MappingResult
from sqlmodel_rs.engine.result import Result as ChunkedIteratorResult
from sqlmodel_rs.engine.result import Result as IteratorResult
from sqlmodel_rs.engine.result import Result as Result
from sqlmodel_rs.engine.result import ScalarResult as ScalarResult
from sqlmodel_rs.engine.result import TupleResult as TupleResult
from sqlmodel_rs.engine.row import Row as Row
from sqlmodel_rs.engine.row import RowMapping as RowMapping
from sqlmodel_rs.engine.transaction import NestedTransaction as NestedTransaction
from sqlmodel_rs.engine.transaction import RootTransaction as RootTransaction
from sqlmodel_rs.engine.transaction import Transaction as Transaction
from sqlmodel_rs.engine.url import URL as URL
from sqlmodel_rs.engine.url import make_url as make_url

__all__ = [
    "ChunkedIteratorResult",
    "Connection",
    "CursorResult",
    "Engine",
    "ExceptionContext",
    "ExecutionContext",
    "FrozenResult",
    "Inspector",
    "IteratorResult",
    "MappingResult",
    "MockConnection",
    "NestedTransaction",
    "Result",
    "RootTransaction",
    "Row",
    "RowMapping",
    "ScalarResult",
    "Transaction",
    "TupleResult",
    "URL",
    "create_engine",
    "create_mock_engine",
    "engine_from_config",
    "make_url",
]
