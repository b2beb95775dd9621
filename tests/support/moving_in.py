"""People and sounds of a board, there before it is opened: nobody has to hash a password."""

from collections.abc import Iterable

from application.decision import Commit
from application.soundboard import Soundboard
from domain.aggregate import AggregateRoot
from infrastructure.log_store.log_store import LogStore
from tests.support.aggregates import collected


def move_in(url: str, aggregates: Iterable[AggregateRoot]) -> None:
    log = LogStore(url)
    Soundboard(log).commit(Commit(events=[event for each in aggregates for event in collected(each)]))
    log.close()
