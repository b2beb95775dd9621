"""The folders of a board in this process, and the scans that compare them with it: all of it is real."""

import itertools
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from application.command import Command, from_system
from application.library.commands import StartScan
from domain.identifiers import LIBRARY_ID
from domain.sound import Sound
from domain.sound_library import SoundLibrary
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.library.level_catalogue import LevelCatalogue
from infrastructure.library.scanner import Scanner
from infrastructure.library.sound_folders import make_folders
from infrastructure.settings import load_settings
from projections.scans.queries import ScanReport, scan
from projections.sounds.queries import KnownFile, known_files
from tests.support.aggregates import a_library
from tests.support.board import wait_for
from tests.support.hearing import write_tone
from tests.support.moving_in import move_in

_hertz = itertools.count(100)


def write_sound(file: Path, *, seconds: float = 0.02) -> bytes:
    """Of a content that no other has; what it wrote."""
    file.parent.mkdir(parents=True, exist_ok=True)
    return write_tone(file, hertz=next(_hertz), seconds=seconds).read_bytes()


def rest(file: Path, seconds: float = 60) -> None:
    """As if it had been written some time ago."""
    then = time.time_ns() - int(seconds * 1e9)
    os.utime(file, ns=(then, then))


@dataclass
class Library:
    container: Container

    @property
    def originals(self) -> Path:
        return self.container.settings.originals_dir

    @property
    def scanner(self) -> Scanner:
        """By itself: it reports to who asks, and to nobody else."""
        parts = self.container
        known = partial(LevelCatalogue(parts.log, parts.watermark, parts.queries).ask, known_files)
        return Scanner(parts.executor, self.originals, known, partial(parts.soundboard.find, Sound))

    def run(self, command: Command[Any]) -> None:
        self.container.executor.run(command, from_system())

    def begin(self, *, is_deep: bool = False) -> UUID:
        scan_id = uuid4()
        self.run(StartScan(scan_id, is_deep=is_deep))
        return scan_id

    def scan(self, *, is_deep: bool = False) -> ScanReport:
        """The report, once it is there."""
        return self.report_of(self.begin(is_deep=is_deep))

    @property
    def running_scan(self) -> UUID | None:
        return self.container.soundboard.load(SoundLibrary, LIBRARY_ID).running_scan

    def report_of(self, scan_id: UUID) -> ScanReport:
        def look() -> ScanReport | None:
            return self.container.queries.run(scan, scan_id)

        found: ScanReport = wait_for(
            look, lambda report: report is not None and report.state != "running", seconds_max=60
        )
        return found

    def sound(self, sound_id: UUID) -> Sound:
        return self.container.soundboard.load(Sound, sound_id)


@dataclass
class Corner:
    """A test's own folder among the others: what is said of it, and of nobody else's."""

    library: Library
    name: str

    @property
    def folder(self) -> Path:
        return self.library.originals / "soundboard" / self.name

    def file(self, name: str) -> Path:
        return self.folder / name

    def write(self, name: str) -> bytes:
        return write_sound(self.file(name))

    def sounds(self) -> Mapping[str, UUID]:
        """By file; of those that have one path the one that has its file there."""
        return {each.path.partition(f"/{self.name}/")[2]: each.sound_id for each in self.known()}

    def known(self) -> list[KnownFile]:
        ours = [
            each for each in self.library.container.queries.run(known_files) if f"/{self.name}/" in each.path
        ]
        return sorted(ours, key=lambda each: not each.is_missing)

    def scan(self, *, is_deep: bool = False) -> dict[str, list[tuple[str, str]]]:
        """What the report says of files here: file → outcomes and reasons."""
        report = self.library.scan(is_deep=is_deep)
        assert report.state == "completed", report.reason
        return self.lines_of(report)

    def lines_of(self, report: ScanReport) -> dict[str, list[tuple[str, str]]]:
        lines: dict[str, list[tuple[str, str]]] = {}
        for each in report.details:
            _, is_ours, name = each["path"].partition(f"/{self.name}/")
            if is_ours:
                lines.setdefault(name, []).append((each["outcome"], each["reason"]))
        return lines

    def add(self, *names: str) -> list[UUID]:
        """Sounds that are on the board already."""
        for name in names:
            self.write(name)
        self.scan()
        sounds = self.sounds()
        return [sounds[name] for name in names]


@contextmanager
def running_library(folder: Path, database_url: str = "") -> Iterator[Library]:
    settings = load_settings(
        data_dir=folder / "data",
        sounds_dir=folder / "sounds",
        database_url=database_url,
        audio_output="null",
        scan_watch=False,
    )
    settings.data_dir.mkdir(parents=True)
    make_folders(settings.originals_dir)
    move_in(settings.log_database_url, [a_library()])
    container = compose(settings)
    container.executor.start()
    container.follower.start()
    container.dispatcher.start()
    try:
        yield Library(container)
    finally:
        container.close()
