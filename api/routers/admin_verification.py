"""The host's doors to what proves that nothing was changed."""

import asyncio
from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.bodies import Strict
from api.dependencies import Server
from api.doors import doors
from infrastructure.seals.seal import Head
from infrastructure.verification import Findings, Progress

router = doors("/admin", "admin")

POSITION_MAX = 2**63 - 1


class ExportedHead(Strict):
    """As it was answered once, and kept elsewhere."""

    segment: Annotated[int, Field(ge=0, le=POSITION_MAX)]
    position: Annotated[int, Field(ge=0, le=POSITION_MAX)]
    hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    sealed_at: datetime


class Question(Strict):
    against: ExportedHead | None = None


@router.post("/verify")
async def verify_everything(server: Server, question: Question | None = None) -> Findings:
    """Check the log's seals, replay every ledger, rebuild every read model on the side, and compare.

    With `against`, a head of the log that was exported before, also whether the log still has that past.
    """
    exported = question.against if question else None
    against = None if exported is None else Head(**exported.model_dump())
    return await asyncio.to_thread(server.verification.verify, against)


@router.get("/verify")
async def get_progress_of_verifying(server: Server) -> Progress | None:
    """How much of the log is checked, while it is; nothing at other times."""
    return server.verification.progress


@router.get("/log/head")
async def get_head_of_log(server: Server) -> Head:
    """The head of the log's chain of seals, to be kept elsewhere."""
    return await asyncio.to_thread(server.chain.head)
