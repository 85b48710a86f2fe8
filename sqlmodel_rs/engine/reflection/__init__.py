"""Looking into a database: `Inspector`, and what each database answers."""

from sqlmodel_rs.engine.reflection.inspector import Inspector as Inspector
