"""A host gives back what is reserved; the first settlement wins, and the host is told which it was."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support.answers import code_of
from tests.support.board import OPENING_CREDITS, Board, Person, running_board, wait_for
from tests.support.hearing import write_tone

WHY = {"reason": "Nobody heard it"}
LONG_SECONDS = 4.0


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """One with a sound that goes on while hosts do this and that."""
    with running_board(tmp_path_factory.mktemp("board")) as running:
        write_tone(running.originals / "soundboard" / "long.wav", seconds=LONG_SECONDS)
        running.scan()
        yield running


def sounding(person: Person) -> str:
    """The id of a play, which is that of its reservation."""
    play_id = str(person.play(person.sounds()["long"]["sound_id"]).json()["play_id"])
    wait_for(lambda: person.get(f"/plays/{play_id}")["state"], lambda state: state == "started")
    return play_id


def refund(
    host: Person, person: Person, reservation: object, body: object = WHY, **headers: str
) -> httpx.Response:
    path = f"/admin/users/{person.user_id}/credits/reservations/{reservation}/refund"
    return host.post(path, body, **headers)


def line_of(person: Person, reservation: str) -> dict[str, Any]:
    lines: list[dict[str, Any]] = person.get("/credits/transactions")["items"]
    [found] = [each for each in lines if each["reference"] == reservation]
    return found


def test_what_a_host_gives_back_is_free_although_it_sounds_on(host: Person, anna: Person) -> None:
    play_id = sounding(anna)
    [open_reservation] = host.get(f"/admin/users/{anna.user_id}/credits/replay")["open"]
    given_back = refund(host, anna, open_reservation)
    everything = {"balance": OPENING_CREDITS, "reserved": 0, "spendable": OPENING_CREDITS}
    assert (given_back.status_code, given_back.json()) == (200, everything)
    assert anna.outcome(play_id)["state"] == "finished"
    assert anna.get("/credits/balance") == everything
    line = line_of(anna, play_id)
    assert (line["state"], line["success"]) == ("released", False)
    assert line["sentence"].endswith(": 1 credit came back. A host gave it back: Nobody heard it")


def test_a_refund_is_told_with_who_whom_what_and_why(host: Person, anna: Person) -> None:
    play_id = sounding(anna)
    refund(host, anna, play_id)
    [told] = host.get("/admin/audit", subject_id=anna.user_id)["items"]
    assert (told["actor_id"], told["action"]) == (str(host.user_id), "credit_ledger.released")
    assert told["reason"] == WHY["reason"]
    assert told["details"] == {"action": "vlc_play_sound", "amount": 1, "reservation_id": play_id}


def test_what_is_settled_does_not_come_back(host: Person, anna: Person) -> None:
    play_id = anna.play(anna.sounds()["bell"]["sound_id"]).json()["play_id"]
    anna.outcome(play_id)
    assert anna.settled_balance() == OPENING_CREDITS - 1
    assert code_of(refund(host, anna, play_id)) == (409, "already_settled")
    assert anna.settled_balance() == OPENING_CREDITS - 1


def test_a_repeated_refund_has_its_answer_and_another_one_is_refused(host: Person, anna: Person) -> None:
    play_id = sounding(anna)
    first, again = [refund(host, anna, play_id, **{"Idempotency-Key": play_id}) for _ in range(2)]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert code_of(refund(host, anna, play_id)) == (409, "already_settled")


def test_what_was_never_reserved_is_404(host: Person, anna: Person, ben: Person) -> None:
    play_id = sounding(ben)
    assert code_of(refund(host, anna, uuid4())) == (404, "not_found")
    assert code_of(refund(host, anna, play_id)) == (404, "not_found")
    assert ben.get("/credits/balance")["reserved"] == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid_request"),
        ({"reason": ""}, "invalid_request"),
        ({"reason": "x" * 201}, "invalid_request"),
        ({"reason": "   "}, "reason_required"),
        ({"reason": "x", "amount": 1}, "invalid_request"),
    ],
)
def test_a_refund_that_is_wrong_is_422(host: Person, anna: Person, body: object, code: str) -> None:
    assert code_of(refund(host, anna, uuid4(), body)) == (422, code)
