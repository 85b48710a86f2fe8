# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.mutable import Mutable as Mutable
from sqlmodel_rs.orm.mutable import MutableBase as MutableBase
from sqlmodel_rs.orm.mutable import MutableComposite as MutableComposite
from sqlmodel_rs.orm.mutable import MutableDict as MutableDict
from sqlmodel_rs.orm.mutable import MutableList as MutableList
from sqlmodel_rs.orm.mutable import MutableSet as MutableSet

__all__ = [
    "Mutable",
    "MutableBase",
    "MutableComposite",
    "MutableDict",
    "MutableList",
    "MutableSet",
]
