"""The sound library: its scans, and what each of them found."""

from uuid import uuid4

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.aggregate import Snapshot
from domain.errors import ImportRunningError, ScanRunningError
from domain.identifiers import LIBRARY_ID
from domain.sound_library import SoundLibrary
from tests.support.aggregates import (
    ANNA,
    SCAN,
    a_library,
    collected,
    given,
    news,
    rebuilt_from,
    stored_and_read,
)
from tests.support.clock import NOON

FOUND = {"new": 2}
DETAILS = [{"path": "noise.txt", "outcome": "not_audio"}]


def a_scanning_library() -> SoundLibrary:
    library = a_library()
    library.start_scan(SCAN, at=NOON)
    return given(library)


def test_there_is_one_library() -> None:
    assert a_library().id == LIBRARY_ID


def test_a_scan_starts() -> None:
    library = given(a_library())
    library.start_scan(SCAN, at=NOON)
    assert news(library) == [(SoundLibrary.ScanStarted, {"scan_id": SCAN, "is_deep": False})]


def test_the_running_scan_starting_again_is_not_news() -> None:
    library = a_scanning_library()
    library.start_scan(SCAN, at=NOON)
    assert news(library) == []


def test_a_second_scan_waits_for_the_first() -> None:
    library = a_scanning_library()
    with pytest.raises(ScanRunningError):
        library.start_scan(uuid4(), at=NOON)
    assert news(library) == []


def test_a_completed_scan_reports_what_it_found() -> None:
    library = a_scanning_library()
    library.complete_scan(SCAN, counts=FOUND, details=DETAILS, at=NOON)
    assert news(library) == [
        (SoundLibrary.ScanCompleted, {"scan_id": SCAN, "counts": FOUND, "details": DETAILS})
    ]


def test_a_failed_scan_says_why() -> None:
    library = a_scanning_library()
    library.fail_scan(SCAN, "The folder is gone.", at=NOON)
    assert news(library) == [(SoundLibrary.ScanFailed, {"scan_id": SCAN, "reason": "The folder is gone."})]


def test_after_a_scan_another_may_start() -> None:
    library = a_scanning_library()
    library.fail_scan(SCAN, "The folder is gone.", at=NOON)
    library.start_scan(uuid4(), at=NOON)


def test_a_report_of_a_scan_that_is_not_running_is_not_news() -> None:
    library = a_scanning_library()
    library.complete_scan(uuid4(), counts={}, details=[], at=NOON)
    library.fail_scan(uuid4(), "Late.", at=NOON)
    assert news(library) == []


def test_one_library_is_brought_in_at_a_time() -> None:
    library = a_library()
    library.start_import(SCAN, asked_by=ANNA, sha256="a5c4e", sounds=2, at=NOON)
    given(library)
    library.start_import(SCAN, asked_by=ANNA, sha256="a5c4e", sounds=2, at=NOON)
    with pytest.raises(ImportRunningError):
        library.start_import(uuid4(), asked_by=ANNA, sha256="a5c4e", sounds=2, at=NOON)
    library.complete_import(uuid4(), counts={}, details=[], at=NOON)
    assert news(library) == []


def test_a_snapshot_from_before_there_were_imports_is_read() -> None:
    library = given(a_library())
    old = Snapshot.take(library)
    for new in ("running_import", "import_asked_by"):
        del old.state[new]
    assert stored_and_read(old).mutate(None) == library


@for_all(st.lists(st.sampled_from(["complete", "fail"])))
def test_replaying_the_events_rebuilds_the_same_library(ends: list[str]) -> None:
    library = a_library()
    for end in ends:
        scan_id = uuid4()
        library.start_scan(scan_id, at=NOON)
        library.start_import(scan_id, asked_by=ANNA, sha256="a5c4e", sounds=2, at=NOON)
        if end == "complete":
            library.complete_scan(scan_id, counts=FOUND, details=DETAILS, at=NOON)
            library.complete_import(scan_id, counts=FOUND, details=DETAILS, at=NOON)
        else:
            library.fail_scan(scan_id, "The folder is gone.", at=NOON)
            library.fail_import(scan_id, "The archive is gone.", at=NOON)
    library.start_scan(uuid4(), at=NOON)
    assert rebuilt_from(collected(library)) == library
