"""A class of notices that the application does not name."""

from typing import Any, ClassVar

from sqlmodel_rs import Field

from .models import Notice


class Letter(Notice):
    __tablename__ = "letter"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "letter"}

    stamps: int = Field(ge=1)
