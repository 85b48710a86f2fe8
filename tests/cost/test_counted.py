"""Counted costs: calls of Python functions, crossings into the engine, tracked objects and statements, no clocks.

The counts of an operation are those of CPython 3.11, with room for other versions; what a row adds is exact.
"""

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, event, select
from sqlmodel_rs.orm import events, joinedload, selectinload
from sqlmodel_rs.orm.registry import registry

ROWS = 60


class Root(SQLModel, registry=registry()):
    pass


class Team(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(Root, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


class Person(Root, table=True):
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=None)


class Engineer(Person):
    __tablename__ = "engineer"
    __mapper_args__ = {"polymorphic_identity": "engineer"}
    language: str


class Counted:
    """What ran while `counting` was on."""

    def __init__(self) -> None:
        self.calls = 0
        self.crossings: Counter[str] = Counter()

    def __call__(self, frame: Any, happened: str, about: Any) -> None:
        if happened == "call":
            self.calls += 1
        elif happened == "c_call":
            owner = type(getattr(about, "__self__", None)).__module__
            if "_native" in owner or "_native" in (getattr(about, "__module__", None) or ""):
                self.crossings[about.__name__] += 1


def count(work: Callable[[], object]) -> Counted:
    """Run work that has run twice before, and count."""
    work()
    work()
    counted = Counted()
    gc.collect()
    gc.disable()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    counted.calls -= 1  # the work itself
    return counted


@pytest.fixture(autouse=True)
def unheard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nobody listen: the classes of other tests, while they are in memory, may have listeners."""
    for known in ("_class_listeners", "_session_listeners"):
        monkeypatch.setattr(events, known, WeakKeyDictionary())
    monkeypatch.setattr(events, "_everywhere", events.ClassListeners())
    event.Listeners.changes += 1
    yield
    event.Listeners.changes += 1


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = create_engine(f"sqlite:///{tmp_path_factory.mktemp('cost') / 'cost.db'}")
    Root.metadata.create_all(made)
    with Session(made) as session:
        session.add_all([Team(name=f"team {number}") for number in range(2 * ROWS)])
        session.flush()
        session.add_all([Hero(name=f"hero {n}", age=n, team_id=n % ROWS + 1) for n in range(4 * ROWS)])
        session.add_all([Engineer(language="Python") if n % 2 else Person() for n in range(4 * ROWS)])
        session.commit()
    yield made
    made.dispose()


def load(engine: Any, statement: Any, limit: int) -> Callable[[], None]:
    def work() -> None:
        with Session(engine) as session:
            assert len(session.exec(statement.limit(limit)).all()) == limit

    return work


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        ("rows", select(Hero)),
        ("rows with their parent", select(Hero).options(joinedload(Hero.team))),
        ("a joined hierarchy", select(Person)),
    ],
)
def test_a_row_costs_no_call_and_no_crossing(engine: Any, what: str, statement: Any) -> None:
    few, many = count(load(engine, statement, ROWS)), count(load(engine, statement, 2 * ROWS))
    assert many.calls == few.calls
    assert many.crossings == few.crossings


def test_a_member_of_a_collection_costs_no_call(engine: Any) -> None:
    """The teams stay as many; the heroes become twice as many."""
    statement = select(Team).where(Team.id <= ROWS).options(selectinload(Team.heroes))

    def counted(age: int) -> Counted:
        chosen = select(Team).where(Team.id <= ROWS).options(selectinload(Team.heroes.and_(Hero.age < age)))
        return count(load(engine, chosen, ROWS))

    few, many = counted(2 * ROWS), counted(4 * ROWS)
    assert many.calls == few.calls
    assert count(load(engine, statement, ROWS)).calls > 0


@pytest.mark.parametrize(
    ("statement", "tracked"),
    [(select(Hero), 1), (select(Person), 1), (select(Hero).options(joinedload(Hero.team)), 1)],
)
def test_a_loaded_row_is_one_object_for_the_collector(engine: Any, statement: Any, tracked: int) -> None:
    def objects(limit: int) -> int:
        with Session(engine) as session:
            gc.collect()
            before = len(gc.get_objects())
            rows = session.exec(statement.limit(limit)).all()
            made = len(gc.get_objects()) - before
            teams = {id(row.team) for row in rows if "team" in row.__dict__} if isinstance(rows[0], Hero) else set()
            return made - len(teams)

    objects(2)
    assert objects(4 * ROWS) - objects(2 * ROWS) == tracked * 2 * ROWS


def one_get(engine: Any) -> Callable[[], None]:
    def work() -> None:
        with Session(engine) as session:
            assert session.get(Hero, 7) is not None

    return work


def one_insert(engine: Any) -> Callable[[], None]:
    def work() -> None:
        with Session(engine) as session:
            session.add(Team(name="new"))
            session.commit()

    return work


def one_update(engine: Any) -> Callable[[], None]:
    def work() -> None:
        with Session(engine) as session:
            hero = session.get(Hero, 7)
            hero.age += 1
            session.commit()

    return work


def one_page(engine: Any) -> Callable[[], None]:
    return load(engine, select(Hero).where(Hero.age > 3).order_by(Hero.name), 20)


#: Calls of Python functions, crossings, statements.
BUDGETS = {one_get: (26, 7, 1), one_insert: (76, 14, 1), one_update: (72, 13, 2), one_page: (40, 8, 1)}


@pytest.mark.parametrize("operation", BUDGETS, ids=lambda one: one.__name__)
def test_an_operation_stays_within_its_budget(engine: Any, operation: Callable[[Any], Callable[[], None]]) -> None:
    calls, crossings, statements = BUDGETS[operation]
    counted = count(operation(engine))
    assert counted.calls <= calls
    assert counted.crossings.total() <= crossings, counted.crossings
    sent: list[str] = []

    def note(*given: Any) -> None:
        sent.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        operation(engine)()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(sent) == statements, sent
