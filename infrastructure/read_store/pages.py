"""The log in pages. Each event is decoded once, for whoever reads it first."""

import logging
from collections.abc import Sequence
from typing import cast

from eventsourcing.persistence import ApplicationRecorder, MapperDeserialisationError, Notification

from domain.aggregate import Event
from infrastructure.log_store.mapper import EventMapper
from projections.projector import Recorded

PAGE_EVENTS_MAX = 1_000

logger = logging.getLogger(__name__)


class Page:
    def __init__(self, notifications: Sequence[Notification], mapper: EventMapper) -> None:
        self._notifications = notifications
        self._mapper = mapper
        self._decoded: list[Recorded | None] = [None] * len(notifications)

    def __len__(self) -> int:
        return len(self._notifications)

    @property
    def end(self) -> int:
        return int(self._notifications[-1].id)

    @property
    def is_full(self) -> bool:
        return len(self) == PAGE_EVENTS_MAX

    def of_topics(self, topics: frozenset[str]) -> list[Recorded]:
        """Raises MapperDeserialisationError where one of these is not what its topic says."""
        return [
            self._decoded[index] or self._decode(index)
            for index, notification in enumerate(self._notifications)
            if notification.topic in topics
        ]

    def all(self) -> list[Recorded]:
        """Without those that cannot be decoded: read models that need one stop there and say so."""
        found = []
        for index, already in enumerate(self._decoded):
            try:
                found.append(already or self._decode(index))
            except MapperDeserialisationError as error:
                logger.error("event is unreadable: %s", error)  # noqa: TRY400 - the trace tells no more
        return found

    def _decode(self, index: int) -> Recorded:
        notification = self._notifications[index]
        event = cast("Event", self._mapper.to_domain_event(notification))
        recorded = self._decoded[index] = Recorded(int(notification.id), event)
        return recorded


class LogPages:
    def __init__(self, recorder: ApplicationRecorder, mapper: EventMapper) -> None:
        self._recorder = recorder
        self._mapper = mapper

    def after(self, position: int, *, until: int | None = None, limit: int = PAGE_EVENTS_MAX) -> Page:
        notifications = self._recorder.select_notifications(
            position, limit, stop=until, inclusive_of_start=False
        )
        return Page(notifications, self._mapper)

    def last_position(self) -> int:
        return int(self._recorder.max_notification_id() or 0)
