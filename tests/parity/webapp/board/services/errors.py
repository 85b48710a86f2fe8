"""Which answer a database error becomes."""

import re

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    MultipleResultsFound,
    NoResultFound,
    OperationalError,
    SQLAlchemyError,
)

#: Column or constraint names as the three servers put them.
NAMES = re.compile(
    r"constraint failed: ([\w., ]+)|constraint \"(\w+)\"|for key '(\w+)'|CONSTRAINT `([\w.]+)`|Column '(\w+)'"
)


def offended(error: DBAPIError) -> str | None:
    found = NAMES.search(str(error.orig))
    return None if found is None else next(group for group in found.groups() if group)


async def conflict(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, IntegrityError)
    return JSONResponse({"detail": "that breaks a rule", "rule": offended(error)}, 409)


async def missing(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 404)


async def ambiguous(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 300)


async def refused(request: Request, error: Exception) -> JSONResponse:
    """MariaDB's Python drivers take a failed CHECK (4025) for an error of operation."""
    assert isinstance(error, OperationalError)
    if "CONSTRAINT" in str(error.orig):
        return JSONResponse({"detail": "that breaks a rule", "rule": offended(error)}, 409)
    return await broken(request, error)


async def unsuitable(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "the database refuses such a value"}, 400)


async def broken(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": type(error).__name__, "code": getattr(error, "code", None)}, 500)


def install(app: FastAPI) -> None:
    app.add_exception_handler(IntegrityError, conflict)
    app.add_exception_handler(NoResultFound, missing)
    app.add_exception_handler(MultipleResultsFound, ambiguous)
    app.add_exception_handler(OperationalError, refused)
    app.add_exception_handler(DBAPIError, unsuitable)
    app.add_exception_handler(SQLAlchemyError, broken)
