"""What the listeners of sessions are told, in which order and with what."""

import os
import pickle
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    loading,
    make_transient,
    make_transient_to_detached,
    mapped_column,
    merge_frozen_result,
    relationship,
    scoped_session,
    selectinload,
    sessionmaker,
)
from sqlalchemy.orm.interfaces import UserDefinedOption


class B(DeclarativeBase):
    pass


class Team(B):
    __tablename__ = "evs_team"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str | None] = mapped_column(sa.String(20))
    heroes: Mapped[list["Hero"]] = relationship(back_populates="team", cascade="all, delete-orphan", order_by="Hero.id")

    def __repr__(self):
        return f"Team {self.__dict__.get('id')}"


class Hero(B):
    __tablename__ = "evs_hero"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("evs_team.id"))
    name: Mapped[str | None] = mapped_column(sa.String(20))
    bio: Mapped[str | None] = mapped_column(sa.String(20), deferred=True)
    team: Mapped[Team | None] = relationship(back_populates="heroes")

    def __repr__(self):
        return f"Hero {self.__dict__.get('id')}"


STATES = """transient_to_pending pending_to_transient pending_to_persistent loaded_as_persistent persistent_to_detached
    persistent_to_deleted deleted_to_detached deleted_to_persistent detached_to_persistent persistent_to_transient
    before_attach after_attach""".split()
TRANSACTIONS = """before_flush after_flush after_flush_postexec before_commit after_commit after_rollback
    after_soft_rollback after_begin after_transaction_create after_transaction_end after_bulk_update
    after_bulk_delete""".split()


def kind(argument):
    if isinstance(argument, (Team, Hero)):
        return repr(argument)
    if isinstance(argument, Session):
        return "session"
    if argument is None or isinstance(argument, (bool, int, str)):
        return repr(argument)
    name = type(argument).__name__
    if name == "SessionTransaction":
        parent = argument.parent is not None
        return f"transaction(nested={argument.nested}, parent={parent})"
    return {"UOWTransaction": "context", "FlushContext": "context", "Connection": "connection"}.get(name, "object")


heard = []


def printing(name):
    def listener(*arguments):
        heard.append((name, " ".join(map(kind, arguments))))

    return listener


def unordered(told):
    name = told[0]
    return name.rpartition("_to_")[2] if "_to_" in name or name.startswith("loaded") else told


def heading(text):
    # Objects of one flush, rollback or load come in no order that is promised.
    for _, together in groupby(heard, unordered):
        for told in sorted(together):
            print("   ", *told)
    heard.clear()
    print("#", text)


e = sa.create_engine(os.environ["APPLICATION_DATABASE"])
B.metadata.create_all(e)


class Watched(Session):
    pass


for name in (*STATES, *TRANSACTIONS):
    event.listen(Watched, name, printing(name))


with Watched(e) as s:
    heading("add")
    team = Team(id=1, name="a", heroes=[Hero(id=1, name="x"), Hero(id=2, name="y")])
    s.add(team)
    heading("add again")
    s.add(team)
    heading("flush")
    s.flush()
    heading("cascade")
    team.heroes.append(Hero(id=3, name="z"))
    heading("expunge of a pending one")
    other = Team(id=9)
    s.add(other)
    s.expunge(other)
    heading("commit")
    s.commit()
    heading("read")
    print(team.name, len(team.heroes))
    heading("savepoint released")
    with s.begin_nested():
        team.name = "b"
    heading("savepoint rolled back")
    nested = s.begin_nested()
    late = Team(id=5)
    s.add(late)
    s.flush()
    nested.rollback()
    heading("rollback of a new one")
    fresh = Team(id=6)
    s.add(fresh)
    s.flush()
    pending = Team(id=7)
    s.add(pending)
    s.rollback()
    heading("orphan")
    gone = team.heroes.pop()
    s.flush()
    heading("revived")
    s.rollback()
    heading("deleted, committed")
    s.delete(team.heroes[-1])
    s.flush()
    s.commit()
    heading("expunge, add, expunge_all")
    s.expunge(team)
    s.add(team)
    s.expunge_all()
    heading("loaded")
    team = s.scalars(sa.select(Team).options(selectinload(Team.heroes))).one()
    heading("transient")
    hero = team.heroes[0]
    make_transient(hero)
    heading("to detached")
    known = Hero(id=2)
    make_transient_to_detached(known)
    heading("bulk")
    s.execute(sa.update(Hero).where(Hero.id == 2).values(name="n"))
    s.execute(sa.delete(Hero).where(Hero.id == 77))
    s.query(Hero).filter(Hero.id == 2).update({"name": "o"})
    s.query(Hero).filter(Hero.id == 77).delete()
    heading("get")
    s.get(Hero, 2)
    s.get(Hero, 2)
    heading("merge")
    s.merge(Team(id=1, name="m"))
    eight = s.merge(Team(id=8, name="new"))
    s.flush()
    heading("close")

heading("begin")
with sessionmaker(e, class_=Watched).begin() as s:
    heading("inside")
heading("failing")
s = Watched(e)
s.add(Team(id=1))
try:
    s.flush()
except sa.exc.IntegrityError:
    print("refused")
heading("rollback after it")
s.rollback()
heading("merely marked")
marked = s.get(Team, 1)
s.delete(marked)
s.rollback()
heading("deleted, closed")
doomed = s.get(Team, 1)
s.delete(doomed)
s.flush()
s.close()
heading("nothing to roll back")
s.rollback()
s.commit()
s.close()

# --- targets
heading("targets")


def note(text):
    def heard(session):
        print("   ", text)

    return heard


