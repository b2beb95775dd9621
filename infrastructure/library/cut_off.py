"""A WAV that says that it holds more than it does: it was cut off, or it lies. ffprobe believes its size."""

import struct
from pathlib import Path

CUT_OFF = "It is cut off: it says that it holds {:,} bytes of sound, and has {:,} at the most."

HEAD = struct.Struct("<4sI4s")
CHUNK = struct.Struct("<4sI")

CHUNKS_MAX = 100
"""Before the sound. Programs write three or four."""

SLACK_BYTES = 1_024
"""Programs that count their own head, or fill up the last sample, are believed: nobody hears it."""


class NotAudioError(Exception):
    """The file holds no sound that can be played: the message says why, for people."""


def ensure_not_cut_off(file: Path) -> None:
    """Raises NotAudioError. What is no WAV is not looked at."""
    size = file.stat().st_size
    with file.open("rb") as content:
        head = content.read(HEAD.size)
        if len(head) < HEAD.size or (head[:4], head[8:]) != (b"RIFF", b"WAVE"):
            return
        for _ in range(CHUNKS_MAX):
            chunk = content.read(CHUNK.size)
            if len(chunk) < CHUNK.size:
                return
            name, claimed = CHUNK.unpack(chunk)
            there = size - content.tell()
            if name == b"data":
                if claimed > there + SLACK_BYTES:
                    raise NotAudioError(CUT_OFF.format(claimed, there))
                return
            content.seek(claimed + claimed % 2, 1)
