"""What an asynchronous session answers without waiting for the database: its sync session's methods and attributes."""

from __future__ import annotations

from functools import wraps
from typing import Any

from sqlmodel_rs.orm.session import PlainSession


def method_of(owner: type, name: str, to: str) -> Any:
    """Return a method that calls the one of that name of `self.<to>`."""
    original = getattr(owner, name)

    @wraps(original)
    def called(self: Any, *arguments: Any, **keywords: Any) -> Any:
        return getattr(getattr(self, to), name)(*arguments, **keywords)

    return called


def attribute_of(owner: type, name: str, to: str, *, settable: bool = False) -> Any:
    """Return a property that is the attribute of that name of `self.<to>`."""

    def read(self: Any) -> Any:
        return getattr(getattr(self, to), name)

    def write(self: Any, value: Any) -> None:
        setattr(getattr(self, to), name, value)

    read.__doc__ = getattr(getattr(owner, name, None), "__doc__", None) or f"As `Session.{name}`."
    return property(read, write if settable else None)


class OfSession:
    """The part of an asynchronous session that is its sync session's."""

    add = method_of(PlainSession, "add", "sync_session")
    add_all = method_of(PlainSession, "add_all", "sync_session")
    expunge = method_of(PlainSession, "expunge", "sync_session")
    expunge_all = method_of(PlainSession, "expunge_all", "sync_session")
    expire = method_of(PlainSession, "expire", "sync_session")
    expire_all = method_of(PlainSession, "expire_all", "sync_session")
    is_modified = method_of(PlainSession, "is_modified", "sync_session")
    in_transaction = method_of(PlainSession, "in_transaction", "sync_session")
    in_nested_transaction = method_of(PlainSession, "in_nested_transaction", "sync_session")
    identity_key = staticmethod(PlainSession.identity_key)
    no_autoflush = attribute_of(PlainSession, "no_autoflush", "sync_session")
    new = attribute_of(PlainSession, "new", "sync_session")
    dirty = attribute_of(PlainSession, "dirty", "sync_session")
    deleted = attribute_of(PlainSession, "deleted", "sync_session")
    identity_map = attribute_of(PlainSession, "identity_map", "sync_session")
    is_active = attribute_of(PlainSession, "is_active", "sync_session")
    info = attribute_of(PlainSession, "info", "sync_session")
    autoflush = attribute_of(PlainSession, "autoflush", "sync_session", settable=True)
    expire_on_commit = attribute_of(PlainSession, "expire_on_commit", "sync_session", settable=True)
    execution_options = attribute_of(PlainSession, "execution_options", "sync_session", settable=True)
