# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.exc import AmbiguousColumnError as AmbiguousColumnError
from sqlmodel_rs.exc import AmbiguousForeignKeysError as AmbiguousForeignKeysError
from sqlmodel_rs.exc import AmbiguousRowError as AmbiguousRowError
from sqlmodel_rs.exc import ArgumentError as ArgumentError
from sqlmodel_rs.exc import AwaitRequired as AwaitRequired
from sqlmodel_rs.exc import CheckViolation as CheckViolation
from sqlmodel_rs.exc import CircularDependencyError as CircularDependencyError
from sqlmodel_rs.exc import CompileError as CompileError
from sqlmodel_rs.exc import ConcurrentModificationError as ConcurrentModificationError
from sqlmodel_rs.exc import ConstraintColumnNotFoundError as ConstraintColumnNotFoundError
from sqlmodel_rs.exc import DBAPIError as DBAPIError
from sqlmodel_rs.exc import DataError as DataError
from sqlmodel_rs.exc import DatabaseError as DatabaseError
from sqlmodel_rs.exc import DeadlockDetected as DeadlockDetected
from sqlmodel_rs.exc import DetachedInstanceError as DetachedInstanceError
from sqlmodel_rs.exc import DisconnectionError as DisconnectionError
from sqlmodel_rs.exc import DontWrapMixin as DontWrapMixin
from sqlmodel_rs.exc import DuplicateColumnError as DuplicateColumnError
from sqlmodel_rs.exc import FlushError as FlushError
from sqlmodel_rs.exc import ForeignKeyViolation as ForeignKeyViolation
from sqlmodel_rs.exc import IdentifierError as IdentifierError
from sqlmodel_rs.exc import IllegalStateChangeError as IllegalStateChangeError
from sqlmodel_rs.exc import IntegrityError as IntegrityError
from sqlmodel_rs.exc import InterfaceError as InterfaceError
from sqlmodel_rs.exc import InternalError as InternalError
from sqlmodel_rs.exc import InvalidRequestError as InvalidRequestError
from sqlmodel_rs.exc import InvalidatePoolError as InvalidatePoolError
from sqlmodel_rs.exc import LoaderStrategyException as LoaderStrategyException
from sqlmodel_rs.exc import MappedAnnotationError as MappedAnnotationError
from sqlmodel_rs.exc import MissingGreenlet as MissingGreenlet
from sqlmodel_rs.exc import MissingRowError as MissingRowError
from sqlmodel_rs.exc import MultipleResultsFound as MultipleResultsFound
from sqlmodel_rs.exc import NoDBAPILoaded as NoDBAPILoaded
from sqlmodel_rs.exc import NoForeignKeysError as NoForeignKeysError
from sqlmodel_rs.exc import NoInspectionAvailable as NoInspectionAvailable
from sqlmodel_rs.exc import NoReferenceError as NoReferenceError
from sqlmodel_rs.exc import NoReferencedColumnError as NoReferencedColumnError
from sqlmodel_rs.exc import NoReferencedTableError as NoReferencedTableError
from sqlmodel_rs.exc import NoResultFound as NoResultFound
from sqlmodel_rs.exc import NoSuchColumnError as NoSuchColumnError
from sqlmodel_rs.exc import NoSuchModuleError as NoSuchModuleError
from sqlmodel_rs.exc import NoSuchTableError as NoSuchTableError
from sqlmodel_rs.exc import NotNullViolation as NotNullViolation
from sqlmodel_rs.exc import NotSupportedError as NotSupportedError
from sqlmodel_rs.exc import ObjectDeletedError as ObjectDeletedError
from sqlmodel_rs.exc import ObjectDereferencedError as ObjectDereferencedError
from sqlmodel_rs.exc import ObjectNotExecutableError as ObjectNotExecutableError
from sqlmodel_rs.exc import OperationalCheckViolation as OperationalCheckViolation
from sqlmodel_rs.exc import OperationalError as OperationalError
from sqlmodel_rs.exc import OperationalNotNullViolation as OperationalNotNullViolation
from sqlmodel_rs.exc import OperationalUniqueViolation as OperationalUniqueViolation
from sqlmodel_rs.exc import OrphanRowError as OrphanRowError
from sqlmodel_rs.exc import PendingRollbackError as PendingRollbackError
from sqlmodel_rs.exc import PolymorphicIdentityError as PolymorphicIdentityError
from sqlmodel_rs.exc import ProgrammingError as ProgrammingError
from sqlmodel_rs.exc import ResourceClosedError as ResourceClosedError
from sqlmodel_rs.exc import RowError as RowError
from sqlmodel_rs.exc import SQLAlchemyError as SQLAlchemyError
from sqlmodel_rs.exc import SerializationFailure as SerializationFailure
from sqlmodel_rs.exc import StaleDataError as StaleDataError
from sqlmodel_rs.exc import StatementError as StatementError
from sqlmodel_rs.exc import TimeoutError as TimeoutError
from sqlmodel_rs.exc import UnboundExecutionError as UnboundExecutionError
from sqlmodel_rs.exc import UniqueViolation as UniqueViolation
from sqlmodel_rs.exc import UnmappedClassError as UnmappedClassError
from sqlmodel_rs.exc import UnmappedColumnError as UnmappedColumnError
from sqlmodel_rs.exc import UnmappedError as UnmappedError
from sqlmodel_rs.exc import UnmappedInstanceError as UnmappedInstanceError
from sqlmodel_rs.exc import UnreflectableTableError as UnreflectableTableError
from sqlmodel_rs.exc import UnsupportedCompilationError as UnsupportedCompilationError
from sqlmodel_rs.exc import UnsupportedCriteriaError as UnsupportedCriteriaError
from sqlmodel_rs.parameters import repr_params as repr_params
from sqlmodel_rs.warning import Base20DeprecationWarning as Base20DeprecationWarning
from sqlmodel_rs.warning import HasDescriptionCode as HasDescriptionCode
from sqlmodel_rs.warning import LegacyAPIWarning as LegacyAPIWarning
from sqlmodel_rs.warning import MovedIn20Warning as MovedIn20Warning
from sqlmodel_rs.warning import SADeprecationWarning as SADeprecationWarning
from sqlmodel_rs.warning import SAPendingDeprecationWarning as SAPendingDeprecationWarning
from sqlmodel_rs.warning import SATestSuiteWarning as SATestSuiteWarning
from sqlmodel_rs.warning import SAWarning as SAWarning

