"""A picture that came inside a file is made small once; what cannot be shown is no picture."""

import asyncio
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest

from application.command import envelope
from domain.sound import Sound
from infrastructure.container import Container
from infrastructure.files.covers import MEMORY_BYTES_MAX, NONE, SIDE_MAX, Covers, command_for
from tests.infrastructure.files.test_uploads import received
from tests.support.aggregates import ANNA
from tests.support.sound_bytes import noise

lengths = count(101)

MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def png(width: int, height: int) -> bytes:
    """One bit a pixel: small on the disk, however large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer, row = zlib.compressobj(1), bytes(1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def memory_of(command: list[str]) -> int:
    """In bytes, at its most."""
    measured = subprocess.run([sys.executable, "-c", MEASURE, *command], capture_output=True, check=True)
    return int(measured.stdout) * 1024


@pytest.fixture
def made(parts: Container) -> Iterator[Covers]:
    sounds, originals = parts.settings.sounds_dir.resolve(), parts.settings.originals_dir
    covers = Covers(
        sounds / "thumbnails", lambda sound: originals / sound.path, sounds=sounds, incoming=sounds / "temp"
    )
    yield covers
    covers.close()


def a_song(parts: Container, incoming: Path, picture: bytes) -> Sound:
    """An MP3, each of another length, with this picture in front, where players of music put it."""
    source = f"sine=duration={next(lengths) / 100}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-id3v2_version", "0", "-f", "mp3", "-"]
    sound = subprocess.run(command, capture_output=True, check=True).stdout
    content = tag(picture) + sound
    brought_in = parts.uploads.bring_in(received(incoming, content, "song.mp3"), uuid4(), envelope(ANNA))
    return parts.soundboard.load(Sound, brought_in.sound_id)


def tag(picture: bytes) -> bytes:
    """ID3, version 2.3."""
    frame = b"\0image/png\0\x03\0" + picture
    frames = b"APIC" + struct.pack(">IH", len(frame), 0) + frame
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frames


def size_of(picture: bytes) -> tuple[int, int]:
    asked = ["ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", "-"]
    said = subprocess.run(asked, input=picture, capture_output=True, check=True).stdout
    width, height = map(int, said.split(b","))
    return width, height


async def test_a_cover_is_made_small_and_is_kept(parts: Container, incoming: Path, made: Covers) -> None:
    sound = a_song(parts, incoming, png(1_000, 600))
    pictures = await asyncio.gather(*[made.of(sound) for _ in range(5)])
    assert pictures[0].startswith(b"\xff\xd8")
    assert set(pictures) == {pictures[0]}
    assert size_of(pictures[0]) == (SIDE_MAX, 307)
    (parts.settings.originals_dir / sound.path).unlink()
    assert await made.of(sound) == pictures[0]


async def test_a_small_cover_is_not_made_larger(parts: Container, incoming: Path, made: Covers) -> None:
    assert size_of(await made.of(a_song(parts, incoming, png(64, 64)))) == (64, 64)


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (30_000, 2_000)])
async def test_a_huge_cover_is_none_within_bounds(
    parts: Container, incoming: Path, made: Covers, width: int, height: int
) -> None:
    sound = a_song(parts, incoming, png(width, height))
    begun = time.monotonic()
    assert await made.of(sound) == NONE
    assert time.monotonic() - begun < 5
    assert memory_of(command_for(parts.settings.originals_dir / sound.path)) < MEMORY_BYTES_MAX / 2


async def test_a_sound_without_a_cover_has_none(parts: Container, incoming: Path, made: Covers) -> None:
    brought_in = parts.uploads.bring_in(received(incoming, noise(77_777)), uuid4(), envelope(ANNA))
    assert await made.of(parts.soundboard.load(Sound, brought_in.sound_id)) == NONE
