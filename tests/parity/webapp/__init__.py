"""A web application written for SQLModel, and what asks it the same on the real packages and on this library."""
