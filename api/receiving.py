"""An end to waiting for clients: how long a request may take to come, and an answer to be taken.

uvicorn waits for ever for the rest of a request. This is its HTTP protocol with a watch on each connection:
one timer, which is set when a request does not come in one piece, and looks at the clock when it ends.
"""

from asyncio import BaseTransport, TimerHandle, Transport
from typing import Any, ClassVar, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from api.large_bodies import takes_files

HEAD_SECONDS_MAX = 10.0
"""From the first byte, or from the opening of the connection, to the end of the head."""

BODY_SECONDS_MAX = 20.0
"""From the end of the head to the end of the body, which is a small JSON document at every door but one."""

FORM_BYTES_PER_SECOND_MIN = 32 * 1024
"""A form with files may take its time at that pace, which is looked at when the time of a body is over."""

SEND_SECONDS_MAX = 20.0
"""A client that takes nothing of its answer for so long is gone, or wishes us ill."""

LINGER_SECONDS_MAX = 5.0
"""For the last bytes to a client that is closed; then they are thrown away."""

HEAD_BYTES_MAX = 32 * 1024
"""Eight times what browsers send; also for what stands between the parts of a body."""


class HeadTooLargeError(Exception):
    """Goes through the parser, which answers it as a request that cannot be read."""


class PunctualProtocol(HttpToolsProtocol):
    """A connection that is late is closed, with 408 where a request had begun and nothing was answered."""

    body_seconds_max: ClassVar[float] = BODY_SECONDS_MAX
    form_bytes_per_second_min: ClassVar[int] = FORM_BYTES_PER_SECOND_MIN

    _seconds_allowed: float | None = None
    _receive_deadline: float | None = None
    _send_deadline: float | None = None
    _watch: TimerHandle | None = None
    _answering: RequestResponseCycle | None = None
    _chunk_bytes = 0
    _loose_bytes = 0
    _form_bytes = 0
    """Of a form with files, since its pace was looked at."""
    _is_head_too_large = False
    _is_websocket = False

    # What the transport tells.

    def connection_made(self, transport: BaseTransport) -> None:
        """At the limit a connection is refused in words at its first request; beyond it, at once."""
        super().connection_made(cast("Transport", transport))
        if self.limit_concurrency is not None and len(self.connections) > self.limit_concurrency:
            self.transport.abort()
            return
        self._expect(HEAD_SECONDS_MAX)
        self._set_receive_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_watching()
        self.pipeline.clear()
        if self._answering is not None:  # uvicorn tells the newest of those that wait
            self._answering.disconnected = True
            self._answering.message_event.set()

    def data_received(self, data: bytes) -> None:
        self._chunk_bytes = len(data)
        super().data_received(data)
        if self._seconds_allowed is None:
            if self.cycle is None or self.cycle.response_complete:
                self._after_bytes_of_no_request()
            return
        self._loose_bytes += self._chunk_bytes
        if self._loose_bytes > HEAD_BYTES_MAX:
            self._is_head_too_large = True
            self.send_400_response("")
        elif self._receive_deadline is None:
            self._set_receive_deadline()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._send_deadline = self.loop.time() + SEND_SECONDS_MAX
        self._watch_until(self._send_deadline)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._send_deadline = None

    # What the parser tells. Each request passes here: no clock is asked.

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect(HEAD_SECONDS_MAX)

    def on_headers_complete(self) -> None:
        if self._loose_bytes + self._chunk_bytes > HEAD_BYTES_MAX:
            self._measure_head()
        super().on_headers_complete()
        self._expect(self.body_seconds_max)
        self._form_bytes = 0
        if not self.parser.should_upgrade():
            self.headers = []  # what comes after a body in chunks is no part of the head

    def on_body(self, body: bytes) -> None:
        self._chunk_bytes = self._loose_bytes = 0
        if self.cycle and not self.cycle.response_complete:
            self._form_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._chunk_bytes = self._loose_bytes = 0
        self._seconds_allowed = self._receive_deadline = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    # How a connection ends.

    def handle_websocket_upgrade(self) -> None:
        self._is_websocket = True
        self._stop_watching()
        super().handle_websocket_upgrade()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._linger()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._linger()

    def send_400_response(self, msg: str) -> None:
        if self._is_head_too_large:
            self._refuse(431)
            return
        super().send_400_response(msg)
        self._linger()

    def _refuse(self, status: int) -> None:
        if not self._is_in_an_answer():
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()
        self._linger()

    def _is_in_an_answer(self) -> bool:
        cycle = self._answering
        return cycle is not None and cycle.response_started and not cycle.response_complete

    # The watch.

    def _expect(self, seconds: float) -> None:
        self._seconds_allowed = seconds
        self._receive_deadline = None
        self._loose_bytes = 0

    def _after_bytes_of_no_request(self) -> None:
        """Empty lines, or the rest of a body that was answered already: uvicorn would wait for ever now."""
        if (
            not self._is_websocket
            and not self.transport.is_closing()
            and self.timeout_keep_alive_task is None
        ):
            self._expect(HEAD_SECONDS_MAX)
            self._set_receive_deadline()

    def _set_receive_deadline(self) -> None:
        self._receive_deadline = self.loop.time() + (self._seconds_allowed or 0)
        self._watch_until(self._receive_deadline)

    def _linger(self) -> None:
        self._watch_until(self.loop.time() + LINGER_SECONDS_MAX)

    def _watch_until(self, when: float) -> None:
        if self._watch is not None:
            if self._watch.when() <= when:
                return
            self._watch.cancel()
        self._watch = self.loop.call_at(when, self._look)

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        self._watch = None
        now = self.loop.time()
        if self.transport.is_closing() or _is_over(self._send_deadline, now):
            self.transport.abort()
            return
        if _is_over(self._receive_deadline, now):
            if not self.flow.read_paused and not self._keeps_pace():
                self._too_late()
                return
            self._form_bytes = 0
            self._set_receive_deadline()  # it is a form that comes, or we who do not take it
        deadlines = [each for each in (self._receive_deadline, self._send_deadline) if each is not None]
        if deadlines:
            self._watch_until(min(deadlines))

    def _keeps_pace(self) -> bool:
        enough = self.form_bytes_per_second_min * self.body_seconds_max
        return self._form_bytes >= enough and takes_files(self.scope)

    def _too_late(self) -> None:
        has_begun = self.headers is not None
        if has_begun:
            self._refuse(408)
        else:
            self.transport.close()

    def _measure_head(self) -> None:
        """Raises HeadTooLargeError. What came in one piece with the head is not all head."""
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES_MAX:
            self._is_head_too_large = True
            raise HeadTooLargeError


def _is_over(deadline: float | None, now: float) -> bool:
    return deadline is not None and deadline <= now
