"""A scan of many new files, compared with no more than hashing and probing them; then one of nothing new."""

import os
import subprocess
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from application.command import from_system
from application.library.commands import StartScan
from benchmarks import figures
from benchmarks.board import new_board
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.progress import Say
from domain.identifiers import LIBRARY_ID
from domain.sound_library import SoundLibrary
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.settings import Settings
from projections.scans.queries import scan

FILES = 10_000
FILE_BYTES = 200_000
FILES_A_FOLDER = 500
SCAN_SECONDS_MAX = 3_600.0


def measure(database: Database, _: float, say: Say, *, files: int = FILES) -> list[Figure]:
    """Nothing is normalised meanwhile: that is another figure."""
    with new_board(database) as board:
        folder = board.settings.originals_dir / "soundboard" / "many"
        say(f"writing {files:,} files of {FILE_BYTES // 1000} kB")
        _write(folder, files)
        say("hashing and probing them with xargs -P2")
        plain = _hash_and_probe(folder)
        with _working(board.settings) as container:
            say("scanning")
            first, counts = _scan(container)
            assert counts["added"] == files, counts
            say("scanning again")
            second, counts = _scan(container)
            assert counts["added"] == 0, counts
            assert counts["unchanged"] >= files, counts
    return [
        Figure(
            f"first scan of {files:,} files",
            database.name,
            first / plain,
            figures.SCAN,
            f"{first:.1f} s, {files / first:,.0f} files a second; sha256sum and ffprobe {plain:.1f} s",
        ),
        Figure(
            f"second scan of {files:,} files",
            database.name,
            first / second,
            figures.SCAN_AGAIN,
            f"{second:.2f} s, {files / second:,.0f} files a second",
        ),
    ]


def _write(folder: Path, files: int) -> None:
    """Noise, which is the same but for its beginning: so that it is made quickly, and no two are alike."""
    noise = os.urandom(FILE_BYTES)
    for number in range(files):
        file = folder / f"{number // FILES_A_FOLDER:03}" / f"noise_{number:05}.wav"
        file.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(file), "wb") as sound:
            sound.setnchannels(2)
            sound.setsampwidth(2)
            sound.setframerate(44_100)
            sound.writeframes(number.to_bytes(8, "big") + noise[8:])


def _hash_and_probe(folder: Path) -> float:
    """As somebody would with a shell: seconds."""
    begun = time.monotonic()
    for each in ("sha256sum", "ffprobe -v error -show_entries format=duration"):
        many = "-n 64" if each == "sha256sum" else "-n 1"
        command = f"find . -type f -print0 | xargs -0 -P2 {many} {each} > /dev/null"
        subprocess.run(command, shell=True, cwd=folder, check=True)  # noqa: S602 - what stands here, in a folder of ours
    return time.monotonic() - begun


@contextmanager
def _working(settings: Settings) -> Iterator[Container]:
    """Its parts without doors: what writes, what reads and what works."""
    container = compose(settings)
    container.executor.start()
    container.follower.start()
    container.dispatcher.start()
    try:
        yield container
    finally:
        container.close()


def _scan(container: Container) -> tuple[float, dict[str, int]]:
    """From asking to the report: seconds, and what it counted."""
    begun, scan_id = time.monotonic(), uuid4()
    container.executor.run(StartScan(scan_id), from_system())
    while container.soundboard.load(SoundLibrary, LIBRARY_ID).running_scan is not None:
        assert time.monotonic() - begun < SCAN_SECONDS_MAX, "It did not come to an end."
        time.sleep(0.05)
    seconds = time.monotonic() - begun
    return seconds, _counts(container, scan_id)


def _counts(container: Container, scan_id: UUID) -> dict[str, int]:
    """Once the read model shows them."""
    while (found := container.queries.run(scan, scan_id)) is None or found.state == "running":
        time.sleep(0.05)
    assert found.state == "completed", found.reason
    return dict(found.counts)
