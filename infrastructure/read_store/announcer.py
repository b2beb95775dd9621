"""Tells listeners of each event once, in order, from where the log ended at the start."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from infrastructure.read_store.pages import Page
from projections.projector import Recorded

Listener = Callable[[Sequence[Recorded]], None]

logger = logging.getLogger(__name__)


class Announcer:
    def __init__(self, listeners: Sequence[Listener], position: int) -> None:
        self._listeners = listeners
        self.position = position
        self.told_until = datetime.min.replace(tzinfo=UTC)
        """When the newest event happened that was told."""

    def announce(self, page: Page) -> None:
        """A listener that raises misses this page; the others do not."""
        if self._listeners:
            recorded = page.all()
            if recorded:
                self.told_until = recorded[-1].event.timestamp
            for listener in self._listeners:
                try:
                    listener(recorded)
                except Exception:
                    logger.exception("a listener failed")
        self.position = page.end
