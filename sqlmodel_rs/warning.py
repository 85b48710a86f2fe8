"""The warnings of the library, and the stable code that they share with its errors. `exc` offers them, too."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar

_PACKAGE = str(Path(__file__).parent)


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


def frames_to_program() -> tuple[FrameType, int]:
    """Return the innermost frame outside this package, and how many frames above the caller's it is."""
    frame, above = sys._getframe(1), 0
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, above = frame.f_back, above + 1
    return frame, above


def warn_of_program(message: str, category: type[Warning]) -> None:
    """Warn of a line of the program: the innermost one outside this package."""
    warnings.warn(category(message), stacklevel=frames_to_program()[1] + 1)
