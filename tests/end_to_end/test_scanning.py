"""Every sound that is put into the folder joins the board, once."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.end_to_end.conftest import MakeBoard
from tests.support.board import Board, wait_for
from tests.support.hearing import write_tone

FILES = 200


@pytest.fixture
def board(make_board: MakeBoard, database_url: str) -> Board:
    board = make_board(database_url)
    board.has_starter_sounds()
    return board


def write_tones(folder: Path, number: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(number):
        write_tone(folder / f"tone_{index:04}.wav", hertz=200 + index, seconds=0.1)


def test_many_files_join_and_a_second_scan_changes_nothing(board: Board) -> None:
    write_tones(board.originals / "soundboard" / "many", FILES)
    first = board.scan()
    assert (first["state"], first["counts"]["added"]) == ("completed", FILES)
    second = board.scan()
    assert second["counts"] == {
        "added": 0,
        "unchanged": FILES + 8,
        "returned": 0,
        "missing": 0,
        "duplicates": 0,
        "skipped": 0,
    }
    anna = board.member()
    tone = anna.sounds()["tone 0007"]
    assert (tone["duration_ms"], tone["sound_type"]) == (100, "SDB")


def test_the_same_content_under_another_name_is_reported_and_not_stored(board: Board) -> None:
    folder = board.originals / "soundboard"
    (folder / "bell again.wav").write_bytes((folder / "bell.wav").read_bytes())
    report = board.scan()
    [duplicate] = [each for each in report["details"] if each["outcome"] == "duplicates"]
    bell = board.member().sounds()["bell"]["sound_id"]
    assert duplicate["path"] == "soundboard/bell again.wav"
    assert bell in duplicate["reason"]
    assert report["counts"]["added"] == 0


def test_what_is_no_sound_is_skipped_with_its_reason(board: Board) -> None:
    folder = board.originals / "soundboard"
    bell = (folder / "bell.wav").read_bytes()
    bad = {
        "empty.mp3": b"",
        "text.wav": b"only words",
        "playlist.mp3": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "concat.wav": b"ffconcat version 1.0\nfile /etc/passwd\n",
        "cut.wav": bell[:20],
        "liar.wav": bell[:4] + b"\xff\xff\xff\xff" + bell[8:40],
        "new\nline.txt": b"x",
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    (folder / "link.wav").symlink_to("/etc/passwd")
    report = board.scan()
    reasons = {each["path"].removeprefix("soundboard/"): each["reason"] for each in report["details"]}
    assert report["state"] == "completed"
    assert set(bad) <= set(reasons)
    assert all(reasons.values())
    assert "root:" not in str(report)
    assert "link.wav" not in reasons


def test_names_that_are_strange_become_titles_that_are_not(board: Board) -> None:
    folder = board.originals / "soundboard"
    write_tone(folder / "-rf --exec.wav", hertz=300, seconds=0.1)
    write_tone(folder / "right\u202eto left.wav", hertz=310, seconds=0.1)
    write_tone(folder / f"{'x' * 200}.wav", hertz=320, seconds=0.1)
    write_tone(folder / "two\nlines.wav", hertz=330, seconds=0.1)
    assert board.scan()["counts"]["added"] == 4
    titles = set(board.member().sounds())
    assert {"rf exec", "rightto left", "x" * 80, "twolines"} <= titles


def test_two_scans_at_once_are_one_and_a_word(board: Board) -> None:
    write_tones(board.originals / "soundboard" / "many", 40)
    host = board.admin()
    first = host.post("/sounds/scan")
    second = host.post("/sounds/scan")
    assert first.status_code == 202
    assert (second.status_code, second.json()["code"]) == (409, "scan_running")


def test_an_unknown_scan_is_404(board: Board) -> None:
    assert board.admin().http.get(f"/sounds/scans/{uuid4()}").status_code == 404


def test_a_scan_that_is_cut_off_goes_on_after_the_restart(board: Board) -> None:
    write_tones(board.originals / "soundboard" / "many", 60)
    scan_id = board.admin().post("/sounds/scan").json()["scan_id"]
    board.kill()
    board.start()
    host = board.admin()
    report = wait_for(
        lambda: host.get(f"/sounds/scans/{scan_id}"),
        lambda scan: scan["state"] != "running",
        seconds_max=60,
    )
    assert report["state"] == "completed"
    assert len([each for each in board.member().sounds() if each.startswith("tone")]) == 60
    assert board.scan()["counts"]["unchanged"] == 68