__all__ = [
    "AmbiguousColumnError",
    "AmbiguousForeignKeysError",
    "AmbiguousRowError",
    "ArgumentError",
    "AwaitRequired",
    "Base20DeprecationWarning",
    "CheckViolation",
    "CircularDependencyError",
    "CompileError",
    "ConcurrentModificationError",
    "ConstraintColumnNotFoundError",
    "DBAPIError",
    "DataError",
    "DatabaseError",
    "DeadlockDetected",
    "DetachedInstanceError",
    "DisconnectionError",
    "DontWrapMixin",
    "DuplicateColumnError",
    "FlushError",
    "ForeignKeyViolation",
    "HasDescriptionCode",
    "IdentifierError",
    "IllegalStateChangeError",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "InvalidRequestError",
    "InvalidatePoolError",
    "LegacyAPIWarning",
    "LoaderStrategyException",
    "MappedAnnotationError",
    "MissingGreenlet",
    "MissingRowError",
    "MovedIn20Warning",
    "MultipleResultsFound",
    "NoDBAPILoaded",
    "NoForeignKeysError",
    "NoInspectionAvailable",
    "NoReferenceError",
    "NoReferencedColumnError",
    "NoReferencedTableError",
    "NoResultFound",
    "NoSuchColumnError",
    "NoSuchModuleError",
    "NoSuchTableError",
    "NotNullViolation",
    "NotSupportedError",
    "ObjectDeletedError",
    "ObjectDereferencedError",
    "ObjectNotExecutableError",
    "OperationalCheckViolation",
    "OperationalError",
    "OperationalNotNullViolation",
    "OperationalUniqueViolation",
    "OrphanRowError",
    "PendingRollbackError",
    "PolymorphicIdentityError",
    "ProgrammingError",
    "ResourceClosedError",
    "RowError",
    "SADeprecationWarning",
    "SAPendingDeprecationWarning",
    "SATestSuiteWarning",
    "SAWarning",
    "SQLAlchemyError",
    "SerializationFailure",
    "StaleDataError",
    "StatementError",
    "TimeoutError",
    "UnboundExecutionError",
    "UniqueViolation",
    "UnmappedClassError",
    "UnmappedColumnError",
    "UnmappedError",
    "UnmappedInstanceError",
    "UnreflectableTableError",
    "UnsupportedCompilationError",
    "UnsupportedCriteriaError",
    "repr_params",
]
