"""A whole soundboard in a process of its own, and the people who use it."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

from infrastructure.starter_sounds import write_starter_sounds
from tests.support import plain_http
from tests.support.warm_process import Streams, WarmProcess, cold_process

START_SECONDS_MAX = 30.0
WAIT_SECONDS_MAX = 15.0

MANY_PEOPLE_AT_ONE_ADDRESS = {
    "LOGIN_ATTEMPTS_MAX": "100000",
    "ATTEMPTS_PER_ADDRESS_MAX": "100000",
    "REGISTER_ATTEMPTS_MAX": "100000",
    "REFRESH_ATTEMPTS_MAX": "100000",
}
"""Hundreds register and sign in from 127.0.0.1; tests of the limits say what they are."""

ADMIN_EMAIL = "host@board.example"
OPENING_CREDITS = 20


@dataclass
class Person:
    """Somebody signed in, with a connection of their own, who reads their own writes."""

    http: httpx.Client
    user_id: UUID
    token: str

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        answer = self.http.post(path, json=body, headers=headers)
        if position := answer.headers.get("soundboard-position"):
            self.http.headers["Soundboard-Position"] = position
        return answer

    def verified(self, path: str = "/admin/verify", body: object = None) -> dict[str, Any]:
        """What the board finds, once it is done: after whatever it verifies already."""
        self._verification()
        assert self.post(path, body).status_code == 202
        run = self._verification()
        assert run["state"] == "done"
        found: dict[str, Any] = run["report"]["findings"]
        return found

    def _verification(self) -> Any:
        return wait_for(
            lambda: self.get("/admin/verify"), lambda run: run is None or run["state"] != "running"
        )

    def play(self, sound_id: str, **headers: str) -> httpx.Response:
        return self.post(f"/sounds/play/{sound_id}", **headers)

    def sounds(self, **query: Any) -> dict[str, dict[str, Any]]:
        return {each["title"]: each for each in self.get("/sounds/", limit=200, **query)["items"]}

    def outcome(self, play_id: str) -> dict[str, Any]:
        """The play, once it has ended."""
        ended: dict[str, Any] = wait_for(
            lambda: self.get(f"/plays/{play_id}"), lambda play: play["state"] not in ("requested", "started")
        )
        return ended

    def settled_balance(self) -> int:
        """The balance, once nothing is reserved."""
        shown = wait_for(lambda: self.get("/credits/balance"), lambda balance: balance["reserved"] == 0)
        return int(shown["balance"])


@dataclass
class Word:
    """What somebody typed at the command line."""

    arguments: Sequence[str]
    process: WarmProcess
    streams: Streams

    def ended(self) -> subprocess.CompletedProcess[str]:
        code = self.process.wait(timeout=120)
        return subprocess.CompletedProcess(
            self.arguments, code, self.streams.stdout.read_text(), self.streams.stderr.read_text()
        )


class Board:
    def __init__(
        self,
        folder: Path,
        database_url: str = "",
        environment: Mapping[str, str] | None = None,
        *,
        is_cold: bool = False,
    ) -> None:
        """`is_cold`: its server is started as a shell does it."""
        self.folder = folder
        self._is_cold = is_cold
        self.port = free_port()
        self.originals = folder / "sounds" / "originals"
        self._environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if name.startswith(("PATH", "PYTHON", "COVERAGE", "LANG"))
            },
            "HOME": str(folder),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATABASE_URL": database_url,
            "AUDIO_OUTPUT": "null",
            "SCAN_WATCH": "false",
            "ADMIN_EMAIL": ADMIN_EMAIL,
            "CREDITS_OPENING": str(OPENING_CREDITS),
            "CREDITS_DAILY": "0",
            "CREDITS_COOLDOWN_SECONDS": "0",
            "NORMALIZE_NEW_SOUNDS": "false",
            **MANY_PEOPLE_AT_ONE_ADDRESS,
            **(environment or {}),
        }
        self._process: WarmProcess | subprocess.Popen[bytes] | None = None
        self._clients: list[httpx.Client] = []
        self.admin_password = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def secret(self, name: str) -> bytes:
        return (self.folder / "data" / "secrets" / name).read_bytes()

    @property
    def output(self) -> str:
        return (self.folder / "output.txt").read_text()

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def copied_to(self, folder: Path) -> "Board":
        """While it is stopped: a board with the same past, and SQLite of its own."""
        shutil.copytree(self.folder, folder)
        copy = Board(folder)
        copy.admin_password = self.admin_password
        return copy

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        _lay_out_starter_sounds(self.originals / "soundboard")
        output = self.folder / "output.txt"
        soundboard = cold_process if self._is_cold else WarmProcess
        self._process = soundboard(
            ["serve"],
            folder=self.folder,
            environment=self._environment,
            streams=Streams(Path(os.devnull), output, output),
        )
        wait_for(self._is_up, bool, seconds_max=START_SECONDS_MAX)
        if found := re.search(r"^  password +(\S+)", self.output, re.MULTILINE):
            self.admin_password = found[1]

    def _is_up(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.output
        try:
            return plain_http.get(f"{self.url}/health").status_code in (200, 503)
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        """As Ctrl-C does; the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(timeout=20)

    def make_logins_older(self, seconds: int) -> None:
        """While it is stopped, as nobody else may write there. Only where it has SQLite."""
        self.stop()
        with sqlite3.connect(self.folder / "data" / "log.db") as log:
            log.execute("UPDATE sessions SET begun_at = begun_at - ?", (seconds,))
        log.close()
        self.start()

    def kill(self) -> None:
        """As a power cut does to the process; what it wrote to the disk stays."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def kill_audio_host(self) -> None:
        self._signal_audio_host(signal.SIGKILL)

    def freeze_audio_host(self) -> None:
        self._signal_audio_host(signal.SIGSTOP)

    def thaw_audio_host(self) -> None:
        self._signal_audio_host(signal.SIGCONT)

    def _signal_audio_host(self, signal_number: signal.Signals) -> None:
        for child in children_of(self.process_id):
            os.kill(child, signal_number)

    @property
    def is_down(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def close(self) -> None:
        for client in self._clients:
            client.close()
        if self._process is not None and self._process.poll() is None:
            self.stop()

    def close_with_it(self, client: httpx.Client) -> httpx.Client:
        self._clients.append(client)
        return client

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """The command line, in the same folder with the same settings."""
        with self.begun(*arguments, stdin=stdin) as word:
            return word.ended()

    @contextmanager
    def begun(self, *arguments: str, stdin: str = "") -> "Iterator[Word]":
        """The same, while it runs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as folder:
            streams = Streams(*(Path(folder) / name for name in Streams._fields))
            streams.stdin.write_text(stdin)
            process = WarmProcess(
                arguments, folder=self.folder, environment=self._environment, streams=streams
            )
            try:
                yield Word(arguments, process, streams)
            finally:
                process.kill()

    def admin(self) -> Person:
        return self.sign_in(ADMIN_EMAIL, self.admin_password)

    def member(self, *, credits: int | None = None) -> Person:
        """A new member; with `credits` they have exactly so many, which is no less than the opening."""
        email = f"{uuid4().hex}@board.example"
        with plain_http.client(base_url=self.url) as http:
            new = {"name": "Anna", "email": email, "password": "correct horse"}
            answer = http.post("/auth/register", json=new)
            assert answer.status_code == 201, answer.text
        person = self.sign_in(email, "correct horse")
        if credits is not None and credits > OPENING_CREDITS:
            grant = {"amount": credits - OPENING_CREDITS, "reason": "for the test"}
            answer = self.admin().post(f"/admin/users/{person.user_id}/credits/grant", grant)
            assert answer.status_code == 200, answer.text
        return person

    def sign_in(self, email: str, password: str) -> Person:
        http = self.close_with_it(plain_http.client(base_url=self.url))
        answer = http.post("/auth/login", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        me = wait_for(lambda: http.get("/auth/me"), lambda answer: answer.status_code == 200).json()
        return Person(http, UUID(me["user_id"]), token)

    def scan(self) -> dict[str, Any]:
        """The report, once the scan has ended."""
        host = self.admin()
        scan_id = host.post("/sounds/scan").json()["scan_id"]
        report: dict[str, Any] = wait_for(
            lambda: host.get(f"/sounds/scans/{scan_id}"),
            lambda scan: scan["state"] != "running",
            seconds_max=120,
        )
        return report

    def has_starter_sounds(self) -> None:
        """Returns once the first scan is through."""
        host = self.admin()
        wait_for(lambda: host.get("/sounds/scans")["items"], lambda scans: scans[0]["state"] == "completed")

    def listen(self, person: Person, after: int | None = None, **headers: str) -> ClientConnection:
        query = "" if after is None else f"?after={after}"
        return connect(
            f"ws://127.0.0.1:{self.port}/api/v1/events{query}",
            additional_headers={"Authorization": f"Bearer {person.token}", **headers},
            proxy=None,
            max_queue=None,
        )


@lru_cache
def _starter_sounds() -> Mapping[str, bytes]:
    with TemporaryDirectory() as folder:
        return {file.name: file.read_bytes() for file in write_starter_sounds(Path(folder))}


def _lay_out_starter_sounds(folder: Path) -> None:
    """A new board leaves files that are there already: synthesis is done once for all tests."""
    if not folder.exists():
        folder.mkdir(parents=True)
        for name, content in _starter_sounds().items():
            (folder / name).write_bytes(content)


def wait_for(
    look: Callable[[], Any], is_so: Callable[[Any], bool], *, seconds_max: float = WAIT_SECONDS_MAX
) -> Any:
    deadline = time.monotonic() + seconds_max
    while not is_so(seen := look()):
        assert time.monotonic() < deadline, f"After {seconds_max} s it is still {str(seen)[:500]}"
        time.sleep(0.02)
    return seen


@contextmanager
def running_board(
    folder: Path,
    database_url: str = "",
    environment: Mapping[str, str] | None = None,
    *,
    is_cold: bool = False,
) -> Iterator[Board]:
    board = Board(folder, database_url, environment, is_cold=is_cold)
    board.start()
    try:
        board.has_starter_sounds()
        yield board
    finally:
        board.close()


def children_of(process_id: int) -> list[int]:
    threads = Path(f"/proc/{process_id}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


def probes_of(process_id: int) -> list[int]:
    """Those of its children that look into files. Servers of other tests may live beside them."""
    return [child for child in children_of(process_id) if "ffprobe" in _name_of(child)]


def _name_of(process_id: int) -> str:
    try:
        return Path(f"/proc/{process_id}/comm").read_text()
    except FileNotFoundError:
        return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
