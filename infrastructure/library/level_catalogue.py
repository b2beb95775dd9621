"""The catalogue of sounds as the log has it at this moment: asked once its read model is level."""

import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from infrastructure.log_store.log_store import LogStore
from infrastructure.read_store.errors import ReadModelBehindError
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.watermark import Watermark

LEVEL_WITHIN_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.02

P = ParamSpec("P")
R = TypeVar("R")


class LevelCatalogue:
    def __init__(self, log: LogStore, watermark: Watermark, queries: ReadDatabase) -> None:
        self._log = log
        self._watermark = watermark
        self._queries = queries

    @property
    def is_level(self) -> bool:
        return self._watermark.has_reached(self._log.last_position(), ("sounds",))

    def ask(self, question: Callable[Concatenate[Connection, P], R], *given: P.args, **named: P.kwargs) -> R:
        """Raises ReadModelBehindError."""
        position = self._log.last_position()
        give_up = time.monotonic() + LEVEL_WITHIN_SECONDS
        while not self._watermark.has_reached(position, ("sounds",)):
            if time.monotonic() > give_up:
                raise ReadModelBehindError("The read model of the sounds is behind the log.")
            time.sleep(LOOK_EVERY_SECONDS)
        return self._queries.run(question, *given, **named)
