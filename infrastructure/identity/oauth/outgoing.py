"""How providers are asked: in bounded time, for bounded answers, and nobody sends us elsewhere."""

import asyncio
import json
from collections.abc import Mapping
from functools import cached_property
from ssl import SSLContext
from typing import Any

import httpx

from infrastructure.identity.oauth.errors import ProviderError

ANSWER_BYTES_MAX = 256 * 1024
"""A discovery document or a set of keys has a few kilobytes."""

ANSWER_SECONDS_MAX = 10.0
"""For the whole of an answer: somebody is looking at an empty page meanwhile."""

FORM = "application/x-www-form-urlencoded"


class Outgoing:
    async def get(self, url: str, *, bearer: str | None = None) -> Any:
        """Raises ProviderError."""
        return await self._ask("GET", url, {} if bearer is None else {"Authorization": f"Bearer {bearer}"})

    async def post(self, url: str, headers: Mapping[str, str], body: str) -> Any:
        """Raises ProviderError."""
        return await self._ask("POST", url, {"Content-Type": FORM, **headers}, body)

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], body: str | None = None) -> Any:
        fixed = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Soundboard"}
        try:
            async with (
                asyncio.timeout(ANSWER_SECONDS_MAX),
                httpx.AsyncClient(
                    verify=self._trust, timeout=ANSWER_SECONDS_MAX, follow_redirects=False, trust_env=False
                ) as client,
                client.stream(method, url, headers={**fixed, **headers}, content=body) as answer,
            ):
                return json.loads(await _read(answer))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError) as error:
            raise ProviderError(f"asking it ended with {type(error).__name__}") from None

    @cached_property
    def _trust(self) -> SSLContext:
        """With SSL_CERT_FILE also the authority of one's own."""
        return httpx.create_ssl_context()


async def _read(answer: httpx.Response) -> bytes:
    if answer.status_code != httpx.codes.OK:
        raise ProviderError(f"it answered with status {answer.status_code}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise ProviderError("it answered packed, which was not asked for")
    read = bytearray()
    async for chunk in answer.aiter_raw():
        read += chunk
        if len(read) > ANSWER_BYTES_MAX:
            raise ProviderError(f"it answered with more than {ANSWER_BYTES_MAX} bytes")
    return bytes(read)
