"""A job board: companies publish jobs, candidates apply. Written for SQLModel and SQLAlchemy only."""
