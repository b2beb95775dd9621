"""A waveform is computed once, however many ask, and again when it was thrown away."""

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest

from application.command import envelope
from domain.errors import SoundMissingError
from domain.sound import Sound
from infrastructure.container import Container
from infrastructure.files import decoding
from infrastructure.files.errors import NoWaveformError
from infrastructure.files.waveforms import Waveforms
from tests.infrastructure.files.test_uploads import received
from tests.support.aggregates import ANNA
from tests.support.sound_bytes import noise

seeds = count(2_000)


def programs_of_ours() -> set[str]:
    found = set()
    for thread in Path(f"/proc/{os.getpid()}/task").iterdir():
        with suppress(FileNotFoundError):  # it has ended
            found.update((thread / "children").read_text().split())
    return found


@pytest.fixture
def waveforms(parts: Container) -> Iterator[Waveforms]:
    children = programs_of_ours()
    sounds = parts.settings.sounds_dir.resolve()
    originals = parts.settings.originals_dir
    waveforms = Waveforms(
        sounds / "waveforms", lambda sound: originals / sound.path, sounds=sounds, incoming=sounds / "temp"
    )
    yield waveforms
    waveforms.close()
    assert programs_of_ours() == children


def a_sound(parts: Container, incoming: Path, seconds: float = 0.1) -> Sound:
    file = received(incoming, noise(next(seeds), seconds))
    brought_in = parts.uploads.bring_in(file, uuid4(), envelope(ANNA))
    return parts.soundboard.load(Sound, brought_in.sound_id)


async def test_twenty_who_ask_at_once_are_given_one(
    parts: Container, incoming: Path, waveforms: Waveforms
) -> None:
    sound = a_sound(parts, incoming, seconds=20)
    found = await asyncio.gather(*[waveforms.of(sound) for _ in range(20)])
    assert waveforms.computations == 1
    assert all(each == found[0] for each in found)
    assert found[0].duration_ms == 20_000
    assert len(found[0].peaks) == 400
    assert min(low for low, _ in found[0].peaks) < -0.9


async def test_no_more_than_two_are_computed_at_once(
    parts: Container, incoming: Path, waveforms: Waveforms
) -> None:
    sounds = [a_sound(parts, incoming) for _ in range(3)]
    await asyncio.gather(*map(waveforms.of, sounds))
    assert waveforms.computations == 3
    assert len([each for each in threading.enumerate() if each.name.startswith("waveform")]) <= 2


async def test_it_is_kept_until_it_is_thrown_away_or_spoiled(
    parts: Container, incoming: Path, waveforms: Waveforms
) -> None:
    sound = a_sound(parts, incoming)
    folder = parts.settings.sounds_dir / "waveforms"
    first = await waveforms.of(sound)
    assert await waveforms.of(sound) == first
    assert waveforms.computations == 1
    next(folder.glob(f"{sound.sha256}*")).write_bytes(b'{"duration_ms": 1')
    assert await waveforms.of(sound) == first
    shutil.rmtree(folder)
    assert await waveforms.of(sound) == first
    assert waveforms.computations == 3


async def test_what_cannot_be_decoded_has_none_and_is_not_kept(
    parts: Container, incoming: Path, waveforms: Waveforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = a_sound(parts, incoming)
    file = parts.settings.originals_dir / sound.path
    file.write_bytes(b"ffconcat version 1.0\nfile /etc/passwd\n")
    with pytest.raises(NoWaveformError, match="cannot be decoded"):
        await waveforms.of(sound)
    file.unlink()
    with pytest.raises(SoundMissingError):
        await waveforms.of(sound)
    os.mkfifo(file)  # ffmpeg would wait for ever for somebody to write
    monkeypatch.setattr(decoding, "SECONDS_MAX", 1)
    with pytest.raises(NoWaveformError, match="within 1 seconds"):
        await waveforms.of(sound)
