"""What each row of the comparison is to reach, and how a measured row is judged. Knows no contender's code."""

from dataclasses import dataclass

SQLITE, POSTGRESQL, MYSQL = "sqlite", "postgresql", "mysql"


@dataclass(frozen=True)
class Goal:
    """At most `raw` times the raw driver's figure, SQLModel's at least `times` ours, ours at most `most`."""

    raw: float | None = None
    times: float | None = None
    most: float | None = None

    def judge(self, raw: float | None, theirs: float | None, ours: float | None) -> str:
        """Return the verdict on figures of which smaller is better; one that was not measured is not judged."""
        if ours is None:
            return "not measured"
        short = []
        missing = []
        for bound, other, name in ((self.raw, raw, "raw"), (self.times, theirs, "times")):
            if bound is None:
                continue
            if other is None:
                missing.append(name)
            elif name == "raw" and ours / other > bound:
                short.append(f"{ours / other:.2f} of raw")
            elif name == "times" and other / ours < bound:
                short.append(f"{other / ours:.1f} times")
        if self.most is not None and ours > self.most:
            short.append(f"{ours:.2f} > {self.most:g}")
        if short:
            return "not reached: " + ", ".join(short)
        return "reached" + "".join(f" ({name} not measured)" for name in missing)

    def __str__(self) -> str:
        shown = [
            f"<= {self.raw:g}" if self.raw is not None else "-",
            f">= {self.times:g}" if self.times is not None else "-",
        ]
        return " / ".join(shown) + (f" (<= {self.most:g})" if self.most is not None else "")


NONE = Goal()

#: By scenario and database: the ratio to the raw driver, and how many times SQLModel.
GOALS: dict[str, dict[str, Goal]] = {
    "get_by_key": {SQLITE: Goal(1.5, 14), POSTGRESQL: Goal(1.1, 5), MYSQL: Goal(0.8, 4)},
    "get_same_session": {SQLITE: Goal(1.2, 14), POSTGRESQL: Goal(1.0, 3), MYSQL: Goal(0.5, 4)},
    "filter_page": {SQLITE: Goal(1.0, 5), POSTGRESQL: Goal(1.0, 4), MYSQL: Goal(0.9, 2)},
    "load_all": {SQLITE: Goal(1.2, 16), POSTGRESQL: Goal(0.75, 10), MYSQL: Goal(0.25, 12)},
    "joined": {SQLITE: Goal(1.5, 8), POSTGRESQL: Goal(1.0, 7), MYSQL: Goal(0.4, 6)},
    "relation": {SQLITE: Goal(1.5, 10), POSTGRESQL: Goal(1.0, 7), MYSQL: Goal(0.4, 7)},
    "single_insert": {SQLITE: Goal(1.5, 6), POSTGRESQL: Goal(1.1, 2), MYSQL: Goal(1.1, 2)},
    "bulk_insert": {SQLITE: Goal(1.6, 9), POSTGRESQL: Goal(1.0, 9), MYSQL: Goal(0.8, 6)},
    "update": {SQLITE: Goal(1.8, 8), POSTGRESQL: Goal(1.1, 2), MYSQL: Goal(1.1, 2)},
    "aggregate": {SQLITE: Goal(1.0, 6), POSTGRESQL: Goal(1.0, 4), MYSQL: Goal(1.0, 2)},
    # Ours is to stay at five microseconds: a tenth of what SQLAlchemy needs with its compiled cache.
    "build": {name: Goal(times=10, most=5) for name in (SQLITE, POSTGRESQL, MYSQL)},
    "build_uncached": {name: Goal(times=40) for name in (SQLITE, POSTGRESQL, MYSQL)},
    "async_get": {SQLITE: Goal(0.5, 8), POSTGRESQL: Goal(1.0, 5), MYSQL: Goal(times=4)},
    "concurrent_get": {SQLITE: NONE, POSTGRESQL: Goal(0.5, 6), MYSQL: Goal(times=7)},
    "web_get": {SQLITE: Goal(times=2.5), POSTGRESQL: Goal(1.0, 2), MYSQL: NONE},
    "hierarchy": {SQLITE: Goal(times=10), POSTGRESQL: Goal(times=8), MYSQL: Goal(times=8)},
    "hierarchy_single": {SQLITE: Goal(times=10), POSTGRESQL: Goal(times=8), MYSQL: Goal(times=8)},
    "hierarchy_insert": {name: Goal(times=5) for name in (SQLITE, POSTGRESQL, MYSQL)},
    # A row of the second may not cost more than one of the first.
    "hierarchy_few": dict.fromkeys((SQLITE, POSTGRESQL, MYSQL), NONE),
    "hierarchy_wide": dict.fromkeys((SQLITE, POSTGRESQL, MYSQL), NONE),
}

#: Of a whole process, by what `benchmarks.figures` measures: `raw` is pydantic's figure, or Django's for memory.
FIGURES: dict[str, Goal] = {
    "import": Goal(most=40),
    "models": Goal(raw=1.5),
    "memory": Goal(raw=1.0, times=1 / 0.6),
    "library": Goal(most=7),
}
