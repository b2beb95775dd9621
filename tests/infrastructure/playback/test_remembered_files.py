"""A play asks for its file once, until something becomes of the sound."""

from pathlib import Path
from uuid import UUID

import pytest

from infrastructure.playback.remembered_files import Heard, RememberedFiles
from tests.support.aggregates import AIRHORN, BERT


class Library:
    """Answers with the files it is told of, and counts how often it was asked."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.asked = 0

    def look_up(self, _: UUID) -> Heard:
        self.asked += 1
        return self.file, 1_000


@pytest.fixture
def library(tmp_path: Path) -> Library:
    file = tmp_path / "horn.mp3"
    file.touch()
    return Library(file)


def test_a_file_is_looked_up_once(library: Library) -> None:
    remembered = RememberedFiles(library.look_up)
    assert [remembered.file_of(AIRHORN) for _ in range(3)] == [(library.file, 1_000)] * 3
    assert library.asked == 1


def test_it_is_looked_up_anew_once_it_is_forgotten(library: Library, tmp_path: Path) -> None:
    remembered = RememberedFiles(library.look_up)
    remembered.file_of(AIRHORN)
    library.file = tmp_path / "louder.mp3"
    remembered.forget(AIRHORN)
    assert remembered.file_of(AIRHORN)[0] == tmp_path / "louder.mp3"


def test_a_file_that_is_gone_is_looked_up_anew(library: Library, tmp_path: Path) -> None:
    remembered = RememberedFiles(library.look_up)
    remembered.file_of(AIRHORN)
    library.file.unlink()
    library.file = tmp_path / "original.wav"
    assert remembered.file_of(AIRHORN)[0] == tmp_path / "original.wav"


def test_what_changes_while_it_is_looked_up_is_not_remembered(library: Library) -> None:
    def look_up(sound_id: UUID) -> Heard:
        found = library.look_up(sound_id)
        remembered.forget(sound_id)
        return found

    remembered = RememberedFiles(look_up)
    remembered.file_of(BERT)
    remembered.file_of(BERT)
    assert library.asked == 2
