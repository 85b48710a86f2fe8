# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sa.ext import associationproxy as associationproxy
from sqlmodel_rs.sa.ext import asyncio as asyncio
from sqlmodel_rs.sa.ext import automap as automap
from sqlmodel_rs.sa.ext import compiler as compiler
from sqlmodel_rs.sa.ext import declarative as declarative
from sqlmodel_rs.sa.ext import hybrid as hybrid
from sqlmodel_rs.sa.ext import indexable as indexable
from sqlmodel_rs.sa.ext import mutable as mutable
from sqlmodel_rs.sa.ext import orderinglist as orderinglist

__all__ = [
    "associationproxy",
    "asyncio",
    "automap",
    "compiler",
    "declarative",
    "hybrid",
    "indexable",
    "mutable",
    "orderinglist",
]
