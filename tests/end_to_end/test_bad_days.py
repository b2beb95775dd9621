"""When things are missing, broken or taken: a clear word, and no credit lost."""

import socket
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.end_to_end.conftest import MakeBoard
from tests.support import plain_http
from tests.support.board import OPENING_CREDITS, Board, wait_for
from tests.support.postgresql import PostgresqlServer


@pytest.fixture
def board(make_board: MakeBoard) -> Board:
    board = make_board()
    board.has_starter_sounds()
    return board


def test_a_file_that_is_gone_fails_the_play_and_marks_the_sound(board: Board) -> None:
    anna = board.member()
    bell = anna.sounds()["bell"]["sound_id"]
    (board.originals / "soundboard" / "bell.wav").unlink()
    play_id = anna.play(bell).json()["play_id"]
    failed = anna.outcome(play_id)
    assert (failed["state"], failed["reason"]) == ("failed", "The file is missing.")
    assert anna.settled_balance() == OPENING_CREDITS
    [line] = [each for each in anna.get("/credits/transactions")["items"] if each["reference"] == play_id]
    assert (line["success"], line["reason"]) == (False, "The file is missing.")
    wait_for(lambda: anna.sounds()["bell"]["is_missing"], bool)
    refused = anna.play(bell)
    assert (refused.status_code, refused.json()["code"]) == (409, "sound_missing")


def test_a_sound_that_comes_back_can_be_played_again(board: Board) -> None:
    bell = board.originals / "soundboard" / "bell.wav"
    content = bell.read_bytes()
    bell.unlink()
    assert board.scan()["counts"]["missing"] == 1
    bell.write_bytes(content)
    assert board.scan()["counts"]["returned"] == 1
    anna = board.member()
    assert anna.play(anna.sounds()["bell"]["sound_id"]).status_code == 200


def test_without_an_audio_device_nobody_is_charged(make_board: MakeBoard, tmp_path: Path) -> None:
    board = make_board(AUDIO_OUTPUT="auto", PULSE_SERVER=f"unix:{tmp_path}/nobody-listens")
    board.has_starter_sounds()
    anna = board.member()
    refused = anna.play(anna.sounds()["bell"]["sound_id"])
    assert (refused.status_code, refused.json()["code"]) == (503, "no_audio_device")
    assert anna.settled_balance() == OPENING_CREDITS
    health = anna.http.get("/health")
    assert (health.status_code, health.json()["audio"]) == (503, "no audio device")


def test_when_every_voice_is_taken_the_answer_is_503_and_free(make_board: MakeBoard) -> None:
    board = make_board(AUDIO_VOICES_MAX="1")
    board.has_starter_sounds()
    anna = board.member()
    bell = anna.sounds()["bell"]["sound_id"]
    first = anna.play(bell).json()["play_id"]
    wait_for(lambda: anna.get(f"/plays/{first}"), lambda play: play["state"] == "started")
    refused = anna.play(bell)
    assert (refused.status_code, refused.json()["code"]) == (503, "no_free_voice")
    assert anna.outcome(first)["state"] == "finished"
    assert anna.settled_balance() == OPENING_CREDITS - 1


