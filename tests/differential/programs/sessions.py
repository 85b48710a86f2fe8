"""The session beside its statements: bulk operations, transactions, states, history; loaded on both libraries."""

from sqlalchemy import ForeignKey, String, delete, func, insert, inspect, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    attributes,
    close_all_sessions,
    make_transient,
    make_transient_to_detached,
    mapped_column,
    object_session,
    relationship,
    scoped_session,
    selectinload,
    sessionmaker,
    was_deleted,
    with_parent,
)
from sqlalchemy.orm.attributes import flag_modified, get_history, instance_state, set_committed_value


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "s_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    nick: Mapped[str | None] = mapped_column(String(20))
    made: Mapped[int] = mapped_column(server_default=text("5"))
    filled: Mapped[str | None] = mapped_column(String(20), default="d", onupdate="u")
    addresses: Mapped[list["Address"]] = relationship(back_populates="user", order_by="Address.id")


class Address(Base):
    __tablename__ = "s_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("s_user.id"))
    user: Mapped[User | None] = relationship(back_populates="addresses")


def no_number():
    raise ZeroDivisionError("no number")


class Counted(Base):
    __tablename__ = "s_counted"

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int] = mapped_column(default=no_number)
    again: Mapped[int | None] = mapped_column(onupdate=no_number)


class Person(Base):
    __tablename__ = "s_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}


class Worker(Person):
    __tablename__ = "s_worker"

    id: Mapped[int] = mapped_column(ForeignKey("s_person.id"), primary_key=True)
    job: Mapped[str | None] = mapped_column(String(20))
    __mapper_args__ = {"polymorphic_identity": "worker"}


def seed(session):
    session.add_all([User(id=1, name="a", nick="n", addresses=[Address(id=1, email="x")]), User(id=2, name="b")])
    session.add(Worker(id=1, name="w", job="j"))


def rows(stage, cls=User):
    table = cls.__table__
    return [tuple(row) for row in stage.session.execute(select(table).order_by(table.c.id))]


def loaded(instance):
    """List what an instance has in memory."""
    return sorted(key for key in inspect(instance).dict if not key.startswith("_"))


# --- bulk
def bulk_save(stage):
    users = [User(id=5, name="e"), User(id=6, name="f")]
    stage.session.bulk_save_objects(users)
    return rows(stage), [inspect(u).transient for u in users], len(list(stage.session))


def bulk_save_defaults(stage):
    users = [User(name="e"), User(name="f")]
    stage.session.bulk_save_objects(users, return_defaults=True)
    return [u.id for u in users], [u.name for u in users]


def bulk_save_no_defaults(stage):
    users = [User(name="e"), User(name="f")]
    stage.session.bulk_save_objects(users)
    return [inspect(u).dict.get("id") for u in users], [loaded(u) for u in users]


def bulk_save_changed(stage):
    user = stage.session.get(User, 1)
    user.name = "z"
    stage.session.bulk_save_objects([user])
    return rows(stage)


def bulk_save_all_columns(stage):
    user = stage.session.get(User, 1)
    stage.session.execute(update(User.__table__).values(nick="other"))
    user.name = "z"
    stage.session.bulk_save_objects([user], update_changed_only=False)
    return [row[:3] for row in rows(stage)]


def bulk_save_unchanged(stage):
    user = stage.session.get(User, 1)
    stage.sent()
    stage.session.bulk_save_objects([user])
    return stage.sent()


def bulk_insert_maps(stage):
    stage.session.bulk_insert_mappings(User, [{"name": "x"}, {"name": "y", "nick": "k"}])
    return rows(stage)


def bulk_insert_maps_defaults(stage):
    values = [{"name": "x"}, {"name": "y", "nick": "k"}]
    stage.session.bulk_insert_mappings(User, values, return_defaults=True)
    return [sorted(value.items()) for value in values]


