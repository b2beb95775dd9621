"""The server's side of the audio host: hands plays over, hears what became of them, replaces a dead host."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic
from uuid import UUID

import structlog

from infrastructure.audio.errors import AudioHostDownError, NoFreeVoiceError
from infrastructure.audio.host_child import HostChild
from infrastructure.audio.messages import (
    Command,
    Failed,
    HostMessage,
    NotReady,
    Play,
    Playing,
    Ready,
    Report,
    Stop,
    StopAll,
)

START_SECONDS_MAX = 10.0
RESTART_SECONDS = 0.1
RESTART_SECONDS_MAX = 30.0
HEALTHY_SECONDS = 5.0  # a host that lived so long may be replaced without delay
HOST_DIED = "The audio host stopped."

log = structlog.get_logger()


class AudioHost:
    """Safe to use from many threads. Reports come from one thread: their receiver must be quick."""

    def __init__(
        self,
        output: str,
        *,
        voices_max: int,
        on_reports: Callable[[Sequence[Report]], None],
        restart_seconds: float = RESTART_SECONDS,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """The output is `auto`, `null` or a name that VLC knows; the environment is added to the server's."""
        self._output = output
        self._voices_max = voices_max
        self._on_reports = on_reports
        self._restart_seconds = restart_seconds
        self._environment = environment or {}
        self._lock = Lock()
        self._open: set[UUID] = set()
        self._child: HostChild | None = None
        self._is_up = False
        self._generation = 0
        self._description = ""
        self._reason = "The audio host has not been started."
        self._first_word = Event()
        self._closing = Event()
        self._outbox: SimpleQueue[tuple[HostChild, Command | None] | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._supervise, name="audio-host-reports", daemon=True),
            Thread(target=self._write, name="audio-host-commands", daemon=True),
        ]

    @property
    def voices_busy(self) -> int:
        return len(self._open)

    @property
    def generation(self) -> int:
        """How many hosts there have been."""
        return self._generation

    @property
    def is_up(self) -> bool:
        return self._is_up

    @property
    def description(self) -> str:
        return self._description

    @property
    def trouble(self) -> str:
        """Why there is no host, while there is none."""
        return self._reason

    @property
    def process_id(self) -> int | None:
        child = self._child
        return child.pid if child else None

    def start(self) -> None:
        """Returns when the host is ready; raises AudioHostDownError when it is not within 10 s."""
        for thread in self._threads:
            thread.start()
        self._first_word.wait(START_SECONDS_MAX)
        if not self._is_up:
            reason = self._reason
            self.close()
            raise AudioHostDownError(reason)

    def play(self, play_id: UUID, path: Path, duration_ms: int) -> None:
        """Hands the sound over and does not wait for it. The duration is that of the file."""
        with self._lock:
            child = self._child
            if not self._is_up or child is None:
                raise AudioHostDownError(self._reason)
            if len(self._open) >= self._voices_max:
                raise NoFreeVoiceError(f"{self._voices_max} sounds are playing already.")
            self._open.add(play_id)
            self._outbox.put((child, Play(play_id, str(path), duration_ms, self._generation)))

    def stop(self, play_id: UUID) -> None:
        """A play that is not playing is no error."""
        with self._lock:
            if self._child is not None and play_id in self._open:
                self._outbox.put((self._child, Stop(play_id)))

    def stop_all(self) -> None:
        with self._lock:
            if self._child is not None and self._open:
                self._outbox.put((self._child, StopAll()))

    def close(self) -> None:
        """Silence at once. Open plays are reported as failed."""
        with self._lock:
            self._closing.set()
            child = self._child
        if child is not None:
            child.kill()
        for thread in self._threads:
            if thread.ident is not None:
                if thread is self._threads[-1]:
                    self._outbox.put(None)
                thread.join()

    # In the thread that reads:

    def _supervise(self) -> None:
        delay = self._restart_seconds
        while not self._closing.is_set():
            begun = monotonic()
            self._run_one_host()
            self._first_word.set()
            delay = self._restart_seconds if monotonic() - begun > HEALTHY_SECONDS else delay * 2
            self._closing.wait(min(delay, RESTART_SECONDS_MAX))

    def _run_one_host(self) -> None:
        with self._lock:
            if self._closing.is_set():
                return
            try:
                child = HostChild(self._output, self._voices_max, self._environment)
            except OSError as error:
                self._reason = f"The audio host could not be started: {error.strerror}."
                return
            self._child = child
            self._generation += 1
        try:
            for messages in child.messages(START_SECONDS_MAX):
                self._receive(messages)
        finally:
            self._bury(child)

    def _receive(self, messages: Sequence[HostMessage]) -> None:
        reports: list[Report] = []
        with self._lock:
            for message in messages:
                match message:
                    case Ready(description=description):
                        self._description = description
                        self._is_up = True
                        self._first_word.set()
                    case NotReady(reason=reason):
                        self._reason = reason
                    case _:
                        if message.generation == self._generation and message.play_id in self._open:
                            reports.append(message)
                            if not isinstance(message, Playing):
                                self._open.discard(message.play_id)
        self._tell(reports)

    def _bury(self, child: HostChild) -> None:
        child.kill()
        with self._lock:
            if self._is_up:
                self._reason = HOST_DIED
            self._is_up = False
            self._child = None
            failed = [Failed(play_id, self._generation, HOST_DIED) for play_id in self._open]
            self._open.clear()
            self._outbox.put((child, None))
        child.wait()
        if not self._closing.is_set():
            log.warning(
                "audio_host_lost", generation=self._generation, reason=self._reason, plays=len(failed)
            )
        self._tell(failed)

    def _tell(self, reports: Sequence[Report]) -> None:
        if not reports:
            return
        try:
            self._on_reports(reports)
        except Exception:
            log.exception("audio_reports_lost", reports=len(reports))

    # In the thread that writes:

    def _write(self) -> None:
        """Commands that came together go out together. No command ends a child's input."""
        waiting: list[tuple[HostChild, Command | None] | None] = []
        while True:
            waiting.append(self._outbox.get())
            try:
                while True:
                    waiting.append(self._outbox.get_nowait())
            except Empty:
                pass
            by_child: dict[HostChild, list[Command]] = {}
            for item in waiting:
                if item is None:
                    return
                child, command = item
                if command is not None:
                    by_child.setdefault(child, []).append(command)
                    continue
                by_child.pop(child, None)
                child.close_input()
            for child, commands in by_child.items():
                child.write(commands)
            waiting.clear()
