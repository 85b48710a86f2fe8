"""Events by SQLAlchemy's names, and what their listeners may do; loaded on both libraries."""

from sqlalchemy import ForeignKey, String, delete, event, func, insert, select, text, update
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Mapper,
    Session,
    mapped_column,
    reconstructor,
    relationship,
    sessionmaker,
    with_loader_criteria,
)
from sqlalchemy.orm.attributes import NO_VALUE, flag_modified


class Base(DeclarativeBase):
    pass


class Marked:
    """A mixin that listeners name."""

    hidden: Mapped[bool] = mapped_column(default=False)


class Animal(Base):
    __tablename__ = "e_animal"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    made: Mapped[int] = mapped_column(server_default=text("5"))
    filled: Mapped[str | None] = mapped_column(String(20), default="d", onupdate="u")
    toys: Mapped[list["Toy"]] = relationship(back_populates="animal", order_by="Toy.id", cascade="all, delete-orphan")
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}


class Dog(Animal):
    tail: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": "dog"}


class Toy(Marked, Base):
    __tablename__ = "e_toy"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    animal_id: Mapped[int | None] = mapped_column(ForeignKey("e_animal.id"))
    animal: Mapped[Animal | None] = relationship(back_populates="toys")

    @reconstructor
    def made_again(self):
        self.fresh = True


def seed(session):
    session.add_all(
        [Animal(id=1, name="a", toys=[Toy(id=1, name="t"), Toy(id=2, name="u", hidden=True)]), Dog(id=2, name="d")]
    )


class Heard:
    """Listens to several events and forgets them in the end."""

    def __init__(self, *targets):
        self.targets = targets
        self.found = []
        self.kept = []

    def on(self, target, name, function=None, **options):
        if function is None:

            def function(*arguments, **named):
                self.found.append((name, [shown(one) for one in (*arguments, *named.values())]))

        event.listen(target, name, function, **options)
        self.kept.append((target, name, function))
        return function

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for target, name, function in self.kept:
            if event.contains(target, name, function):
                event.remove(target, name, function)


def shown(value):
    if isinstance(value, (Animal, Toy)):
        return f"{type(value).__name__}:{value.__dict__.get('name')}"
    if value is NO_VALUE:
        return "NO_VALUE"
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted((shown(one) for one in value), key=repr)
    return type(value).__name__.replace("PlainSession", "Session").replace("InspectedInstance", "InstanceState")


# --- mapper events
def _written(stage, target, *names, **options):
    with Heard() as heard:
        for name in names:
            heard.on(target, name, **options)
        session = stage.session
        animal, dog = session.get(Animal, 1), session.get(Animal, 2)
        session.add(Dog(name="new"))
        animal.name, dog.name = "x", "y"
        session.flush()
        session.delete(animal)
        session.flush()
        return [(name, found[-1]) for name, found in heard.found]


FLUSHED = ("before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete")


def mapper_events(stage):
    return _written(stage, Animal, *FLUSHED)


def mapper_events_propagated(stage):
    return _written(stage, Animal, *FLUSHED, propagate=True)


def mapper_events_of_base(stage):
    return _written(stage, Base, *FLUSHED, propagate=True)


def mapper_events_of_all(stage):
    return _written(stage, Mapper, *FLUSHED)


def mapper_events_of_mixin(stage):
    with Heard() as heard:
        heard.on(Marked, "before_insert", propagate=True)
        stage.session.add(Toy(name="z"))
        stage.session.flush()
        return heard.found


def mapper_events_raw(stage):
    with Heard() as heard:
        heard.on(Animal, "before_insert", raw=True)
        stage.session.add(Animal(name="z"))
        stage.session.flush()
        return heard.found


def mapper_events_named(stage):
    with Heard() as heard:
        heard.on(Animal, "before_insert", named=True)
        stage.session.add(Animal(name="z"))
        stage.session.flush()
        return heard.found


def before_insert_changes(stage):
    def named(mapper, connection, target):
        target.name = "made by listener"
        connection.execute(insert(Toy.__table__).values(id=70, name="made", hidden=False))

    with Heard() as heard:
        heard.on(Animal, "before_insert", named)
        animal = Animal()
        stage.session.add(animal)
        stage.session.commit()
        return animal.name, stage.session.get(Toy, 70).name


