"""The host's doors to read models: how they are, and making them anew."""

import asyncio
from collections.abc import Sequence

from pydantic import BaseModel

from api.dependencies import Server
from api.doors import doors
from infrastructure.read_store.status import GenerationStatus

router = doors("/admin", "admin")


@router.get("/projections")
async def list_projections(server: Server) -> Sequence[GenerationStatus]:
    """Every read model's generations: how far each is, and what ails it."""
    return await asyncio.to_thread(server.follower.generations)


class RebuildBegun(BaseModel):
    name: str
    number: int


@router.post("/projections/{name}/rebuild", status_code=202)
async def rebuild_projection(name: str, server: Server) -> RebuildBegun:
    """Build a read model anew beside the one that is read, compare, and switch."""
    return RebuildBegun(name=name, number=await asyncio.to_thread(server.follower.rebuild, name))


@router.post("/projections/{name}/cancel", status_code=204)
async def cancel_rebuild(name: str, server: Server) -> None:
    """Throw away the generation that is being built."""
    await asyncio.to_thread(server.follower.cancel, name)


@router.post("/projections/{name}/switch-back", status_code=204)
async def switch_projection_back(name: str, server: Server) -> None:
    """Read the generation before this one again."""
    await asyncio.to_thread(server.follower.switch_back, name)
