"""The host verifies, and keeps the head of the log elsewhere."""

from typing import Any

import pytest

from tests.support.answers import code_of
from tests.support.board import Person


def test_verifying_seals_the_log_and_finds_nothing_wrong(host: Person) -> None:
    found = host.post("/admin/verify").json()
    assert found["faults"] == []
    assert found["log"]["segments"] >= 1
    assert found["log"]["events"] >= found["log"]["segments"]


def test_a_head_that_was_kept_is_still_in_the_chain_later(host: Person, anna: Person, bell: str) -> None:
    kept = host.post("/admin/verify").json()["log"]["head"]
    anna.outcome(anna.play(bell).json()["play_id"])
    found = host.post("/admin/verify", {"against": kept}).json()
    assert found["faults"] == []
    assert found["log"]["head"]["segment"] > kept["segment"]
    assert found["log"]["head"]["position"] > kept["position"]


def test_the_head_can_be_asked_for_alone(host: Person) -> None:
    verified = host.post("/admin/verify").json()["log"]["head"]
    head = host.get("/admin/log/head")
    assert head.keys() == {"segment", "position", "hash", "sealed_at"}
    assert host.post("/admin/verify", {"against": head}).json()["faults"] == []
    assert head["segment"] >= verified["segment"]


def test_a_head_of_another_board_is_a_fault(host: Person) -> None:
    head = host.get("/admin/log/head") | {"hash": "0" * 64}
    [fault] = host.post("/admin/verify", {"against": head}).json()["faults"]
    assert (fault["what"], fault["where"]) == ("head", "0" * 64)


def test_nothing_is_told_of_a_progress_where_nobody_verifies(host: Person) -> None:
    assert host.get("/admin/verify") is None


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
