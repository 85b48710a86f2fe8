"""`populate_existing`: rows overwrite what the session holds, relationships and what options load beneath them too."""

import pytest

from sqlmodel_rs import Field, Relationship, Session, SQLModel, select, text
from sqlmodel_rs.ext.asyncio.engine import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm import joinedload, selectinload

from .models import Base


class Squad(Base, table=True):
    __tablename__ = "populate_squad"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    members: list["Recruit"] = Relationship(back_populates="squad", sa_relationship_kwargs={"order_by": "Recruit.id"})


class Recruit(Base, table=True):
    __tablename__ = "populate_member"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    squad_id: int | None = Field(default=None, foreign_key="populate_squad.id")
    squad: Squad | None = Relationship(back_populates="members")
    powers: list["Power"] = Relationship(sa_relationship_kwargs={"order_by": "Power.id"})


class Power(Base, table=True):
    __tablename__ = "populate_power"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    member_id: int | None = Field(default=None, foreign_key="populate_member.id")


CHANGES = (
    "UPDATE populate_squad SET name = 'new squad'",
    "UPDATE populate_member SET name = 'new'",
    "INSERT INTO populate_member (id, name, squad_id) VALUES (20, 'late', 1)",
    "INSERT INTO populate_power (id, name, member_id) VALUES (30, 'late power', 10)",
)


def fill(session: Session) -> None:
    session.add(Squad(id=1, name="squad", members=[Recruit(id=10, name="old", powers=[Power(id=3, name="power")])]))
    session.commit()


def held(session: Session) -> tuple[Squad, Recruit]:
    """Load everything, then let somebody else change it."""
    squad = session.exec(select(Squad)).one()
    member = squad.members[0]
    assert member.squad is squad and len(member.powers) == 1
    session.commit()
    with session.get_bind().begin() as connection:
        for change in CHANGES:
            connection.execute(text(change))
    return squad, member


@pytest.fixture
def keeping(engine):
    with Session(engine, expire_on_commit=False) as session:
        fill(session)
    with Session(engine, expire_on_commit=False) as session:
        yield session


def known(instance: SQLModel, key: str) -> list[str] | None:
    values = instance.__dict__.get(key)
    return None if values is None else [value.name for value in values]


@pytest.mark.parametrize("load", [joinedload, selectinload])
@pytest.mark.parametrize("nested", [None, "joinedload", "selectinload"])
def test_relationships_and_what_is_beneath_are_loaded_anew(keeping, load, nested):
    squad, member = held(keeping)
    option = load(Squad.members)
    if nested is not None:
        option = getattr(option, nested)(Recruit.powers)
    statement = select(Squad).options(option).execution_options(populate_existing=True)
    assert keeping.exec(statement).unique().one() is squad
    assert (squad.name, known(squad, "members")) == ("new squad", ["new", "late"])
    assert known(member, "powers") == (None if nested is None else ["power", "late power"])
    assert [power.name for power in member.powers] == ["power", "late power"]
    assert not keeping.dirty


def test_relationships_without_an_option_are_forgotten(keeping):
    squad, member = held(keeping)
    keeping.exec(select(Squad), execution_options={"populate_existing": True}).one()
    assert "members" not in squad.__dict__ and known(member, "powers") == ["power"]
    assert [one.name for one in squad.members] == ["old", "late"]


def test_many_to_one_target_is_read_again(keeping):
    squad, member = held(keeping)
    statement = select(Recruit).where(Recruit.id == 10).options(selectinload(Recruit.squad))
    keeping.exec(statement, execution_options={"populate_existing": True}).one()
    assert member.squad is squad and squad.name == "new squad"


def test_circle_of_options_ends(keeping):
    squad, member = held(keeping)
    circle = selectinload(Squad.members).selectinload(Recruit.squad)
    keeping.exec(select(Squad).options(circle), execution_options={"populate_existing": True}).one()
    assert known(squad, "members") == ["new", "late"] and member.__dict__["squad"] is squad


def test_get_forgets_relationships(keeping):
    squad, _member = held(keeping)
    assert keeping.get(Squad, 1).name == "squad"
    assert keeping.get(Squad, 1, populate_existing=True) is squad
    assert squad.name == "new squad" and "members" not in squad.__dict__


def test_without_it_what_is_held_stays(keeping):
    squad, member = held(keeping)
    keeping.exec(select(Squad).options(selectinload(Squad.members))).one()
    assert (squad.name, known(squad, "members"), known(member, "powers")) == ("squad", ["old"], ["power"])


def test_changes_that_were_not_flushed_are_given_up(keeping):
    squad, _member = held(keeping)
    with keeping.no_autoflush:
        squad.name = "mine"
        squad.members.append(Recruit(name="mine"))
        statement = select(Squad).options(selectinload(Squad.members))
        keeping.exec(statement, execution_options={"populate_existing": True}).one()
    assert squad.name == "new squad" and [one.name for one in squad.members] == ["new", "late"]


async def test_async_get_with_options_completes_what_the_session_made(async_database_url):
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        squad = Squad(id=1, name="s", members=[Recruit(id=10, name="m", powers=[Power(id=3, name="p")])])
        session.add(squad)
        await session.commit()
        option = joinedload(Squad.members).selectinload(Recruit.powers)
        assert await session.get(Squad, 1, options=[option], populate_existing=True) is squad
        assert known(squad.members[0], "powers") == ["p"]
    await engine.dispose()
