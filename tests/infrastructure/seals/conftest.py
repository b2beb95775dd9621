"""A hundred sealed events on each of the two databases."""

from collections.abc import Iterator

import pytest

from tests.infrastructure.seals.sealed_log import SealedLog


@pytest.fixture
def log(log_url: str) -> Iterator[SealedLog]:
    log = SealedLog(log_url)
    yield log
    log.close()


@pytest.fixture
def positions(log: SealedLog) -> list[int]:
    """Of the events that are sealed, ten to a segment."""
    positions = list(log.append(100))
    log.sealer.seal_all()
    return positions
