"""How costs grow: seven curves, from few to many rows, columns, classes, parameters, tasks, threads and models.

`python -m benchmarks.growth [--full] [--only rows models] [--write PAGE]` prints a table for each curve: microseconds
of processor time a unit (for threads, of the clock), which stay level where the cost is linear. Without `--full` the
curves stop early. `--write` puts them into a page, between its marks, and draws pictures beside it (matplotlib).
"""

import argparse
import asyncio
import gc
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel_rs import Field, Session, SQLModel, col, create_engine, select
from sqlmodel_rs.orm.registry import registry


@dataclass(frozen=True)
class Curve:
    """`measure(folder, x)` returns the seconds that a unit costs at x."""

    title: str
    unit: str
    points: tuple[int, ...]
    #: Of the points, how many are for a short run.
    short: int
    measure: Callable[[str, int], float]


def best(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the least processor time of some runs after one that is not counted."""
    work()
    found = []
    for _ in range(rounds):
        gc.collect()
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def _table(folder: str, columns: int, rows: int) -> tuple[str, type[Any]]:
    """Make a table of integers and the class that maps it."""

    class Root(SQLModel, registry=registry()):
        pass

    body: dict[str, Any] = {"__module__": __name__, "__tablename__": "item"}
    body["__annotations__"] = {"id": int | None, **{f"c{number}": int for number in range(columns - 1)}}
    body["id"] = Field(default=None, primary_key=True)
    item = type(SQLModel)("Item", (Root,), body, table=True)
    path = str(Path(folder) / f"{columns}x{rows}.db")
    names = ", ".join(f"c{number} INTEGER NOT NULL" for number in range(columns - 1))
    if Path(path).exists():
        return f"sqlite:///{path}", item
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE item (id INTEGER PRIMARY KEY, {names})")
        values = ", ".join(["n"] * columns)
        connection.execute(
            f"INSERT INTO item WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t LIMIT {rows}) "
            f"SELECT {values} FROM t"
        )
    connection.close()
    return f"sqlite:///{path}", item


def _load(url: str, item: type[Any], count: int) -> Callable[[], None]:
    engine = create_engine(url)

    def work() -> None:
        with Session(engine) as session:
            assert len(session.exec(select(item).limit(count)).all()) == count

    return work


def rows(folder: str, count: int) -> float:
    url, item = _table(folder, 10, count)
    times = max(1, 3_000 // count)

    def work() -> None:
        for _ in range(times):
            load()

    load = _load(url, item, count)
    return best(work) / (count * times)


def columns(folder: str, count: int) -> float:
    url, item = _table(folder, count, 2_000)
    return best(_load(url, item, 2_000)) / (2_000 * count)


def classes(folder: str, count: int) -> float:
    class Root(SQLModel, registry=registry()):
        pass

    class Event(Root, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(default=None)

    made = []
    for number in range(count):
        body = {"__module__": __name__, "__tablename__": f"kind{number}", "__annotations__": {"size": int}}
        body["__mapper_args__"] = {"polymorphic_identity": f"kind{number}"}
        made.append(type(SQLModel)(f"Kind{number}", (Event,), body))
    engine = create_engine(f"sqlite:///{Path(folder) / f'classes{count}.db'}")
    Root.metadata.create_all(engine)
    total = 4_000
    with Session(engine) as session:
        session.add_all(made[number % count](size=number) for number in range(total))
        session.commit()

    def work() -> None:
        with Session(engine) as session:
            assert len(session.exec(select(Event)).all()) == total

    return best(work) / total


def parameters(folder: str, count: int) -> float:
    url, item = _table(folder, 3, 10)
    engine = create_engine(url)
    times = max(1, 2_000 // count)

    def work() -> None:
        for _ in range(times):
            with Session(engine) as session:
                session.exec(select(item.id).where(col(item.id).in_(range(count)))).all()

    return best(work) / (count * times)


def tasks(folder: str, count: int) -> float:
    from sqlmodel_rs.ext.asyncio import create_async_engine
    from sqlmodel_rs.ext.asyncio.session import AsyncSession

    url, item = _table(folder, 10, 1_000)
    calls = max(count, 500)

    async def run() -> float:
        engine = create_async_engine(url, pool_size=10, max_overflow=0, pool_timeout=120)

        async def task(first: int) -> None:
            for number in range(first, calls, count):
                async with AsyncSession(engine) as session:
                    assert (await session.get(item, number % 1_000 + 1)).id == number % 1_000 + 1

        async def all_of_them() -> None:
            await asyncio.gather(*[task(first) for first in range(count)])

        await all_of_them()
        found = []
        for _ in range(3):
            started = time.process_time()
            await all_of_them()
            found.append(time.process_time() - started)
        await engine.dispose()
        return min(found)

    return asyncio.run(run()) / calls


def threads(folder: str, count: int) -> float:
    """Return the clock's seconds that a row costs when so many threads read: SQLite sorts without Python's lock."""
    url, item = _table(folder, 10, 20_000)
    engine = create_engine(url, pool_size=count)
    page = select(item).order_by((col(item.c0) * 7919) % 20_011).limit(20)
    reads = 48

    def read(first: int) -> None:
        for _ in range(first, reads, count):
            with Session(engine) as session:
                assert len(session.exec(page).all()) == 20

    def work() -> float:
        running = [threading.Thread(target=read, args=(first,)) for first in range(count)]
        started = time.perf_counter()
        for one in running:
            one.start()
        for one in running:
            one.join()
        return time.perf_counter() - started

    return min(work() for _ in range(8)) / (reads * 20_000)


def models(folder: str, count: int) -> float:
    """Return what a class of ten fields costs, in a process of its own, as classes live as long as it."""
    program = (
        "import time\nfrom sqlmodel_rs import Field, SQLModel\n"
        "fields = {'id': int | None, **{f'c{n}': str for n in range(9)}}\n"
        "def declare(name):\n"
        "    body = {'__module__': 'm', '__annotations__': fields, 'id': Field(default=None, primary_key=True)}\n"
        "    type(SQLModel)(name, (SQLModel,), body, table=True)\n"
        "declare('First')\nstarted = time.process_time()\n"
        f"for n in range({count}):\n    declare(f'Model{{n}}')\nprint(time.process_time() - started)"
    )
    found = []
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        found.append(float(done.stdout))
    return min(found) / count


CURVES = {
    "rows": Curve("Rows", "loaded row of ten columns", (100, 1_000, 10_000, 100_000, 1_000_000), 3, rows),
    "columns": Curve("Columns", "loaded cell", (5, 10, 20, 50, 100, 200), 3, columns),
    "classes": Curve("Classes of a joined hierarchy", "loaded row", (2, 5, 10, 20, 50), 3, classes),
    "parameters": Curve("Parameters", "parameter of IN", (1, 10, 100, 1_000, 10_000, 32_766), 4, parameters),
    "tasks": Curve("Tasks", "read by key, ten connections", (1, 4, 16, 64, 250, 1_000), 3, tasks),
    "threads": Curve("Threads", "sorted row, by the clock", (1, 2, 4, 8, 16), 2, threads),
    "models": Curve("Models", "declared class of ten fields", (10, 50, 200, 500, 2_000), 3, models),
}


def draw(curve: Curve, found: dict[int, float], path: Path) -> None:
    """Write the picture of a curve."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": curve.title, "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 2.6))
    axes.plot(list(found), [value * 1e6 for value in found.values()], marker="o")
    axes.set(xscale="log", xlabel=curve.title.lower(), ylabel=f"µs a {curve.unit}")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)


