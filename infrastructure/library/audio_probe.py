"""Asks ffprobe what a file is: in a process group of its own, with limits, and about that file alone."""

import json
import os
import selectors
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infrastructure.bounded_process import Limits, kill, limit
from infrastructure.library.cut_off import CUT_OFF, NotAudioError, ensure_not_cut_off

__all__ = ["AudioFacts", "NotAudioError", "StoppedError", "probe"]


SECONDS_MAX = 20

ANSWER_BYTES_MAX = 1 << 20
"""A file of a thousand streams says so in 100 kB."""

COMPLAINT_BYTES_MAX = 4_096
"""Of what ffprobe complains about, the end: a broken file may bring a line for each of its bytes."""

LOOK_SECONDS = 0.2
"""How often somebody who waits for ffprobe asks whether it is wanted still."""

DURATION_MS_MAX = 24 * 3600 * 1000
FORMATS = "aac,aiff,asf,flac,matroska,webm,mov,mp3,ogg,wav,w64"
"""Containers that hold sound and name no other file: no playlists, no concat scripts."""

ENTRIES = "format=duration,size:stream=codec_type,codec_name,sample_rate,channels,bits_per_sample"

IN_OTHER_WORDS = {
    "Invalid data found when processing input": "It is not a sound file, or it is damaged from its start on.",
    "End of file": "It is cut off before any sound can be read.",
}
"""Of what ffprobe says, for people."""


class StoppedError(Exception):
    """Nobody wants to know any more."""


@dataclass(frozen=True)
class AudioFacts:
    duration_ms: int


def probe(file: Path, is_stopped: Callable[[], bool] = lambda: False) -> AudioFacts:
    """Raises NotAudioError, and StoppedError soon after it was stopped."""
    try:
        answer = json.loads(_run_ffprobe(file, is_stopped))
        duration_ms = round(1000 * float(answer["format"]["duration"]))
    except (ValueError, KeyError, OverflowError):
        raise NotAudioError("It has no length that can be read.") from None
    sounds = [each for each in answer.get("streams", ()) if each.get("codec_type") == "audio"]
    if not sounds:
        raise NotAudioError("There is no sound in it.")
    if not 0 < duration_ms <= DURATION_MS_MAX:
        raise NotAudioError("Its length is not between a millisecond and a day.")
    _ensure_all_is_there(answer["format"], sounds[0], duration_ms)
    ensure_not_cut_off(file)
    return AudioFacts(duration_ms)


def _ensure_all_is_there(container: dict[str, Any], sound: dict[str, Any], duration_ms: int) -> None:
    """Uncompressed sound has a size that follows from its length: more than is there was never written."""
    if not str(sound.get("codec_name", "")).startswith("pcm_"):
        return
    bytes_a_second = int(sound["sample_rate"]) * int(sound["channels"]) * int(sound["bits_per_sample"]) // 8
    there = int(container["size"])
    if duration_ms * bytes_a_second // 1000 > there:
        raise NotAudioError(CUT_OFF.format(duration_ms * bytes_a_second // 1000, there))


def _run_ffprobe(file: Path, is_stopped: Callable[[], bool]) -> bytes:
    command = ["ffprobe", "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", FORMATS]
    command += ["-show_entries", ENTRIES, "-of", "json=compact=1", f"file:{file}"]
    with subprocess.Popen(  # noqa: S603 - fixed options, and a path that cannot be taken for one
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            limit(process.pid, Limits(SECONDS_MAX))
            answer, complaint = _read(process, is_stopped)
            process.wait(SECONDS_MAX)
        except subprocess.TimeoutExpired:
            raise NotAudioError(f"It could not be read within {SECONDS_MAX} seconds.") from None
        finally:
            if process.returncode is None:
                kill(process.pid)
    if process.returncode != 0:
        raise NotAudioError(_last_words(complaint, file))
    return answer


def _read(process: subprocess.Popen[bytes], is_stopped: Callable[[], bool]) -> tuple[bytes, bytes]:
    """What it answered, and the end of its complaints. Raises TimeoutExpired, NotAudioError, StoppedError."""
    assert process.stdout is not None  # noqa: S101 - both are pipes
    assert process.stderr is not None  # noqa: S101 - the same
    answer, complaint = b"", b""
    give_up = time.monotonic() + SECONDS_MAX
    with selectors.PollSelector() as pipes:
        pipes.register(process.stdout, selectors.EVENT_READ)
        pipes.register(process.stderr, selectors.EVENT_READ)
        while pipes.get_map():
            for key, _ in pipes.select(LOOK_SECONDS):
                block = os.read(key.fd, ANSWER_BYTES_MAX)
                if not block:
                    pipes.unregister(key.fileobj)
                elif key.fileobj is process.stdout:
                    answer += block
                else:
                    complaint = (complaint + block)[-COMPLAINT_BYTES_MAX:]
            if len(answer) > ANSWER_BYTES_MAX:
                raise NotAudioError("It holds more streams than any sound.")
            if is_stopped():
                raise StoppedError
            if time.monotonic() > give_up:
                raise subprocess.TimeoutExpired(process.args, SECONDS_MAX)
    return answer, complaint


def _last_words(complaint: bytes, file: Path) -> str:
    lines = complaint.decode(errors="replace").replace(f"file:{file}: ", "").strip().splitlines()
    words = lines[-1] if lines else "ffprobe gave up"
    if words in IN_OTHER_WORDS:
        return IN_OTHER_WORDS[words]
    return f"It is not a sound file: {''.join(filter(str.isprintable, words))[:200]}."
