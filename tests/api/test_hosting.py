"""What the host does: credits, people, scans, read models."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.board import OPENING_CREDITS, Board, Person, wait_for


def test_a_grant_is_on_the_statement_with_its_reason(anna: Person, host: Person) -> None:
    granted = host.post(f"/admin/users/{anna.user_id}/credits/grant", {"amount": 7, "reason": "Birthday"})
    assert granted.json()["balance"] == OPENING_CREDITS + 7
    anna.http.headers["Soundboard-Position"] = granted.headers["soundboard-position"]
    [newest, *_] = anna.get("/credits/transactions", action="credit_addition")["items"]
    assert (newest["amount"], newest["reason"], newest["success"]) == (7, "Birthday", True)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"amount": 0, "reason": "x"},
        {"amount": -5, "reason": "x"},
        {"amount": 10**30, "reason": "x"},
        {"amount": 1.5, "reason": "x"},
        {"amount": "5", "reason": "x"},
        {"amount": True, "reason": "x"},
        {"amount": 1},
        {"amount": 1, "reason": ""},
        {"amount": 1, "reason": "x" * 201},
    ],
)
def test_a_grant_that_is_wrong_is_422_and_grants_nothing(
    anna: Person, host: Person, body: dict[str, Any]
) -> None:
    refused = host.post(f"/admin/users/{anna.user_id}/credits/grant", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert anna.settled_balance() == OPENING_CREDITS


def test_a_reason_of_blanks_is_no_reason(anna: Person, host: Person) -> None:
    refused = host.post(f"/admin/users/{anna.user_id}/credits/grant", {"amount": 1, "reason": "   "})
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_required")


def test_nobody_can_be_granted_nothing(host: Person) -> None:
    refused = host.post(f"/admin/users/{uuid4()}/credits/grant", {"amount": 1, "reason": "x"})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


def test_the_host_sees_everybody_a_page_at_a_time(board: Board, host: Person) -> None:
    people = {str(board.member().user_id) for _ in range(3)}
    seen, cursor = set(), None
    while True:
        page = host.get("/admin/users", limit=2, **({"cursor": cursor} if cursor else {}))
        seen |= {each["user_id"] for each in page["items"]}
        if (cursor := page["next"]) is None:
            break
    assert people <= seen


def test_a_scan_tells_what_it_found(board: Board) -> None:
    (board.originals / "soundboard" / "notes.txt").write_text("not a sound")
    (board.originals / "soundboard" / "fake.mp3").write_text("not a sound either")
    report = board.scan()
    assert report["state"] == "completed"
    reasons = {each["path"]: each["reason"] for each in report["details"]}
    assert reasons["soundboard/notes.txt"] == "Its name does not end like that of a sound file."
    assert reasons["soundboard/fake.mp3"].startswith("It is not a sound file")


def test_a_read_model_is_rebuilt_while_people_read(board: Board, host: Person, anna: Person) -> None:
    number = host.post("/admin/projections/sounds/rebuild").json()["number"]
    generation = wait_for(
        lambda: next(
            each
            for each in host.get("/admin/projections")
            if each["model"] == "sounds" and each["number"] == number
        ),
        lambda each: each["state"] == "live",
    )
    assert generation["rows_differing"] == 0
    assert "bell" in anna.sounds()


def test_an_unknown_read_model_is_404(host: Person) -> None:
    refused = host.post("/admin/projections/nonsense/rebuild")
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown_read_model")


def test_everything_replays_to_what_is_shown(host: Person) -> None:
    found = host.verified()
    assert found["faults"] == []
    assert found["ledgers"] > 1


def test_health_says_what_is_well(board: Board, anna: Person) -> None:
    health = anna.get("/health")
    assert (health["status"], health["audio"]) == ("ok", "null")
    models = {"members", "plays", "credits", "top_sounds", "scans", "audit"}
    models |= {"sounds", "sound_search", "sound_tags", "sound_history", "favourites"}
    assert health["read_models"].keys() == models