def test_a_second_server_on_the_same_data_folder_refuses_to_start(board: Board) -> None:
    second = board.run("serve")
    assert second.returncode == 1
    assert "Another soundboard is running" in " ".join(second.stderr.split())


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("PORT", "eighty", "The port to listen on"),
        ("PORT", "70000", "The port to listen on"),
        ("AUDIO_OUTPUT", "loud", "plays to nothing"),
        ("DATABASE_URL", "mysql://x/y", "postgresql://"),
        ("DATABASE_URL", "what?", "postgresql://"),
        ("LOG_LEVEL", "LOUD", "What is logged"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "0", "How long an access token lasts"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name_and_what_is_right(
    tmp_path: Path, name: str, value: str, right: str
) -> None:
    refused = Board(tmp_path, environment={name: value}).run("serve")
    said = " ".join(refused.stderr.split())
    assert refused.returncode == 1
    assert name in said
    assert right in said
    assert "Traceback" not in said


def test_a_port_that_is_taken_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = Board(tmp_path, environment={"PORT": str(taken.getsockname()[1])}).run("serve")
    assert refused.returncode != 0
    assert "address already in use" in refused.stderr + refused.stdout


def test_a_board_with_tls_that_trusts_no_proxy_says_so(make_board: MakeBoard) -> None:
    board = make_board(PUBLIC_URL="https://board.example")
    wait_for(lambda: board.output, lambda output: "TRUSTED_PROXIES names no proxy" in output)
    trusting = make_board(PUBLIC_URL="https://board.example", TRUSTED_PROXIES="127.0.0.1")
    wait_for(lambda: trusting.output, lambda output: "The doors" in output)
    assert "TRUSTED_PROXIES" not in trusting.output


def test_secrets_are_for_the_owner_only(board: Board) -> None:
    secrets = list((board.folder / "data" / "secrets").iterdir())
    assert {each.name for each in secrets} == {"tokens.key", "email.key", "reports.key"}
    assert {each.stat().st_mode & 0o777 for each in secrets} == {0o600}
    assert (board.folder / "data").stat().st_mode & 0o777 == 0o700


def test_the_first_password_is_shown_once(board: Board) -> None:
    assert board.output.count("This password is shown once") == 1
    board.stop()
    board.start()
    assert board.output.count("This password is shown once") == 1
    assert plain_http.get(f"{board.url}/health").status_code == 200


def test_a_play_that_does_not_start_in_five_seconds_fails_and_never_sounds(board: Board) -> None:
    anna = board.member()
    bell = anna.sounds()["bell"]["sound_id"]
    board.freeze_audio_host()
    play_id = anna.play(bell).json()["play_id"]
    failed = anna.outcome(play_id)
    assert (failed["state"], failed["reason"]) == ("failed", "It was not done in time.")
    assert anna.settled_balance() == OPENING_CREDITS
    board.thaw_audio_host()
    assert anna.outcome(anna.play(bell).json()["play_id"])["state"] == "finished"
    assert anna.get(f"/plays/{play_id}")["started_at"] is None
    assert anna.settled_balance() == OPENING_CREDITS - 1


def test_a_database_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    refused = Board(tmp_path, "postgresql://anna:secret@127.0.0.1:1/nowhere").run("serve")
    assert refused.returncode == 1
    assert "The database cannot be opened" in refused.stderr
    assert "secret" not in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_database_that_may_lose_what_it_acknowledged_is_refused(
    tmp_path: Path, postgresql: PostgresqlServer
) -> None:
    url = postgresql.create_database()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        name = url.rpartition("/")[2]
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    engine.dispose()
    refused = Board(tmp_path, url).run("serve")
    assert refused.returncode == 1
    assert "synchronous_commit is off" in refused.stderr


def test_a_machine_without_vlc_says_so_and_charges_nobody(make_board: MakeBoard, tmp_path: Path) -> None:
    board = make_board(AUDIO_OUTPUT="pulse", PYTHON_VLC_LIB_PATH=str(tmp_path / "no-libvlc.so"))
    board.has_starter_sounds()
    anna = board.member()
    refused = anna.play(anna.sounds()["bell"]["sound_id"])
    assert (refused.status_code, refused.json()["code"]) == (503, "audio_host_down")
    assert anna.settled_balance() == OPENING_CREDITS


def test_a_repeated_press_gets_its_answer_although_every_voice_is_taken(make_board: MakeBoard) -> None:
    board = make_board(AUDIO_VOICES_MAX="1")
    board.has_starter_sounds()
    anna = board.member()
    bell = anna.sounds()["bell"]["sound_id"]
    first = anna.play(bell, **{"Idempotency-Key": "press"})
    again = anna.play(bell, **{"Idempotency-Key": "press"})
    assert (again.status_code, again.json()) == (200, first.json())


def test_a_second_server_on_the_same_database_refuses_to_start(
    make_board: MakeBoard, tmp_path: Path, postgresql: PostgresqlServer
) -> None:
    url = postgresql.create_database()
    make_board(url)
    second = Board(tmp_path / "second", url).run("serve")
    assert second.returncode == 1
    assert "Another soundboard is running on this database" in " ".join(second.stderr.split())


def test_credits_come_back_every_day_and_who_has_none_is_told_when(make_board: MakeBoard) -> None:
    board = make_board(CREDITS_OPENING="0", CREDITS_DAILY="1")
    board.has_starter_sounds()
    anna = board.member()
    bell = anna.sounds()["bell"]["sound_id"]
    assert anna.play(bell).status_code == 200
    refused = anna.play(bell)
    assert (refused.status_code, refused.json()["spendable"]) == (402, 0)
    next_recharge = datetime.fromisoformat(refused.json()["next_recharge_at"])
    assert timedelta(0) < next_recharge - datetime.now(UTC) <= timedelta(days=1)
    assert next_recharge.time() == time(0)
