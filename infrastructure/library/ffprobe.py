"""Asks ffprobe about one file: in a process group of its own, with limits, and about that file alone."""

import os
import re
import selectors
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from infrastructure.bounded_process import Limits, kill, limit
from infrastructure.library.cut_off import NotAudioError

SECONDS_MAX = 20

ANSWER_BYTES_MAX = 1 << 20
"""A file of a thousand streams says so in 100 kB."""

END_BYTES = 4_096
"""Of an answer of which only the end is wanted."""

COMPLAINT_BYTES_MAX = 4_096
"""Of what ffprobe complains about, the end: a broken file may bring a line for each of its bytes."""

LOOK_SECONDS = 0.2
"""How often somebody who waits for ffprobe asks whether it is wanted still."""

FORMATS = "aac,aiff,asf,flac,matroska,webm,mov,mp3,ogg,wav,w64"
"""Containers that hold sound and name no other file: no playlists, no concat scripts."""

IN_OTHER_WORDS = {
    "Invalid data found when processing input": "It is not a sound file, or it is damaged from its start on.",
    "End of file": "It is cut off before any sound can be read.",
}
"""Of what ffprobe says, for people."""

CONTROL = re.compile(r"[\x00-\x07\x0e-\x1f]")
"""What ffprobe writes as question marks."""

WORDS_LENGTH_MAX = 200

NO_PACKETS = "Could not read packets in interval"


class NothingThereError(NotAudioError):
    """In the interval that was asked for."""


class StoppedError(Exception):
    """Nobody wants to know any more."""


def ask(file: Path, is_stopped: Callable[[], bool], *asked: str, hears_end_only: bool = False) -> bytes:
    """Its answer. Raises NotAudioError, NothingThereError, and StoppedError soon after it was stopped."""
    command = ["ffprobe", "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", FORMATS]
    command += [*asked, f"file:{file}"]
    with subprocess.Popen(  # noqa: S603 - fixed options, and a path that cannot be taken for one
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            limit(process.pid, Limits(SECONDS_MAX))
            answer, complaint = _read(process, is_stopped, hears_end_only=hears_end_only)
            process.wait(SECONDS_MAX)
        except subprocess.TimeoutExpired:
            raise NotAudioError(f"It could not be read within {SECONDS_MAX} seconds.") from None
        finally:
            if process.returncode is None:
                kill(process.pid)
    if process.returncode != 0:
        words = _last_words(complaint, file)
        if words.startswith(NO_PACKETS):
            raise NothingThereError("It is cut off before its end.")
        raise NotAudioError(IN_OTHER_WORDS.get(words) or f"It is not a sound file: {_printable(words)}.")
    return answer


def _read(
    process: subprocess.Popen[bytes], is_stopped: Callable[[], bool], *, hears_end_only: bool
) -> tuple[bytes, bytes]:
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
                    answer = (answer + block)[-END_BYTES:] if hears_end_only else answer + block
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
    """Without the file's name: before it stands where the file lies."""
    told = complaint.decode(errors="replace")
    for name in (file.name, CONTROL.sub("?", file.name)):
        told = told.rpartition(f"{name}: ")[2]
    lines = told.strip().splitlines()
    return lines[-1] if lines else "ffprobe gave up"


def _printable(words: str) -> str:
    return "".join(filter(str.isprintable, words))[:WORDS_LENGTH_MAX]
