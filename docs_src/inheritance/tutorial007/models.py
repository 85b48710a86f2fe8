"""The base of the hierarchy and its first class."""

from typing import Any, ClassVar

from sqlmodel_rs import Field, SQLModel


class Notice(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    text: str = Field(max_length=200)


class Mail(Notice):
    __tablename__ = "mail"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "mail"}

    address: str = Field(max_length=80)


class NoticePublic(Notice, variant="Public", exclude={"id"}):
    """What a client gets to see, of classes that are yet to come too."""
