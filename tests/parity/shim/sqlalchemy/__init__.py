"""Stands in for the package of this name: the library under test answers to it."""

__sqlmodel_rs_alias__ = True

from sqlmodel_rs.aliases import install_aliases

install_aliases()