def bulk_insert_maps_nulls(stage):
    stage.session.bulk_insert_mappings(
        User, [{"name": "x", "nick": None}, {"name": "y", "nick": "k"}], render_nulls=True
    )
    return rows(stage)


def bulk_insert_none(stage):
    stage.session.bulk_insert_mappings(User, [{"id": 7, "name": "x", "made": None, "filled": None}])
    return rows(stage)


def bulk_insert_joined(stage):
    stage.session.bulk_insert_mappings(Worker, [{"name": "x", "job": "1"}, {"name": "y", "job": "2"}])
    return rows(stage, Person), rows(stage, Worker)


def bulk_update_maps(stage):
    stage.session.bulk_update_mappings(User, [{"id": 1, "name": "x"}, {"id": 2, "nick": "k"}])
    return rows(stage)


def bulk_update_missing(stage):
    stage.session.bulk_update_mappings(User, [{"id": 77, "name": "x"}])


def bulk_update_without_key(stage):
    stage.session.bulk_update_mappings(User, [{"name": "x"}])


def bulk_save_relationship(stage):
    stage.session.bulk_save_objects([User(id=9, name="q", addresses=[Address(id=9, email="e")])])
    return rows(stage, Address)


def orm_insert_many(stage):
    stage.session.execute(insert(User), [{"name": "x"}, {"name": "y", "nick": "k"}])
    return rows(stage)


def orm_insert_returning(stage):
    users = stage.session.scalars(
        insert(User).returning(User, sort_by_parameter_order=True), [{"name": "x"}, {"name": "y"}]
    ).all()
    return [(u.id, u.name, u.made, u.filled) for u in users], users[0] in stage.session


def orm_insert_expression(stage):
    stage.session.execute(insert(User).values(name=func.upper("q"), id=8))
    return rows(stage)


def orm_update_many(stage):
    user = stage.session.get(User, 1)
    stage.session.execute(update(User), [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}])
    return rows(stage), user.name


def orm_update_many_where(stage):
    return stage.session.execute(update(User).where(User.id > 0), [{"id": 1, "name": "x"}])


def _synchronised(stage, option):
    user, other = stage.session.get(User, 1), stage.session.get(User, 2)
    stage.session.execute(
        update(User).where(User.name == "a").values(name="z").execution_options(synchronize_session=option)
    )
    stage.sent()
    return inspect(user).dict.get("name"), inspect(other).dict.get("name"), user.name, stage.sent()


def update_evaluate(stage):
    return _synchronised(stage, "evaluate")


def update_fetch(stage):
    return _synchronised(stage, "fetch")


def update_auto(stage):
    return _synchronised(stage, "auto")


def update_unsynchronised(stage):
    return _synchronised(stage, False)


def update_expression_evaluated(stage):
    user = stage.session.get(User, 1)
    stage.session.execute(update(User).where(User.id == 1).values(name=User.name + "!", nick=func.upper(User.nick)))
    return user.name, user.nick


def update_evaluate_impossible(stage):
    stage.session.get(User, 1)
    stage.session.execute(
        update(User)
        .where(func.upper(User.name) == "A")
        .values(name="z")
        .execution_options(synchronize_session="evaluate")
    )


def delete_evaluate(stage):
    user = stage.session.get(User, 2)
    stage.session.execute(delete(User).where(User.name == "b"))
    return user in stage.session, inspect(user).deleted, inspect(user).detached, inspect(user).persistent


def delete_fetch(stage):
    user = stage.session.get(User, 2)
    stage.session.execute(
        delete(User).where(func.lower(User.name) == "b"), execution_options={"synchronize_session": "fetch"}
    )
    return user in stage.session, was_deleted(user)


def update_returning(stage):
    found = stage.session.scalars(update(User).values(nick="q").returning(User)).all()
    return sorted((u.id, u.nick) for u in found)


def delete_returning(stage):
    return stage.session.scalars(delete(User).where(User.id == 2).returning(User.name)).all()


