"""Asks ffprobe what a file is: in a process group of its own, with limits, and about that file alone."""

import json
from dataclasses import dataclass
from pathlib import Path

from infrastructure import bounded_process
from infrastructure.bounded_process import Limits, OverTimeError

SECONDS_MAX = 20

DURATION_MS_MAX = 24 * 3600 * 1000
FORMATS = "aac,aiff,asf,flac,matroska,webm,mov,mp3,ogg,wav,w64"
"""Containers that hold sound and name no other file: no playlists, no concat scripts."""


class NotAudioError(Exception):
    """The file holds no sound that can be played: the message says why, for people."""


@dataclass(frozen=True)
class AudioFacts:
    duration_ms: int


def probe(file: Path) -> AudioFacts:
    """Raises NotAudioError."""
    try:
        answer = json.loads(_run_ffprobe(file))
        duration_ms = round(1000 * float(answer["format"]["duration"]))
    except (ValueError, KeyError, OverflowError):
        raise NotAudioError("It has no length that can be read.") from None
    if not any(stream.get("codec_type") == "audio" for stream in answer.get("streams", ())):
        raise NotAudioError("There is no sound in it.")
    if not 0 < duration_ms <= DURATION_MS_MAX:
        raise NotAudioError("Its length is not between a millisecond and a day.")
    return AudioFacts(duration_ms)


def _run_ffprobe(file: Path) -> bytes:
    command = ["ffprobe", "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", FORMATS]
    command += ["-show_entries", "format=duration:stream=codec_type", "-of", "json", f"file:{file}"]
    try:
        ended = bounded_process.run(command, Limits(SECONDS_MAX))
    except OverTimeError:
        raise NotAudioError(f"It could not be read within {SECONDS_MAX} seconds.") from None
    if ended.code != 0:
        raise NotAudioError(_last_words(ended.complaint, file))
    return ended.answer


def _last_words(complaint: bytes, file: Path) -> str:
    lines = complaint.decode(errors="replace").replace(f"file:{file}", file.name).strip().splitlines()
    words = lines[-1] if lines else "ffprobe gave up"
    return f"It is not a sound file: {words[:200]}."
