"""What travels along relationships, what becomes of orphans, and sessions on a connection of the program's own."""

from sqlalchemy import ForeignKey, String, event, func, inspect, select, update
from sqlalchemy.orm import (
    CascadeOptions,
    DeclarativeBase,
    Mapped,
    Session,
    attribute_keyed_dict,
    make_transient,
    mapped_column,
    relationship,
)


class Base(DeclarativeBase):
    pass


class Garden(Base):
    __tablename__ = "c_garden"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    beds: Mapped[list["Bed"]] = relationship(cascade="all, delete-orphan", back_populates="garden")
    tools: Mapped[set["Tool"]] = relationship(back_populates="garden")
    signs: Mapped[dict[str, "Sign"]] = relationship(collection_class=attribute_keyed_dict("text"), backref="garden")
    plots: Mapped[list["Plot"]] = relationship(cascade="all, delete-orphan")
    seen: Mapped[list["Tool"]] = relationship(viewonly=True, order_by="Tool.id")


class Bed(Base):
    __tablename__ = "c_bed"

    id: Mapped[int] = mapped_column(primary_key=True)
    garden_id: Mapped[int | None] = mapped_column(ForeignKey("c_garden.id"))
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("c_keeper.id"))
    garden: Mapped[Garden | None] = relationship(back_populates="beds")
    __mapper_args__ = {"legacy_is_orphan": True}


class Keeper(Base):
    __tablename__ = "c_keeper"

    id: Mapped[int] = mapped_column(primary_key=True)
    beds: Mapped[list[Bed]] = relationship(cascade="all, delete-orphan", backref="keeper")
    badge_id: Mapped[int | None] = mapped_column(ForeignKey("c_badge.id"))
    badge: Mapped["Badge | None"] = relationship(cascade="all, delete-orphan", single_parent=True)


class Badge(Base):
    __tablename__ = "c_badge"

    id: Mapped[int] = mapped_column(primary_key=True)
    pin_id: Mapped[int | None] = mapped_column(ForeignKey("c_pin.id"))
    pin: Mapped["Pin | None"] = relationship(cascade="all")


class Pin(Base):
    __tablename__ = "c_pin"

    id: Mapped[int] = mapped_column(primary_key=True)


class Tool(Base):
    __tablename__ = "c_tool"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    garden_id: Mapped[int | None] = mapped_column(ForeignKey("c_garden.id"))
    garden: Mapped[Garden | None] = relationship(back_populates="tools")
    lent: Mapped[list["Loan"]] = relationship(cascade="all, delete-orphan")


class Loan(Base):
    __tablename__ = "c_loan"

    id: Mapped[int] = mapped_column(primary_key=True)
    tool_id: Mapped[int | None] = mapped_column(ForeignKey("c_tool.id"))


class Sign(Base):
    __tablename__ = "c_sign"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(20))
    garden_id: Mapped[int | None] = mapped_column(ForeignKey("c_garden.id"))


class Plant(Base):
    __tablename__ = "c_plant"

    id: Mapped[int] = mapped_column(primary_key=True)


class Plot(Base):
    """Links a garden to a plant, and says more of it."""

    __tablename__ = "c_plot"

    garden_id: Mapped[int] = mapped_column(ForeignKey("c_garden.id"), primary_key=True)
    plant_id: Mapped[int] = mapped_column(ForeignKey("c_plant.id"), primary_key=True)
    note: Mapped[str | None] = mapped_column(String(20))
    plant: Mapped[Plant] = relationship()


class Pair(Base):
    __tablename__ = "c_pair"

    left: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    right: Mapped[int | None] = mapped_column(primary_key=True, autoincrement=False)


class Draft(Base):
    """Its versions are made by a function."""

    __tablename__ = "c_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[str | None] = mapped_column(String(20))
    __mapper_args__ = {"version_id_col": version, "version_id_generator": lambda last: f"{last or 'v'}+"}


class Manual(Base):
    """Its versions are set by the program."""

    __tablename__ = "c_manual"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int | None] = mapped_column()
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


class Counted(Base):
    __tablename__ = "c_counted"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int | None] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


def seed(session):
    session.add_all([Garden(id=1, name="north"), Garden(id=2, name="south")])


def _rows(session, *models):
    return [session.scalar(select(func.count()).select_from(model)) for model in models]


def declared_cascades(stage):
    plain, none = relationship("Tool"), relationship("Tool", cascade="none")
    viewed = relationship("Tool", viewonly=True, cascade="save-update, expunge")
    written = relationship("Tool", cascade="all, delete-orphan")
    return (
        none.cascade == set(),
        viewed.cascade == {"expunge"},
        written.cascade == CascadeOptions("all, delete-orphan"),
        sorted(relationship("Tool", cascade=None).cascade),
        sorted(Garden.seen.property.cascade),
        type(written.cascade).__name__,
        plain is not None,
    )


