"""Which plays still wait to be heard, asked for many at once."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from domain.play import Play
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.streams import StreamReader
from tests.support.aggregates import AIRHORN, a_requested_play, a_started_play, collected
from tests.support.clock import NOON


@pytest.fixture
def log(log_url: str) -> Iterator[LogStore]:
    log = LogStore(log_url)
    yield log
    log.close()


@pytest.fixture
def streams(log: LogStore) -> StreamReader:
    return StreamReader(log.reading, log.event_mapper)


def recorded(log: LogStore, play: Play) -> UUID:
    log.recorder.insert_events([log.event_mapper.to_stored_event(event) for event in collected(play)])
    return play.id


def test_only_plays_to_which_nothing_happened_yet_are_still_requested(
    log: LogStore, streams: StreamReader
) -> None:
    failed = a_requested_play(uuid4())
    failed.fail("No voice.", at=NOON)
    waiting = recorded(log, a_requested_play(uuid4()))
    ids = [waiting, recorded(log, a_started_play(uuid4())), recorded(log, failed), uuid4()]
    assert streams.plays_still_requested(ids) == {waiting: AIRHORN}


def test_many_are_asked_about_at_once(log: LogStore, streams: StreamReader) -> None:
    waiting = recorded(log, a_requested_play(uuid4(), by=None))
    ids = [waiting, *(uuid4() for _ in range(499))]
    assert streams.plays_still_requested(ids) == {waiting: AIRHORN}


def test_of_none_none_are_requested(streams: StreamReader) -> None:
    assert streams.plays_still_requested([]) == {}
