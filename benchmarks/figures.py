"""What a whole process costs: to import a library and declare fifty models, and to hold a hundred thousand instances.

`python -m benchmarks.figures import|models|memory CONTENDER [DATABASE]` measures one of them and prints it as JSON:
milliseconds of processor time, or megabytes of the process's peak.
"""

import json
import resource
import sys
import time
from pathlib import Path

MODELS = 50
#: What a program that uses the library imports; the models' fields are the same for all.
IMPORTS = {
    "pydantic": "from pydantic import BaseModel, NaiveDatetime",
    "sqlmodel": "from pydantic import NaiveDatetime\n"
    "from sqlmodel import JSON, Column, Field, Relationship, Session, SQLModel, create_engine, select",
}
IMPORTS["sqlmodel_rs"] = IMPORTS["sqlmodel"].replace("from sqlmodel ", "from sqlmodel_rs ")
FIELDS = """
    name: str
    secret_name: str
    age: int | None = None
    power: float
    is_active: bool
    born: datetime.date
    created: NaiveDatetime
    team_id: int | None = None
"""
TABLE = (
    "class Model{number}(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)"
    + FIELDS
    + "    data: dict[str, object] | None = Field(default=None, sa_column=Column(JSON))\n"
)
PLAIN = (
    "class Model{number}(BaseModel):\n    id: int | None = None"
    + FIELDS
    + "    data: dict[str, object] | None = None\n"
)


def imported(contender: str) -> dict[str, float]:
    """Measure pydantic's import and first class, the library's import on top of it, and the models' declaration."""
    names: dict[str, object] = {"__name__": "models"}
    clock = time.process_time
    started = clock()
    # Pydantic looks for its plugins when the first class is made, which every program does.
    exec("import datetime\n" + IMPORTS["pydantic"] + "\nclass First(BaseModel):\n    id: int\n", names)
    floor = clock()
    exec(IMPORTS[contender], names)
    known = clock()
    text = PLAIN if contender == "pydantic" else TABLE
    code = compile("".join(text.format(number=number) for number in range(MODELS)), "models", "exec")
    ready = clock()
    exec(code, names)
    if contender == "sqlmodel":
        exec("from sqlalchemy.orm import configure_mappers; configure_mappers()", names)
    declared = clock()
    return {"floor": (floor - started) * 1e3, "import": (known - floor) * 1e3, "models": (declared - ready) * 1e3}


def peak() -> float:
    """Return the megabytes that the process held at most."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says there starts with what the parent held.
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def memory(contender: str, target: str) -> float:
    """Return what the peak grows by when a hundred thousand rows are loaded as instances, from SQLite."""
    if contender == "django":
        return _memory_of_django(target)
    if contender == "sqlmodel_rs":
        from sqlmodel_rs.aliases import install_aliases

        install_aliases()
    from benchmarks.scenarios import load_all
    from benchmarks.worker import Context

    run = load_all.orm(Context("sqlite", target, contender))
    run(100)
    before = peak()
    run(load_all.OPERATIONS)
    return peak() - before


def _memory_of_django(target: str) -> float:
    import django
    from django.conf import settings

    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": target}
    settings.configure(DATABASES={"default": database}, DEFAULT_AUTO_FIELD="django.db.models.AutoField", USE_TZ=False)
    django.setup()
    from django.db import models

    class HeroLarge(models.Model):
        name = models.CharField(max_length=100)
        secret_name = models.CharField(max_length=100)
        age = models.IntegerField(null=True)
        power = models.FloatField()
        is_active = models.BooleanField()
        born = models.DateField()
        created = models.DateTimeField()
        data = models.JSONField(null=True)
        team_id = models.IntegerField(null=True)

        class Meta:
            app_label = "benchmarks"
            db_table = "hero_large"

    assert len(HeroLarge.objects.all()[:100]) == 100
    before = peak()
    assert len(HeroLarge.objects.all()) == 100_000
    return peak() - before


def library() -> float:
    """Return the megabytes of the engine's library."""
    import sqlmodel_rs._native as native

    return Path(str(native.__file__)).stat().st_size / 1e6


def main() -> None:
    what, contender, *rest = sys.argv[1:]
    if what == "memory":
        print(json.dumps(memory(contender, *rest)))
    elif what == "library":
        print(json.dumps(library()))
    else:
        print(json.dumps(imported(contender)[what]))


if __name__ == "__main__":
    main()