def cascade_unknown(stage):
    relationship("Tool", cascade="save-update, forget")


def cascade_orphan_without_delete(stage):
    return sorted(relationship("Tool", cascade="delete-orphan").cascade)


def none_in_list(stage):
    stage.session.add(Garden(beds=[None]))
    stage.session.flush()


def none_appended(stage):
    stage.session.get(Garden, 1).beds.append(None)
    stage.session.flush()


def orphan_of_pending_parent(stage):
    tool, loan = Tool(), Loan()
    stage.session.add(loan)
    tool.lent.append(loan)
    tool.lent.remove(loan)
    stage.session.add(tool)
    before = loan in stage.session
    stage.session.flush()
    return before, loan in stage.session, _rows(stage.session, Tool, Loan)


def orphan_with_another_parent(stage):
    session = stage.session
    garden, keeper, bed = session.get(Garden, 1), Keeper(), Bed()
    session.add(keeper)
    keeper.beds.append(bed)
    garden.beds.append(bed)
    garden.beds.remove(bed)
    kept = bed in session
    keeper.beds.remove(bed)
    return kept, bed in session


def saved_orphan_with_another_parent(stage):
    session = stage.session
    garden, keeper, bed = session.get(Garden, 1), Keeper(), Bed()
    session.add(keeper)
    keeper.beds.append(bed)
    garden.beds.append(bed)
    session.commit()
    garden.beds.remove(bed)
    session.commit()
    return _rows(session, Bed), len(keeper.beds)


def single_parent_is_gone(stage):
    badge = Badge()
    Keeper(badge=badge)
    Keeper(badge=badge)


def target_set_after_delete(stage):
    session = stage.session
    keeper, badge, pin = Keeper(), Badge(), Pin()
    session.add_all([keeper, badge, pin])
    session.flush()
    session.delete(keeper)
    keeper.badge = badge
    badge.pin = pin
    session.flush()
    return _rows(session, Keeper, Badge, Pin)


def target_of_target_set_after_delete(stage):
    session = stage.session
    keeper, pin = Keeper(badge=Badge()), Pin()
    session.add_all([keeper, pin])
    session.flush()
    session.delete(keeper)
    keeper.badge.pin = pin
    session.flush()
    return _rows(session, Keeper, Badge, Pin)


def orphan_left_before_delete(stage):
    session = stage.session
    keeper = Keeper(badge=Badge(pin=Pin()))
    session.add(keeper)
    session.flush()
    keeper.badge = None
    session.delete(keeper)
    session.flush()
    return _rows(session, Keeper, Badge, Pin)


def member_given_again(stage):
    session = stage.session
    garden, first, second = Garden(), Tool(), Sign(text="a")
    session.add(garden)
    first.garden = garden
    second.garden = garden
    before = first in session, second in session
    garden.tools.add(first)
    garden.signs.setdefault("a", second)
    return before, first in session, second in session


def merged_sets_and_dicts(stage):
    session = stage.session
    given = Garden(id=1, name="n", tools={Tool(id=5, name="spade")})
    given.signs["exit"] = Sign(id=3, text="exit")
    merged = session.merge(given)
    session.commit()
    again = session.merge(Garden(id=1, tools={Tool(id=5, name="fork"), Tool(id=6)}))
    session.commit()
    return (
        sorted(one.id for one in again.tools),
        sorted(one.name or "" for one in again.tools),
        list(merged.signs),
        again is merged,
    )


def merged_views(stage):
    session = stage.session
    session.add(Tool(id=1, garden_id=1))
    session.commit()
    garden = session.get(Garden, 1)
    shown = [one.id for one in garden.seen]
    session.close()
    merged = session.merge(garden)
    return shown, [one.id for one in merged.__dict__["seen"]]


def removed_twice(stage):
    garden, bed = Garden(), Bed()
    garden.beds.append(bed)
    garden.beds.remove(bed)
    garden.beds.remove(bed)


def closed_in_a_transaction(stage):
    with stage.engine.begin() as connection:
        session = Session(connection)
        session.add(Garden(id=7))
        session.flush()
        session.close()
        within = connection.scalar(select(func.count()).select_from(Garden))
    return within, _rows(stage.session, Garden)


def closed_in_a_savepoint(stage):
    with stage.engine.begin() as connection:
        savepoint = connection.begin_nested()
        session = Session(connection)
        session.add(Garden(id=7))
        session.flush()
        session.close()
        answer = savepoint.is_active, connection.in_nested_transaction()
        savepoint.rollback()
    return answer, _rows(stage.session, Garden)


