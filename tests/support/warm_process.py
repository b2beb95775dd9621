"""Processes of the command line, forked from one that has imported it: importing takes longer than most tests
do. What they are and how they die is the same as for those that a shell starts.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    ["api.cli.client", "api.cli.main", "api.server", "httptools", "uvloop", "websockets"]
)


class Streams(NamedTuple):
    stdin: Path
    stdout: Path
    stderr: Path


class WarmProcess:
    """`soundboard …` in a folder and an environment of its own, and in a session of its own."""

    def __init__(
        self, arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], streams: Streams
    ) -> None:
        self._process: ForkServerProcess = _forks.Process(
            target=_become, args=(list(arguments), folder, dict(environment), streams)
        )
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code."""
        self._process.join(timeout)
        ended = self._process.exitcode
        if ended is None:
            raise TimeoutError(f"It runs after {timeout} s")
        return ended

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def cold_process(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], streams: Streams
) -> subprocess.Popen[bytes]:
    """The same as a shell starts it."""
    with (
        streams.stdin.open() as typed,
        streams.stdout.open("ab") as said,
        streams.stderr.open("ab") as errors,
    ):
        return subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", *arguments],
            cwd=folder,
            env=dict(environment),
            stdin=typed,
            stdout=said,
            stderr=errors,
            start_new_session=True,
        )


def _become(arguments: list[str], folder: Path, environment: dict[str, str], streams: Streams) -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests may run where it is ignored
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, path in enumerate(streams):
        _open_as(descriptor, path)
    sys.stdin = os.fdopen(0)
    sys.argv = ["soundboard", *arguments]
    from api.cli.main import main

    main()


def _open_as(descriptor: int, path: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND if descriptor else os.O_RDONLY
    opened = os.open(path, flags, 0o600)
    os.dup2(opened, descriptor)
    os.close(opened)
