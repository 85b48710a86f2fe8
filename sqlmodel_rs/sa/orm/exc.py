"""Exceptions of the mapper. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    StaleDataError="sqlmodel_rs.exc:StaleDataError",
    ConcurrentModificationError="sqlmodel_rs.exc:ConcurrentModificationError",
    FlushError="sqlmodel_rs.exc:FlushError",
    ObjectDereferencedError="sqlmodel_rs.exc:ObjectDereferencedError",
    UnmappedError="sqlmodel_rs.exc:UnmappedError",
    UnmappedInstanceError="sqlmodel_rs.exc:UnmappedInstanceError",
    UnmappedClassError="sqlmodel_rs.exc:UnmappedClassError",
    UnmappedColumnError="sqlmodel_rs.exc:UnmappedColumnError",
    DetachedInstanceError="sqlmodel_rs.exc:DetachedInstanceError",
    ObjectDeletedError="sqlmodel_rs.exc:ObjectDeletedError",
    LoaderStrategyException="sqlmodel_rs.exc:LoaderStrategyException",
    NoResultFound="sqlmodel_rs.exc:NoResultFound",
    MultipleResultsFound="sqlmodel_rs.exc:MultipleResultsFound",
)
