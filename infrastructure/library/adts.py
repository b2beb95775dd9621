"""Raw AAC: frames that follow one another. Two bytes that look like the first one begin many files."""

from pathlib import Path

from infrastructure.library.cut_off import NotAudioError

SCORE_MIN = 25
"""ffprobe's own, of 100: it has found some frames in a row."""

FRAMES_FEW = 8
"""Fewer than it is sure of, in the file as a whole: a clip may be so short."""

SYNC, SYNC_AND_LAYER = 0xFFF0, 0xFFF6
HEADER_BYTES = 7
FRAME_BYTES_MAX = 8_191


def ensure_frames(file: Path, score: int) -> None:
    """Raises NotAudioError."""
    if score < SCORE_MIN and not _is_all_frames(file):
        raise NotAudioError("It is not a sound file: it begins like one, and what follows is none.")


def _is_all_frames(file: Path) -> bool:
    with file.open("rb") as opened:
        content = opened.read(FRAMES_FEW * FRAME_BYTES_MAX + 1)
    at = 0
    for _ in range(FRAMES_FEW):
        header = content[at : at + HEADER_BYTES]
        if len(header) < HEADER_BYTES or int.from_bytes(header[:2]) & SYNC_AND_LAYER != SYNC:
            return False
        at += (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
        if at == len(content):
            return True
    return False
