# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.hybrid import Comparator as Comparator
from sqlmodel_rs.ext.hybrid import HybridExtensionType as HybridExtensionType
from sqlmodel_rs.ext.hybrid import hybrid_method as hybrid_method
from sqlmodel_rs.ext.hybrid import hybrid_property as hybrid_property

__all__ = [
    "Comparator",
    "HybridExtensionType",
    "hybrid_method",
    "hybrid_property",
]
