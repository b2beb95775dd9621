"""Every sound that is put into the folder joins the board, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import DATABASES
from tests.support.board import Board, running_board, wait_for
from tests.support.hearing import write_tone
from tests.support.postgresql import PostgresqlServer

FILES = 12


@pytest.fixture(scope="module", params=DATABASES)
def board(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    url = ""
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
    with running_board(tmp_path_factory.mktemp("board"), url) as running:
        yield running


def write_tones(folder: Path, number: int, *, hertz: int = 200) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(number):
        write_tone(folder / f"tone_{hertz + index:04}.wav", hertz=hertz + index, seconds=0.1)


def test_many_files_join_and_a_second_scan_changes_nothing(board: Board) -> None:
    write_tones(board.originals / "soundboard" / "many", FILES)
    first = board.scan()
    assert (first["state"], first["counts"]["added"]) == ("completed", FILES)
    second = board.scan()
    assert {name: count for name, count in second["counts"].items() if count} == {"unchanged": FILES + 8}
    anna = board.member()
    tone = anna.sounds()["tone 0207"]
    assert (tone["duration_ms"], tone["sound_type"]) == (100, "SDB")


def test_a_scan_that_is_cut_off_goes_on_after_the_restart(board: Board) -> None:
    before = len(board.member().sounds())
    write_tones(board.originals / "soundboard" / "more", 20, hertz=1_000)
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
    assert len(board.member().sounds()) == before + 20
    assert board.scan()["counts"]["unchanged"] == before + 20


def test_a_sound_that_moved_is_heard_from_where_it_is_now(board: Board) -> None:
    anna = board.member()
    bell = anna.sounds()["bell"]["sound_id"]
    assert anna.outcome(anna.play(bell).json()["play_id"])["state"] == "finished"
    folder = board.originals / "soundboard"
    (folder / "bell.wav").rename(folder / "gong.wav")
    assert board.scan()["counts"]["moved"] == 1
    assert anna.outcome(anna.play(bell).json()["play_id"])["state"] == "finished"
