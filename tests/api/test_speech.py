"""Typing instead of recording: a text becomes a sound."""

from uuid import uuid4

import pytest

from tests.support.board import Board, Person, wait_for


def ended(person: Person, speech_id: str) -> dict[str, object]:
    found: dict[str, object] = wait_for(
        lambda: person.get(f"/sounds/tts/{speech_id}"), lambda speech: speech["state"] != "requested"
    )
    return found


def test_a_text_becomes_a_sound_that_can_be_played(board: Board, anna: Person) -> None:
    text = f"Lunch is ready at {uuid4().hex}"
    before = anna.settled_balance()
    answer = anna.post("/sounds/tts", {"text": text, "voice": "en-gb", "speed": 1.5, "title": "Lunch"})
    assert answer.status_code == 202, answer.text
    speech = ended(anna, answer.json()["speech_id"])
    assert speech["state"] == "spoken", speech
    assert anna.settled_balance() == before - 2
    sound = anna.get(f"/sounds/{speech['sound_id']}")
    assert (sound["title"], sound["sound_type"], sound["is_missing"]) == ("Lunch", "TTS", False)
    [first] = anna.get(f"/sounds/{sound['sound_id']}/history")["items"][-1:]
    assert first["sentence"] == "Brought in as “Lunch”"
    play = anna.play(sound["sound_id"]).json()["play_id"]
    assert anna.outcome(play)["state"] == "finished"
    [line, *_] = [
        each for each in anna.get("/credits/transactions")["items"] if each["action"] == "text_to_speech"
    ]
    assert line["sentence"].startswith("Lunch, spoken ")


def test_the_same_text_once_more_costs_nothing_and_says_where_it_is(board: Board, anna: Person) -> None:
    body = {"text": f"The same {uuid4().hex}", "voice": "en-us"}
    first, second = (anna.post("/sounds/tts", body).json()["speech_id"] for _ in range(2))
    states = [ended(anna, each) for each in (first, second)]
    assert sorted(str(each["state"]) for each in states) == ["failed", "spoken"]
    [failed] = [each for each in states if each["state"] == "failed"]
    assert "on the board already" in str(failed["reason"])
    assert anna.settled_balance() == 18
    [spoken] = {str(each["sound_id"]) for each in states if each["state"] == "spoken"}
    assert anna.http.delete(f"/sounds/{spoken}").status_code == 204
    third = ended(anna, anna.post("/sounds/tts", body).json()["speech_id"])
    assert str(third["reason"]).endswith(f"in the trash. To have it back: POST /sounds/{spoken}/restore.")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": " "}, "invalid_speech"),
        ({"text": "Lunch", "voice": "nobody"}, "unknown_voice"),
        ({"text": "Lunch", "speed": 9}, "invalid_speech"),
        ({"text": "Lunch", "title": "x" * 81}, "invalid_title"),
        ({"voice": "en-us"}, "invalid_request"),
    ],
)
def test_what_cannot_be_spoken_is_refused_and_free(
    board: Board, anna: Person, body: dict[str, object], code: str
) -> None:
    answer = anna.post("/sounds/tts", body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert anna.settled_balance() == 20


def test_what_somebody_typed_is_theirs(board: Board, anna: Person, ben: Person) -> None:
    speech_id = anna.post("/sounds/tts", {"text": f"Mine {uuid4().hex}"}).json()["speech_id"]
    assert ended(anna, speech_id)["requested_by"] == str(anna.user_id)
    assert ben.http.get(f"/sounds/tts/{speech_id}").status_code == 404
    assert [each["speech_id"] for each in anna.get("/sounds/tts")["items"]] == [speech_id]
    assert ben.get("/sounds/tts")["items"] == []
