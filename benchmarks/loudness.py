"""Seventy clips made equally loud, by the board and by `ffmpeg-normalize`: how fast, and how well.

`python -m benchmarks.loudness` prints the table of docs/loudness.md.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from api.cli.client import Doors, client
from benchmarks import figures
from benchmarks.board import new_board
from benchmarks.clips import Clip, all_clips, write
from benchmarks.databases import Database, databases
from benchmarks.figures import Figure
from benchmarks.listener import Heard, heard
from benchmarks.progress import Say
from infrastructure.loudness.plan import Method
from infrastructure.loudness.target import Form, Target

TARGET, FORM = Target(), Form()
NEAR = 0.5
LOUDER_MAX = 0.1
AT_THE_PEAK = 0.5
"""So near to the limit, in dB, that there is no headroom left."""

AT_ONCE = 2
COPIED = "copied"


@dataclass(frozen=True)
class Result:
    clip: Clip
    heard: Heard | None
    """None where there is no result."""
    method: str = ""

    @property
    def fault(self) -> str:
        """Empty where it is as it should be, or as near as its peak allows."""
        if self.clip.kind == "silence":
            return ""
        if self.heard is None or self.heard.is_silent:
            return "nothing"
        if self.heard.true_peak > TARGET.true_peak + LOUDER_MAX:
            return "peak"
        off = self.heard.integrated - TARGET.integrated
        if off > NEAR:
            return "too loud"
        return "too soft" if off < -NEAR and self._has_headroom else ""

    @property
    def _has_headroom(self) -> bool:
        return self.heard is not None and self.heard.true_peak < TARGET.true_peak - AT_THE_PEAK


@dataclass(frozen=True)
class Run:
    results: Sequence[Result]
    seconds: float

    @property
    def failing(self) -> Sequence[Result]:
        return [each for each in self.results if each.fault]


def measure(database: Database, _: float, say: Say) -> list[Figure]:
    with clips_written(say) as files:
        say(f"ffmpeg-normalize makes {len(files)} clips equally loud")
        theirs = of_ffmpeg_normalize()
        ours = of_the_board(database, files, say)
    failing = ", ".join(f"{each.clip.name} ({each.fault})" for each in theirs.failing)
    return [
        Figure(
            f"{len(files)} clips made equally loud",
            database.name,
            ours.seconds / theirs.seconds,
            figures.NORMALIZE,
            f"{ours.seconds:.1f} s against {theirs.seconds:.1f} s of ffmpeg-normalize",
        ),
        Figure(
            "clips that are not as loud as they should be",
            database.name,
            len(ours.failing),
            figures.OFF_TARGET,
            f"of ffmpeg-normalize {len(theirs.failing)}: {failing}",
        ),
    ]


@lru_cache
def _written() -> tuple[tempfile.TemporaryDirectory[str], Mapping[Clip, Path]]:
    folder = tempfile.TemporaryDirectory(prefix="soundboard-clips-")
    clips = all_clips()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        files = list(pool.map(lambda clip: write(clip, Path(folder.name)), clips))
    return folder, dict(zip(clips, files, strict=True))


@contextmanager
def clips_written(say: Say) -> Iterator[Mapping[Clip, Path]]:
    """Once for all databases."""
    say("making clips")
    yield _written()[1]


@lru_cache
def of_ffmpeg_normalize() -> Run:
    """One call for all files, as its manual says; the same target, codec and bit rate."""
    folder, files = _written()
    made = Path(folder.name) / "by-ffmpeg-normalize"
    command = [str(Path(sys.executable).with_name("ffmpeg-normalize")), *map(str, files.values())]
    command += ["-c:a", "libmp3lame", "-b:a", FORM.bitrate, "-ext", "mp3", "-of", str(made), "-f", "-q"]
    command += ["-t", f"{TARGET.integrated}", "-tp", f"{TARGET.true_peak}", "-lrt", f"{TARGET.range}"]
    begun = time.monotonic()
    subprocess.run(command, check=False, capture_output=True)
    seconds = time.monotonic() - begun
    return Run(_heard({clip: made / f"{file.stem}.mp3" for clip, file in files.items()}, {}), seconds)


def of_the_board(database: Database, files: Mapping[Clip, Path], say: Say) -> Run:
    """All of it: through the doors of a running server, from the request to the report."""
    with new_board(database) as board:
        folder = board.folder / "sounds" / "originals" / "extracted"
        folder.mkdir(parents=True, exist_ok=True)
        for file in files.values():
            shutil.copy(file, folder)
        with client(board.settings) as ask:
            say("bringing clips in")
            _wait(ask, "/sounds/scans", ask.post("/sounds/scan")["scan_id"])
            say("making them equally loud")
            begun = time.monotonic()
            batch_id = ask.post("/sounds/normalize/type/EXT")["batch_id"]
            _wait(ask, "/sounds/normalize", batch_id)
            seconds = time.monotonic() - begun
            found = {
                Path(each["path"]).name: each
                for each in ask.get("/sounds/", types="EXT", limit="200")["items"]
            }
        say("listening to the results")
        normalized = board.folder / "sounds" / "normalized"
        entries = {clip: found[file.name] for clip, file in files.items()}
        results = {clip: normalized / entry["normalized_filename"] for clip, entry in entries.items()}
        methods = {clip: entry["normalization"].get("method", "") for clip, entry in entries.items()}
        return Run(_heard(results, methods), seconds)


def _wait(ask: Doors, path: str, id: str) -> None:
    for found in ask.poll(f"{path}/{id}"):
        if found["state"] != "running":
            assert found["state"] == "completed", found
            return


def _heard(files: Mapping[Clip, Path], methods: Mapping[Clip, str]) -> Sequence[Result]:
    def result(clip: Clip) -> Result:
        method = methods.get(clip, "")
        if not files[clip].is_file():
            return Result(clip, None, method)
        return Result(clip, heard(files[clip], clip.seconds), COPIED if method == Method.SILENCE else method)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(result, files))


def table(files: Mapping[Clip, Path], ours: Run, theirs: Run) -> Iterator[str]:
    """As Markdown."""
    yield "| clip | form | before | ours | | ffmpeg-normalize | |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for mine, their in zip(ours.results, theirs.results, strict=True):
        clip = mine.clip
        before = heard(files[clip], clip.seconds)
        columns = [clip.name, clip.form, _told(before), _told(mine.heard), mine.method]
        yield f"| {' | '.join([*columns, _told(their.heard), their.fault])} |"


def _told(found: Heard | None) -> str:
    if found is None:
        return "no file"
    return "silent" if found.is_silent else f"{found.integrated:.1f} LUFS, {found.true_peak:.1f} dBTP"


def main() -> None:
    def say(words: str) -> None:
        print(words, file=sys.stderr)

    with databases("sqlite") as [place], clips_written(say) as files:
        theirs = of_ffmpeg_normalize()
        ours = of_the_board(place, files, say)
        print(f"ours {ours.seconds:.1f} s, {len(ours.failing)} off; ", end="")
        print(f"ffmpeg-normalize {theirs.seconds:.1f} s, {len(theirs.failing)} off\n")
        print("\n".join(table(files, ours, theirs)))
        for each in ours.failing:
            print(f"ours: {each.clip.name} {each.fault}", file=sys.stderr)


if __name__ == "__main__":
    main()
