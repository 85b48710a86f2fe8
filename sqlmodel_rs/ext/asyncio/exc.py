"""Errors of the asynchronous names, where SQLAlchemy has them."""

from sqlmodel_rs.exc import InvalidRequestError


class AsyncMethodRequired(InvalidRequestError):
    """A method gives a result whose rows have to be awaited."""


class AsyncContextNotStarted(InvalidRequestError):
    """What has to be awaited, or entered with `async with`, was used before."""


class AsyncContextAlreadyStarted(InvalidRequestError):
    """What is started once was started again."""


class AsyncBindNotFound(InvalidRequestError):
    """What a session is bound to has no asynchronous counterpart."""
