"""An open file as an answer, or one range of it. What is announced is what is sent.

Starlette's own opens the file after it has announced it, takes its time for its content, and answers a range
that it cannot read with 400.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from email.utils import formatdate, parsedate_to_datetime

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.byte_ranges import Span, UnsatisfiableError, span_of
from api.errors import problem
from infrastructure.files.served_files import ServedFile

BLOCK_BYTES = 1 << 18


class FileAnswer(Response):
    def __init__(self, served: ServedFile, headers: Mapping[str, str]) -> None:
        self._served = served
        self._etag = f'"{served.sha256}"'
        self.status_code = 200
        self.background = None
        self.media_type = served.media_type
        self.init_headers(
            {
                **headers,
                "Accept-Ranges": "bytes",
                "ETag": self._etag,
                "Last-Modified": formatdate(served.modified_at, usegmt=True),
            }
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope, receive, send)
        finally:
            self._served.content.close()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope)
        if not _is_as_asked(asked, self._etag, self._served.modified_at):
            refusal = problem(
                412, "precondition_failed", "The file is another than the one that was asked for."
            )
            await refusal(scope, receive, send)
            return
        if is_known(asked, self._etag, self._served.modified_at):
            await self._start(send, 304)
            await send({"type": "http.response.body"})
            return
        try:
            span = self._span(asked)
        except UnsatisfiableError:
            refusal = problem(416, "range_not_satisfiable", "The file ends before that range begins.")
            refusal.headers["Content-Range"] = f"bytes */{self._served.size}"
            await refusal(scope, receive, send)
            return
        if span is not None:
            self.headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{self._served.size}"
        sent = span or Span(0, self._served.size)
        self.headers["Content-Length"] = str(sent.end - sent.start)
        await self._start(send, 200 if span is None else 206)
        if scope["method"] == "HEAD":
            sent = Span(0, 0)
        await self._send(sent, send)

    def _span(self, asked: Headers) -> Span | None:
        """A date in If-Range is never strong enough for a range."""
        if asked.get("if-range", self._etag) != self._etag or len(asked.getlist("range")) > 1:
            return None
        return span_of(asked.get("range"), self._served.size)

    async def _start(self, send: Send, status: int) -> None:
        await send({"type": "http.response.start", "status": status, "headers": self.raw_headers})

    async def _send(self, span: Span, send: Send) -> None:
        at = span.start
        while at < span.end:
            block = await asyncio.to_thread(
                os.pread, self._served.content.fileno(), min(BLOCK_BYTES, span.end - at), at
            )
            if not block:
                raise OSError("The file became shorter while it was sent: the connection is closed.")
            at += len(block)
            await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def is_known(asked: Headers, etag: str, modified_at: float | None = None) -> bool:
    """Whether who asks has it as it is (RFC 9110, section 13.2.2)."""
    if known := _named(asked, "if-none-match"):
        return "*" in known or etag in (each.removeprefix("W/") for each in known)
    since = _moment(asked, "if-modified-since")
    return since is not None and modified_at is not None and int(modified_at) <= since


def _is_as_asked(asked: Headers, etag: str, modified_at: float) -> bool:
    """A tag that is weak is never strong enough here (RFC 9110, section 13.1.1)."""
    if wanted := _named(asked, "if-match"):
        return "*" in wanted or etag in wanted
    since = _moment(asked, "if-unmodified-since")
    return since is None or int(modified_at) <= since


def _named(asked: Headers, header: str) -> Sequence[str]:
    """Tags, or a star alone."""
    return [each.strip() for line in asked.getlist(header) for each in line.split(",")]


def _moment(asked: Headers, header: str) -> float | None:
    """None also where it is no date."""
    try:
        return parsedate_to_datetime(asked.get(header, "")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
