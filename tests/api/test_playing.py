"""Press a button, hear the sound, pay one credit."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from tests.support.board import OPENING_CREDITS, Board, Person, wait_for


def test_a_play_costs_one_credit_once_it_was_heard(anna: Person, bell: str) -> None:
    accepted = anna.play(bell)
    assert accepted.status_code == 200
    assert accepted.json() | {"play_id": ""} == {
        "play_id": "",
        "sound_id": bell,
        "price": 1,
        "balance": OPENING_CREDITS,
        "reserved": 1,
        "spendable": OPENING_CREDITS - 1,
    }
    assert anna.outcome(accepted.json()["play_id"])["state"] == "finished"
    assert anna.settled_balance() == OPENING_CREDITS - 1


def test_a_play_is_on_the_statement_with_what_was_before_and_after(anna: Person, bell: str) -> None:
    play_id = anna.play(bell).json()["play_id"]
    anna.outcome(play_id)
    anna.settled_balance()
    [newest, *_] = anna.get("/credits/transactions")["items"]
    assert (newest["action"], newest["amount"], newest["success"]) == ("vlc_play_sound", -1, True)
    assert (newest["balance_before"], newest["balance_after"]) == (OPENING_CREDITS, OPENING_CREDITS - 1)
    assert newest["reference"] == play_id


def test_everybody_sees_who_played_what(anna: Person, ben: Person, bell: str) -> None:
    play_id = anna.play(bell).json()["play_id"]
    seen = wait_for(lambda: [each for each in ben.get("/plays")["items"] if each["play_id"] == play_id], bool)
    assert (seen[0]["requested_by"], seen[0]["sound_id"]) == (str(anna.user_id), bell)


def test_a_play_counts_among_the_top_sounds(anna: Person) -> None:
    sound = anna.sounds()["buzzer"]
    anna.outcome(anna.play(sound["sound_id"]).json()["play_id"])
    for period in ("today", "1_day", "1_week", "1_month", "1_year", "all_time"):
        top = anna.get("/dashboard/top-sounds", period=period, sound_type="SDB", limit=100)
        assert any(each["sound_id"] == sound["sound_id"] and each["plays"] >= 1 for each in top), period


def test_stop_silences_what_sounds_and_the_credit_is_spent(board: Board, bell: str) -> None:
    anna = board.member()
    play_id = anna.play(bell).json()["play_id"]
    wait_for(lambda: anna.get(f"/plays/{play_id}"), lambda play: play["state"] == "started")
    assert anna.post("/sounds/stop").status_code == 200
    assert anna.outcome(play_id)["state"] == "stopped"
    assert anna.settled_balance() == OPENING_CREDITS - 1


def test_an_unknown_sound_is_404_and_costs_nothing(anna: Person) -> None:
    refused = anna.play(str(uuid4()))
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert anna.settled_balance() == OPENING_CREDITS


def test_without_credits_the_answer_is_402_with_what_is_left(board: Board, bell: str) -> None:
    poor = board.member()
    for _ in range(OPENING_CREDITS):
        assert poor.play(bell).status_code == 200
    refused = poor.play(bell)
    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["spendable"]) == (402, "insufficient_credits", 0)
    assert problem["next_recharge_at"] is None
    poor.post("/sounds/stop")


def test_two_hundred_plays_at_once_on_a_balance_of_ten_are_ten_plays(board: Board, bell: str) -> None:
    anna = board.member()
    for _ in range(OPENING_CREDITS - 10):
        assert anna.play(bell).status_code == 200
    with ThreadPoolExecutor(16) as many:
        answers = list(many.map(lambda _: anna.http.post(f"/sounds/play/{bell}").status_code, range(200)))
    assert (answers.count(200), answers.count(402)) == (10, 190)
    anna.post("/sounds/stop")


def test_a_reader_sees_their_own_write(anna: Person, bell: str) -> None:
    for _ in range(5):
        play_id = anna.play(bell).json()["play_id"]
        assert anna.get(f"/plays/{play_id}")["play_id"] == play_id
    anna.post("/sounds/stop")
