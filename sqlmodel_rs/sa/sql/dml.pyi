# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sql.dml import ColumnClause as ColumnClause
from sqlmodel_rs.sql.dml import DataChange as UpdateBase
from sqlmodel_rs.sql.dml import Delete as Delete
from sqlmodel_rs.sql.dml import Insert as Insert
from sqlmodel_rs.sql.dml import OnConflict as OnConflict
from sqlmodel_rs.sql.dml import OnDuplicate as OnDuplicate
from sqlmodel_rs.sql.dml import Update as Update
from sqlmodel_rs.sql.dml import delete as delete
from sqlmodel_rs.sql.dml import insert as insert
from sqlmodel_rs.sql.dml import update as update
from sqlmodel_rs.sql.selectable import Join as Join

__all__ = [
    "ColumnClause",
    "Delete",
    "Insert",
    "Join",
    "OnConflict",
    "OnDuplicate",
    "Update",
    "UpdateBase",
    "delete",
    "insert",
    "update",
]
