"""The log file: lines are written by one thread, as they gather, and the file rotates by its size."""

import json
import logging
import logging.handlers
import time
from datetime import UTC, datetime
from typing import Any

import msgspec

GATHER_SECONDS = 0.05
"""A line waits so long for others: a busy server wakes this thread twenty times a second, not thousands."""

REQUESTS = "soundboard.requests"
"""The logger whose lines are many and always the same."""


class RotatingLogFile(logging.handlers.RotatingFileHandler):
    """The standard one formats each line twice to know its length, and flushes after each."""

    def shouldRollover(self, _: logging.LogRecord) -> bool:  # noqa: N802 - the library's name
        return self.stream is not None and self.stream.tell() >= self.maxBytes

    def flush(self) -> None:
        """Nothing: `flush_gathered` does it."""

    def flush_gathered(self) -> None:
        super().flush()

    def close(self) -> None:
        super().flush()
        super().close()


class GatheringListener(logging.handlers.QueueListener):
    def handle(self, record: logging.LogRecord) -> None:
        super().handle(record)
        if self.queue.empty():  # type: ignore[attr-defined]  # ours is a SimpleQueue
            for handler in self.handlers:
                if isinstance(handler, RotatingLogFile):
                    handler.flush_gathered()
            time.sleep(GATHER_SECONDS)


class RequestLines(logging.Formatter):
    """Formats lines of requests by itself, and leaves the others to another."""

    def __init__(self, others: logging.Formatter) -> None:
        super().__init__()
        self._others = others

    def format(self, record: logging.LogRecord) -> str:
        if record.name != REQUESTS:
            return self._others.format(record)
        line = {
            "event": "request",
            "level": "info",
            **record.__dict__["request"],
            "timestamp": datetime.fromtimestamp(record.created, UTC),
        }
        encoded = msgspec.json.encode(line).decode()
        return encoded if encoded.isascii() else _in_ascii(line)


def _in_ascii(line: dict[str, Any]) -> str:
    """Some characters end a line, or move a terminal's cursor, for programs that know more than JSON."""
    return json.dumps(msgspec.to_builtins(line), ensure_ascii=True, separators=(",", ":"))
