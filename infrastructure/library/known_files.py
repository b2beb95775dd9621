"""The library's files as the log has them at this moment, asked of the read model once it is level."""

import time
from collections.abc import Sequence

from infrastructure.log_store.log_store import LogStore
from infrastructure.read_store.errors import ReadModelBehindError
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.watermark import Watermark
from projections.sounds.queries import KnownFile, known_files

LEVEL_WITHIN_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.02


class KnownFiles:
    def __init__(self, log: LogStore, watermark: Watermark, queries: ReadDatabase) -> None:
        self._log = log
        self._watermark = watermark
        self._queries = queries

    def __call__(self) -> Sequence[KnownFile]:
        """In the order in which they came. Raises ReadModelBehindError."""
        position = self._log.last_position()
        give_up = time.monotonic() + LEVEL_WITHIN_SECONDS
        while not self._watermark.has_reached(position, ("sounds",)):
            if time.monotonic() > give_up:
                raise ReadModelBehindError("The read model of the sounds is behind the log.")
            time.sleep(LOOK_EVERY_SECONDS)
        return self._queries.run(known_files)
