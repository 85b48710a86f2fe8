"""Autogenerate: the difference between models and a database, as operations and as Python."""

from sqlmodel_rs.migrations.autogenerate.compare import compare_metadata as compare_metadata
from sqlmodel_rs.migrations.autogenerate.compare import produce_migrations as produce_migrations
from sqlmodel_rs.migrations.autogenerate.render import render_python_code as render_python_code
