"""Around every request: a line in the log, a bound on the body, and headers that keep browsers careful."""

import logging
import re
import time
from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem
from api.large_bodies import takes_files
from api.security_headers import security_headers
from infrastructure.log_file import REQUESTS

BODY_BYTES_MAX = 64 * 1024
"""Every body is a small JSON document, but for forms with files, and archives."""

ANNOUNCED_DIGITS_MAX = 15

requests = logging.getLogger(REQUESTS)


NO_DOOR = "(no such door)"
"""Where nothing is, anything may be typed: an address, a password."""

HARMLESS = re.compile(r"[\w-]{1,40}", re.ASCII)


class RequestLog:
    """One line a request, with its time; never its query, its headers or its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *security_headers(scope)]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            status = status or HTTPStatus.INTERNAL_SERVER_ERROR.value
            raise
        finally:
            requests.info(
                "request",
                extra={
                    "request": {
                        "method": scope["method"],
                        "path": _path(scope),
                        "status": status,
                        "ms": round(1000 * (time.perf_counter() - begun), 2),
                    }
                },
            )


def _path(scope: Scope) -> str:
    if "endpoint" not in scope:
        return NO_DOOR
    typed = map(str, scope.get("path_params", {}).values())
    return scope["path"] if all(map(HARMLESS.fullmatch, typed)) else NO_DOOR


class BodyLimit:
    """Refuses what announces itself as too large, and stops reading what turns out to be."""

    def __init__(self, app: ASGIApp, large: Mapping[str, int]) -> None:
        """`large`: the doors that take files, and how many bytes each of them takes."""
        self._app = app
        self._large = large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        bytes_max = self._large[scope["path"]] if takes_files(scope) else BODY_BYTES_MAX
        too_large = f"A body has at most {bytes_max} bytes here."
        if len(announced) > ANNOUNCED_DIGITS_MAX or int(announced) > bytes_max:
            await problem(413, "body_too_large", too_large)(scope, receive, send)
            return
        read = 0

        async def counting() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > bytes_max:
                raise HTTPException(413, too_large)
            return message

        await self._app(scope, counting, send)
