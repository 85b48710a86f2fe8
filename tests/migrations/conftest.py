"""A connection to each database, with a migration context around it."""

from collections.abc import Iterator

import pytest

from sqlmodel_rs import create_engine
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.migrations.operations import Operations


@pytest.fixture
def context(database_url: str) -> Iterator[MigrationContext]:
    engine = create_engine(database_url)
    with engine.connect() as connection, connection.begin():
        yield MigrationContext.configure(connection)
    engine.dispose()


@pytest.fixture
def running(context: MigrationContext) -> Iterator[MigrationContext]:
    """Make the module `op` work on the connection."""
    with Operations.context(context):
        yield context
