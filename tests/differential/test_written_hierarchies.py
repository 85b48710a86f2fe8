"""Random changes of a three-level hierarchy, by statements, objects and `become()`, against plain dicts."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sqlmodel_rs import create_engine, delete, insert, select, update
from sqlmodel_rs.dialects.sqlite import insert as sqlite_insert
from sqlmodel_rs.sa.orm import Session

from ..inheritance.written import Boss, Coder, Lead, Staff, Trainee, Written

CLASSES = {"staff": Staff, "coder": Coder, "lead": Lead, "boss": Boss, "trainee": Trainee}
ABOVE = {"staff": [], "coder": ["staff"], "lead": ["coder", "staff"], "boss": ["staff"], "trainee": ["staff"]}
#: What each class adds, and what it starts with.
OWN: dict[str, dict[str, Any]] = {
    "staff": {"name": "?"}, "coder": {"level": 0}, "lead": {"bonus": 0}, "boss": {"budget": 1},
    "trainee": {"school": "s"},
}  # fmt: skip
NUMBERS = {"level", "bonus", "budget"}

kinds = st.sampled_from(list(CLASSES))
numbers = st.integers(0, 3)
names = st.sampled_from(["a", "b", "c"])


def attributes(kind: str) -> dict[str, Any]:
    return {key: value for one in [*reversed(ABOVE[kind]), kind] for key, value in OWN[one].items()}


def is_a(row: dict[str, Any], kind: str) -> bool:
    return row["type"] == kind or kind in ABOVE[row["type"]]


@st.composite
def changes(draw):
    kind = draw(kinds)
    known = sorted(attributes(kind))

    def value(attr):
        return draw(numbers if attr in NUMBERS else names)

    where = draw(st.sampled_from([None, *known]))
    condition = None if where is None else (where, value(where))
    what = draw(st.sampled_from(["upsert", "become", "insert", "update", "add", "delete"]))
    chosen = draw(st.lists(st.sampled_from(known), unique=True, min_size=1, max_size=3))
    values = {attr: value(attr) for attr in chosen}
    computed = draw(st.booleans())
    email = draw(st.sampled_from(["1@x", "2@x", "3@x"]))
    return what, kind, condition, values, computed, email


class Plain:
    """The rows as dicts by email, changed as the words say."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    def matching(self, kind: str, condition: Any) -> list[dict[str, Any]]:
        return [
            row
            for row in self.rows.values()
            if is_a(row, kind) and (condition is None or row[condition[0]] == condition[1])
        ]

    def insert(self, kind: str, email: str, values: dict[str, Any]) -> bool:
        if email in self.rows:
            return False
        self.rows[email] = {"type": kind, **attributes(kind), **values}
        return True


def needed(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    return {**{key: attributes(kind)[key] for key in ("budget", "school") if key in attributes(kind)}, **values}


def change(session: Session, plain: Plain, what: str, kind: str, condition, values, computed: bool, email: str) -> None:
    cls: Any = CLASSES[kind]
    if what in ("insert", "add"):
        if plain.insert(kind, email, needed(kind, values)):
            given = {"email": email, **needed(kind, values)}
            if what == "add":
                session.add(cls(**given))
                session.flush()
            else:
                assert session.execute(insert(cls), [given]).rowcount == 1
        return
    if what == "upsert":
        row = plain.rows.get(email)
        if row is not None and not is_a(row, kind):
            return
        statement = sqlite_insert(cls).values(email=email, **needed(kind, values))
        statement = statement.on_conflict_do_update(
            index_elements=["email"], set_={attr: statement.excluded[attr] for attr in values}
        )
        assert session.execute(statement).rowcount == 1
        if kind in ("staff", "trainee"):
            # One statement to one table: what it met nobody knows, here as in SQLAlchemy.
            session.expire_all()
        if row is None:
            plain.insert(kind, email, needed(kind, values))
        else:
            row.update(values)
        return
    if what == "become":
        row = plain.rows.get(email)
        if row is not None:
            one = session.execute(select(Staff).where(Staff.email == email)).scalars().one()
            fresh = {key: value for key, value in needed(kind, values).items() if key in attributes(kind)}
            if row["type"] == kind:
                fresh = values
            assert session.become(one, cls, **fresh) is one
            shared = {"staff"} | ({*ABOVE[row["type"]], row["type"]} & {*ABOVE[kind], kind})
            kept = {key: row[key] for above in shared for key in OWN[above] if key in row}
            plain.rows[email] = {"type": kind, **attributes(kind), **kept, **fresh}
        return
    matching = plain.matching(kind, condition)
    where = [] if condition is None else [getattr(cls, condition[0]) == condition[1]]
    if what == "delete":
        assert session.execute(delete(cls).where(*where)).rowcount == len(matching)
        plain.rows = {key: row for key, row in plain.rows.items() if not any(row is one for one in matching)}
        return
    setting = dict(values)
    after = [dict(values) for _ in matching]
    numeric = sorted(NUMBERS & set(attributes(kind)))
    if computed and numeric:
        setting[numeric[0]] = getattr(cls, numeric[-1]) + 1
        for row, new in zip(matching, after, strict=True):
            new[numeric[0]] = row[numeric[-1]] + 1
    assert session.execute(update(cls).where(*where).values(setting)).rowcount == len(matching)
    for row, new in zip(matching, after, strict=True):
        row.update(new)


def found(session: Session) -> dict[str, dict[str, Any]]:
    rows = session.execute(select(Staff)).scalars().all()
    return {
        one.email: {"type": one.type, **{attr: getattr(one, attr) for attr in attributes(one.type)}}
        for one in rows
        if type(one) is CLASSES[one.type]
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(changes(), min_size=5, max_size=15), st.booleans())
def test_every_change_agrees_with_a_plain_model(steps, forget):
    engine = create_engine("sqlite://")
    Written.metadata.create_all(engine)
    plain = Plain()
    with Session(engine) as session:
        for number, kind in enumerate(CLASSES):
            change(session, plain, "add", kind, None, {}, False, f"{number}@x")
        for step in steps:
            change(session, plain, *step)
            # What is in memory follows; what is read anew agrees.
            assert found(session) == plain.rows
            if forget:
                session.expunge_all()
                assert found(session) == plain.rows
        session.commit()
        assert session.audit(Staff) == []
        assert found(session) == plain.rows
    engine.dispose()
