"""Somebody with a way to the files changes what was recorded, while nobody looks."""

import json
import sqlite3
from pathlib import Path

from tests.end_to_end.conftest import MakeBoard
from tests.support.board import Board


def a_board_that_was_played_on(make_board: MakeBoard) -> Board:
    board = make_board()
    board.has_starter_sounds()
    anna = board.member()
    anna.outcome(anna.play(anna.sounds()["bell"]["sound_id"]).json()["play_id"])
    anna.settled_balance()
    return board


def altered(board: Board, topic: str, old: str, new: str) -> int:
    """The position of the first such event, in which something else stands now."""
    log = sqlite3.connect(board.folder / "data" / "log.db")
    log.execute("DROP TRIGGER IF EXISTS events_no_update")
    [position] = log.execute("SELECT min(position) FROM events WHERE topic = ?", (topic,)).fetchone()
    log.execute(
        "UPDATE events SET state = CAST(replace(CAST(state AS TEXT), ?, ?) AS BLOB) WHERE position = ?",
        (old, new, position),
    )
    log.commit()
    log.close()
    return int(position)


def test_a_grant_that_was_made_larger_is_named(make_board: MakeBoard) -> None:
    board = a_board_that_was_played_on(make_board)
    board.stop()
    position = altered(board, "credit_ledger.granted", '"amount":20', '"amount":99')
    done = board.run("verify")
    assert done.returncode == 1
    assert f"event {position}: It was altered after segment" in done.stderr


def test_an_event_that_cannot_be_read_any_more_is_named_and_stops_nothing(make_board: MakeBoard) -> None:
    board = a_board_that_was_played_on(make_board)
    board.stop()
    position = altered(board, "credit_ledger.reserved", "{", "[")
    done = board.run("verify")
    assert done.returncode == 1
    assert f"event {position}: It was altered" in done.stderr
    assert "ledger" in done.stderr
    assert "It cannot be replayed" in done.stderr
    assert "read model credits: It cannot be replayed" in done.stderr
    assert "Traceback" not in done.stderr


def test_stopping_in_order_leaves_nothing_unsealed(make_board: MakeBoard) -> None:
    board = a_board_that_was_played_on(make_board)
    board.stop()
    log = sqlite3.connect(board.folder / "data" / "log.db")
    [end] = log.execute("SELECT max(position) FROM events").fetchone()
    [sealed] = log.execute("SELECT max(last_position) FROM seals").fetchone()
    log.close()
    assert sealed == end


def test_a_board_that_was_put_back_to_an_older_copy_is_told_from_the_head_that_was_kept(
    make_board: MakeBoard, tmp_path: Path
) -> None:
    board, kept = a_board_that_was_played_on(make_board), tmp_path / "head.json"
    board.stop()
    copy = (board.folder / "data" / "log.db").read_bytes()
    board.start()
    anna = board.member()
    anna.outcome(anna.play(anna.sounds()["bell"]["sound_id"]).json()["play_id"])
    assert board.run("verify", "--export-head", str(kept)).returncode == 0
    assert json.loads(kept.read_text()).keys() == {"segment", "position", "hash", "sealed_at"}
    board.stop()
    (board.folder / "data" / "log.db").write_bytes(copy)
    for file in (board.folder / "data").glob("read.db*"):
        file.unlink()
    done = board.run("verify", "--against", str(kept))
    assert done.returncode == 1
    assert f"head {json.loads(kept.read_text())['hash']}" in done.stderr
