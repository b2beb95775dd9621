"""Looks at a file before a player opens it.

Players guess what a file is: a playlist named `.mp3` would open other things. We look at the first bytes
ourselves and name who may read the file.
"""

import stat
from pathlib import Path

ID3_HEADER_BYTES = 10
PADDING_BYTES_MAX = 65_536
FRAME_SYNC = 0xE0  # the upper three bits of the second byte of an MPEG audio frame, after 0xFF

# VLC's own readers of FLAC, Ogg and MP4 lose the beginning or the end of a sound of less than a second;
# libavformat's do not. But libavformat guesses too, and finds a DASH manifest anywhere in the text before the
# first zero byte: each magic that leads to it holds a zero.
DEMULTIPLEXERS_BY_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (8, b"WAVE", "wav"),
    (0, b"fLaC\0\0\0\x22", "avformat,flac"),
    (0, b"fLaC\x80\0\0\x22", "avformat,flac"),
    (0, b"OggS\0", "avformat,ogg"),
    (0, b"\x1a\x45\xdf\xa3", "mkv"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b".snd", "au"),
    (0, b"caff", "caf"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
)
MP4 = "avformat,mp4"


class UnplayableFileError(Exception):
    """The message is a sentence for people."""


def check_readable(path: Path) -> None:
    try:
        status = path.stat()
    except FileNotFoundError:
        raise UnplayableFileError("The file is missing.") from None
    except OSError as error:
        raise UnplayableFileError(f"The file cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(status.st_mode):
        raise UnplayableFileError("This is not a file.")
    if status.st_size == 0:
        raise UnplayableFileError("The file is empty.")


def demultiplexer(path: Path) -> str:
    """VLC's names of what may read such a file, the better one first."""
    check_readable(path)
    try:
        with path.open("rb") as file:
            head = file.read(16)
            if head.startswith(b"ID3"):
                file.seek(ID3_HEADER_BYTES + _synchsafe(head[6:10]))
                head = file.read(16)
            if head[:1] == b"\0" and head[4:8] == b"ftyp":
                return MP4
            for offset, magic, name in DEMULTIPLEXERS_BY_MAGIC:
                if head[offset:].startswith(magic):
                    return name
            if _begins_with_a_frame(head + file.read(PADDING_BYTES_MAX)):
                return "es"
    except OSError as error:
        raise UnplayableFileError(f"The file cannot be read: {error.strerror}.") from None
    raise UnplayableFileError("The file is not a sound.")


def _synchsafe(digits: bytes) -> int:
    size = 0
    for digit in digits:
        size = size << 7 | digit & 0x7F
    return size


def _begins_with_a_frame(data: bytes) -> bool:
    sound = data.lstrip(b"\0")
    return len(sound) > 1 and sound[0] == 0xFF and sound[1] & FRAME_SYNC == FRAME_SYNC  # noqa: PLR2004