# --- transactions
def _join_mode(stage, mode, end, nested=False, begun=True):
    with stage.engine.connect() as connection:
        if begun:
            outer = connection.begin()
        if nested:
            connection.begin_nested()
        session = Session(connection, join_transaction_mode=mode)
        session.add(User(id=50, name="j"))
        session.flush()
        getattr(session, end)()
        active = outer.is_active if begun else None
        inside = connection.in_transaction(), connection.in_nested_transaction()
        session.close()
        if begun and outer.is_active:
            outer.commit()
        elif connection.in_transaction():
            connection.commit()
    return active, inside, [row[0] for row in rows(stage)]


def join_conditional_commit(stage):
    return _join_mode(stage, "conditional_savepoint", "commit")


def join_conditional_rollback(stage):
    return _join_mode(stage, "conditional_savepoint", "rollback")


def join_conditional_nested_rollback(stage):
    return _join_mode(stage, "conditional_savepoint", "rollback", nested=True)


def join_conditional_nested_commit(stage):
    return _join_mode(stage, "conditional_savepoint", "commit", nested=True)


def join_rollback_only_commit(stage):
    return _join_mode(stage, "rollback_only", "commit")


def join_rollback_only_rollback(stage):
    return _join_mode(stage, "rollback_only", "rollback")


def join_control_commit(stage):
    return _join_mode(stage, "control_fully", "commit")


def join_control_rollback(stage):
    return _join_mode(stage, "control_fully", "rollback")


def join_savepoint_commit(stage):
    return _join_mode(stage, "create_savepoint", "commit")


def join_savepoint_rollback(stage):
    return _join_mode(stage, "create_savepoint", "rollback")


def join_not_begun(stage):
    return _join_mode(stage, "create_savepoint", "commit", begun=False)


def join_conditional_not_begun(stage):
    return _join_mode(stage, "conditional_savepoint", "commit", begun=False)


def join_unknown(stage):
    return Session(stage.engine, join_transaction_mode="other")


def nested(stage):
    session = stage.session
    user = session.get(User, 1)
    first = session.begin_nested()
    user.name = "one"
    second = session.begin_nested()
    user.name = "two"
    session.flush()
    second.rollback()
    third = user.name
    first.commit()
    session.commit()
    return third, user.name, first.is_active, second.nested


def nested_context(stage):
    session = stage.session
    session.add(User(id=10, name="k"))
    try:
        with session.begin_nested():
            session.add(User(id=1, name="again"))
    except Exception as error:
        name = [one.__name__ for one in type(error).__mro__ if one.__name__ == "IntegrityError"]
    session.commit()
    return name, [row[0] for row in rows(stage)]


def begin_twice(stage):
    stage.session.begin()
    stage.session.begin()


def no_autobegin(stage):
    session = Session(stage.engine, autobegin=False)
    session.execute(select(1))


def commit_as_you_go(stage):
    with stage.session.begin():
        stage.session.add(User(id=20, name="k"))
        stage.session.commit()
        stage.session.add(User(id=21, name="k"))


def prepare_without(stage):
    stage.session.begin()
    stage.session.prepare()


def failed_flush(stage):
    stage.session.add(User(id=1, name="double"))
    try:
        stage.session.flush()
    except Exception as error:
        first = [one.__name__ for one in type(error).__mro__ if one.__name__ == "IntegrityError"]
    active = stage.session.is_active
    try:
        stage.session.execute(select(1))
        second = None
    except Exception as error:
        second = type(error).__name__
    return first, second, active


def expire_on_commit_off(stage):
    with Session(stage.engine, expire_on_commit=False) as session:
        user = session.get(User, 1)
        session.commit()
    return loaded(user), user.name


# --- binds
def binds(stage):
    session = Session(binds={User: stage.engine, Address.__table__: stage.engine})
    first = session.get_bind(User) is stage.engine, session.get_bind(mapper=inspect(Address)) is stage.engine
    try:
        session.get_bind(Worker)
    except Exception as error:
        return first, type(error).__name__, str(error)


