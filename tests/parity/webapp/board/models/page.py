"""One page of a list."""

from typing import Generic, TypeVar

from pydantic import BaseModel, computed_field

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int
    limit: int
    offset: int

    @computed_field
    def has_more(self) -> bool:
        return self.offset + len(self.items) < self.total