def before_update_without_change(stage):
    with Heard() as heard:
        heard.on(Animal, "before_update")
        heard.on(Animal, "after_update")
        animal = stage.session.get(Animal, 1)
        animal.name = animal.name
        stage.session.flush()
        flag_modified(animal, "name")
        stage.session.flush()
        return [name for name, _ in heard.found]


# --- instance events
def instance_events(stage):
    with Heard() as heard:
        for name in ("load", "refresh", "expire", "init", "refresh_flush"):
            heard.on(Animal, name)
        animal = stage.session.get(Animal, 1)
        stage.session.expire(animal)
        animal.name
        stage.session.refresh(animal, ["name"])
        animal.name = "z"
        new = Animal(name="n")
        stage.session.add(new)
        stage.session.flush()
        return [
            (name, found[0], [one for one in found[-1] if one != "toys"] if isinstance(found[-1], list) else None)
            for name, found in heard.found
        ]


def instance_events_propagated(stage):
    with Heard() as heard:
        heard.on(Animal, "load", propagate=True)
        heard.on(Animal, "init", propagate=True)
        Dog(name="i")
        stage.session.get(Animal, 2)
        return [(name, found[0]) for name, found in heard.found]


def reconstructed(stage):
    return stage.session.get(Toy, 1).fresh, hasattr(Toy(), "fresh")


def init_kwargs(stage):
    def given(target, args, kwargs):
        kwargs["name"] = kwargs["name"] + "!"

    with Heard() as heard:
        heard.on(Animal, "init", given)
        return Animal(name="q").name


# --- attribute events
def attribute_set(stage):
    with Heard() as heard:
        heard.on(Animal.name, "set", lambda target, value, old, initiator: heard.found.append((value, shown(old))))
        animal = stage.session.get(Animal, 1)
        animal.name = "one"
        animal.name = "two"
        Animal(name="three")
        del animal.name
        return heard.found


def attribute_set_value(stage):
    with Heard() as heard:
        heard.on(Animal.name, "set", lambda target, value, old, initiator: value.upper(), retval=True)
        return Animal(name="low").name


def attribute_set_old_loaded(stage):
    with Heard() as heard:
        heard.on(Animal.name, "set", lambda target, value, old, i: heard.found.append(shown(old)), active_history=True)
        animal = stage.session.get(Animal, 1)
        stage.session.expire(animal)
        animal.name = "n"
        return heard.found


def attribute_set_old_unloaded(stage):
    with Heard() as heard:
        heard.on(Animal.name, "set", lambda target, value, old, initiator: heard.found.append(str(old)))
        animal = stage.session.get(Animal, 1)
        stage.session.expire(animal)
        animal.name = "n"
        return len(heard.found)


def attribute_set_of_subclass(stage):
    with Heard() as heard:
        heard.on(Animal.name, "set", lambda target, value, old, initiator: heard.found.append(value))
        Dog(name="one")
        first = list(heard.found)
        heard.on(Animal.name, "set", lambda target, value, old, i: heard.found.append(value * 2), propagate=True)
        Dog(name="two")
        return first, heard.found


def attribute_remove_scalar(stage):
    with Heard() as heard:
        heard.on(Animal.name, "remove", lambda target, value, initiator: heard.found.append(value))
        animal = stage.session.get(Animal, 1)
        del animal.name
        return heard.found


def collection_events(stage):
    with Heard() as heard:
        for name in ("append", "remove"):
            heard.on(
                Animal.toys, name, lambda target, value, initiator, name=name: heard.found.append((name, value.name))
            )
        heard.on(
            Animal.toys,
            "bulk_replace",
            lambda target, values, i: heard.found.append(("bulk", *(v.name for v in values))),
        )
        heard.on(
            Toy.animal, "set", lambda t, value, old, i: heard.found.append(("set", t.name, shown(value), shown(old)))
        )
        animal = stage.session.get(Animal, 1)
        animal.toys.append(Toy(name="n"))
        animal.toys.remove(animal.toys[0])
        animal.toys = [Toy(name="p"), animal.toys[0]]
        Toy(name="q", animal=animal)
        return set(heard.found[:4]), set(heard.found[5:])


