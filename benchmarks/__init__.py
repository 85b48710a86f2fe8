"""Compare this library with SQLModel and the raw driver: same machine, same run, each contender in its own process."""
