"""A board to measure on: a folder, a database, sixteen members with credits, eight short sounds."""

from __future__ import annotations

import math
import tempfile
import time
import wave
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.databases import Database
from benchmarks.jobs import Target
from benchmarks.machine import free_port, module_running, wait_until_it_answers
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.settings import Settings, load_settings

MEMBERS = 16
SOUNDS = 8
SOUND_SECONDS = 0.05
OPENING_CREDITS = 1_000_000
SCAN_SECONDS_MAX = 20.0
RATE = 8_000


@dataclass(frozen=True)
class Member:
    user_id: str
    token: str


@dataclass
class Board:
    folder: Path
    environment: dict[str, str]
    members: list[Member] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.environment["PORT"])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"

    def plays(self) -> list[list[Target]]:
        """For each member, each sound in turn."""
        return [
            [Target("POST", f"/api/v1/sounds/play/{sound}", each.token) for sound in self.sounds]
            for each in self.members
        ]

    @property
    def settings(self) -> Settings:
        return load_settings(**{name.lower(): value for name, value in self.environment.items()})

    def ask(self, path: str, token: str | None = None) -> Any:
        """Also of a board that is not well."""
        headers = {"Authorization": f"Bearer {token or self.members[0].token}"}
        return httpx.get(f"{self.url}{path}", headers=headers, trust_env=False, timeout=30).json()

    def wait_until_level(self, seconds_max: float) -> None:
        """Until every read model shows the whole log."""
        deadline = time.monotonic() + seconds_max
        while any(each["lag_events"] for each in self.ask("/health")["read_models"].values()):
            if time.monotonic() > deadline:
                raise TimeoutError("The read models do not catch up.")
            time.sleep(0.2)

    def sign_in_again(self) -> None:
        """Where the clock has gone on, and with it the life of every token."""
        with httpx.Client(base_url=self.url, trust_env=False, timeout=30) as http:
            self.members = [
                Member(each.user_id, _token(http, number)) for number, each in enumerate(self.members)
            ]

    @contextmanager
    def running(self, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Running]:
        given = {**self.environment, **(environment or {})}
        with module_running("benchmarks.server", *options, folder=self.folder, environment=given) as process:
            seconds = wait_until_it_answers(process, f"{self.url}/health", self.folder)
            yield Running(process.pid, seconds)


@dataclass(frozen=True)
class Running:
    process_id: int
    seconds_to_start: float


@contextmanager
def new_board(database: Database, *, sound_seconds: float = SOUND_SECONDS) -> Iterator[Board]:
    """Started once, and stopped again: it knows its members and sounds."""
    with tempfile.TemporaryDirectory(prefix="soundboard-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        environment = {
            "DATA_DIR": f"{folder / 'data'}",
            "SOUNDS_DIR": f"{folder / 'sounds'}",
            "LOGS_DIR": f"{folder / 'logs'}",
            "DATABASE_URL": database.new_url(),
            "HOST": "127.0.0.1",
            "PORT": str(free_port()),
            "AUDIO_OUTPUT": "null",
            "SCAN_WATCH": "false",
            "AUDIO_VOICES_MAX": "4096",
            "CREDITS_OPENING": str(OPENING_CREDITS),
            "CREDITS_COOLDOWN_SECONDS": "0",
            "NORMALIZE_NEW_SOUNDS": "false",
            "ACCESS_TOKEN_EXPIRE_MINUTES": "1440",
            "ATTEMPTS_PER_ADDRESS_MAX": "100000",
            "REGISTER_ATTEMPTS_MAX": "100000",
        }
        board = Board(folder, environment)
        _write_sounds(folder / "sounds" / "originals" / "soundboard", sound_seconds)
        with board.running(), httpx.Client(base_url=board.url, trust_env=False, timeout=30) as http:
            board.members += [_member(http, number) for number in range(MEMBERS)]
            board.sounds += _sounds(board)
        yield board


@contextmanager
def opened(board: Board) -> Iterator[Container]:
    """Its parts, of which none runs."""
    container = compose(board.settings)
    try:
        yield container
    finally:
        container.follower.stop()
        container.queries.close()
        container.follower.close()
        container.log.close()
        container.ownership.close()


def _write_sounds(folder: Path, seconds: float) -> None:
    folder.mkdir(parents=True)
    for number in range(SOUNDS):
        turn = 2 * math.pi * (300 + 50 * number) / RATE
        samples = array("h", (round(8_000 * math.sin(turn * n)) for n in range(int(seconds * RATE))))
        with wave.open(str(folder / f"bench_{number}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


def _member(http: httpx.Client, number: int) -> Member:
    person = {**_credentials(number), "name": f"Member {number}"}
    registered = http.post("/auth/register", json=person).raise_for_status()
    return Member(registered.json()["user_id"], _token(http, number))


def _token(http: httpx.Client, number: int) -> str:
    login = http.post("/auth/login", json=_credentials(number)).raise_for_status()
    return str(login.json()["access_token"])


def _credentials(number: int) -> dict[str, str]:
    return {"email": f"member{number}@example.org", "password": "correct horse battery"}


def _sounds(board: Board) -> list[str]:
    deadline = time.monotonic() + SCAN_SECONDS_MAX
    while time.monotonic() < deadline:
        found = [each["sound_id"] for each in board.ask("/sounds/")["items"] if "bench" in each["title"]]
        if len(found) == SOUNDS:
            return found
        time.sleep(0.1)
    raise TimeoutError("The scan did not find the sounds.")
