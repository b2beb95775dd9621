"""One audio host process and its pipes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Timer

from infrastructure.audio.lines import Lines
from infrastructure.audio.messages import Command, HostMessage, encoder, host_message_decoder

CHUNK_BYTES = 65_536


class HostChild:
    def __init__(self, output: str, voices_max: int, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [
                sys.executable,
                "-m",
                "infrastructure.audio.host_process",
                f"--output={output}",
                f"--voices={voices_max}",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        self._input = self._process.stdin
        self._output = self._process.stdout

    @property
    def pid(self) -> int:
        return self._process.pid

    def messages(self, first_within_seconds: float) -> Iterator[list[HostMessage]]:
        """Until the pipe ends. A host that stays silent from the beginning is killed."""
        silence = Timer(first_within_seconds, self.kill)
        silence.daemon = True
        silence.start()
        lines = Lines()
        try:
            while chunk := os.read(self._output.fileno(), CHUNK_BYTES):
                silence.cancel()
                if complete := lines.feed(chunk):
                    yield host_message_decoder.decode_lines(complete)
        finally:
            silence.cancel()
            silence.join()

    def write(self, commands: Sequence[Command]) -> None:
        """Waits while the pipe is full. That a host is gone is noticed where its reports are read."""
        lines = memoryview(encoder.encode_lines(commands))
        with suppress(OSError, ValueError):
            while lines:
                lines = lines[self._input.write(lines) or 0 :]

    def close_input(self) -> None:
        """By the thread that writes, and no other."""
        self._input.close()

    def kill(self) -> None:
        """The host and whatever it started."""
        if self._process.returncode is not None:
            return
        if sys.platform == "win32":
            self._process.kill()
        else:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self) -> None:
        self._process.wait()
        self._output.close()
