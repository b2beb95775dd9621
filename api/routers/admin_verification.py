"""The host's doors to what proves that nothing was changed."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.bodies import Strict
from api.dependencies import Server
from api.doors import doors
from infrastructure.seals.seal import Head
from infrastructure.verifying.runs import Run

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


@router.post("/verify", status_code=202)
async def verify_everything(server: Server, question: Question | None = None) -> Run:
    """Begin to check the log's seals, replay every ledger, rebuild every read model on the side, and compare.

    With `against`, a head of the log that was exported before, also whether the log still has that past.
    """
    exported = question.against if question else None
    against = None if exported is None else Head(**exported.model_dump())
    verify = server.verification.verify
    return server.verification_runs.begin(lambda on_progress: verify(on_progress, against=against))


@router.post("/credits/verify", status_code=202)
async def verify_credits(server: Server) -> Run:
    """Begin to replay every ledger, and to compare it with what its owner is shown and with its snapshot."""
    return server.verification_runs.begin(server.verification.verify_ledgers)


@router.get("/credits/verify")
@router.get("/verify")
async def get_verification(server: Server) -> Run | None:
    """How far the verification is that was begun last, of either kind; then its report, signed."""
    return server.verification_runs.last


@router.get("/verify/key")
async def get_report_key(server: Server) -> Mapping[str, str]:
    """The public key that a report's signature is checked by, as a JSON Web Key."""
    return server.report_signer.public_key()


@router.get("/log/head")
async def get_head_of_log(server: Server) -> Head:
    """The head of the log's chain of seals, to be kept elsewhere."""
    return await asyncio.to_thread(server.chain.head)
