"""Asking what a file is, of files that do not want to say: here a pipe that nobody writes to."""

import os
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from infrastructure.library import audio_probe
from infrastructure.library.audio_probe import NotAudioError, StoppedError, probe
from tests.support.board import probes_of
from tests.support.library import write_sound


@pytest.fixture
def silent_pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "silent.wav")
    return tmp_path / "silent.wav"


def test_a_sound_has_a_length(tmp_path: Path) -> None:
    write_sound(tmp_path / "bell.wav", seconds=0.25)
    assert probe(tmp_path / "bell.wav").duration_ms == 250


def test_who_does_not_want_to_know_any_more_waits_no_longer(silent_pipe: Path) -> None:
    is_stopped = Event()
    Timer(0.1, is_stopped.set).start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        probe(silent_pipe, is_stopped.is_set)
    assert time.monotonic() - begun < 1
    assert probes_of(os.getpid()) == []


def test_a_file_that_never_answers_is_given_up(silent_pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio_probe, "SECONDS_MAX", 1)
    with pytest.raises(NotAudioError, match="could not be read within"):
        probe(silent_pipe)
    assert probes_of(os.getpid()) == []
