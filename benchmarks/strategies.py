"""What an inheritance strategy costs: the same hierarchy, three tables of classes, stored in each of the three ways.

`python -m benchmarks.strategies [--rows 9000] [--rounds 5] [URL ...]` prints a Markdown table for each database:
milliseconds and statements of one operation, the best of the rounds, which run the strategies in turn. On SQLite, which
works in this process, they are processor time, on a server they are what passes.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

from sqlmodel_rs import Field, Session, SQLModel, create_engine, event, select, update
from sqlmodel_rs.orm.registry import registry

STRATEGIES = ("single", "joined", "concrete")


def declare(strategy: str) -> Any:
    """Return the classes of a hierarchy that is stored in one way: its metadata, its base and three below it."""

    class Root(SQLModel, registry=registry()):
        pass

    concrete = strategy == "concrete"
    polymorphic = {} if concrete else {"polymorphic_on": "kind", "polymorphic_identity": "item"}

    class Item(Root, table=True, inheritance="concrete" if concrete else None):
        __mapper_args__ = polymorphic
        id: int | None = Field(default=None, primary_key=True)
        kind: str | None = Field(default=None, max_length=10)
        title: str = Field(max_length=40)
        price: int

    def below(name: str) -> Any:
        body: dict[str, Any] = {"__module__": __name__, "__annotations__": {}}
        if strategy != "single":
            body["__tablename__"] = name.lower()
        if not concrete:
            body["__mapper_args__"] = {"polymorphic_identity": name.lower()}
        for column in ("first", "second", "third"):
            body["__annotations__"][f"{name.lower()}_{column}"] = int
        return type(SQLModel)(name, (Item,), body, **({"table": True} if strategy != "single" else {}))

    return Root.metadata, Item, [below(name) for name in ("Book", "Film", "Song")]


def fill(classes: list[Any], rows: int) -> list[Any]:
    """Make objects of the classes in turn."""
    made = []
    for number in range(rows):
        cls = classes[number % len(classes)]
        own = {f"{cls.__name__.lower()}_{column}": number for column in ("first", "second", "third")}
        made.append(cls(title=f"title {number}", price=number, **own))
    return made


def operations(engine: Any, base: Any, classes: list[Any], rows: int) -> dict[str, Callable[[], Any]]:
    """Return what is measured, in its order, by its name in the table."""
    book = classes[0]

    def insert() -> None:
        with Session(engine) as session:
            session.add_all(fill(classes, rows))
            session.commit()

    def load(statement: Any) -> Callable[[], None]:
        def run() -> None:
            with Session(engine) as session:
                session.exec(statement).all()

        return run

    def change() -> None:
        with Session(engine) as session:
            for one in session.exec(select(book).order_by(book.id).limit(500)):
                one.price += 1
                one.book_first += 1
            session.commit()

    def in_one_statement() -> None:
        with Session(engine) as session:
            session.exec(update(book).where(book.book_first >= 0).values(price=book.price + 1))
            session.commit()

    return {
        f"add {rows} objects": insert,
        "load them all from the base": load(select(base)),
        "load one of the classes": load(select(book)),
        "a page of 20 from the base": load(select(base).order_by(base.title).limit(20)),
        "find one by a column of its class": load(select(book).where(book.book_first == 300)),
        "change 500 objects": change,
        "UPDATE of one class": in_one_statement,
    }


def measure(url: str, rows: int, rounds: int) -> dict[str, dict[str, tuple[float, int]]]:
    """Return milliseconds and statements by operation and strategy."""
    clock = time.process_time if url.startswith("sqlite") else time.perf_counter
    times: dict[str, dict[str, list[float]]] = {}
    counts: dict[str, dict[str, int]] = {}
    for _ in range(rounds):
        for strategy in STRATEGIES:
            metadata, base, classes = declare(strategy)
            engine = create_engine(url)
            metadata.drop_all(engine)
            metadata.create_all(engine)
            sent: list[str] = []
            event.listen(engine, "before_cursor_execute", lambda *given, sent=sent: sent.append(given[2]))
            for name, operation in operations(engine, base, classes, rows).items():
                sent.clear()
                started = clock()
                operation()
                spent = (clock() - started) * 1000
                times.setdefault(name, {}).setdefault(strategy, []).append(spent)
                counts.setdefault(name, {})[strategy] = len(sent)
            metadata.drop_all(engine)
            engine.dispose()
    return {name: {key: (min(found), counts[name][key]) for key, found in by.items()} for name, by in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=9000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("urls", nargs="*", default=["sqlite://"])
    arguments = parser.parse_args()
    for url in arguments.urls:
        print(f"\n| {url.partition(':')[0]} | {' | '.join(STRATEGIES)} |\n|---|{'---|' * len(STRATEGIES)}")
        for name, cells in measure(url, arguments.rows, arguments.rounds).items():
            shown = (f"{cells[key][0]:.1f} ms, {cells[key][1]}" for key in STRATEGIES)
            print(f"| {name} | {' | '.join(shown)} |")


if __name__ == "__main__":
    main()
