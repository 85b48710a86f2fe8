"""How a database would run a statement: `EXPLAIN` of each of them as the same small tree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm import execution
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.loading.strategies import apply
from sqlmodel_rs.orm.unitofwork.rows import capabilities
from sqlmodel_rs.sql.base import ClauseElement

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


@dataclass(frozen=True)
class Plan:
    """One step of a plan, and the steps it takes its rows from.

    `operation` is the database's own word ("Seq Scan", "SEARCH", "ref"); `rows` and `cost` are its estimates,
    `actual_rows` and `milliseconds` what it measured with `analyze=True`; `details` has all that it said.
    """

    operation: str
    table: str | None = None
    index: str | None = None
    rows: float | None = None
    cost: float | None = None
    actual_rows: float | None = None
    milliseconds: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)
    children: tuple[Plan, ...] = ()

    def walk(self) -> Iterator[Plan]:
        """Iterate over this step and all below it, each before its own children."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __str__(self) -> str:
        said = [self.operation]
        if self.table is not None:
            said.append(f"on {self.table}")
        if self.index is not None:
            said.append(f"using {self.index}")
        for name in ("rows", "cost", "actual_rows", "milliseconds"):
            if (value := getattr(self, name)) is not None:
                said.append(f"{name}={value:g}")
        below = [f"  {line}" for child in self.children for line in str(child).splitlines()]
        return "\n".join([" ".join(said), *below])


class _Words:
    """Writes the database's word for EXPLAIN before a statement; lowering asks for it as for `@compiles`."""

    def function(self, dialect: str) -> None:
        return None

    def pieces(self, element: Explain, dialect: str, literal_binds: bool) -> list[Any]:
        return [element.words, (element.statement, 0, literal_binds)]


class Explain(ClauseElement):
    """`EXPLAIN statement`."""

    _compile_handlers = _Words()

    def __init__(self, words: str, statement: Any) -> None:
        self.words = words
        self.statement = statement


def explain_work(session: PlainSession, statement: Any, analyze: bool) -> Work[Plan]:
    """Return the plan of a statement, as the session would send it. See `Session.explain`."""
    statement = execution.check_executable(statement)
    yield from session._autoflush_work()
    statement, _ = apply(statement, session, False)
    connection = yield from session._connect(None, statement)
    words, reader = _BACKENDS[capabilities(connection.dialect).backend]
    if not words[analyze]:
        raise exc.InvalidRequestError("SQLite tells its plan but does not measure it: explain() without analyze=True")
    answer = yield Execute(Explain(words[analyze], statement), identity=False)
    rows = [(row,) if answer.single else tuple(row) for row in answer.rows]
    plan: Plan = reader(rows)
    return plan


# --- SQLite
_STEP = re.compile(
    r"(?P<operation>SCAN|SEARCH) (?:TABLE )?(?P<table>\S+)(?: AS \S+)?"
    r"(?: USING (?:AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?(?:INDEX (?P<index>\S+)|INTEGER (?P<key>PRIMARY KEY)))?"
)


def _sqlite(rows: list[tuple[Any, ...]]) -> Plan:
    below: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        below.setdefault(row[1], []).append(row)

    def step(row: tuple[Any, ...]) -> Plan:
        children = tuple(step(child) for child in below.get(row[0], ()))
        known = _STEP.match(row[3])
        details = {"detail": row[3]}
        if known is None or known["table"] in ("CONSTANT", "SUBQUERY"):
            return Plan(row[3], details=details, children=children)
        index = known["index"] or known["key"]
        return Plan(known["operation"], known["table"], index, details=details, children=children)

    top = tuple(step(row) for row in below.get(0, ()))
    return top[0] if len(top) == 1 else Plan("QUERY PLAN", children=top)


# --- PostgreSQL
def _postgresql(rows: list[tuple[Any, ...]]) -> Plan:
    return _postgresql_step(_document(rows)[0]["Plan"])


def _postgresql_step(found: dict[str, Any]) -> Plan:
    return Plan(
        found["Node Type"],
        found.get("Relation Name"),
        found.get("Index Name"),
        found.get("Plan Rows"),
        found.get("Total Cost"),
        found.get("Actual Rows"),
        found.get("Actual Total Time"),
        {key: value for key, value in found.items() if key != "Plans"},
        tuple(_postgresql_step(child) for child in found.get("Plans", ())),
    )


# --- MariaDB and MySQL
def _mysql(rows: list[tuple[Any, ...]]) -> Plan:
    return _mysql_step("query_block", _document(rows)["query_block"])


def _mysql_steps(found: Mapping[str, Any]) -> list[Plan]:
    """Return the steps among the members of an object: those that are objects, or lists of objects."""
    steps: list[Plan] = []
    for name, value in found.items():
        if isinstance(value, dict) and not name.endswith("_info"):
            steps.append(_mysql_step(name, value))
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            steps.append(Plan(name, children=tuple(step for one in value for step in _mysql_steps(one))))
    return steps


def _mysql_step(name: str, found: dict[str, Any]) -> Plan:
    costs = found.get("cost_info", {})
    return Plan(
        found.get("access_type") or found.get("message") or name,
        found.get("table_name"),
        found.get("key"),
        _number(found, "rows", "rows_examined_per_scan"),
        _number({**costs, **found}, "cost", "prefix_cost", "query_cost"),
        _number(found, "r_rows"),
        _number(found, "r_total_time_ms"),
        {key: value for key, value in found.items() if not isinstance(value, dict) or key.endswith("_info")},
        tuple(_mysql_steps(found)),
    )


def _number(found: Mapping[str, Any], *names: str) -> float | None:
    return next((float(found[name]) for name in names if found.get(name) is not None), None)


def _document(rows: list[tuple[Any, ...]]) -> Any:
    value = rows[0][0]
    return json.loads(value) if isinstance(value, (str, bytes)) else value


#: What stands before a statement, without and with measuring, and who reads the answer.
_BACKENDS: dict[str, tuple[tuple[str, str], Any]] = {
    "sqlite": (("EXPLAIN QUERY PLAN ", ""), _sqlite),
    "postgresql": (("EXPLAIN (FORMAT JSON) ", "EXPLAIN (ANALYZE, FORMAT JSON) "), _postgresql),
    "mysql": (("EXPLAIN FORMAT=JSON ", "ANALYZE FORMAT=JSON "), _mysql),
}
