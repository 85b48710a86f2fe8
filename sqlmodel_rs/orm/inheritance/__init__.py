"""Inheritance: the one place that knows how a class hierarchy is stored in tables."""

from sqlmodel_rs.orm.inheritance.concrete import AbstractConcreteBase, ConcreteBase
from sqlmodel_rs.orm.inheritance.contract import Declaration, FlushStep, Strategy

__all__ = ["AbstractConcreteBase", "ConcreteBase", "Declaration", "FlushStep", "Strategy"]
