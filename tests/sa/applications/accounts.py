"""A small FastAPI application with registration and login by fastapi-users and its SQLModel adapter."""

import contextlib
import os
import uuid
from collections.abc import AsyncIterator

from fastapi import Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, UUIDIDMixin, schemas
from fastapi_users.authentication import AuthenticationBackend, BearerTransport
from fastapi_users.authentication.strategy.db import AccessTokenDatabase, DatabaseStrategy
from fastapi_users_db_sqlmodel import SQLModelBaseUserDB, SQLModelUserDatabaseAsync
from fastapi_users_db_sqlmodel.access_token import SQLModelAccessTokenDatabaseAsync, SQLModelBaseAccessToken
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

url = os.environ.get("APPLICATION_DATABASE", "sqlite+aiosqlite://")
engine = create_async_engine(url, **({"poolclass": StaticPool} if url.endswith("://") else {}))
make_session = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


class User(SQLModelBaseUserDB, table=True):
    nickname: str | None = None


class AccessToken(SQLModelBaseAccessToken, table=True):
    pass


class UserRead(schemas.BaseUser[uuid.UUID]):
    nickname: str | None = None


class UserCreate(schemas.BaseUserCreate):
    nickname: str | None = None


class UserUpdate(schemas.BaseUserUpdate):
    nickname: str | None = None


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


async def get_user_db(session: AsyncSession = Depends(get_session)) -> AsyncIterator[SQLModelUserDatabaseAsync]:
    yield SQLModelUserDatabaseAsync(session, User)


async def get_token_db(session: AsyncSession = Depends(get_session)) -> AsyncIterator[AccessTokenDatabase]:
    yield SQLModelAccessTokenDatabaseAsync(session, AccessToken)


class UserManager(UUIDIDMixin, BaseUserManager[User, uuid.UUID]):
    reset_password_token_secret = verification_token_secret = "secret-of-a-test-of-at-least-32-bytes"


async def get_user_manager(user_db: SQLModelUserDatabaseAsync = Depends(get_user_db)) -> AsyncIterator[UserManager]:
    yield UserManager(user_db)


def get_strategy(tokens: AccessTokenDatabase = Depends(get_token_db)) -> DatabaseStrategy:
    return DatabaseStrategy(tokens, lifetime_seconds=3600)


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


backend = AuthenticationBackend("db", BearerTransport("auth/login"), get_strategy)
users = FastAPIUsers[User, uuid.UUID](get_user_manager, [backend])
app = FastAPI(lifespan=lifespan)
app.include_router(users.get_auth_router(backend), prefix="/auth")
app.include_router(users.get_register_router(UserRead, UserCreate), prefix="/auth")
app.include_router(users.get_users_router(UserRead, UserUpdate), prefix="/users")


@app.get("/me")
async def me(user: User = Depends(users.current_user(active=True))) -> dict[str, str | None]:  # noqa: B008
    return {"email": user.email, "nickname": user.nickname}
