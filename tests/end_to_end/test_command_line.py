"""What a host does without a browser, with a running server and without one."""

from pathlib import Path

import pytest

from tests.end_to_end.conftest import MakeBoard
from tests.support.board import Board
from tests.support.hearing import write_tone


@pytest.fixture(params=["with a running server", "without one"])
def board(request: pytest.FixtureRequest, make_board: MakeBoard) -> Board:
    board = make_board()
    board.has_starter_sounds()
    if request.param == "without one":
        board.stop()
    return board


def test_scan_reports_what_it_found(board: Board) -> None:
    write_tone(board.originals / "soundboard" / "tone.wav", hertz=440, seconds=0.2)
    done = board.run("scan")
    assert done.returncode == 0, done.stderr
    assert "1 added" in done.stdout
    assert "8 unchanged" in done.stdout


def test_rebuild_compares_and_switches(board: Board) -> None:
    done = board.run("rebuild", "sounds")
    assert done.returncode == 0, done.stderr
    assert "generation 2 is read now; 8 rows compared, 0 differed" in done.stdout


def test_rebuild_of_what_is_not_there_says_so(board: Board) -> None:
    done = board.run("rebuild", "nonsense")
    assert done.returncode == 1
    assert "nonsense" in done.stderr
    assert "Traceback" not in done.stderr


def test_verify_finds_no_fault(board: Board) -> None:
    done = board.run("verify")
    assert done.returncode == 0, done.stderr
    assert "0 faults" in done.stdout


def test_somebody_who_is_added_can_sign_in(board: Board) -> None:
    done = board.run(
        "user", "add", "dora@board.example", "--name", "Dora", "--password", "correct horse", "--admin"
    )
    assert done.returncode == 0, done.stderr
    if board.is_down:
        board.start()
    assert board.sign_in("dora@board.example", "correct horse").get("/auth/me")["role"] == "admin"


def test_version_is_a_number(board: Board) -> None:
    assert board.run("version").stdout.strip().count(".") == 2


def test_the_command_line_may_come_first_and_shows_the_password(tmp_path: Path) -> None:
    new = Board(tmp_path / "new")
    done = new.run("scan")
    assert done.returncode == 0, done.stderr
    assert "This password is shown once" in done.stdout
    assert "8 added" in done.stdout
