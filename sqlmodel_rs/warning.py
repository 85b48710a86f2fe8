"""The warnings of the library, and the stable code that they share with its errors. `exc` offers them, too."""

from __future__ import annotations

from typing import Any, ClassVar


class HasDescriptionCode:
    """An error or warning with a stable `code`."""

    code: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        code = kwargs.pop("code", None)
        if code is not None:
            self.code = code
        super().__init__(*args, **kwargs)


class SADeprecationWarning(HasDescriptionCode, DeprecationWarning):
    """Something still works but will go."""

    deprecated_since: ClassVar[str | None] = None


class Base20DeprecationWarning(SADeprecationWarning):
    """A use that SQLAlchemy 2.0 has deprecated."""


class LegacyAPIWarning(Base20DeprecationWarning):
    """A use of an interface kept for old programs."""


class MovedIn20Warning(Base20DeprecationWarning):
    """A name that SQLAlchemy 2.0 has moved."""


class SAPendingDeprecationWarning(PendingDeprecationWarning):
    """Something will be deprecated."""


class SATestSuiteWarning(Warning):
    """A warning of a test suite."""


class SAWarning(HasDescriptionCode, RuntimeWarning):
    """Something is probably not what was meant."""
