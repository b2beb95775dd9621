"""A large body in blocks: so much of it is in memory, and no more."""

from collections.abc import AsyncIterator

from fastapi import Request

BLOCK_BYTES = 1 << 20


async def blocks_of(request: Request) -> AsyncIterator[bytes]:
    """Raises ClientDisconnect."""
    gathered = bytearray()
    async for piece in request.stream():
        gathered += piece
        if len(gathered) >= BLOCK_BYTES:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)