def collection_append_value(stage):
    with Heard() as heard:
        heard.on(Animal.toys, "append", lambda target, value, initiator: Toy(name=value.name * 2), retval=True)
        animal = Animal(name="z")
        animal.toys.append(Toy(name="n"))
        return [toy.name for toy in animal.toys]


def collection_init(stage):
    with Heard() as heard:
        heard.on(
            Animal.toys,
            "init_collection",
            lambda target, collection, adapter: heard.found.append(type(collection).__name__),
        )
        animal = Animal(name="z")
        animal.toys
        animal.toys = [Toy(name="n")]
        return heard.found


def attribute_init_scalar(stage):
    def first(target, value, dict_):
        dict_["name"] = "unset"
        return "unset"

    with Heard() as heard:
        heard.on(Animal.name, "init_scalar", first, retval=True)
        return Animal().name


def attribute_modified(stage):
    with Heard() as heard:
        heard.on(Animal.name, "modified", lambda target, initiator: heard.found.append(initiator.key))
        flag_modified(stage.session.get(Animal, 1), "name")
        return heard.found


# --- session events
SESSION = (
    "before_flush after_flush after_flush_postexec before_commit after_commit after_rollback after_soft_rollback "
    "after_begin before_attach after_attach transient_to_pending pending_to_persistent persistent_to_deleted "
    "deleted_to_detached persistent_to_detached loaded_as_persistent persistent_to_transient pending_to_transient "
    "detached_to_persistent deleted_to_persistent after_transaction_create after_transaction_end after_bulk_update "
    "after_bulk_delete do_orm_execute"
).split()


def session_events(stage):
    with Heard() as heard:
        for name in SESSION:
            heard.on(stage.session, name)
        session = stage.session
        animal = session.get(Animal, 2)
        new = Animal(name="n")
        session.add(new)
        session.flush()
        session.delete(animal)
        session.commit()
        session.rollback()
        return [name for name, _ in heard.found]


def session_events_rolled_back(stage):
    with Heard() as heard:
        for name in SESSION:
            heard.on(stage.session, name)
        session = stage.session
        animal = session.get(Animal, 2)
        new = Animal(name="n")
        session.add(new)
        session.flush()
        session.delete(animal)
        session.flush()
        session.rollback()
        return [name for name, _ in heard.found], new.name


def session_events_nested(stage):
    with Heard() as heard:
        for name in SESSION:
            heard.on(stage.session, name)
        session = stage.session
        new = Animal(name="n")
        with session.begin_nested():
            session.add(new)
        try:
            with session.begin_nested():
                raise ValueError
        except ValueError:
            pass
        session.close()
        return [name for name, _ in heard.found], new.name


def session_events_of_states(stage):
    with Heard() as heard:
        for name in SESSION:
            if "_to_" in name or "attach" in name:
                heard.on(stage.session, name)
        session = stage.session
        animal = session.get(Animal, 1)
        session.expunge(animal)
        session.add(animal)
        pending = Animal(name="p")
        session.add(pending)
        session.expunge(pending)
        session.close()
        return heard.found


def session_factory_events(stage):
    make = sessionmaker(stage.engine)
    with Heard() as heard:
        heard.on(make, "before_commit")
        with make() as session:
            session.add(Animal(name="n"))
            session.commit()
        stage.session.commit()
        return heard.found


def session_class_events(stage):
    with Heard() as heard:
        heard.on(Session, "after_commit")
        stage.session.get(Animal, 1)
        stage.session.commit()
        return heard.found


def before_flush_adds(stage):
    def add(session, context, instances):
        for one in session.new:
            if isinstance(one, Animal):
                one.toys.append(Toy(name="by listener"))

    with Heard() as heard:
        heard.on(stage.session, "before_flush", add)
        stage.session.add(Animal(id=9, name="n"))
        stage.session.flush()
        return stage.session.scalars(select(Toy.name).where(Toy.animal_id == 9)).all()