def bind_unknown(stage):
    return Session().get(User, 1)


def bind_of_base(stage):
    with Session(binds={Base: stage.engine}) as session:
        return session.get(User, 1).name


def bind_arguments(stage):
    return stage.session.execute(select(User.name), bind_arguments={"bind": stage.engine}).all()


# --- states
def states(stage):
    found = []

    def note(user):
        state = inspect(user)
        found.append(
            [name for name in ("transient", "pending", "persistent", "deleted", "detached") if getattr(state, name)]
        )

    user = User(id=30, name="s")
    note(user)
    stage.session.add(user)
    note(user)
    stage.session.flush()
    note(user)
    stage.session.delete(user)
    note(user)
    stage.session.flush()
    note(user)
    stage.session.commit()
    note(user)
    make_transient(user)
    note(user)
    return found


def transient_to_detached(stage):
    user = User(id=1)
    make_transient_to_detached(user)
    before = inspect(user).detached, inspect(user).identity
    stage.session.add(user)
    return before, user.name


def a_copy_made_transient(stage):
    user = stage.session.get(User, 1)
    kept = len(user.addresses)
    user.name = "copy"
    user.addresses.append(Address(id=70, email="new"))
    make_transient(user)
    seen = []
    for key in ("id", "name", "nick", "addresses"):
        history = get_history(user, key)
        seen.append([[getattr(one, "email", one) for one in part or ()] for part in history])
    user.id = 50
    seen.append([list(part or ()) for part in get_history(user, "id")])
    stage.session.add(user)
    stage.session.commit()
    rows = stage.session.execute(select(Address.id, Address.user_id).order_by(Address.id)).all()
    names = stage.session.execute(select(User.id, User.name).order_by(User.id)).all()
    return kept, seen, [tuple(row) for row in rows], [tuple(row) for row in names]


def a_child_made_transient(stage):
    address = stage.session.scalars(select(Address).order_by(Address.id)).first()
    owner = address.user.id
    make_transient(address)
    history = [len(part or ()) for part in get_history(address, "user")]
    address.id = 60
    stage.session.add(address)
    stage.session.commit()
    rows = stage.session.execute(select(Address.id, Address.user_id).order_by(Address.id)).all()
    return owner, history, [tuple(row) for row in rows]


def object_sessions(stage):
    user = stage.session.get(User, 1)
    return object_session(user) is stage.session, object_session(User(name="x")), inspect(user).session is stage.session


def collections(stage):
    user = stage.session.get(User, 1)
    new = User(name="n")
    stage.session.add(new)
    user.name = "c"
    other = stage.session.get(User, 2)
    with stage.session.no_autoflush:
        stage.session.delete(other)
        return (
            [u.name for u in stage.session.new],
            [u.name for u in stage.session.dirty],
            [u.name for u in stage.session.deleted],
            stage.session.is_modified(user),
            stage.session.is_modified(other),
            user in stage.session,
            len(stage.session.identity_map),
        )


def modified_without_change(stage):
    user = stage.session.get(User, 1)
    user.name = "a"
    return (
        user in stage.session.dirty,
        stage.session.is_modified(user),
        stage.session.is_modified(user, include_collections=False),
    )


def modified_collection(stage):
    user = stage.session.get(User, 1)
    user.addresses.append(Address(email="n"))
    return stage.session.is_modified(user), stage.session.is_modified(user, include_collections=False)


def history(stage):
    user = stage.session.get(User, 1)
    found = [tuple(get_history(user, "name"))]
    user.name = "z"
    found.append(tuple(get_history(user, "name")))
    found.append(tuple(inspect(user).attrs.name.history))
    user.nick = None
    found.append(tuple(inspect(user).attrs.nick.history))
    stage.session.flush()
    found.append(tuple(get_history(user, "name")))
    return found


