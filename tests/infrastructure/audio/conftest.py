"""Speakers of the tests' own, and a tone to play."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infrastructure.audio.hearsay import Hearsay
from tests.support.hearing import Speakers, private_speakers, write_tone


@pytest.fixture(scope="session")
def speakers() -> Iterator[Speakers]:
    with private_speakers() as speakers:
        yield speakers


@pytest.fixture(scope="session")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """440 Hz for one second."""
    return write_tone(tmp_path_factory.mktemp("tones") / "tone.wav")


@pytest.fixture
def hearsay() -> Hearsay:
    return Hearsay()
