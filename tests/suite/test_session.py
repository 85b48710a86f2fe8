import pytest

from sqlmodel_rs import Session, col, func, select
from sqlmodel_rs.exc import IntegrityError

from .models import Hero, Power, Team


def add_heroes(session: Session) -> None:
    preventers = Team(name="Preventers")
    session.add(Hero(name="Deadpond", secret_name="Dive Wilson"))
    session.add(Hero(name="Rusty-Man", secret_name="Tommy Sharp", age=48, team=preventers))
    session.add(Hero(name="Tarantula", secret_name="Natalia", age=32, team=preventers))
    session.commit()


def test_added_row_gets_its_key_and_reloads_after_commit(engine):
    with Session(engine) as session:
        hero = Hero(name="Deadpond", secret_name="Dive Wilson")
        session.add(hero)
        assert hero.id is None
        session.commit()
        assert hero.model_dump() == {}
        assert hero.id == 1
        assert hero.model_dump() == {
            "id": 1, "name": "Deadpond", "secret_name": "Dive Wilson", "age": None, "team_id": None,
        }  # fmt: skip


def test_select_filters_orders_and_limits(engine):
    with Session(engine) as session:
        add_heroes(session)
        statement = select(Hero).where(col(Hero.age) > 30).order_by(col(Hero.age).desc())
        assert [hero.name for hero in session.exec(statement)] == ["Rusty-Man", "Tarantula"]
        assert session.exec(statement.limit(1).offset(1)).one().name == "Tarantula"
        assert session.exec(select(Hero.name, Hero.age).where(Hero.name == "Deadpond")).all() == [("Deadpond", None)]
        assert session.exec(select(func.count(Hero.id))).one() == 3


def test_same_row_is_the_same_object(engine):
    with Session(engine) as session:
        add_heroes(session)
        first = session.get(Hero, 2)
        assert session.exec(select(Hero).where(Hero.id == 2)).one() is first


def test_update_writes_changed_columns(engine):
    with Session(engine) as session:
        add_heroes(session)
        hero = session.exec(select(Hero).where(Hero.name == "Deadpond")).one()
        hero.age = 16
        assert hero in session.dirty
        session.commit()
    with Session(engine) as session:
        assert session.exec(select(Hero.age).where(Hero.name == "Deadpond")).one() == 16


def test_delete_removes_the_row(engine):
    with Session(engine) as session:
        add_heroes(session)
        session.delete(session.get(Hero, 1))
        session.commit()
        assert session.get(Hero, 1) is None
        assert session.exec(select(func.count(Hero.id))).one() == 2


def test_rollback_forgets_pending_and_changed_state(engine):
    with Session(engine) as session:
        add_heroes(session)
        hero = session.get(Hero, 1)
        hero.name = "changed"
        session.add(Hero(name="new", secret_name="new"))
        session.flush()
        session.rollback()
        assert hero.name == "Deadpond"
        assert session.exec(select(func.count(Hero.id))).one() == 3


def test_relationship_loads_lazily_and_fires_the_other_side(engine):
    with Session(engine) as session:
        add_heroes(session)
        team = session.exec(select(Team)).one()
        assert sorted(hero.name for hero in team.heroes) == ["Rusty-Man", "Tarantula"]
        deadpond = session.get(Hero, 1)
        deadpond.team = team
        assert deadpond in team.heroes
        session.commit()
        assert deadpond.team_id == team.id


def test_link_table_rows_follow_the_collection(engine):
    with Session(engine) as session:
        hero = Hero(name="Deadpond", secret_name="Dive Wilson", powers=[Power(name="jump"), Power(name="sing")])
        session.add(hero)
        session.commit()
        hero.powers.remove(next(power for power in hero.powers if power.name == "sing"))
        session.commit()
    with Session(engine) as session:
        assert [power.name for power in session.get(Hero, 1).powers] == ["jump"]
        assert {power.name: len(power.heroes) for power in session.exec(select(Power))} == {"jump": 1, "sing": 0}


def test_unique_violation_is_an_integrity_error_and_leaves_nothing(engine):
    with Session(engine) as session:
        session.add(Team(name="Preventers"))
        session.commit()
        session.add(Team(name="Preventers"))
        with pytest.raises(IntegrityError) as caught:
            session.commit()
        assert "INSERT INTO team" in str(caught.value)
        session.rollback()
        assert session.exec(select(func.count(Team.id))).one() == 1


def test_savepoint_rolls_back_alone(engine):
    with Session(engine) as session:
        session.add(Team(name="kept"))
        session.flush()
        nested = session.begin_nested()
        session.add(Team(name="dropped"))
        session.flush()
        nested.rollback()
        session.commit()
        assert session.exec(select(Team.name)).all() == ["kept"]


def test_selectinload_and_joinedload_answer_without_further_statements(engine):
    from sqlmodel_rs.orm import joinedload, selectinload

    with Session(engine) as session:
        add_heroes(session)
    with Session(engine) as session:
        team = session.exec(select(Team).options(selectinload(Team.heroes))).one()
    assert len(team.heroes) == 2
    with Session(engine) as session:
        heroes = session.exec(select(Hero).options(joinedload(Hero.team)).order_by(Hero.id)).all()
    assert [hero.team and hero.team.name for hero in heroes] == [None, "Preventers", "Preventers"]


def test_child_of_an_expired_parent_keeps_the_parents_key(engine):
    with Session(engine) as session:
        team = Team(name="Preventers")
        session.add(team)
        session.commit()
        session.add(Hero(name="Deadpond", secret_name="Dive Wilson", team=team))
        session.commit()
        assert session.exec(select(Hero.team_id)).one() == 1


def test_loaded_reference_to_an_expired_object_is_refreshed(engine):
    with Session(engine) as session:
        add_heroes(session)
        hero = session.exec(select(Hero).where(Hero.name == "Rusty-Man")).one()
        assert hero.team.model_dump() == {"id": 1, "name": "Preventers"}


def test_objects_reached_by_cascade_are_inserted_depth_first(engine):
    shared = Power(name="shared")
    first = Hero(name="first", secret_name="first", powers=[shared])
    Hero(name="second", secret_name="second", powers=[shared])
    Hero(name="third", secret_name="third", powers=[shared])
    with Session(engine) as session:
        session.add(first)
        session.commit()
        assert session.exec(select(Hero.name).order_by(Hero.id)).all() == ["first", "second", "third"]
