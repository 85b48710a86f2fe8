"""The legacy `session.query`, on every database, for SQLModel and declarative classes alike."""

from collections.abc import Iterator
from typing import Any

import pytest

from sqlmodel_rs import Field, Relationship, SQLModel, create_engine, exc
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import bindparam, func, text
from sqlmodel_rs.sa.orm import Query, Session, joinedload, scoped_session, sessionmaker


class Base(SQLModel, registry=registry()):
    pass


class Team(Base, table=True):
    __tablename__ = "query_team"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    users: list["User"] = Relationship(back_populates="team")


class User(Base, table=True):
    __tablename__ = "query_user"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int
    team_id: int | None = Field(default=None, foreign_key="query_team.id")
    team: Team | None = Relationship(back_populates="users")


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        team = Team(name="x")
        session.add_all([User(name="a", age=1, team=team), User(name="b", age=2, team=team), User(name="c", age=3)])
        session.commit()
        yield session
    engine.dispose()


def names(found: Any) -> list[str]:
    return [user.name for user in found]


def test_conditions_and_order(session):
    query = session.query(User)
    assert names(query.filter(User.age > 1).order_by(User.name.desc()).all()) == ["c", "b"]
    assert query.filter_by(name="a").one().age == 1 and query.filter_by(name="zz").first() is None
    assert names(query.where(User.age.in_([1, 2])).order_by(User.id)) == ["a", "b"]
    assert names(query.order_by(User.name.desc()).order_by(None).order_by(User.id).limit(2)) == ["a", "b"]
    placeholder = {"sqlite": "?", "postgresql": "%(age_1)s::INTEGER", "mysql": "%s"}[session.get_bind().dialect.name]
    assert str(query.filter(User.age > 1)).endswith(f"WHERE query_user.age > {placeholder}")


def test_joins(session):
    query = session.query(User)
    assert names(query.join(User.team).filter(Team.name == "x").order_by(User.id)) == ["a", "b"]
    assert names(query.join(Team, Team.id == User.team_id).filter_by(name="x").order_by(User.id)) == ["a", "b"]
    rows = session.query(User.name, Team.name).outerjoin(Team, User.team_id == Team.id).order_by(User.id).all()
    assert rows == [("a", "x"), ("b", "x"), ("c", None)]
    assert session.query(Team).filter(Team.users.any(User.name == "a")).one().name == "x"


def test_limits_and_slices(session):
    query = session.query(User).order_by(User.id)
    assert names(query.offset(1).limit(1)) == ["b"] and names(query[1:3]) == ["b", "c"] and query[0].name == "a"
    assert names(query[1:]) == ["b", "c"] and names(query.options(joinedload(User.team)).limit(2)) == ["a", "b"]
    with pytest.raises(IndexError):
        query[-1]


def test_counts_and_scalars(session):
    query = session.query(User)
    assert query.count() == 3 and query.filter(User.age > 1).limit(1).count() == 1
    assert session.query(func.max(User.age)).scalar() == 3
    assert session.query(User.age).filter(User.name == "b").scalar() == 2
    assert session.query(User.age).filter(User.name == "zz").scalar() is None
    assert session.query(query.filter(User.name == "a").exists()).scalar()
    with pytest.raises(exc.MultipleResultsFound):
        query.one()
    with pytest.raises(exc.NoResultFound):
        query.filter(User.age > 9).one()
    assert query.filter(User.age > 9).one_or_none() is None


def test_get(session):
    assert session.query(User).get(2).name == "b" and session.query(User).get(99) is None
    with pytest.raises(exc.InvalidRequestError, match="existing criterion"):
        session.query(User).filter(User.age == 1).get(1)


def test_update_and_delete(session):
    query = session.query(User)
    loaded = query.filter_by(name="c").one()
    assert query.filter(User.age == 3).update({"age": 30}) == 1 and loaded.age == 30
    assert query.filter(User.age == 30).update({User.age: User.age + 1}, synchronize_session="fetch") == 1
    assert session.query(User.age).order_by(User.id).all() == [(1,), (2,), (31,)]
    assert query.filter(User.name == "c").delete() == 1 and query.count() == 2
    for wrong in (query.limit(1), query.order_by(User.id), query.join(User.team), session.query(User.id)):
        with pytest.raises(exc.InvalidRequestError):
            wrong.delete()


def test_combinations(session):
    query = session.query(User)
    first, second = query.filter(User.name == "a"), query.filter(User.name == "b")
    assert sorted(names(first.union(second))) == ["a", "b"]
    assert names(first.union_all(second).filter(User.age > 1)) == ["b"]
    assert names(first.union(second).order_by(User.name.desc())) == ["b", "a"]
    counted = session.query(User.team_id, func.count().label("n")).group_by(User.team_id).subquery()
    assert session.query(Team.name, counted.c.n).join(counted, counted.c.team_id == Team.id).all() == [("x", 2)]
    assert query.with_entities(User.id).order_by(User.id).all() == [(1,), (2,), (3,)]
    assert session.query(User.name).add_columns(User.age).filter(User.age == 1).all() == [("a", 1)]
    assert query.filter(User.age == bindparam("x")).params(x=1).one().name == "a"
    found = query.from_statement(text("SELECT id, name, age, team_id FROM query_user WHERE age < :top")).params(top=3)
    assert sorted(names(found)) == ["a", "b"]


def test_a_query_class_of_ones_own(session):
    class Named(Query):
        def named(self, name: str) -> "Named":
            return self.filter_by(name=name)

    factory = sessionmaker(session.bind, query_cls=Named)
    with factory() as own:
        assert own.query(User).filter(User.age < 3).named("a").one().age == 1


def test_query_property(session):
    scope = scoped_session(sessionmaker(session.bind))

    class Mixin:
        query = scope.query_property()

    class Own(SQLModel, registry=registry()):
        pass

    assert Mixin.query is None
    assert type(scope.query_property().__get__(None, User)) is Query
    assert scope.query(User).count() == 3
    scope.remove()


def flat(query: Any) -> str:
    return " ".join(str(query).split()).replace(" INNER JOIN ", " JOIN ")


def test_the_text_of_a_query_labels_its_columns(session):
    text = flat(session.query(Team.id, func.count(User.id)).join(User).group_by(Team.id))
    assert text == (
        "SELECT query_team.id AS query_team_id, count(query_user.id) AS count_1 FROM query_team "
        "JOIN query_user ON query_team.id = query_user.team_id GROUP BY query_team.id"
    )
    assert str(session.query(User.id).statement).startswith("SELECT query_user.id \n")


def test_exists_selects_one(session):
    query = session.query(User).filter(User.name == "nobody").exists()
    text = flat(session.query(query))
    assert text.startswith("SELECT EXISTS (SELECT 1 FROM query_user WHERE query_user.name = ")
    assert not session.query(query).scalar()
    joined = session.query(User).join(Team).filter(Team.id > 0).exists()
    assert " FROM query_user JOIN query_team ON " in flat(session.query(joined))
    assert bool(session.query(joined).scalar())
