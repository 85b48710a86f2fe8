# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.exc import ConcurrentModificationError as ConcurrentModificationError
from sqlmodel_rs.exc import DetachedInstanceError as DetachedInstanceError
from sqlmodel_rs.exc import FlushError as FlushError
from sqlmodel_rs.exc import LoaderStrategyException as LoaderStrategyException
from sqlmodel_rs.exc import MultipleResultsFound as MultipleResultsFound
from sqlmodel_rs.exc import NoResultFound as NoResultFound
from sqlmodel_rs.exc import ObjectDeletedError as ObjectDeletedError
from sqlmodel_rs.exc import ObjectDereferencedError as ObjectDereferencedError
from sqlmodel_rs.exc import StaleDataError as StaleDataError
from sqlmodel_rs.exc import UnmappedClassError as UnmappedClassError
from sqlmodel_rs.exc import UnmappedColumnError as UnmappedColumnError
from sqlmodel_rs.exc import UnmappedError as UnmappedError
from sqlmodel_rs.exc import UnmappedInstanceError as UnmappedInstanceError

__all__ = [
    "ConcurrentModificationError",
    "DetachedInstanceError",
    "FlushError",
    "LoaderStrategyException",
    "MultipleResultsFound",
    "NoResultFound",
    "ObjectDeletedError",
    "ObjectDereferencedError",
    "StaleDataError",
    "UnmappedClassError",
    "UnmappedColumnError",
    "UnmappedError",
    "UnmappedInstanceError",
]