def bulk_events(stage):
    with Heard() as heard:
        heard.on(
            stage.session,
            "after_bulk_update",
            lambda c: heard.found.append(("update", c.result.rowcount, c.session is stage.session)),
        )
        heard.on(stage.session, "after_bulk_delete", lambda c: heard.found.append(("delete", c.result.rowcount)))
        stage.session.execute(update(Toy).values(name="z"))
        stage.session.execute(delete(Toy).where(Toy.id == 1))
        return heard.found


# --- do_orm_execute
def _executed(stage, function):
    with Heard() as heard:
        heard.on(stage.session, "do_orm_execute", function)
        return [toy.name for toy in stage.session.scalars(select(Toy).order_by(Toy.id))]


def execute_criteria(stage):
    def limit(state):
        if state.is_select and not state.is_column_load and not state.is_relationship_load:
            state.statement = state.statement.options(
                with_loader_criteria(Marked, lambda cls: cls.hidden == False, include_aliases=True)  # noqa: E712
            )

    return _executed(stage, limit)


def execute_statement(stage):
    def other(state):
        state.statement = state.statement.where(Toy.id == 2)

    return _executed(stage, other)


def execute_invoke(stage):
    def other(state):
        return state.invoke_statement(state.statement.order_by(None).order_by(Toy.id.desc()))

    return _executed(stage, other)


def execute_invoke_frozen(stage):
    kept = {}

    def cached(state):
        if "result" not in kept:
            kept["result"] = state.invoke_statement().freeze()
        return kept["result"]()

    with Heard() as heard:
        heard.on(stage.session, "do_orm_execute", cached)
        first = [toy.name for toy in stage.session.scalars(select(Toy).order_by(Toy.id))]
        second = [toy.name for toy in stage.session.scalars(select(Toy).order_by(Toy.id))]
        return first, second, stage.sent()


def execute_flags(stage):
    found = []

    def note(state):
        found.append([name for name in dir(state) if name.startswith("is_") and getattr(state, name) is True])

    with Heard() as heard:
        heard.on(stage.session, "do_orm_execute", note)
        animal = stage.session.get(Animal, 1)
        animal.toys
        stage.session.expire(animal)
        animal.name
        stage.session.execute(select(Toy.name))
        stage.session.execute(update(Toy).values(name="x"))
        stage.session.execute(insert(Toy), [{"name": "a", "hidden": False}, {"name": "b", "hidden": False}])
        stage.session.execute(text("select 1"))
        return found


def execute_options(stage):
    found = []

    def note(state):
        found.append(dict(state.execution_options).get("mine"))
        found.append([m.class_.__name__ for m in state.all_mappers])

    with Heard() as heard:
        heard.on(stage.session, "do_orm_execute", note)
        stage.session.execute(select(Toy, Animal).join(Toy.animal).execution_options(mine=1))
        stage.session.execute(select(func.count(Toy.id)), execution_options={"mine": 2})
        return found


# --- registration
def listens_once(stage):
    found = []

    @event.listens_for(Animal, "init", once=True)
    def note(target, args, kwargs):
        found.append(kwargs["name"])

    Animal(name="a")
    Animal(name="b")
    return found


def listens_first(stage):
    found = []
    with Heard() as heard:
        heard.on(Animal, "init", lambda *a: found.append(1))
        heard.on(Animal, "init", lambda *a: found.append(2), insert=True)
        Animal(name="x")
    return found


def removed_twice(stage):
    def note(*arguments):
        pass

    event.listen(Animal, "init", note)
    event.remove(Animal, "init", note)
    try:
        event.remove(Animal, "init", note)
    except Exception as error:
        return type(error).__name__, event.contains(Animal, "init", note)


def unknown_event(stage):
    try:
        event.listen(Animal, "nothing", lambda: None)
    except Exception as error:
        return type(error).__name__, str(error)[:40]


def raising_listener(stage):
    def refuse(mapper, connection, target):
        raise ValueError("no")

    with Heard() as heard:
        heard.on(Animal, "before_insert", refuse)
        stage.session.add(Animal(name="z"))
        try:
            stage.session.flush()
        except ValueError as error:
            message = str(error)
    stage.session.rollback()
    return message, stage.session.is_active, len(stage.session.new)
