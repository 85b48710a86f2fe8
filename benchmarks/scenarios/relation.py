"""Load a thousand parents and their twenty children each; the figure is per child."""

from collections.abc import Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = seed.TEAMS * seed.HEROES_PER_TEAM
SCALES = False


def orm(context: Context) -> Callable[[int], None]:
    from sqlalchemy.orm import selectinload
    from sqlmodel import Session, select

    from benchmarks.program import Team, open_engine

    engine = open_engine(context)

    def run(count: int) -> None:
        teams = count // seed.HEROES_PER_TEAM
        with Session(engine) as session:
            rows = session.exec(select(Team).order_by(Team.id).limit(teams).options(selectinload(Team.heroes))).all()
            assert sum(len(row.heroes) for row in rows) == teams * seed.HEROES_PER_TEAM

    return run


def raw(context: Context) -> Callable[[int], None]:
    connection = context.connect()

    def run(count: int) -> None:
        teams = count // seed.HEROES_PER_TEAM
        cursor = connection.cursor()
        cursor.execute(f"SELECT id, name, headquarters FROM team ORDER BY id LIMIT {teams}")
        parents = cursor.fetchall()
        cursor.execute(f"SELECT {', '.join(seed.COLUMNS)} FROM hero WHERE team_id <= {teams}")
        children: dict[int, list[tuple[object, ...]]] = {}
        for row in cursor.fetchall():
            children.setdefault(row[9], []).append(row)
        assert sum(len(children[parent[0]]) for parent in parents) == teams * seed.HEROES_PER_TEAM

    return run
