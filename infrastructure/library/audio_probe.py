"""What a file is, as far as ffprobe can be believed."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infrastructure.library.adts import ensure_frames
from infrastructure.library.cut_off import CUT_OFF, NotAudioError, ensure_not_cut_off
from infrastructure.library.ffprobe import NothingThereError, ask

__all__ = ["AudioFacts", "NotAudioError", "probe"]

DURATION_MS_MAX = 24 * 3600 * 1000

ENTRIES = (
    "format=duration,size,format_name,probe_score"
    ":stream=codec_type,codec_name,duration,sample_rate,channels,bits_per_sample"
)

PACKET = re.compile(rb"^(\d+\.\d+)(?:,(\d+\.\d+))?", re.MULTILINE)
"""Where it begins, and how long it says that it is: one of FLAC may be seconds, the last of Vorbis a day."""

LAST_SECONDS = 0.5
LASTS_AT_LEAST = 0.95
"""Of what it says. Programs that cut and join are careless by less, and nobody hears it."""


@dataclass(frozen=True)
class AudioFacts:
    duration_ms: int


def probe(file: Path, is_stopped: Callable[[], bool] = lambda: False) -> AudioFacts:
    """Raises NotAudioError, and StoppedError soon after it was stopped."""
    try:
        answer = json.loads(ask(file, is_stopped, "-show_entries", ENTRIES, "-of", "json=compact=1"))
        duration_ms = round(1000 * float(answer["format"]["duration"]))
    except (ValueError, KeyError, OverflowError):
        raise NotAudioError("It has no length that can be read.") from None
    sounds = [each for each in answer.get("streams", ()) if each.get("codec_type") == "audio"]
    if not sounds:
        raise NotAudioError("There is no sound in it.")
    _ensure_length(duration_ms)
    _ensure_all_is_there(answer["format"], sounds[0], duration_ms)
    if answer["format"].get("format_name") == "aac":
        ensure_frames(file, int(answer["format"]["probe_score"]))
    ensure_not_cut_off(file)
    if not str(sounds[0].get("codec_name", "")).startswith("pcm_"):
        there_ms = round(1000 * _seconds_there(file, _claimed_seconds(answer, sounds[0]), is_stopped))
        duration_ms = max(duration_ms, there_ms)
        _ensure_length(duration_ms)
    return AudioFacts(duration_ms)


def _ensure_length(duration_ms: int) -> None:
    if not 0 < duration_ms <= DURATION_MS_MAX:
        raise NotAudioError("Its length is not between a millisecond and a day.")


def _ensure_all_is_there(container: dict[str, Any], sound: dict[str, Any], duration_ms: int) -> None:
    """Uncompressed sound has a size that follows from its length: more than is there was never written."""
    if not str(sound.get("codec_name", "")).startswith("pcm_"):
        return
    bytes_a_second = int(sound["sample_rate"]) * int(sound["channels"]) * int(sound["bits_per_sample"]) // 8
    there = int(container["size"])
    if duration_ms * bytes_a_second // 1000 > there:
        raise NotAudioError(CUT_OFF.format(duration_ms * bytes_a_second // 1000, there))


def _claimed_seconds(answer: dict[str, Any], sound: dict[str, Any]) -> float:
    """Of its sound, not of the pictures beside it. 0 where it does not say."""
    if len(answer["streams"]) == 1:
        return float(sound.get("duration", answer["format"]["duration"]))
    return float(sound.get("duration", 0))


def _seconds_there(file: Path, claimed: float, is_stopped: Callable[[], bool]) -> float:
    """What is compressed says how long it is: it may have been cut off since, or lie. 0 where it is right."""
    asked = ("-select_streams", "a:0", "-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0")
    last = f"{max(0.0, claimed - LAST_SECONDS):.3f}%"
    try:
        said = ask(file, is_stopped, *asked, "-read_intervals", last, hears_end_only=True)
    except NothingThereError:  # nor does it find its way in a FLAC file of one frame
        said = ask(file, is_stopped, *asked, hears_end_only=True)
    packets = PACKET.findall(said)
    if not packets:
        raise NotAudioError(f"It is cut off: it says that it lasts {claimed:.1f} seconds, and has no end.")
    begins, lasts = (float(each or 0) for each in packets[-1])
    there = begins + lasts
    if there < claimed * LASTS_AT_LEAST and claimed - there > LAST_SECONDS:
        raise NotAudioError(
            f"It is cut off: it says that it lasts {claimed:.1f} seconds, and has {there:.1f}."
        )
    return begins if begins > claimed + LAST_SECONDS else 0.0
