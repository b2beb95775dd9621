"""Which file of a sound is served, and that what is announced is what is sent."""

import asyncio
import hashlib
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.file_answer import BLOCK_BYTES, FileAnswer
from application.command import envelope, from_system
from application.errors import NotFoundError
from application.sounds.commands import MarkSoundMissing, RecordNormalized, TrashSound
from domain.errors import SoundMissingError, SoundTrashedError
from domain.loudness import Loudness
from domain.recording import Normalization
from infrastructure.container import Container
from infrastructure.files.served_files import ServedFile
from tests.infrastructure.files.test_uploads import received
from tests.support.aggregates import ANNA
from tests.support.sound_bytes import noise

seeds = count(1_000)
LOUD = Loudness(-14.0, -1.0, 3.0)


def a_sound(parts: Container, incoming: Path, seconds: float = 0.1) -> UUID:
    file = received(incoming, noise(next(seeds), seconds))
    return parts.uploads.bring_in(file, uuid4(), envelope(ANNA)).sound_id


def content_of(parts: Container, sound_id: UUID, variant: Any = "heard") -> bytes:
    with asyncio.run(parts.served_files.open(sound_id, variant)).content as file:
        return file.read()


def normalize(parts: Container, sound_id: UUID, path: str, content: bytes) -> None:
    file = parts.settings.sounds_dir / "normalized" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    sound = parts.served_files.sound(sound_id)
    sha256 = hashlib.sha256(content).hexdigest()
    result = Normalization(path, "gain", len(content), 100, sha256, LOUD, LOUD, {"loudness": -23.0})
    parts.executor.run(RecordNormalized(sound_id, sound.sha256, result), from_system())


def test_the_normalised_file_is_served_by_preference(parts: Container, incoming: Path) -> None:
    sound_id = a_sound(parts, incoming)
    original = content_of(parts, sound_id)
    normalize(parts, sound_id, "soundboard/x.mp3", b"ID3 normalised")
    assert content_of(parts, sound_id) == b"ID3 normalised"
    assert content_of(parts, sound_id, "original") == original
    with (served := asyncio.run(parts.served_files.open(sound_id, "heard"))).content:
        assert (served.suffix, served.media_type) == (".mp3", "audio/mpeg")
        assert served.sha256 == hashlib.sha256(b"ID3 normalised").hexdigest()


def test_the_hash_is_that_of_what_lies_there_now(parts: Container, incoming: Path) -> None:
    sound_id = a_sound(parts, incoming)
    file = parts.settings.originals_dir / parts.served_files.sound(sound_id).path
    for content in (noise(next(seeds)), noise(next(seeds))):
        file.write_bytes(content)
        with (served := asyncio.run(parts.served_files.open(sound_id, "heard"))).content:
            assert served.sha256 == hashlib.sha256(content).hexdigest()


def test_what_is_not_there_is_refused_with_its_reason(parts: Container, incoming: Path) -> None:
    with pytest.raises(NotFoundError):
        content_of(parts, uuid4())
    gone, marked, trashed = (a_sound(parts, incoming) for _ in range(3))
    (parts.settings.originals_dir / parts.served_files.sound(gone).path).unlink()
    parts.executor.run(MarkSoundMissing(marked), from_system())
    parts.executor.run(TrashSound(trashed), from_system())
    for sound_id, refusal in (
        (gone, SoundMissingError),
        (marked, SoundMissingError),
        (trashed, SoundTrashedError),
    ):
        with pytest.raises(refusal):
            content_of(parts, sound_id)


def test_a_link_that_leads_elsewhere_is_no_file_of_a_sound(parts: Container, incoming: Path) -> None:
    sound_id = a_sound(parts, incoming)
    file = parts.settings.originals_dir / parts.served_files.sound(sound_id).path
    file.unlink()
    file.symlink_to("/etc/passwd")
    with pytest.raises(SoundMissingError):
        content_of(parts, sound_id, "original")


class Client:
    """Takes an answer piece by piece."""

    def __init__(self, served: ServedFile, **headers: str) -> None:
        self._answer = FileAnswer(served, {})
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.announced: Mapping[bytes, bytes] = {}
        self.taken = b""

    async def take(self) -> None:
        scope = {"type": "http", "method": "GET", "headers": self._headers}
        await self._answer(scope, asyncio.Event().wait, self._on_message)  # type: ignore[arg-type]  # says nothing

    async def _on_message(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.announced = dict(message["headers"])
        self.taken += message.get("body", b"")
        await self.on_piece()

    async def on_piece(self) -> None:
        """For whoever wants to do something meanwhile."""


async def test_a_file_that_becomes_shorter_is_never_sent_as_whole(parts: Container, incoming: Path) -> None:
    sound_id = a_sound(parts, incoming, seconds=50)
    file = parts.settings.originals_dir / parts.served_files.sound(sound_id).path

    class Vandal(Client):
        async def on_piece(self) -> None:
            if len(self.taken) == BLOCK_BYTES:
                file.write_bytes(b"short")

    client = Vandal(served := await parts.served_files.open(sound_id, "heard"))
    with pytest.raises(OSError, match="became shorter"):
        await client.take()
    assert len(client.taken) < int(client.announced[b"content-length"])
    assert served.content.closed


async def test_a_file_that_is_replaced_meanwhile_is_sent_as_it_was(parts: Container, incoming: Path) -> None:
    sound_id = a_sound(parts, incoming, seconds=50)
    file = parts.settings.originals_dir / parts.served_files.sound(sound_id).path
    before = file.read_bytes()

    class Replacing(Client):
        async def on_piece(self) -> None:
            other = file.with_suffix(".other")
            other.write_bytes(b"another file")
            other.replace(file)

    client = Replacing(await parts.served_files.open(sound_id, "heard"))
    await client.take()
    assert client.taken == before
    assert client.announced[b"etag"] == f'"{hashlib.sha256(before).hexdigest()}"'.encode()
