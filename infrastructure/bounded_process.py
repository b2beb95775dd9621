"""Runs a program on a file of which nothing is sure: in a process group of its own, with limits."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import IO

HEARD_BYTES_MAX = 1 << 20
"""The end of what a program says; what it said before is forgotten."""

MEMORY_BYTES_MAX = 1 << 30
"""ffmpeg and ffprobe need some 60 MB; a hostile file may ask for more than the machine has."""

BACKGROUND_NICENESS = 10
READ_BYTES = 1 << 16


class OverTimeError(Exception):
    """It did not end in time, and was killed."""


class CutOffError(Exception):
    """It was killed because we stop: nothing is known of the file."""


@dataclass(frozen=True)
class Limits:
    seconds: float
    """By the clock on the wall, and of processor time."""
    memory_bytes: int = MEMORY_BYTES_MAX
    file_bytes: int | None = None
    """Of any file it writes."""
    is_background: bool = False
    """Whether everybody else goes first."""


@dataclass(frozen=True)
class Ended:
    code: int
    answer: bytes
    complaint: bytes


class Processes:
    """Those that run. Once closed they are dead, and no more begin."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: set[int] = set()
        self.is_closed = False

    def close(self) -> None:
        with self._lock:
            self.is_closed = True
            for group in self._running:
                kill(group)

    def begin(self, command: Sequence[str], limits: Limits) -> subprocess.Popen[bytes]:
        """Raises CutOffError."""
        with self._lock:
            if self.is_closed:
                raise CutOffError("The soundboard is stopping.")
            process = subprocess.Popen(  # noqa: S603 - fixed options, and paths that cannot be taken for one
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            self._running.add(process.pid)
        limit(process.pid, limits)
        return process

    def ended(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._running.discard(process.pid)


def run(command: Sequence[str], limits: Limits, processes: Processes | None = None) -> Ended:
    """Raises OverTimeError, CutOffError. Nothing that it started is left when this returns."""
    processes = processes or Processes()
    give_up_at = time.monotonic() + limits.seconds
    with processes.begin(command, limits) as process:
        try:
            answer, complaint = _hear(process, give_up_at)
            code = process.wait(max(0.0, give_up_at - time.monotonic()))
        except (TimeoutError, subprocess.TimeoutExpired):
            raise OverTimeError(f"It took more than {limits.seconds:.0f} seconds.") from None
        finally:
            if process.returncode is None:
                kill(process.pid)
            processes.ended(process)
    if processes.is_closed:
        raise CutOffError("The soundboard is stopping.")
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise OverTimeError(f"It took more than {limits.seconds:.0f} seconds.")
    return Ended(code, answer, complaint)


def _hear(process: subprocess.Popen[bytes], until: float) -> tuple[bytes, bytes]:
    """Raises TimeoutError."""
    heard: dict[IO[bytes], bytes] = {}
    with selectors.DefaultSelector() as selector:
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None  # noqa: S101 - asked for above
            heard[pipe] = b""
            selector.register(pipe, selectors.EVENT_READ, data=pipe)
        while selector.get_map():
            if (left := until - time.monotonic()) <= 0:
                raise TimeoutError
            for key, _ in selector.select(left):
                pipe = key.data
                if said := os.read(key.fd, READ_BYTES):
                    heard[pipe] = (heard[pipe] + said)[-HEARD_BYTES_MAX:]
                else:
                    selector.unregister(pipe)
    answer, complaint = heard.values()
    return answer, complaint


def kill(group: int) -> None:
    """It may be through already."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def limit(pid: int, limits: Limits) -> None:
    """It may be through already."""
    with suppress(ProcessLookupError):
        if limits.is_background:
            os.setpriority(os.PRIO_PROCESS, pid, BACKGROUND_NICENESS)
        if sys.platform == "linux":
            import resource

            seconds = max(1, int(limits.seconds))
            resource.prlimit(pid, resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
            resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
            if limits.file_bytes is not None:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
