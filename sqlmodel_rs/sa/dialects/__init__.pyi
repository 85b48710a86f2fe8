# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sa.dialects import mariadb as mariadb
from sqlmodel_rs.sa.dialects import mssql as mssql
from sqlmodel_rs.sa.dialects import mysql as mysql
from sqlmodel_rs.sa.dialects import oracle as oracle
from sqlmodel_rs.sa.dialects import postgresql as postgresql
from sqlmodel_rs.sa.dialects import sqlite as sqlite

__all__ = [
    "mariadb",
    "mssql",
    "mysql",
    "oracle",
    "postgresql",
    "sqlite",
]
