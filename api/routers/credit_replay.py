"""The ledger as it was: at any moment, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime, BaseModel

from api.dependencies import Member, Server
from api.doors import doors
from api.paging import Limit
from api.problems import AbsentError
from infrastructure.container import Container
from infrastructure.credits.replay import Step

VERSION_MAX = 2**31 - 1

router = doors("", "credits")

Version = Annotated[int | None, Query(ge=1, le=VERSION_MAX, description="after so many events")]
At = Annotated[AwareDatetime | None, Query(description="at this moment; with a version, that counts")]


class ReplayView(BaseModel):
    """`open` are the reservations that were not settled then; `steps` the last ones that led there."""

    version: int
    at: datetime
    balance: int
    reserved: int
    spendable: int
    recharged_on: str | None
    open: Mapping[str, int]
    steps: Sequence[Step]


@router.get("/credits/replay")
async def replay_credits(
    access: Member, server: Server, at: At = None, version: Version = None, step: Limit = 20
) -> ReplayView:
    """Your ledger as it was at any moment, from its first event on, and the last steps that led there."""
    return await _replayed(server, access.user_id, at, version, step)


@router.get("/admin/users/{user_id}/credits/replay")
async def replay_credits_of_user(
    user_id: UUID, server: Server, at: At = None, version: Version = None, step: Limit = 20
) -> ReplayView:
    """Somebody's ledger as it was at any moment, and the last steps that led there."""
    return await _replayed(server, user_id, at, version, step)


async def _replayed(
    server: Container, user_id: UUID, at: datetime | None, version: int | None, steps: int
) -> ReplayView:
    replay = server.replay.replay
    at = at if version is None else None
    found = await server.replays.run(replay, user_id, version=version, at=at, steps=steps)
    if found is None:
        raise AbsentError("There was no such ledger then.")
    return ReplayView.model_validate({**asdict(found), "spendable": found.spendable})
