"""The same door without event sourcing: FastAPI, SQLModel, an async driver; the same rows, one transaction.

`python -m benchmarks.crud_baseline`, with DATABASE_URL, TOKEN_KEY and PORT in the environment.
"""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.server import configured
from benchmarks.crud_tables import MEMBERS, SOUNDS, Account, LedgerEntry, Play, Sound, Work
from infrastructure.clock import SystemClock
from infrastructure.identity.signed_tokens import InvalidTokenError, SignedTokens
from infrastructure.identity.tokens import Tokens

CONNECTIONS = {"sqlite": 1, "postgresql": 16}
"""What was quickest: SQLite has one writer, and its lock is waited for worse than a connection."""


def create_app(engine: AsyncEngine, tokens: Tokens) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        async with AsyncSession(engine) as session:
            session.add_all([Sound(sound_id=each) for each in SOUNDS])
            session.add_all([Account(user_id=each) for each in MEMBERS])
            await session.commit()
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)

    async def member(request: Request) -> UUID:
        try:
            return tokens.owner(request.headers.get("authorization", "").removeprefix("Bearer ")).user_id
        except InvalidTokenError as error:
            raise HTTPException(401, str(error)) from None

    async def play_sound(sound_id: UUID, user_id: Annotated[UUID, Depends(member)]) -> Play:
        async with AsyncSession(engine, expire_on_commit=False) as session:
            play = await _play(session, sound_id, user_id)
            await session.commit()
            return play

    app.add_api_route("/play/{sound_id}", play_sound, methods=["POST"])
    return app


async def _play(session: AsyncSession, sound_id: UUID, user_id: UUID) -> Play:
    sound = await session.get(Sound, sound_id)
    query = select(Account).where(Account.user_id == user_id).with_for_update()
    account = (await session.exec(query)).one()
    if sound is None or sound.is_missing or account.is_disabled:
        raise HTTPException(404)
    if account.balance - account.reserved < sound.price:
        raise HTTPException(402)
    now, play_id = time.time(), uuid4()
    account.reserved += sound.price
    play = Play(play_id=play_id, sound_id=sound_id, requested_by=user_id, price=sound.price, requested_at=now)
    entry = LedgerEntry(
        user_id=user_id, amount=-sound.price, balance=account.balance, reference=play_id, at=now
    )
    work = Work(id=uuid4(), reference=play_id, asked_at=now, deadline=now + 5)
    session.add_all([play, entry, work])
    return play


def open_engine(url: str) -> AsyncEngine:
    kind = url.partition("+")[0]
    engine = create_async_engine(url, pool_size=CONNECTIONS[kind], max_overflow=0, pool_timeout=60)
    if kind == "sqlite":
        event.listen(engine.sync_engine, "connect", _as_safe_as_ours)
    return engine


def _as_safe_as_ours(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


if __name__ == "__main__":
    key = bytes.fromhex(os.environ["TOKEN_KEY"])
    tokens = Tokens(SignedTokens(key, SystemClock()), timedelta(days=1), SystemClock())
    app = create_app(open_engine(os.environ["DATABASE_URL"]), tokens)
    uvicorn.Server(configured(app, host="127.0.0.1", port=int(os.environ["PORT"]))).run()
