"""Runs the calls of one library, each on tables of its own, and prints what came of them as JSON."""

import inspect
import json
import warnings

TABLES = {
    "employee": "SELECT id, name FROM employee ORDER BY id",
    "engineer": "SELECT id, level FROM engineer ORDER BY id",
    "manager": "SELECT id, hobby FROM manager ORDER BY id",
}
#: What a program has besides its calls: it makes the tables, asks them in SQL and changes them in SQL.
OTHERS = ("start", "read", "change")


def main(program):
    """Run the calls of a program, its other functions, in their order."""
    functions = {key: value for key, value in program.items() if inspect.isfunction(value)}
    calls = {key: value for key, value in functions.items() if value.__module__ == "__main__" and key not in OTHERS}
    print(json.dumps({name: outcome(call, program["start"](), program["read"]) for name, call in calls.items()}))


def outcome(call, session, read):
    """Return what a call answered or raised, and the tables after it."""
    result = {"answer": None, "error": None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            answer = call(session)
            result["answer"] = list(answer) if isinstance(answer, (list, tuple)) else answer
            if session is not None:
                session.commit()
        except Exception as error:
            result["error"] = type(error).__name__
            if session is not None:
                session.rollback()
        result["tables"] = {table: read(session, statement) for table, statement in TABLES.items()}
    return result
