"""Compares the folders of originals with what the library knows, and tells it what is new or gone."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from application.command import from_system
from application.executor.command_executor import CommandExecutor
from application.sounds.commands import MarkSoundBack, MarkSoundMissing, RegisterSound
from domain.errors import AlreadyClaimedError, DomainError
from domain.identifiers import SYSTEM_ID
from domain.recording import Recording
from domain.values import SoundType
from infrastructure.library.audio_probe import NotAudioError, probe
from infrastructure.library.scan_report import Outcome, ScanReport
from infrastructure.library.sound_folders import SUFFIXES, files, path_in_library, sha256_of, title_of

AT_ONCE = 2
"""Files hashed and probed at once: the cores of the machine we build for."""


class KnownFile(Protocol):
    """A sound's file as the library knows it."""

    @property
    def sound_id(self) -> UUID: ...
    @property
    def sha256(self) -> str: ...
    @property
    def is_missing(self) -> bool: ...


@dataclass(frozen=True)
class Found:
    """A file that may become a sound; `refusal` where it may not."""

    path: str
    file: Path
    sound_type: SoundType
    sha256: str = ""
    duration_ms: int = 0
    refusal: str = ""


Progress = Callable[[int, int], None]
"""Called with files done and files in all."""


class Scanner:
    def __init__(self, executor: CommandExecutor, originals: Path) -> None:
        self._executor = executor
        self._originals = originals

    def scan(self, known: Mapping[str, KnownFile], on_progress: Progress) -> ScanReport:
        """`known`: path below the originals → what the library has there. Raises what the executor raises."""
        report = ScanReport()
        there = list(files(self._originals))
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="scan") as pool:
            examined = [pool.submit(self._examine, *each, known) for each in there]
            for done, each in enumerate(examined, start=1):
                self._judge(each, known, report)
                on_progress(done, len(there))
        seen = {path_in_library(self._originals, file) for _, file in there}
        for path in sorted(known.keys() - seen):
            self._mark_missing(path, known[path], report)
        return report

    def _examine(self, sound_type: SoundType, file: Path, known: Mapping[str, KnownFile]) -> Found:
        path = path_in_library(self._originals, file)
        if (refusal := _refusal_of_name(path, file)) is not None:
            return Found(path, file, sound_type, refusal=refusal)
        try:
            sha256 = sha256_of(file)
            if path in known:
                return Found(path, file, sound_type, sha256)
            return Found(path, file, sound_type, sha256, probe(file).duration_ms)
        except NotAudioError as error:
            return Found(path, file, sound_type, refusal=str(error))
        except OSError as error:
            return Found(path, file, sound_type, refusal=f"It cannot be read: {error.strerror}.")

    def _judge(self, examined: Future[Found], known: Mapping[str, KnownFile], report: ScanReport) -> None:
        found = examined.result()
        if found.refusal:
            report.add(Outcome.SKIPPED, _shown(found.path), found.refusal)
        elif (there := known.get(found.path)) is None:
            self._register(found, report)
        elif there.sha256 != found.sha256:
            report.add(Outcome.SKIPPED, found.path, "Its content is not what was added under this name.")
        elif there.is_missing:
            self._executor.run(MarkSoundBack(there.sound_id), from_system(is_bulk=True))
            report.add(Outcome.RETURNED, found.path)
        else:
            report.add(Outcome.UNCHANGED, found.path)

    def _register(self, found: Found, report: ScanReport) -> None:
        command = RegisterSound(
            sound_id=uuid4(),
            sound_type=found.sound_type,
            title=title_of(found.file),
            path=found.path,
            recording=Recording(
                size_bytes=found.file.stat().st_size, duration_ms=found.duration_ms, sha256=found.sha256
            ),
            original_name=found.file.name,
            by=SYSTEM_ID,
        )
        try:
            self._executor.run(command, from_system(is_bulk=True))
        except AlreadyClaimedError as error:
            report.add(
                Outcome.DUPLICATE, found.path, f"The same content is on the board as {error.holder_id}."
            )
        except DomainError as error:
            report.add(Outcome.SKIPPED, found.path, str(error))
        else:
            report.add(Outcome.ADDED, found.path)

    def _mark_missing(self, path: str, known: KnownFile, report: ScanReport) -> None:
        if not known.is_missing:
            self._executor.run(MarkSoundMissing(known.sound_id), from_system(is_bulk=True))
            report.add(Outcome.MISSING, path, "Its file is not there. It stays on the board, marked.")


def _refusal_of_name(path: str, file: Path) -> str | None:
    if file.suffix.lower() not in SUFFIXES:
        return "Its name does not end like that of a sound file."
    try:
        path.encode()
    except UnicodeEncodeError:
        return "Its name is not valid UTF-8."
    return None


def _shown(path: str) -> str:
    return path.encode(errors="replace").decode()
