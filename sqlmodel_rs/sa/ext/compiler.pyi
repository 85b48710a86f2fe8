# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.compiler import SQLCompiler as SQLCompiler
from sqlmodel_rs.ext.compiler import compiles as compiles
from sqlmodel_rs.ext.compiler import deregister as deregister

__all__ = [
    "SQLCompiler",
    "compiles",
    "deregister",
]
