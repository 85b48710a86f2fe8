# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.automap import AutomapBase as AutomapBase
from sqlmodel_rs.ext.automap import Properties as Properties
from sqlmodel_rs.ext.automap import automap_base as automap_base
from sqlmodel_rs.ext.automap import classname_for_table as classname_for_table
from sqlmodel_rs.ext.automap import generate_relationship as generate_relationship
from sqlmodel_rs.ext.automap import name_for_collection_relationship as name_for_collection_relationship
from sqlmodel_rs.ext.automap import name_for_scalar_relationship as name_for_scalar_relationship

__all__ = [
    "AutomapBase",
    "Properties",
    "automap_base",
    "classname_for_table",
    "generate_relationship",
    "name_for_collection_relationship",
    "name_for_scalar_relationship",
]
