"""Structured logs: one JSON object a line, to logs/app.log with rotation, and warnings to the terminal."""

import logging
import logging.handlers
import queue
import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog

from infrastructure.log_file import GatheringListener, RequestLines, RotatingLogFile

QUIET = (
    "alembic",
    "authlib",
    "dramatiq",
    "filelock",
    "httpcore",
    "httpx",
    "python_multipart",
    "uvicorn.access",
    "uvicorn.error",
    "websockets",
)
"""Libraries that say addresses, queries or headers of people: of these only what went wrong is heard."""

ROWS = re.compile(r"^(?:DETAIL|CONTEXT):.*?(?=^\[|^HINT:|^\s*$|\Z)", re.DOTALL | re.MULTILINE)
"""Where PostgreSQL repeats the rows that it would not take."""

FILE_BYTES_MAX = 10_000_000
FILES_KEPT = 5

_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_logs(folder: Path, level: str) -> logging.handlers.QueueListener:
    """Lines are formatted and written by a thread of their own; stop it last."""
    folder.mkdir(parents=True, exist_ok=True)
    _note_only_what_is_written()
    file = RotatingLogFile(
        folder / "app.log", maxBytes=FILE_BYTES_MAX, backupCount=FILES_KEPT, encoding="utf-8"
    )
    file.setFormatter(RequestLines(_formatter(structlog.processors.JSONRenderer(ensure_ascii=True))))
    terminal = logging.StreamHandler()
    renderer = structlog.dev.ConsoleRenderer(colors=terminal.stream.isatty())
    terminal.setFormatter(_formatter(_harmless, renderer))
    terminal.setLevel(logging.WARNING)
    lines: queue.SimpleQueue[Any] = queue.SimpleQueue()
    root = logging.getLogger()
    root.handlers[:] = [_ToQueue(lines)]
    root.setLevel(level)
    for quiet in QUIET:
        logging.getLogger(quiet).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.render_to_log_kwargs,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    listener = GatheringListener(lines, file, terminal, respect_handler_level=True)
    listener.start()
    return listener


def _note_only_what_is_written() -> None:
    """The logging HOWTO's "Optimization": no line here names a thread, a process or a place in the code."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 - the name that the HOWTO gives


def _without_colours(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The web server says some things twice, the second time for terminals."""
    line.pop("color_message", None)
    return line


def _without_rows(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    for name in ("event", "exception"):
        if isinstance(said := line.get(name), str):
            line[name] = ROWS.sub("", said)
    return line


def _harmless(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """What somebody sent moves no cursor and begins no line of its own on a terminal."""
    for name, said in line.items():
        if isinstance(said, str):
            kept = "\n" if name == "exception" else ""
            line[name] = "".join(
                each if each.isprintable() or each in kept else repr(each)[1:-1] for each in said
            )
    return line


class _ToQueue(logging.handlers.QueueHandler):
    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """As it is: formatting is the writing thread's work."""
        return record


def _formatter(*rendering: Any) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_colours,
            structlog.processors.format_exc_info,
            _without_rows,
            *rendering,
        ],
    )
