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
        if value and not self.logger.handlers:
            handler = logging.StreamHandler(sys.stdout)
            handler.setFormatter(logging.Formatter(_FORMAT))
            self.logger.addHandler(handler)

    @property
    def enabled(self) -> bool:
        """Whether anything is written."""
        return bool(self._flag) or self.logger.isEnabledFor(logging.INFO)

    def info(self, message: str, *args: Any) -> None:
        """Write a line."""
        if self.enabled:
            # Not logger.info(): `echo` speaks whatever the level that logging has been configured to.
            self.logger.handle(self.logger.makeRecord(self.logger.name, logging.INFO, __file__, 0, message, args, None))

    def statement(self, sql: str, params: Any, *, kind: str, ismulti: bool, hidden: bool, started: float) -> None:
        """Write a statement and the line below it; `kind` is "raw", "ddl" or "compiled"."""
        self.info("%s", sql)
        shown = (
            "[SQL parameters hidden due to hide_parameters=True]" if hidden else repr_params(params, ismulti=ismulti)
        )
        self.info("[%s] %s", self._age(sql, kind, started), shown)

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
