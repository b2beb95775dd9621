"""Is everything well?"""

import asyncio
from collections.abc import Mapping
from typing import Literal

from fastapi import Response
from pydantic import BaseModel

from api.dependencies import Server
from api.doors import doors
from infrastructure.version import VERSION

router = doors("", "health")


class ReadModelHealth(BaseModel):
    state: str
    position: int
    lag_events: int
    lag_seconds: float
    error: str | None


class Health(BaseModel):
    status: Literal["ok", "degraded"]
    version: str
    audio: str
    can_play: bool
    waiting_commands: int
    listeners: int
    read_models: Mapping[str, ReadModelHealth]


@router.get("/health")
async def health(server: Server, response: Response) -> Health:
    """Degraded, with 503, when sounds cannot be played or a read model has stopped."""
    models = {
        each.model: ReadModelHealth(
            state="broken" if each.error else "live",
            position=each.position,
            lag_events=each.events,
            lag_seconds=each.seconds,
            error=each.error,
        )
        for each in await asyncio.to_thread(server.follower.lags)
    }
    is_well = server.speakers.can_play and all(each.state == "live" for each in models.values())
    response.status_code = 200 if is_well else 503
    return Health(
        status="ok" if is_well else "degraded",
        version=VERSION,
        audio=server.speakers.description,
        can_play=server.speakers.can_play,
        waiting_commands=server.executor.waiting,
        listeners=len(server.hub),
        read_models=models,
    )
