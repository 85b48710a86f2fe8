# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.row import RMKeyView as RMKeyView
from sqlmodel_rs.engine.row import Row as Row
from sqlmodel_rs.engine.row import RowMapping as RowMapping
from sqlmodel_rs.engine.row import elements_of as elements_of
from sqlmodel_rs.engine.row import place_in as place_in
from sqlmodel_rs.engine.row import position_of as position_of
from sqlmodel_rs.engine.row import row_class as row_class

__all__ = [
    "RMKeyView",
    "Row",
    "RowMapping",
    "elements_of",
    "place_in",
    "position_of",
    "row_class",
]
