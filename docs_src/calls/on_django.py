"""The calls of `ours.py` in Django, whose multi-table inheritance has no column for the class of a row."""

import django
from django.conf import settings
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat, Length
from outcomes import main

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["staff"],
)
django.setup()
from staff.models import Employee, Engineer, Manager, Team  # noqa: E402

MODELS = (Team, Employee, Engineer, Manager)


def start():
    with connection.schema_editor() as editor:
        for model in reversed(MODELS):
            if model._meta.db_table in connection.introspection.table_names():
                editor.delete_model(model)
        for model in MODELS:
            editor.create_model(model)
    team = Team.objects.create(id=1)
    Employee.objects.create(id=1, name="Ed", team=team)
    Engineer.objects.create(id=2, name="Vera", level=3, team=team)
    Engineer.objects.create(id=3, name="Bob", level=5, team=team)
    Manager.objects.create(id=4, name="Max", hobby="golf", team=team)


def read(_, statement):
    with connection.cursor() as cursor:
        if " employee " not in statement:
            statement = statement.replace(" id", " employee_ptr_id")
        cursor.execute(statement)
        return cursor.fetchall()


def change(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def read_all(_):
    return [type(row).__name__ for row in Employee.objects.order_by("id")]


def read_members(_):
    return [type(row).__name__ for row in Team.objects.get().members.order_by("id")]


def same_object(_):
    return Employee.objects.get(pk=2) == Engineer.objects.get(pk=2)


def get_a_sibling(_):
    return Manager.objects.filter(pk=2).first()


def filter_by_both(_):
    return list(Engineer.objects.exclude(name="Ed").filter(level__gt=3).values_list("name", flat=True))


def count_a_subclass(_):
    return Engineer.objects.count()


def update_where_base(_):
    return Engineer.objects.filter(name="Vera").update(level=9)


def update_where_child(_):
    return Engineer.objects.filter(level__gte=5).update(name="Rob")


def update_both(_):
    return Engineer.objects.filter(level__gte=5).update(name="Rob", level=6)


def update_from_base(_):
    return Engineer.objects.update(level=Length("name"))


def update_all(_):
    return Engineer.objects.update(name=Concat(Value("E"), F("name")))


def delete_where_base(_):
    return Engineer.objects.filter(name="Vera").delete()[0]


def delete_where_child(_):
    return Engineer.objects.filter(level=3).delete()[0]


def delete_all(_):
    return Engineer.objects.all().delete()[0]


def delete_base(_):
    return Employee.objects.exclude(name="Ed").delete()[0]


def delete_object(_):
    Employee.objects.get(pk=2).delete()


def insert_many(_):
    return len(Engineer.objects.bulk_create([Engineer(name="Ann", level=1), Engineer(name="Joe", level=2)]))


def upsert_one(_):
    rows = [Engineer(name="Vera", level=8)]
    return len(
        Engineer.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=["level"])
    )


def read_orphan(_):
    change("DELETE FROM engineer WHERE employee_ptr_id = 2")
    return Employee.objects.get(pk=2).engineer.level


def read_sibling_rows(_):
    change("INSERT INTO manager (employee_ptr_id, hobby) VALUES (2, 'chess')")
    row = Employee.objects.get(pk=2)
    return [kind for kind in ("engineer", "manager") if hasattr(row, kind)]


if __name__ == "__main__":
    main(globals())