def deleted_made_transient_and_rolled_back(stage):
    garden = stage.session.get(Garden, 1)
    stage.session.delete(garden)
    stage.session.flush()
    make_transient(garden)
    stage.session.rollback()
    return inspect(garden).transient, garden in stage.session


def rolled_back_in_a_transaction(stage):
    with stage.engine.connect() as connection:
        connection.begin()
        session = Session(connection)
        session.add(Garden(id=7))
        session.flush()
        session.rollback()
        return connection.in_transaction()


def version_made_by_a_function(stage):
    session = stage.session
    session.add_all([Draft(id=1, text="a"), Draft(id=2, text="b")])
    session.commit()
    one = session.get(Draft, 1)
    first = one.version
    one.text = "c"
    session.commit()
    return first, one.version, session.get(Draft, 2).version


def version_set_by_the_program(stage):
    session = stage.session
    one = Manual(id=1, text="a", version=1)
    session.add(one)
    session.commit()
    one.text = "b"
    session.commit()
    kept = one.version
    one.text, one.version = "c", 7
    session.commit()
    one.version = 9
    session.commit()
    return kept, one.version, one.text


def version_left_out(stage):
    stage.session.add(Manual(id=1, text="a"))
    stage.session.flush()


def version_left_out_of_a_commit(stage):
    stage.session.add(Manual(id=1, text="a"))
    stage.session.commit()


def version_set_while_expired(stage):
    session = stage.session
    one = Counted(id=1, text="a")
    session.add(one)
    session.commit()
    one.version = 5
    one.text = "b"
    session.commit()
    return one.version, one.text


def version_set_by_another(stage):
    session = stage.session
    one = Manual(id=1, text="a", version=1)
    session.add(one)
    session.commit()
    one.version
    session.execute(update(Manual.__table__).values(version=3))
    one.text = "b"
    session.flush()


def version_of_a_row_taken_over(stage):
    session = stage.session
    session.add(Counted(id=1, text="a"))
    session.commit()
    session.delete(session.get(Counted, 1))
    session.add(Counted(id=1, text="b"))
    session.commit()
    one = session.get(Counted, 1)
    return one.text, one.version


def version_of_a_mapping(stage):
    session = stage.session
    session.add_all([Counted(id=1), Counted(id=2)])
    session.commit()
    session.bulk_update_mappings(Counted, [{"id": 1, "text": "a", "version": 1}, {"id": 2, "text": "b", "version": 1}])
    session.commit()
    return [(one.text, one.version) for one in session.scalars(select(Counted).order_by(Counted.id))]


def merged_while_pending(stage):
    garden = Garden(name="new")
    with stage.session.no_autoflush:
        stage.session.add(garden)
        return stage.session.merge(garden) is garden


def merged_new_objects_are_told_of(stage):
    told = []

    def note(target, context):
        told.append(target.name)

    event.listen(Tool, "load", note)
    try:
        stage.session.merge(Tool(name="new"))
        stage.session.merge(Tool(id=9, name="keyed"))
    finally:
        event.remove(Tool, "load", note)
    return told


def merged_with_a_part_of_a_key(stage):
    stage.sent()
    session = stage.session
    with session.no_autoflush:
        session.merge(Pair(left=1, right=None))
        return stage.sent()


def got_with_options(stage):
    session = stage.session
    garden = session.get(Garden, 1)
    session.execute(update(Garden.__table__).values(name="changed"))
    plain = session.get(Garden, 1, execution_options={"populate_existing": False}).name
    again = session.get(Garden, 1, execution_options={"populate_existing": True}).name
    return plain, again, garden.name


def got_with_options_told(stage):
    session = stage.session
    told = []
    event.listen(session, "do_orm_execute", lambda state: told.append(state.execution_options.get("mine")))
    session.get(Garden, 1, execution_options={"mine": 3})
    return told


def link_replaced(stage):
    session = stage.session
    plant = Plant(id=1)
    garden = session.get(Garden, 1)
    garden.plots.append(Plot(plant=plant, note="old"))
    session.commit()
    garden.plots.clear()
    garden.plots.append(Plot(plant=plant, note="new"))
    session.commit()
    stage.sent()
    return [(one.garden_id, one.plant_id, one.note) for one in session.scalars(select(Plot))]


def target_attribute_deleted(stage):
    session = stage.session
    session.add_all([Tool(id=1, garden_id=1), Tool(id=2, garden_id=2), Tool(id=3, garden_id=1)])
    session.commit()
    read, unread = session.get(Tool, 1), session.get(Tool, 2)
    read.garden
    del read.garden
    changes = inspect(read).attrs.garden.history
    del unread.garden
    session.commit()
    rows = session.execute(select(Tool.id, Tool.garden_id).order_by(Tool.id)).all()
    return [len(change) for change in changes], rows, read.garden
