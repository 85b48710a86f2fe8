# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.events import reconstructor as reconstructor
from sqlmodel_rs.orm.inheritance.contract import Declaration as Declaration
from sqlmodel_rs.orm.inheritance.contract import FlushStep as FlushStep
from sqlmodel_rs.orm.inheritance.contract import KNOWN_ARGUMENTS as KNOWN_ARGUMENTS
from sqlmodel_rs.orm.inheritance.contract import Placement as Placement
from sqlmodel_rs.orm.inheritance.contract import Strategy as Strategy
from sqlmodel_rs.orm.inheritance.contradiction import check_identity as check_identity
from sqlmodel_rs.orm.inheritance.discriminator import Discriminator as Discriminator
from sqlmodel_rs.orm.inheritance.polymorphic import build_entity as build_entity
from sqlmodel_rs.orm.inheritance.polymorphic import classes_apart as classes_apart
from sqlmodel_rs.orm.inspection import class_mapper as class_mapper
from sqlmodel_rs.orm.mapper import Mapper as Mapper
from sqlmodel_rs.orm.properties import AttributeMap as AttributeMap
from sqlmodel_rs.orm.registry import all_registries as _all_registries
from sqlmodel_rs.orm.registry import configure_mappers as configure_mappers
from sqlmodel_rs.orm.relationship.sides import origin_of as origin_of
from sqlmodel_rs.orm.validation import validates as validates

__all__ = [
    "AttributeMap",
    "Declaration",
    "Discriminator",
    "FlushStep",
    "KNOWN_ARGUMENTS",
    "Mapper",
    "Placement",
    "Strategy",
    "_all_registries",
    "build_entity",
    "check_identity",
    "class_mapper",
    "classes_apart",
    "configure_mappers",
    "origin_of",
    "reconstructor",
    "validates",
]
