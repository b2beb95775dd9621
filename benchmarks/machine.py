"""Processes, ports and processor time of the machine that measures."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
START_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 20.0
LOOK_SECONDS = 0.005


class ServerDiedError(Exception):
    """What was to be measured does not run."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def allow_many_files() -> None:
    """As many as the system lets us have; children inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@contextmanager
def module_running(
    module: str, *arguments: str, folder: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """One of our modules as a process of its own, in a session of its own; ended with all that it started."""
    with (folder / "output.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_it_answers(process: subprocess.Popen[bytes], url: str, folder: Path) -> float:
    """Seconds until there is an answer, whichever."""
    begun = time.monotonic()
    with httpx.Client(trust_env=False) as http:
        while time.monotonic() - begun < START_SECONDS_MAX:
            if process.poll() is not None:
                break
            try:
                http.get(url)
            except httpx.TransportError:
                time.sleep(LOOK_SECONDS)
            else:
                return time.monotonic() - begun
    raise ServerDiedError((folder / "output.log").read_text()[-3_000:])


def cpu_seconds(process_id: int) -> float:
    """Of the process and its threads, so far."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
