"""Every test starts with empty metadata, as upstream's suite does."""

from collections.abc import Iterator

import pytest

from sqlmodel_rs.main import SQLModel, default_registry


@pytest.fixture(autouse=True)
def clean_registry() -> Iterator[None]:
    SQLModel.metadata.clear()
    default_registry.dispose()
    yield
    SQLModel.metadata.clear()
    default_registry.dispose()
