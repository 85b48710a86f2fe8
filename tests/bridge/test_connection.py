"""Blocking calls: statements, transactions, errors, the pool."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs._native import Engine

from .conftest import native_engine
from .test_awaitable import ENDLESS


def _table(engine: Engine) -> None:
    connection = engine.acquire()
    connection.execute_raw("CREATE TABLE hero (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL)")
    connection.release()


def test_raw_statement_gives_keys_and_rows(engine: Engine) -> None:
    connection = engine.acquire()
    result = connection.execute_raw("SELECT 1 AS one, 'x' AS letter")
    assert (result.keys, result.rows, result.single) == (("one", "letter"), [(1, "x")], False)
    connection.release()


def test_a_row_of_one_column_is_a_scalar(engine: Engine) -> None:
    connection = engine.acquire()
    result = connection.execute_raw("SELECT 7 AS seven")
    assert (result.rows, result.single) == ([7], True)
    connection.release()


def test_an_empty_result_still_has_keys(engine: Engine) -> None:
    _table(engine)
    connection = engine.acquire()
    result = connection.execute_raw("SELECT id, name FROM hero")
    assert (result.keys, result.rows, result.returns_rows) == (("id", "name"), [], True)
    connection.release()


def test_parameter_sets_run_one_after_the_other(engine: Engine, marks: tuple[str, str]) -> None:
    _table(engine)
    connection = engine.acquire()
    connection.begin()
    result = connection.execute_raw(f"INSERT INTO hero VALUES ({marks[0]}, {marks[1]})", [(1, "a"), (2, "b"), (3, "c")])
    assert result.rowcount == 3
    connection.commit()
    assert connection.execute_raw("SELECT name FROM hero ORDER BY id").rows == ["a", "b", "c"]
    connection.release()


def test_in_transaction_follows_begin_commit_and_rollback(engine: Engine) -> None:
    connection = engine.acquire()
    seen = [connection.in_transaction]
    connection.begin()
    seen.append(connection.in_transaction)
    connection.commit()
    seen.append(connection.in_transaction)
    connection.begin()
    connection.rollback()
    seen.append(connection.in_transaction)
    assert seen == [False, True, False, False]
    connection.release()


def test_release_rolls_back(engine: Engine) -> None:
    _table(engine)
    connection = engine.acquire()
    connection.begin()
    connection.execute_raw("INSERT INTO hero VALUES (1, 'lost')")
    connection.release()
    connection = engine.acquire()
    assert connection.execute_raw("SELECT count(*) FROM hero").rows == [0]
    connection.release()


def test_a_released_connection_refuses_work(engine: Engine) -> None:
    connection = engine.acquire()
    connection.release()
    connection.release()
    assert connection.closed
    with pytest.raises(exc.ResourceClosedError, match="This Connection is closed"):
        connection.execute_raw("SELECT 1")


def test_a_forgotten_connection_goes_back_to_its_pool(tmp_path: Path) -> None:
    engine = Engine("sqlite", {"database": str(tmp_path / "a.db"), "pool_size": 1, "max_overflow": 0})
    for _ in range(3):
        engine.acquire().begin()
    assert engine.pool_status()["checked_out"] == 0


def test_a_full_pool_times_out(tmp_path: Path) -> None:
    engine = Engine(
        "sqlite", {"database": str(tmp_path / "a.db"), "pool_size": 1, "max_overflow": 0, "pool_timeout": 0.05}
    )
    held = engine.acquire()
    with pytest.raises(exc.TimeoutError, match="QueuePool limit of size 1 overflow 0 reached"):
        engine.acquire()
    held.release()


def test_constraint_errors_carry_statement_and_parameters(engine: Engine, marks: tuple[str, str]) -> None:
    _table(engine)
    connection = engine.acquire()
    sql = f"INSERT INTO hero VALUES ({marks[0]}, {marks[1]})"
    connection.execute_raw(sql, (1, "a"))
    with pytest.raises(exc.IntegrityError) as caught:
        connection.execute_raw(sql, (1, "b"))
    assert (caught.value.statement, tuple(caught.value.params)) == (sql, (1, "b"))
    assert caught.value.__cause__ is caught.value.orig
    connection.release()


def test_an_unsupported_value_is_a_statement_error(memory: Engine) -> None:
    connection = memory.acquire()
    with pytest.raises(exc.StatementError, match=r"\(builtins.TypeError\) type 'object' is not supported") as caught:
        connection.execute_raw("SELECT ?", [object()])
    assert isinstance(caught.value.orig, TypeError)
    connection.release()


def test_unknown_engine_options_are_refused() -> None:
    with pytest.raises(TypeError, match='unknown engine option "pool_sise"'):
        Engine("sqlite", {"pool_sise": 1})


def test_autocommit_never_begins(tmp_path: Path) -> None:
    engine = Engine("sqlite", {"database": str(tmp_path / "a.db"), "isolation_level": "AUTOCOMMIT"})
    connection = engine.acquire()
    connection.begin()
    assert not connection.in_transaction
    connection.release()


def test_threads_take_turns_on_one_connection(memory: Engine) -> None:
    connection = memory.acquire()
    found: list[int] = []

    def work() -> None:
        for _ in range(50):
            found.extend(connection.execute_raw("SELECT 1").rows)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 200
    connection.release()


def test_other_threads_run_while_the_database_works(memory: Engine) -> None:
    connection = memory.acquire()
    started, ticks = threading.Event(), 0

    def work() -> None:
        started.set()
        connection.execute_raw(
            "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 300000) SELECT count(*) FROM r"
        )

    thread = threading.Thread(target=work)
    thread.start()
    started.wait()
    while thread.is_alive():
        ticks += 1
    assert ticks > 100
    connection.release()


def test_the_interpreter_ends_without_dispose(tmp_path: Path, database_url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from tests.bridge.conftest import native_engine\n"
        f"engine = native_engine({database_url!r})\n"
        "connection = engine.acquire(); connection.begin(); connection.execute_raw('SELECT 1')\n"
        "async def main():\n"
        "    global held\n"
        "    held = await engine.acquire_async()\n"
        "    await held.execute_raw_async('SELECT 1')\n"
        "asyncio.run(main())\n"
        "print('end')\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (0, "end\n"), done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_leaves_the_parents_connections_alone(database_url: str, backend: str) -> None:
    if backend == "sqlite":
        pytest.skip("a database in memory is not shared with a child")
    engine = native_engine(database_url)
    connection = engine.acquire()
    connection.execute_raw("SELECT 1")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            connection.execute_raw("SELECT 1")
        except exc.InvalidRequestError:
            own = engine.acquire()
            code = 0 if own.execute_raw("SELECT 2").rows == [2] else 2
            connection.release()
            own.release()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert connection.execute_raw("SELECT 3").rows == [3]
    connection.release()
    engine.dispose()


def test_an_interrupt_gets_through_a_long_call(database_url: str, backend: str) -> None:
    import _thread

    engine = native_engine(database_url)
    connection = engine.acquire()
    timer = threading.Timer(0.1, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        connection.execute_raw(ENDLESS[backend])
    timer.join()
    connection.release()
    fresh = engine.acquire()
    assert fresh.execute_raw("SELECT 1").rows == [1]
    fresh.release()
    engine.dispose()