def history_unloaded(stage):
    user = stage.session.get(User, 1)
    stage.session.expire(user, ["name"])
    user.name = "z"
    return tuple(get_history(user, "name")), tuple(inspect(user).attrs.name.history)


def history_collection(stage):
    user = stage.session.get(User, 1)
    old = user.addresses[0]
    new = Address(email="n")
    user.addresses.append(new)
    user.addresses.remove(old)
    added, unchanged, deleted = get_history(user, "addresses")
    return list(added) == [new], list(unchanged), list(deleted) == [old], get_history(user, "addresses").has_changes()


def history_reference(stage):
    address = stage.session.get(Address, 1)
    address.user = stage.session.get(User, 2)
    found = get_history(address, "user")
    return [u.id for u in found.added], list(found.unchanged), [u.id for u in found.deleted]


def history_passive(stage):
    user = stage.session.get(User, 1)
    return tuple(get_history(user, "addresses", attributes.PASSIVE_NO_INITIALIZE)), "addresses" in loaded(user)


def inspected(stage):
    user = stage.session.get(User, 1)
    state = inspect(user)
    return (
        state.identity,
        state.identity_key[1],
        state.unloaded,
        state.expired_attributes,
        state.modified,
        state.has_identity,
        state.key is not None,
        state.mapper.class_.__name__,
        sorted(state.attrs.keys()),
        state.attrs.name.value,
        state.attrs.name.loaded_value,
        state == instance_state(user),
    )


def flagged(stage):
    user = stage.session.get(User, 1)
    flag_modified(user, "name")
    stage.sent()
    stage.session.flush()
    first = stage.sent()
    set_committed_value(user, "name", "quiet")
    stage.session.flush()
    return first, stage.sent(), user.name


def flag_unloaded(stage):
    user = stage.session.get(User, 1)
    stage.session.expire(user)
    flag_modified(user, "name")


# --- merge, refresh, expire
def merge_new(stage):
    merged = stage.session.merge(User(id=40, name="m", addresses=[Address(id=40, email="e")]))
    return inspect(merged).pending, [a.email for a in merged.addresses]


def merge_existing(stage):
    merged = stage.session.merge(User(id=1, name="m"))
    return merged.name, merged.nick, [a.id for a in merged.addresses], stage.session.is_modified(merged)


def merge_without_load(stage):
    with Session(stage.engine) as other:
        user = other.get(User, 1)
    merged = stage.session.merge(user, load=False)
    return stage.sent(), merged.name, merged is user


def merge_without_load_new(stage):
    return stage.session.merge(User(id=1), load=False)


def merge_options(stage):
    merged = stage.session.merge(User(id=1, name="m"), options=[selectinload(User.addresses)])
    return loaded(merged)


def merge_detached_unloaded(stage):
    with Session(stage.engine) as other:
        user = other.get(User, 1)
    user.name = "changed"
    merged = stage.session.merge(user)
    return merged.name, loaded(merged)


def refresh_lock(stage):
    user = stage.session.get(User, 1)
    stage.session.refresh(user, with_for_update=True)
    return user.name


def refresh_of_pending(stage):
    user = User(name="x")
    stage.session.add(user)
    with stage.session.no_autoflush:
        stage.session.refresh(user)


def refresh_gone(stage):
    user = stage.session.get(User, 2)
    stage.session.execute(delete(User.__table__).where(User.__table__.c.id == 2))
    stage.session.refresh(user)


def expired_gone(stage):
    user = stage.session.get(User, 2)
    stage.session.execute(delete(User.__table__).where(User.__table__.c.id == 2))
    stage.session.expire(user)
    return user.name


def expire_names(stage):
    user = stage.session.get(User, 1)
    user.addresses
    stage.session.expire(user, ["name", "addresses"])
    return loaded(user), sorted(inspect(user).expired_attributes), user.name, loaded(user)


def expunge(stage):
    user = stage.session.get(User, 1)
    stage.session.expunge(user)
    return user in stage.session, inspect(user).detached, user.name


