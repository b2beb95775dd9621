"""What kind of sound a file is, by its first bytes; by its name only where these say nothing."""

from dataclasses import dataclass
from pathlib import PurePath

HEAD_BYTES = 64
MPEG_SYNC = 0xFFE0
ADTS_SYNC = 0xFFF0
LAYER = 0x0006
"""Bits of the first two bytes of a frame."""

UNKNOWN = "application/octet-stream"

OPUS_HEAD = slice(28, 36)
"""Where the first packet of an Ogg file begins, as its first page has one segment."""


@dataclass(frozen=True)
class AudioFormat:
    suffix: str
    media_type: str


MP3 = AudioFormat(".mp3", "audio/mpeg")
OGG = AudioFormat(".ogg", "audio/ogg")
OPUS = AudioFormat(".opus", "audio/ogg")
AAC = AudioFormat(".aac", "audio/aac")
WAV = AudioFormat(".wav", "audio/wav")
AIFF = AudioFormat(".aiff", "audio/aiff")

BY_MAGIC: tuple[tuple[int, bytes, AudioFormat], ...] = (
    (8, b"WAVE", WAV),
    (0, b"fLaC", AudioFormat(".flac", "audio/flac")),
    (0, b"\x1a\x45\xdf\xa3", AudioFormat(".webm", "audio/webm")),
    (8, b"AIFF", AIFF),
    (8, b"AIFC", AIFF),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", AudioFormat(".wma", "audio/x-ms-wma")),
    (4, b"ftyp", AudioFormat(".m4a", "audio/mp4")),
)
BY_SUFFIX = {each.suffix: each for each in (MP3, OGG, OPUS, AAC, *(found for _, _, found in BY_MAGIC))} | {
    ".aif": AIFF
}


def format_of(head: bytes, name: str) -> AudioFormat | None:
    """`head` are the first bytes, `HEAD_BYTES` or more. None where nobody knows."""
    for offset, magic, found in BY_MAGIC:
        if head[offset:].startswith(magic):
            return found
    if head.startswith(b"OggS"):
        return OPUS if head[OPUS_HEAD] == b"OpusHead" else OGG
    if head.startswith(b"ID3"):
        return MP3
    return _by_frame(head) or BY_SUFFIX.get(PurePath(name).suffix.lower())


def _by_frame(head: bytes) -> AudioFormat | None:
    """The layer of an MPEG audio frame is never 0, that of an ADTS frame always."""
    start = int.from_bytes(head[:2])
    if start & ADTS_SYNC == ADTS_SYNC and not start & LAYER:
        return AAC
    return MP3 if start & MPEG_SYNC == MPEG_SYNC and start & LAYER else None
