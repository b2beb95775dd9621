"""Every sound that is put into the folder joins the board, once."""

from pathlib import Path

import pytest

from tests.end_to_end.conftest import MakeBoard
from tests.support.board import Board, wait_for
from tests.support.hearing import write_tone

FILES = 12


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
    assert {name: count for name, count in second["counts"].items() if count} == {"unchanged": FILES + 8}
    anna = board.member()
    tone = anna.sounds()["tone 0007"]
    assert (tone["duration_ms"], tone["sound_type"]) == (100, "SDB")


def test_a_scan_that_is_cut_off_goes_on_after_the_restart(board: Board) -> None:
    write_tones(board.originals / "soundboard" / "many", 30)
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
    assert len([each for each in board.member().sounds() if each.startswith("tone")]) == 30
    assert board.scan()["counts"]["unchanged"] == 38


def test_a_folder_that_is_gone_stays_gone_over_a_restart_and_no_sound_goes_missing(board: Board) -> None:
    folder = board.originals / "soundboard"
    folder.rename(folder.with_name("unmounted"))
    board.stop()
    board.start_without_sounds()
    report = board.scan()
    assert (report["state"], "soundboard is not there" in report["reason"]) == ("failed", True)
    folder.with_name("unmounted").rename(folder)
    assert board.scan()["counts"]["unchanged"] == 8


def test_a_sound_that_moved_is_heard_from_where_it_is_now(board: Board) -> None:
    anna = board.member()
    bell = anna.sounds()["bell"]["sound_id"]
    assert anna.outcome(anna.play(bell).json()["play_id"])["state"] == "finished"
    folder = board.originals / "soundboard"
    (folder / "bell.wav").rename(folder / "gong.wav")
    assert board.scan()["counts"]["moved"] == 1
    assert anna.outcome(anna.play(bell).json()["play_id"])["state"] == "finished"


def test_names_cannot_paint_the_terminal(make_board: MakeBoard) -> None:
    board = make_board()
    board.has_starter_sounds()
    (board.originals / "soundboard" / "[red]\x1b[2J\u202e[/blue].txt").write_text("no sound")
    done = board.run("scan", "--deep")
    assert done.returncode == 0, done.stderr
    assert "[red]�[2J�[/blue].txt" in done.stdout
    assert "\x1b" not in done.stdout
    assert "1 skipped" in done.stdout
