"""The calls of `ours.py` in SQLAlchemy."""

from outcomes import main
from sqlalchemy import ForeignKey, String, create_engine, delete, func, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    members: Mapped[list["Employee"]] = relationship(back_populates="team")


class Employee(Base):
    __tablename__ = "employee"
    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "employee"}
    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team | None] = relationship(back_populates="members")


class Engineer(Employee):
    __tablename__ = "engineer"
    __mapper_args__ = {"polymorphic_identity": "engineer"}
    id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    level: Mapped[int]


class Manager(Employee):
    __tablename__ = "manager"
    __mapper_args__ = {"polymorphic_identity": "manager"}
    id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    hobby: Mapped[str]


def start():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add(Team(id=1))
    session.add(Employee(id=1, name="Ed", team_id=1))
    session.add_all([Engineer(id=2, name="Vera", level=3, team_id=1), Engineer(id=3, name="Bob", level=5, team_id=1)])
    session.add(Manager(id=4, name="Max", hobby="golf", team_id=1))
    session.commit()
    return session


def read(session, statement):
    return [tuple(row) for row in session.connection().execute(text(statement))]


def change(session, statement):
    session.connection().execute(text(statement))


def read_all(session):
    return [type(row).__name__ for row in session.scalars(select(Employee).order_by(Employee.id))]


def read_members(session):
    return [type(row).__name__ for row in session.scalars(select(Team)).one().members]


def same_object(session):
    return session.get(Employee, 2) is session.get(Engineer, 2)


def get_a_sibling(session):
    return session.get(Manager, 2)


def filter_by_both(session):
    return session.scalars(select(Engineer.name).where(Engineer.name != "Ed", Engineer.level > 3)).all()


def count_a_subclass(session):
    return session.scalars(select(func.count()).select_from(Engineer)).one()


def update_where_base(session):
    return session.execute(update(Engineer).where(Engineer.name == "Vera").values(level=9)).rowcount


def update_where_child(session):
    return session.execute(update(Engineer).where(Engineer.level >= 5).values(name="Rob")).rowcount


def update_both(session):
    return session.execute(update(Engineer).where(Engineer.level >= 5).values(name="Rob", level=6)).rowcount


def update_from_base(session):
    return session.execute(update(Engineer).values(level=func.length(Engineer.name))).rowcount


def update_all(session):
    return session.execute(update(Engineer).values(name="E" + Engineer.name)).rowcount


def delete_where_base(session):
    return session.execute(delete(Engineer).where(Engineer.name == "Vera")).rowcount


def delete_where_child(session):
    return session.execute(delete(Engineer).where(Engineer.level == 3)).rowcount


def delete_all(session):
    return session.execute(delete(Engineer)).rowcount


def delete_base(session):
    return session.execute(delete(Employee).where(Employee.name != "Ed")).rowcount


def delete_object(session):
    session.delete(session.get(Employee, 2))
    session.commit()


def insert_many(session):
    return session.execute(insert(Engineer).values([{"name": "Ann", "level": 1}, {"name": "Joe", "level": 2}])).rowcount


def upsert_one(session):
    statement = upsert(Engineer).values(name="Vera", level=8)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"level": 8})
    return session.execute(statement).rowcount


def read_orphan(session):
    change(session, "DELETE FROM engineer WHERE id = 2")
    return session.get(Employee, 2).level


def read_unknown(session):
    change(session, "UPDATE employee SET type = 'pilot' WHERE id = 1")
    return type(session.get(Employee, 1)).__name__


def read_sibling_rows(session):
    change(session, "INSERT INTO manager (id, hobby) VALUES (2, 'chess')")
    return type(session.get(Employee, 2)).__name__


if __name__ == "__main__":
    main(globals())