made = sessionmaker(e)
event.listen(made, "before_commit", note("factory"))
scope = scoped_session(made)
event.listen(scope, "before_commit", note("scoped"))
one = made()
event.listen(one, "before_commit", note("instance"))
everybody = note("every session")
event.listen(Session, "before_commit", everybody)
event.listen(Session, "before_commit", note("once"), once=True)
event.listen(Session, "before_commit", note("first"), insert=True)


@event.listens_for(Session, "after_attach", named=True)
def attached(**named):
    print("   ", "named", sorted(named))


one.add(Team(id=20))
one.commit()
scope.commit()
print(event.contains(Session, "before_commit", everybody))
event.remove(Session, "before_commit", everybody)
print(event.contains(Session, "before_commit", everybody))
event.remove(Session, "after_attach", attached)
Session(e).commit()
try:
    event.listen(Session, "before_nothing", everybody)
except sa.exc.InvalidRequestError as error:
    print("before_nothing" in str(error))

# --- do_orm_execute
heading("do_orm_execute")
with Session(e, expire_on_commit=True) as s:
    s.add(Team(id=30, name="q", heroes=[Hero(id=31), Hero(id=32)]))
    s.commit()

FLAGS = """is_select is_insert is_update is_delete is_orm_statement is_column_load is_relationship_load
    is_from_statement is_executemany""".split()


class Executing(Session):
    pass


@event.listens_for(Executing, "do_orm_execute")
def executing(state):
    true = [flag for flag in FLAGS if getattr(state, flag)]
    path = state.loader_strategy_path
    mapper = state.bind_mapper.class_.__name__ if state.bind_mapper is not None else None
    print("   ", *true, mapper, path is not None, [m.class_.__name__ for m in state.all_mappers])


with Executing(e) as s:
    heading("get, miss and hit")
    team = s.get(Team, 30)
    s.get(Team, 30)
    s.get(Team, 31)
    heading("relationship")
    print(len(team.heroes))
    heading("relationship from memory")
    print(team.heroes[0].team is team)
    heading("expired")
    s.expire(team)
    print(team.name)
    heading("refresh")
    s.refresh(team)
    heading("deferred")
    print(team.heroes[0].bio)
    heading("selectin")
    s.expire_all()
    s.scalars(sa.select(Team).where(Team.id == 30).options(selectinload(Team.heroes))).all()
    heading("statements")
    s.execute(sa.text("SELECT 1"))
    s.execute(sa.select(Team.id))
    s.execute(sa.update(Team).where(Team.id == 30).values(name="r"))
    s.execute(sa.insert(Team), [{"id": 40}, {"id": 41}])
    s.execute(sa.delete(Team).where(Team.id.in_([40, 41])))
    s.scalar(sa.select(sa.func.count()).select_from(Team))
    heading("flush")
    s.add(Team(id=42))
    s.flush()

heading("replaced")
with Session(e) as s:

    @event.listens_for(s, "do_orm_execute")
    def replacing(state):
        if not state.is_select:
            return None
        state.update_execution_options(marked=True)
        state.statement = state.statement.order_by(Team.id.desc()).limit(2)
        result = state.invoke_statement()
        print("    marked", state.local_execution_options.get("marked"))
        return result

    print(s.scalars(sa.select(Team)).all())

with Session(e) as s:

    @event.listens_for(s, "do_orm_execute", retval=True)
    def frozen(state):
        held = state.invoke_statement(execution_options={"kept": 1}).freeze()
        return held()

    print(s.execute(sa.select(Team.id).order_by(Team.id)).all())
    s.rollback()


class Kept(UserDefinedOption):
    """Results with this option are kept, and taken over by other sessions."""

    def __init__(self, region):
        self.region = region


kept, texts = {}, {}
Keeping = sessionmaker(e)


@event.listens_for(Keeping, "do_orm_execute")
def keep(state):
    for option in state.user_defined_options:
        key = state.statement._generate_cache_key().to_offline_string(texts, state.statement, state.parameters or {})
        found = (option.region, key) in kept
        print("   ", "kept" if found else "asked", option.region)
        if not found:
            kept[option.region, key] = pickle.dumps(state.invoke_statement().freeze())
        frozen = pickle.loads(kept[option.region, key])
        return merge_frozen_result(state.session, state.statement, frozen, load=False)()


heading("kept results")
with Keeping() as s:
    s.add_all([Team(id=81, name="a", heroes=[Hero(id=81, name="x"), Hero(id=82, name="y")]), Team(id=82, name="b")])
    s.commit()
by_name = sa.select(Team).where(Team.name == "a", Team.id > 80).options(Kept("teams"))
for _ in range(2):
    with Keeping() as s:
        team = s.execute(by_name).scalar_one()
        print(team.name, team in s, [hero.name for hero in team.heroes])
        team.name = "a"
        s.commit()
with Keeping() as s:
    print([team.name for team in s.scalars(sa.select(Team).where(Team.id == 82).options(Kept("teams")))])
    pairs = sa.select(Hero.name, Team).join(Hero.team).where(Team.id == 81).order_by(Hero.id).options(Kept("pairs"))
    for _ in range(2):
        print([(row.name, row.Team.name) for row in s.execute(pairs)])
with Session(e) as s, Session(e) as other:
    held = other.get(Team, 81)
    both = sa.select(Team, Team.name).where(Team.id > 80).order_by(Team.id)
    result = loading.merge_frozen_result(other, both, s.execute(both).freeze())
    print([(team is held, name) for team, name in result()], result().first()[1])

with Session(e) as s:
    s.execute(sa.delete(Hero))
    s.execute(sa.delete(Team))
    s.commit()
B.metadata.drop_all(e)
