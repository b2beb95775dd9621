"""Scans through their doors: asking, following live, cancelling."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from websockets.sync.client import ClientConnection

from tests.support.board import Board, Person, wait_for
from tests.support.library import write_sound


@pytest.fixture
def new_files(board: Board) -> Path:
    folder = board.originals / "soundboard" / f"new-{uuid4().hex[:8]}"
    for number in range(6):
        write_sound(folder / f"{uuid4().hex}-{number}.wav")
    return folder


def heard_until_the_scan_ends(line: ClientConnection, scan_id: str) -> list[dict[str, object]]:
    messages = []
    while True:
        messages.append(json.loads(line.recv(timeout=30)))
        data = messages[-1].get("data", {})
        if messages[-1]["type"] != "sound_library.scan_started" and data.get("scan_id") == scan_id:
            return messages


def ended(host: Person, scan_id: str) -> dict[str, object]:
    found: dict[str, object] = wait_for(
        lambda: host.get(f"/sounds/scans/{scan_id}"), lambda scan: scan["state"] != "running", seconds_max=60
    )
    return found


@pytest.mark.usefixtures("new_files")
def test_hosts_hear_how_far_a_scan_is_and_others_do_not(board: Board, host: Person, anna: Person) -> None:
    with board.listen(host) as line, board.listen(anna) as other:
        scan_id = host.post("/sounds/scan").json()["scan_id"]
        story = heard_until_the_scan_ends(line, scan_id)
        anna.play(anna.sounds()["bell"]["sound_id"])
        types = []
        while "play.requested" not in types:
            types.append(json.loads(other.recv(timeout=10))["type"])
    told = [each for each in story if each["type"] == "scan_progress"]
    assert told
    assert {each["id"] for each in told} == {scan_id}
    assert "position" not in told[0]
    assert set(told[-1]["data"]) == {"seen", "hashed", "added", "done", "of"}  # type: ignore[call-overload]  # it is a mapping
    assert not [each for each in types if each.startswith(("scan", "sound_library"))]


@pytest.mark.usefixtures("new_files")
def test_a_scan_is_cancelled_and_the_next_one_goes_on(host: Person) -> None:
    scan_id = host.post("/sounds/scan").json()["scan_id"]
    cancelled = host.post(f"/sounds/scans/{scan_id}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert ended(host, host.post("/sounds/scan").json()["scan_id"])["state"] == "completed"


def test_a_scan_that_is_over_is_not_cancelled(host: Person) -> None:
    scan_id = host.post("/sounds/scan").json()["scan_id"]
    ended(host, scan_id)
    assert host.post(f"/sounds/scans/{scan_id}/cancel").json()["state"] == "completed"


def test_a_scan_that_nobody_began_is_not_found(host: Person) -> None:
    nobodys = f"/sounds/scans/{uuid4()}"
    assert (host.http.get(nobodys).status_code, host.post(f"{nobodys}/cancel").status_code) == (404, 404)


@pytest.mark.usefixtures("new_files")
def test_a_second_scan_waits_for_the_first(host: Person) -> None:
    first, second = host.post("/sounds/scan"), host.post("/sounds/scan")
    assert first.status_code == 202
    assert (second.status_code, second.json()["code"]) == (409, "scan_running")
    ended(host, first.json()["scan_id"])


def test_a_deep_scan_is_told_from_others(host: Person) -> None:
    deep = ended(host, host.post("/sounds/scan?deep=true").json()["scan_id"])
    plain = ended(host, host.post("/sounds/scan").json()["scan_id"])
    assert (deep["is_deep"], plain["is_deep"]) == (True, False)
