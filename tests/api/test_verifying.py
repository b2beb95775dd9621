"""The host verifies, and keeps the head of the log elsewhere."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from jwt import InvalidSignatureError, PyJWK, PyJWS

from tests.support.answers import code_of
from tests.support.board import Person


def test_verifying_seals_the_log_and_finds_nothing_wrong(host: Person) -> None:
    found = host.verified()
    assert found["faults"] == []
    assert found["log"]["segments"] >= 1
    assert found["log"]["events"] >= found["log"]["segments"]


def test_a_head_that_was_kept_is_still_in_the_chain_later(host: Person, anna: Person, bell: str) -> None:
    kept = host.verified()["log"]["head"]
    anna.outcome(anna.play(bell).json()["play_id"])
    found = host.verified(body={"against": kept})
    assert found["faults"] == []
    assert found["log"]["head"]["segment"] > kept["segment"]
    assert found["log"]["head"]["position"] > kept["position"]


def test_the_head_can_be_asked_for_alone(host: Person) -> None:
    verified = host.verified()["log"]["head"]
    head = host.get("/admin/log/head")
    assert head.keys() == {"segment", "position", "hash", "sealed_at"}
    assert host.verified(body={"against": head})["faults"] == []
    assert head["segment"] >= verified["segment"]


def test_a_head_of_another_board_is_a_fault(host: Person) -> None:
    head = host.get("/admin/log/head") | {"hash": "0" * 64}
    [fault] = host.verified(body={"against": head})["faults"]
    assert (fault["what"], fault["where"]) == ("head", "0" * 64)


def test_ledgers_alone_are_replayed_too(host: Person, anna: Person) -> None:
    found = host.verified("/admin/credits/verify")
    assert found["faults"] == []
    assert found["ledgers"] >= 2
    assert (found["log"], found["read_models"]) == (None, 0)


def test_a_report_is_signed_and_anybody_who_has_the_key_can_check_it(host: Person) -> None:
    host.verified("/admin/credits/verify")
    run = host.get("/admin/credits/verify")
    key = PyJWK.from_dict(host.get("/admin/verify/key"))
    opened = PyJWS().decode(run["signed"], key, algorithms=["EdDSA"])
    assert json.loads(opened) == run["report"]
    header, _, signature = run["signed"].split(".")
    altered = urlsafe_b64encode(opened.replace(b'"faults":[]', b'"faults":0')).decode().rstrip("=")
    with pytest.raises(InvalidSignatureError):
        PyJWS().decode(f"{header}.{altered}.{signature}", key, algorithms=["EdDSA"])


@pytest.mark.parametrize(
    "change",
    [
        {"hash": "abc"},
        {"segment": -1},
        {"segment": 2**63},
        {"position": "first"},
        {"sealed_at": "then"},
        {"x": 1},
    ],
    ids=str,
)
def test_what_is_no_head_is_refused(host: Person, change: dict[str, Any]) -> None:
    against = host.get("/admin/log/head") | change
    assert code_of(host.post("/admin/verify", {"against": against})) == (422, "invalid_request")
