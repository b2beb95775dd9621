from __future__ import annotations

import hashlib
import wave
from array import array
from pathlib import Path

import pytest

from infrastructure.starter_sounds import write_starter_sounds
from infrastructure.starter_sounds.sounds import STARTER_SOUNDS
from tests.support.hearing import level_dbfs, samples_of

PEAK_AT_MINUS_3_DBFS = 23_197
NAMES = sorted(STARTER_SOUNDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starter") / "sounds"
    write_starter_sounds(folder)
    return folder


@pytest.fixture(params=NAMES)
def sound(request: pytest.FixtureRequest, folder: Path) -> Path:
    return folder / f"{request.param}.wav"


def test_there_are_eight_and_no_two_are_alike(folder: Path) -> None:
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert sorted(path.stem for path in folder.iterdir()) == NAMES
    assert len(hashes) == 8


def test_each_is_a_mono_wav_of_a_few_seconds(sound: Path) -> None:
    with wave.open(str(sound), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 44_100)
        assert 0.6 <= file.getnframes() / file.getframerate() <= 3.0


def test_each_peaks_at_minus_3_dbfs_and_is_not_clipped(sound: Path) -> None:
    samples = samples_of(sound)
    peak = max(map(abs, samples))
    assert peak == pytest.approx(PEAK_AT_MINUS_3_DBFS, abs=300)
    assert longest_run(samples, peak) <= 3


def test_each_begins_and_ends_without_a_click(sound: Path) -> None:
    samples = samples_of(sound)
    assert abs(samples[0]) < 100
    assert abs(samples[-1]) < 100


def test_all_are_about_as_loud(sound: Path) -> None:
    assert -19 < louder_part_dbfs(samples_of(sound)) < -9


def test_files_that_are_there_are_left(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / f"{name}.wav").write_bytes(b"mine")
    paths = write_starter_sounds(tmp_path)
    assert {path.read_bytes() for path in paths} == {b"mine"}


def test_a_missing_one_is_written_with_the_same_bytes(folder: Path) -> None:
    path = folder / "rimshot.wav"
    before = path.read_bytes()
    path.unlink()
    assert path in write_starter_sounds(folder)
    assert path.read_bytes() == before


def longest_run(samples: array[int], peak: int) -> int:
    longest = run = 0
    for sample in samples:
        run = run + 1 if abs(sample) == peak else 0
        longest = max(longest, run)
    return longest


def louder_part_dbfs(samples: array[int]) -> float:
    tenths = [level_dbfs(samples[at : at + 4410]) for at in range(0, len(samples), 4410)]
    louder = sorted(tenths)[len(tenths) // 2 :]
    return sum(louder) / len(louder)
