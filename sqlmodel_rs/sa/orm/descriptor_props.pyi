# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.properties import Synonym as Synonym
from sqlmodel_rs.orm.properties import Synonym as SynonymProperty

__all__ = [
    "Synonym",
    "SynonymProperty",
]