def table(curve: Curve, found: dict[int, float]) -> str:
    """Return a curve as a Markdown table."""
    heads = " | ".join(f"{at:,}".replace(",", " ") for at in found)
    cells = " | ".join(f"{value * 1e6:.3g}" if value < 1e-3 else f"{value * 1e6:.0f}" for value in found.values())
    return f"| {curve.title.lower()} | {heads} |\n|---|{'---:|' * len(found)}\n| µs a {curve.unit} | {cells} |\n"


def insert(page: Path, name: str, shown: str) -> None:
    """Replace what stands on a page between a curve's mark and the next `<!-- end -->`."""
    text = page.read_text(encoding="utf-8")
    mark = f"<!-- {name} -->\n"
    before, _, rest = text.partition(mark)
    _, end, after = rest.partition("<!-- end -->")
    if not end:
        raise SystemExit(f"{page} has no {mark.strip()} with an end")
    picture = f"![{CURVES[name].title}]({page.stem}/{name}.svg)\n"
    page.write_text(f"{before}{mark}{shown}\n{picture}{end}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", nargs="+", default=list(CURVES), choices=list(CURVES))
    parser.add_argument("--write", type=Path, metavar="PAGE")
    arguments = parser.parse_args()
    for name in arguments.only:
        curve = CURVES[name]
        points = curve.points if arguments.full else curve.points[: curve.short]
        with tempfile.TemporaryDirectory() as folder:
            found = {at: curve.measure(folder, at) for at in points}
        shown = table(curve, found)
        print(shown, flush=True)
        if arguments.write:
            pictures = arguments.write.with_suffix("")
            pictures.mkdir(exist_ok=True)
            draw(curve, found, pictures / f"{name}.svg")
            insert(arguments.write, name, shown)


if __name__ == "__main__":
    main()
