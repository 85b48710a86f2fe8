"""Classes for tables that a database has: automap, deferred reflection; what a class does when all are known."""

import os

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.ext.automap import automap_base, generate_relationship, name_for_collection_relationship
from sqlalchemy.ext.declarative import DeferredReflection
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    class_mapper,
    column_property,
    configure_mappers,
    declarative_base,
    interfaces,
    mapped_column,
    relationship,
)

engine = sa.create_engine(os.environ["APPLICATION_DATABASE"])


def attempt(what, call):
    try:
        print(what, call())
    except Exception as error:
        print(what, "raised", type(error).__name__, str(error).split("\n")[0][:150])


def shown(cls):
    mapper = sa.inspect(cls)
    columns = sorted(column.key for column in mapper.column_attrs)
    related = sorted(
        (one.key, one.direction.name, one.uselist, one.mapper.class_.__name__, one.cascade.delete_orphan)
        for one in mapper.relationships
    )
    return columns, related


tables = sa.MetaData()
sa.Table("team", tables, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(30)))
sa.Table(
    "hero",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(30), nullable=False),
    sa.Column("team_id", sa.ForeignKey("team.id")),
    sa.Column("mentor_id", sa.ForeignKey("hero.id")),
)
sa.Table(
    "weapon",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("hero_id", sa.ForeignKey("hero.id", ondelete="CASCADE"), nullable=False),
    sa.Column("label", sa.String(20)),
)
sa.Table("power", tables, sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.String(30)))
sa.Table(
    "hero_power",
    tables,
    sa.Column("hero_id", sa.ForeignKey("hero.id"), primary_key=True),
    sa.Column("power_id", sa.ForeignKey("power.id"), primary_key=True),
)
sa.Table("note", tables, sa.Column("text", sa.String(20)))
tables.create_all(engine)

# --- automap: everything from the database
Base = automap_base()
Base.prepare(autoload_with=engine)
configure_mappers()
print(sorted(Base.classes.keys()), "note" in Base.classes, len(Base.classes))
for name in sorted(Base.classes.keys()):
    print(name, shown(Base.classes[name]))
Hero, Team, Power, Weapon = (Base.classes[name] for name in ("hero", "team", "power", "weapon"))
print(Hero.__name__, len(Base.by_module.keys()), Hero.__table__.name)
attempt("missing", lambda: Base.classes.nothing)
with Session(engine) as session:
    hero = Hero(name="Deadpond", team=Team(name="Z-Force"))
    hero.power_collection.append(Power(title="fly"))
    hero.weapon_collection.append(Weapon(label="sword"))
    session.add(hero)
    session.commit()
    print(
        hero.team.name, [one.title for one in hero.power_collection], hero.power_collection[0].hero_collection == [hero]
    )
    print([one.name for one in hero.team.hero_collection])
    session.delete(hero)
    session.commit()
    print(session.scalar(select(sa.func.count()).select_from(Weapon)), session.scalars(select(Team.name)).all())

# --- automap: some classes declared, names of one's own
Named = automap_base()


class Person(Named):
    __tablename__ = "hero"

    called = sa.Column("name", sa.String(30))
    group = relationship("Squad", back_populates="members")

    def greet(self):
        return f"I am {self.called}"


def collection_name(base, local, referred, constraint):
    if constraint.name and "never" in constraint.name:
        return "never"
    return referred.__name__.lower() + "s"


def scalar_name(base, local, referred, constraint):
    name = referred.__name__.lower()
    return "mentor" if local is referred else {"team": "group"}.get(name, name)


made = []


def generate(base, direction, return_fn, attrname, local_cls, referred_cls, **kw):
    made.append((direction is interfaces.MANYTOONE, return_fn.__name__, attrname))
    if attrname == "powers":
        kw["lazy"] = "selectin"
    return generate_relationship(base, direction, return_fn, attrname, local_cls, referred_cls, **kw)


class Squad(Named):
    __tablename__ = "team"
    members = relationship("Person", back_populates="group")


attempt("before", lambda: class_mapper(Squad))
Named.prepare(
    autoload_with=engine,
    classname_for_table=lambda base, name, table: name.title(),
    name_for_collection_relationship=lambda base, local, referred, constraint: (
        "members" if local is Squad else collection_name(base, local, referred, constraint)
    ),
    name_for_scalar_relationship=lambda base, local, referred, constraint: (
        "group" if referred is Squad else scalar_name(base, local, referred, constraint)
    ),
    generate_relationship=generate,
    reflection_options={"only": ["hero", "team", "power", "hero_power"]},
)
print(sorted(Named.classes.keys()), sorted({attrname for _, _, attrname in made}))
configure_mappers()
print(shown(Person))
print(shown(Squad))
with Session(engine) as session:
    session.add(Person(called="Rusty", group=Squad(name="Preventers"), powers=[Named.classes.Power(title="run")]))
    session.commit()
    one = session.scalars(select(Person)).one()
    print(one.greet(), one.group.name, [power.title for power in one.powers], one.group.members == [one])

# --- automap: modules
Modules = automap_base(declarative_base())
Modules.prepare(
    autoload_with=engine,
    modulename_for_table=lambda base, name, table: "comics" if name == "team" else None,
    reflection_options={"only": ["team", "power"]},
)
print(sorted(Modules.classes.keys()), Modules.by_module.comics.team.__module__)


# --- deferred reflection
class Reflected(DeferredReflection, DeclarativeBase):
    __abstract__ = True


class TeamRow(Reflected):
    __tablename__ = "team"

    heroes: Mapped[list["HeroRow"]] = relationship(back_populates="team", order_by="HeroRow.id")


class HeroRow(Reflected):
    __tablename__ = "hero"

    name: Mapped[str] = mapped_column(sa.String(77))
    team: Mapped[TeamRow | None] = relationship(back_populates="heroes")
    powers: Mapped[list["PowerRow"]] = relationship(secondary="hero_power", viewonly=True)

    @classmethod
    def __declare_first__(cls):
        print("first", cls.__name__)

    @classmethod
    def __declare_last__(cls):
        print("last", cls.__name__)
        cls.loud = column_property(sa.func.upper(cls.__table__.c.name))


class PowerRow(Reflected):
    __tablename__ = "power"


attempt("before", lambda: class_mapper(HeroRow))
attempt("no engine", lambda: Reflected.prepare("nothing"))
Reflected.prepare(engine)
configure_mappers()
print(shown(HeroRow), HeroRow.__table__.c.name.type.length, [key.name for key in HeroRow.__table__.primary_key])
with Session(engine) as session:
    row = session.scalars(select(HeroRow)).one()
    print(row.team.heroes == [row], row.loud, [power.title for power in row.powers])
with engine.connect() as connection:

    class Other(DeferredReflection, declarative_base()):
        __tablename__ = "weapon"

    Other.prepare(connection)
    print(shown(Other))


class Missing(DeferredReflection, declarative_base()):
    __tablename__ = "nowhere"


attempt("missing", lambda: Missing.prepare(engine))
tables.drop_all(engine)
print(name_for_collection_relationship(Base, Team, Hero, None))
