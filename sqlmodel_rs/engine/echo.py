"""What `echo=True` writes: SQLAlchemy's logger names, levels and wording."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from sqlmodel_rs.parameters import repr_params

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class Echo:
    """The log of one engine; `enabled` is asked before anything is written.

    `flag` is `echo`: None or False leave the level to the program's logging configuration, True is INFO and "debug"
    also writes rows.
    """

    __slots__ = ("_first_seen", "_flag", "logger", "name")

    def __init__(self, flag: Any, logging_name: str | None = None) -> None:
        self.name = logging_name
        self.logger = logging.getLogger("sqlalchemy.engine.Engine" + (f".{logging_name}" if logging_name else ""))
        self._first_seen: dict[str, float] = {}
        self._flag: Any = None
        self.flag = flag

    @property
    def flag(self) -> Any:
        """The value of `echo`."""
        return self._flag

    @flag.setter
    def flag(self, value: Any) -> None:
        self._flag = value
        if value:
            _write_to_stdout(self.logger)

    @property
    def enabled(self) -> bool:
        """Whether anything is written."""
        return bool(self._flag) or self.logger.isEnabledFor(logging.INFO)

    def info(self, message: str, *args: Any) -> None:
        """Write a line."""
        if self.enabled:
            # Not logger.info(): `echo` speaks whatever the level that logging has been configured to.
            self.logger.handle(self.logger.makeRecord(self.logger.name, logging.INFO, __file__, 0, message, args, None))

    def statement(
        self, sql: str, params: Any, *, kind: str, ismulti: bool, hidden: bool, started: float, token: Any = None
    ) -> None:
        """Write a statement and the line below it; `kind` is "raw", "ddl" or "compiled", `token` begins the lines."""
        prefix = "" if token is None else f"[{token}] "
        self.info(prefix.replace("%", "%%") + "%s", sql)
        shown = (
            "[SQL parameters hidden due to hide_parameters=True]" if hidden else repr_params(params, ismulti=ismulti)
        )
        self.info(prefix.replace("%", "%%") + "[%s] %s", self._age(sql, kind, started), shown)

    def _age(self, sql: str, kind: str, started: float) -> str:
        now = time.perf_counter()
        if kind == "raw":
            return "raw sql"
        if kind == "ddl":
            return f"no key {now - started:.5f}s"
        first = self._first_seen.get(sql)
        if first is None:
            if len(self._first_seen) >= 500:
                self._first_seen.clear()
            self._first_seen[sql] = now
            return f"generated in {now - started:.5f}s"
        return f"cached since {now - first:.4g}s ago"

    def row(self, row: Any) -> None:
        """Write a row (`echo="debug"`)."""
        if self._flag == "debug" or self.logger.isEnabledFor(logging.DEBUG):
            self.info("Row %s", row)


def _write_to_stdout(logger: logging.Logger) -> None:
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter(_FORMAT))
        logger.addHandler(handler)


class PoolEcho:
    """What `echo_pool` writes: the life of connections. It listens as any listener of the pool does."""

    __slots__ = ("_lines", "logger")

    def __init__(self, flag: Any, logger: logging.Logger) -> None:
        self.logger = logger
        self._lines = {"debug": logging.DEBUG, True: logging.INFO}.get(flag)
        if flag:
            _write_to_stdout(logger)

    @classmethod
    def attach(cls, pool: Any, flag: Any, logging_name: str | None) -> None:
        """Listen to a pool if its life is to be written: `flag` is True, "debug", or left to logging."""
        name = f"sqlalchemy.pool.impl.{type(pool).__name__}" + (f".{logging_name}" if logging_name else "")
        logger = logging.getLogger(name)
        if not flag and not logger.isEnabledFor(logging.INFO):
            return
        echo = cls(flag, logger)
        for event in ("connect", "checkout", "checkin", "reset", "close", "invalidate"):
            pool._listeners.add(event, getattr(echo, event), getattr(echo, event), False)

    def _write(self, level: int, message: str, *args: Any) -> None:
        least = self._lines
        if level >= least if least is not None else self.logger.isEnabledFor(level):
            # Not logger.log(): `echo_pool` speaks whatever the level that logging has been configured to.
            self.logger.handle(self.logger.makeRecord(self.logger.name, level, __file__, 0, message, args, None))

    def connect(self, connection: Any, record: Any) -> None:
        """Write that a connection was opened."""
        self._write(logging.DEBUG, "Created new connection %r", connection)

    def checkout(self, connection: Any, record: Any, proxy: Any) -> None:
        """Write that a connection is in use."""
        self._write(logging.DEBUG, "Connection %r checked out from pool", connection)

    def checkin(self, connection: Any, record: Any) -> None:
        """Write that a connection comes back."""
        self._write(logging.DEBUG, "Connection %r being returned to pool", connection)

    def reset(self, connection: Any, record: Any, state: Any) -> None:
        """Write how a connection is reset."""
        how = "reset, transaction already reset" if state.transaction_was_reset else "rollback-on-return"
        self._write(logging.DEBUG, f"Connection %s {how}", connection)

    def close(self, connection: Any, record: Any) -> None:
        """Write that a connection was closed."""
        self._write(logging.DEBUG, "Closing connection %r", connection)

    def invalidate(self, connection: Any, record: Any, exception: BaseException | None) -> None:
        """Write that a connection is thrown away, and why."""
        if exception is None:
            self._write(logging.INFO, "Invalidate connection %r", connection)
        else:
            kind = type(exception).__name__
            self._write(logging.INFO, "Invalidate connection %r (reason: %s:%s)", connection, kind, exception)