def enable_loading(stage):
    address = Address(email="q", user_id=1)
    stage.session.enable_relationship_loading(address)
    return address.user.name, address in stage.session, inspect(address).transient


def enable_loading_pending(stage):
    address = Address(email="q", user_id=1)
    stage.session.add(address)
    with stage.session.no_autoflush:
        before = address.user
        stage.session.enable_relationship_loading(address)
        return before, address.user.name


def get_variants(stage):
    return (
        stage.session.get(User, (1,)).name,
        stage.session.get(User, {"id": 2}).name,
        stage.session.get(User, 99),
        stage.session.get_one(User, 1).name,
    )


def get_one_missing(stage):
    return stage.session.get_one(User, 99)


def get_wrong_key(stage):
    return stage.session.get(User, (1, 2))


def get_of_sibling(stage):
    return stage.session.get(Person, 1).name, type(stage.session.get(Person, 1)).__name__


def parents(stage):
    user = stage.session.get(User, 1)
    return [a.email for a in stage.session.scalars(select(Address).where(with_parent(user, User.addresses)))]


def sql_expression_assigned(stage):
    user = stage.session.get(User, 1)
    user.made = User.made + 10
    user.nick = func.upper("abc")
    stage.session.flush()
    return "made" in loaded(user), user.made, user.nick


def sql_expression_inserted(stage):
    user = User(id=70, name=func.upper("abc"))
    stage.session.add(user)
    stage.session.flush()
    return user.name, user.made, user.filled


def onupdate(stage):
    user = stage.session.get(User, 1)
    user.name = "q"
    stage.session.flush()
    return user.filled


# --- factories
def factory(stage):
    make = sessionmaker(stage.engine, expire_on_commit=False, info={"a": 1})
    with make.begin() as session:
        session.add(User(id=80, name="f"))
    make.configure(autoflush=False)
    with make(info={"b": 2}) as session:
        return session.get(User, 80).name, session.autoflush, session.info, session.expire_on_commit


def scoped(stage):
    registry = scoped_session(sessionmaker(stage.engine))
    first = registry()
    same = registry() is first
    name = registry.get(User, 1).name
    has = registry.registry.has()
    registry.remove()
    again = registry() is first
    registry.remove()
    return same, name, has, again


def scoped_twice(stage):
    registry = scoped_session(sessionmaker(stage.engine))
    registry()
    try:
        registry(autoflush=False)
    finally:
        registry.remove()


def scoped_function(stage):
    key = ["one"]
    registry = scoped_session(sessionmaker(stage.engine), scopefunc=lambda: key[0])
    first = registry()
    key[0] = "two"
    second = registry()
    found = first is second
    registry.remove()
    key[0] = "one"
    registry.remove()
    return found


def closed_for_good(stage):
    session = Session(stage.engine, close_resets_only=False)
    session.close()
    return session.execute(select(1)).all()


def closes_all(stage):
    user = stage.session.get(User, 1)
    close_all_sessions()
    return inspect(user).detached


# --- defaults that fail
def failing_defaults(stage):
    def caught(step):
        try:
            return step()
        except StatementError as error:
            return (
                type(error).__name__,
                str(error).partition("\n")[0],
                type(error.orig).__name__,
                type(error.__cause__).__name__,
            )

    session = stage.session
    session.add(Counted())
    answers = [caught(session.flush), session.is_active]
    session.rollback()
    steps = (
        lambda: session.execute(insert(Counted)),
        lambda: session.execute(insert(Counted), [{"again": 1}, {"again": 2}]),
        lambda: session.execute(update(Counted).values(first=3)),
        lambda: session.execute(Counted.__table__.insert()),
    )
    for step in steps:
        answers.append(caught(step))
        session.rollback()
    counted = Counted(first=1)
    session.add(counted)
    session.commit()
    counted.first = 2
    return [*answers, caught(session.flush), session.is_active]
