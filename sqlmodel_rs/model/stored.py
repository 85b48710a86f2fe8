"""Values of pydantic's own kinds in columns: models and collections as JSON, URLs and secrets as text or bytes.

The annotation says what a row holds; what the database keeps is made from it and read back into it.
"""

from __future__ import annotations

import dataclasses
import ipaddress
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, TypeVar, get_args, get_origin, is_typeddict

from pydantic import AnyUrl, BaseModel, SecretBytes, SecretStr, TypeAdapter
from pydantic_core import MultiHostUrl, Url

from sqlmodel_rs.types import JSON, AutoString, LargeBinary, TypeDecorator
from sqlmodel_rs.types.json import Document

__all__ = ["StoredBytes", "StoredText", "is_collection", "is_document", "is_plain_json", "typed_json"]

_PLAIN: tuple[Any, ...] = (str, int, float, bool, type(None), Any, object)
_ADDRESSES: tuple[Any, ...] = (
    ipaddress.IPv4Address,
    ipaddress.IPv4Network,
    ipaddress.IPv6Address,
    ipaddress.IPv6Network,
)
_URLS: tuple[Any, ...] = tuple({Url, MultiHostUrl, *(base for base in AnyUrl.__mro__ if base not in (object,))})


def is_document(kind: Any) -> bool:
    """Say whether values of a class are documents: pydantic models, dataclasses, typed dicts, sets, tuples."""
    if is_typeddict(kind):
        return True
    if not isinstance(kind, type):
        return False
    if issubclass(kind, BaseModel):
        # A table model is a row of its own: a field of that type lacks its Relationship().
        return not kind.model_config.get("table") and bool(kind.__pydantic_fields__)
    return dataclasses.is_dataclass(kind) or issubclass(kind, (set, frozenset, tuple))


def is_collection(kind: Any) -> bool:
    """Say whether a class is a list or a dict, which become JSON when the model asks for it."""
    return isinstance(kind, type) and issubclass(kind, (list, dict))


def is_plain_json(annotation: Any) -> bool:
    """Say whether JSON itself gives back values of an annotation: nothing needs to be converted."""
    if annotation in _PLAIN or annotation is None:
        return True
    if annotation in (list, dict):
        return True
    origin, members = get_origin(annotation), get_args(annotation)
    if origin is list:
        return is_plain_json(members[0])
    if origin is dict:
        return members[0] is str and is_plain_json(members[1])
    if origin is Annotated:
        return is_plain_json(members[0])
    if origin is Literal:
        return True
    if isinstance(annotation, (NewType, TypeVar)) or origin is None:
        return False
    return _is_union(origin) and all(is_plain_json(member) for member in members)


def _is_union(origin: Any) -> bool:
    return getattr(origin, "__name__", None) in ("Union", "UnionType")


class _Annotated(Document):
    """Documents of one annotation; its adapter is made on first use, when the names in it are known."""

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation
        self._adapter: TypeAdapter[Any] | None = None

    @property
    def adapter(self) -> TypeAdapter[Any]:
        """pydantic's adapter of the annotation."""
        if self._adapter is None:
            self._adapter = TypeAdapter(self.annotation)
        return self._adapter

    def dump(self, value: Any) -> Any:
        """Return JSON's own values; what is not of the annotation is written as what it is."""
        return self.adapter.dump_python(value, mode="json", warnings=False)

    def load(self, value: Any) -> Any:
        """Return a value of the annotation; raises pydantic's ValidationError for a document it does not fit."""
        return self.adapter.validate_python(value, strict=False)


def typed_json(type_: JSON | None, annotation: Any) -> JSON:
    """Return a JSON type that holds values of an annotation: the given one, or one that keeps None as NULL."""
    chosen = type_ if type_ is not None else JSON(none_as_null=True)
    if is_plain_json(annotation):
        return chosen
    holding: JSON = chosen.holding(_Annotated(annotation))
    return holding


def _is_url(kind: type) -> bool:
    return issubclass(kind, _URLS) or getattr(kind, "__module__", "") == "pydantic.networks" and hasattr(kind, "_url")


class StoredText(AutoString):
    """Text that is an object of one class in the program: a URL, an address, a path, a secret."""

    cache_ok = True

    def __init__(self, kind: Any = str, length: int | None = None) -> None:
        super().__init__(length=length)
        self.kind = kind
        self._read: Callable[[str], Any] = _reader(kind)

    @classmethod
    def holds(cls, kind: type) -> bool:
        """Say whether objects of a class are stored as text by this type."""
        return issubclass(kind, (SecretStr, Path, *_ADDRESSES)) or _is_url(kind)

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Return the text of an object; text stays as it is."""
        if value is None or isinstance(value, str):
            return value
        return value.get_secret_value() if isinstance(value, SecretStr) else str(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Return the object that a text stands for."""
        return None if value is None else self._read(value)

    def __repr__(self) -> str:
        length = self.impl_instance.length  # type: ignore[attr-defined]
        return f"AutoString(length={length})" if length else "AutoString()"


def _reader(kind: Any) -> Callable[[str], Any]:
    if issubclass(kind, _ADDRESSES):
        return lambda text: _or_text(kind, text)
    if issubclass(kind, (str, Path, SecretStr)):
        return lambda text: kind(text)
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    return adapter.validate_python


def _or_text(kind: Any, text: str) -> Any:
    # Table models take any text for an address; one that is none is handed out as it was stored.
    try:
        return kind(text)
    except ValueError:
        return text


class StoredBytes(TypeDecorator):
    """Bytes that are a `SecretBytes` in the program."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: Any = SecretBytes, length: int | None = None) -> None:
        super().__init__(length)
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Return the bytes of a secret."""
        return value.get_secret_value() if isinstance(value, SecretBytes) else value

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Return the secret."""
        return None if value is None else self.kind(value)

    def __repr__(self) -> str:
        return "LargeBinary()"
