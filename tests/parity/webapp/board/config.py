"""What the environment says about where and how the board runs."""

import os

from pydantic import BaseModel, Field


class Settings(BaseModel):
    database_url: str
    async_database_url: str
    page_size: int = Field(default=5, gt=0)
    token: str = "let-me-in"

    @property
    def backend(self) -> str:
        return self.database_url.split("://")[0].split("+")[0]

    @property
    def is_postgresql(self) -> bool:
        return self.backend == "postgresql"


settings = Settings(
    database_url=os.environ.get("BOARD_DATABASE_URL", "sqlite:///board.db"),
    async_database_url=os.environ.get("BOARD_ASYNC_DATABASE_URL", "sqlite+aiosqlite:///board.db"),
)
