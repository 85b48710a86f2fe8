from ._absent import Absent

compare_metadata = Absent("alembic.autogenerate.compare_metadata")
render_python_code = Absent("alembic.autogenerate.render_python_code")
