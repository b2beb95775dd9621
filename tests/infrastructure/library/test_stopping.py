"""Scans that end before they are through, and what they leave."""

import os
import time
from threading import Event
from uuid import UUID, uuid4

import pytest

from application.library.commands import CancelScan, FailScan, StartScan
from domain.errors import ScanRunningError
from infrastructure.library.scan_progress import Progress, ProgressCount
from infrastructure.library.scan_report import Outcome
from infrastructure.library.scanner import Wish
from tests.support.board import probes_of, wait_for
from tests.support.library import Corner, Library, rest

FILES = 16


def begun(corner: Corner) -> UUID:
    """A scan that has added something, and has more to do."""
    for number in range(FILES):
        corner.write(f"{number:02}.wav")
    scan_id = corner.library.begin()
    wait_for(lambda: progress_of(corner.library, scan_id).hashed, bool)
    return scan_id


def progress_of(library: Library, scan_id: UUID) -> Progress:
    return library.container.scans.progress(scan_id) or Progress()


def test_a_cancelled_scan_stops_within_a_second_and_the_next_one_goes_on(corner: Corner) -> None:
    scan_id = begun(corner)
    asked_at = time.monotonic()
    corner.library.run(CancelScan(scan_id))
    wait_for(lambda: corner.library.container.scans.is_busy, lambda is_busy: not is_busy)
    assert time.monotonic() - asked_at < 1
    assert probes_of(os.getpid()) == []
    assert corner.library.report_of(scan_id).state == "cancelled"
    before = set(corner.sounds().values())
    assert len(before) < FILES
    lines = corner.scan()
    assert len(lines) == FILES - len(before)
    assert before <= set(corner.sounds().values())
    assert len(corner.sounds()) == FILES


def test_a_scan_that_was_given_up_stops_as_well(corner: Corner) -> None:
    scan_id = begun(corner)
    corner.library.run(FailScan(scan_id, "It was not done in time."))
    wait_for(lambda: corner.library.container.scans.is_busy, lambda is_busy: not is_busy)
    assert len(corner.sounds()) < FILES
    assert corner.library.report_of(scan_id).reason == "It was not done in time."


def test_one_scan_runs_at_a_time(corner: Corner) -> None:
    scan_id = begun(corner)
    with pytest.raises(ScanRunningError):
        corner.library.begin()
    corner.library.run(CancelScan(scan_id))


def test_a_folder_that_is_gone_fails_the_scan_and_changes_no_sound(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    folder = corner.library.originals / "soundboard"
    folder.rename(folder.with_name("unmounted"))
    report = corner.library.scan()
    folder.with_name("unmounted").rename(folder)
    assert report.state == "failed"
    assert "soundboard is not there. If its disk is not mounted, mount it" in report.reason
    assert not corner.library.sound(sound_id).is_missing
    assert corner.scan() == {}


def test_progress_is_counted_and_told(corner: Corner) -> None:
    for name in ("a.wav", "b.wav"):
        corner.write(name)
    told: list[Progress] = []
    progress = ProgressCount(uuid4(), lambda _, now: told.append(now))
    corner.library.scanner.scan(progress)
    assert progress.now.seen == progress.now.of == progress.now.done >= 2
    assert progress.now.hashed >= progress.now.added == 2
    assert told[0] != progress.now


def test_what_is_being_written_is_left_to_the_next_scan(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    corner.write("bell.wav")
    corner.write("new.wav")
    scanner = corner.library.scanner
    report = scanner.scan(ProgressCount(uuid4(), lambda *_: None), wish=Wish(leaves_young=True))
    assert report.left_young == 2
    for name in ("bell.wav", "new.wav"):
        rest(corner.file(name))
    assert not corner.library.sound(sound_id).is_missing
    report = scanner.scan(ProgressCount(uuid4(), lambda *_: None), wish=Wish(leaves_young=True))
    assert (report.left_young, report.counts[Outcome.ADDED], report.counts[Outcome.UPDATED]) == (0, 1, 1)


def test_a_scan_of_the_watch_says_when_it_left_something(corner: Corner) -> None:
    corner.write("new.wav")
    scan_id, left = uuid4(), Event()
    corner.library.container.scans.leave_young(scan_id, left.set)
    corner.library.run(StartScan(scan_id))
    assert corner.lines_of(corner.library.report_of(scan_id))["new.wav"][0][0] == "skipped"
    assert left.wait(5)
