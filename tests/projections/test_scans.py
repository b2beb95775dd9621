from uuid import uuid4

from domain.sound_library import SoundLibrary
from projections.scans.queries import latest_scans, scan
from tests.projections.board import Board


def test_a_scan_is_followed_from_its_start_to_its_report(board: Board) -> None:
    library, scan_id = SoundLibrary.open(at=board.log.now), uuid4()
    library.start_scan(scan_id, at=board.log.now)
    board.log.append(library)
    assert board.ask(scan, scan_id).state == "running"
    details = [{"path": "a.txt", "reason": "Not a sound 🙉"}]
    library.complete_scan(scan_id, counts={"new": 2}, details=details, at=board.log.now)
    board.log.append(library)
    found = board.ask(scan, scan_id)
    assert (found.state, found.counts, found.details) == ("completed", {"new": 2}, details)


def test_a_scan_that_failed_says_why(board: Board) -> None:
    library, scan_id = SoundLibrary.open(at=board.log.now), uuid4()
    library.start_scan(scan_id, at=board.log.now)
    library.fail_scan(scan_id, "The folder is gone.", at=board.log.now)
    board.log.append(library)
    found = board.ask(scan, scan_id)
    assert (found.state, found.reason, found.ended_at) == ("failed", "The folder is gone.", board.log.now)


def test_a_scan_that_was_cancelled_is_over(board: Board) -> None:
    library, scan_id = SoundLibrary.open(at=board.log.now), uuid4()
    library.start_scan(scan_id, is_deep=True, at=board.log.now)
    library.cancel_scan(scan_id, at=board.log.now)
    board.log.append(library)
    found = board.ask(scan, scan_id)
    assert (found.state, found.is_deep, found.ended_at) == ("cancelled", True, board.log.now)


def test_the_latest_scan_comes_first(board: Board) -> None:
    library, ids = SoundLibrary.open(at=board.log.now), [uuid4(), uuid4(), uuid4()]
    for scan_id in ids:
        library.start_scan(scan_id, at=board.log.now)
        library.complete_scan(scan_id, counts={}, details=[], at=board.log.now)
    board.log.append(library)
    newest, *_ = board.ask(latest_scans, limit=1)
    rest = board.ask(latest_scans, after=newest.position)
    assert [each.scan_id for each in [newest, *rest]] == list(reversed(ids))
