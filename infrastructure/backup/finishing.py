"""What is left to do once a board is in its place: who left since leaves again, and read models are built."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from application.command import from_system
from application.errors import ApplicationError, NotFoundError
from domain.errors import DomainError
from infrastructure.backup.making import OnProgress
from infrastructure.container import Container

WHY = "Erased before the restore of a backup"
READ_MODELS = "events read anew"
LOOK_EVERY_SECONDS = 0.05
STANDS_STILL_SECONDS = 1.0


@dataclass
class Erasures:
    again: int = 0
    not_there: int = 0
    """They came after the backup, or were gone before."""
    refused: Sequence[tuple[UUID, str]] = ()


def finish(container: Container, erased: Sequence[UUID], on_progress: OnProgress) -> Erasures:
    """People go before anything is read: no plain text of theirs is ever written."""
    container.executor.start()
    erasures = _erase_again(container, erased)
    container.follower.start()
    _read_anew(container, on_progress)
    return erasures


def _erase_again(container: Container, people: Sequence[UUID]) -> Erasures:
    erasures, refused = Erasures(), []
    for user_id in people:
        try:
            container.executor.run(container.accounts.erasure(user_id, WHY), from_system())
            erasures.again += 1
        except NotFoundError:
            erasures.not_there += 1
        except (DomainError, ApplicationError) as error:
            refused.append((user_id, str(error)))
    erasures.refused = refused
    return erasures


def _read_anew(container: Container, on_progress: OnProgress) -> None:
    """Until all are level. One that has stopped is named by `/health`, and nobody waits for it."""
    end = container.log.last_position()
    moved_at, before = time.monotonic(), -1
    while not container.watermark.has_reached(end):
        done = min(container.follower.positions().values(), default=0)
        if done != before:
            moved_at, before = time.monotonic(), done
        elif time.monotonic() - moved_at > STANDS_STILL_SECONDS and _all_others_are_level(container, end):
            return
        on_progress(READ_MODELS, done, end)
        time.sleep(LOOK_EVERY_SECONDS)
    on_progress(READ_MODELS, end, end)


def _all_others_are_level(container: Container, end: int) -> bool:
    return all(each.error is not None or each.position >= end for each in container.follower.lags())
