"""Could I pay for this now? Asked at the door, of one's own ledger."""

from tests.support.answers import code_of
from tests.support.board import OPENING_CREDITS, Board, Person


def test_a_check_tells_the_price_and_charges_nothing(board: Board, anna: Person, bell: str) -> None:
    told = anna.post("/credits/check", {"action": "vlc_play_sound", "sound_id": bell})
    assert told.status_code == 200, told.text
    assert told.json() == {
        "allowed": True,
        "refusal": None,
        "detail": None,
        "price": 1,
        "balance": OPENING_CREDITS,
        "reserved": 0,
        "spendable": OPENING_CREDITS,
        "retry_after": None,
        "next_recharge_at": None,
    }
    assert anna.post(f"/sounds/play/{bell}").json()["price"] == 1
    assert anna.settled_balance() == OPENING_CREDITS - 1


def test_who_has_too_little_is_told_what_the_door_would_say(board: Board, host: Person, anna: Person) -> None:
    less = {"amount": 3 - OPENING_CREDITS, "reason": "for the test"}
    assert host.post(f"/admin/users/{anna.user_id}/credits/adjust", less).status_code == 200
    told = anna.post("/credits/check", {"action": "audio_extraction", "seconds": 90}).json()
    speech = anna.post("/credits/check", {"action": "text_to_speech", "text": "Lunch", "speed": 2}).json()
    assert (speech["allowed"], speech["price"]) == (True, 2)
    assert (told["allowed"], told["refusal"], told["price"], told["spendable"]) == (
        *(False, "insufficient_credits"),
        *(5, 3),
    )


REFUSED = [
    ({"action": "breathing"}, (404, "unknown_action")),
    ({"action": "vlc_play_sound", "sound_id": "00000000-0000-4000-8000-000000000000"}, (404, "not_found")),
    ({"action": "text_to_speech", "text": "Lunch", "speed": 0}, (422, "invalid_speech")),
    ({"action": "audio_extraction", "seconds": -1}, (422, "invalid_request")),
    ({"action": "audio_extraction", "user_id": "somebody else's"}, (422, "invalid_request")),
]


def test_what_cannot_be_charged_cannot_be_checked(board: Board, anna: Person) -> None:
    assert [code_of(anna.post("/credits/check", body)) for body, _ in REFUSED] == [
        code for _, code in REFUSED
    ]
