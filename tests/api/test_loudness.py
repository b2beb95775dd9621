"""The doors of equal loudness: hosts begin it and see how it goes, members are heard as they edit."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.answers import code_of
from tests.support.board import Board, Person, wait_for
from tests.support.hearing import write_tone
from tests.support.sound_bytes import noise

SOUNDS = 3

LONG_SECONDS = 240
SLIDES = 8
ANSWERED_WITHIN_SECONDS = 4.0
"""All of them together: to make one takes about as long."""


@pytest.fixture(scope="module")
def quiet_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """One that has some short sounds."""
    board = Board(tmp_path_factory.mktemp("board"))
    board.start()
    board.has_starter_sounds()
    for number in range(SOUNDS):
        folder = board.originals / "extracted"
        folder.mkdir(parents=True, exist_ok=True)
        write_tone(folder / f"tone {number}.wav", hertz=400 + number, seconds=0.2)
    assert board.scan()["counts"]["added"] == SOUNDS
    yield board
    board.close()


@pytest.fixture
def host(quiet_board: Board) -> Person:
    return quiet_board.admin()


def finished(host: Person, batch_id: str) -> dict[str, object]:
    report: dict[str, object] = wait_for(
        lambda: host.get(f"/sounds/normalize/{batch_id}"),
        lambda batch: batch["state"] != "running",
        seconds_max=60,
    )
    return report


def a_tone(host: Person, number: int = 0) -> dict[str, object]:
    found: dict[str, object] = host.sounds(types="EXT")[f"tone {number}"]
    return found


def test_a_type_is_normalised_and_the_host_hears_how_far_it_is(quiet_board: Board, host: Person) -> None:
    with quiet_board.listen(host) as stream:
        begun = host.post("/sounds/normalize/type/EXT?force=true")
        assert begun.status_code == 202
        progress = []
        while (message := json.loads(stream.recv(timeout=60)))[
            "type"
        ] != "sound_library.normalizing_completed":
            if message["type"] == "normalizing_progress":
                progress.append(message)
    report = finished(host, begun.json()["batch_id"])
    assert report["counts"]["normalized"] == SOUNDS  # type: ignore[index]
    assert progress[-1]["data"] == {"batch_id": report["batch_id"], "done": SOUNDS, "of": SOUNDS}
    assert "position" not in progress[-1]
    assert a_tone(host)["is_normalized"]


def test_one_sound_is_normalised_in_one_pass_or_two(host: Person) -> None:
    tone = a_tone(host, 1)
    assert host.post(f"/sounds/normalize/{tone['sound_id']}?force=true&one_pass=true").status_code == 202
    now = wait_for(
        lambda: host.get(f"/sounds/{tone['sound_id']}"),
        lambda row: row["normalized_filename"] not in ("", tone["normalized_filename"]),
        seconds_max=60,
    )
    assert now["normalization"]["after"]["integrated"] == pytest.approx(-23.0, abs=0.5)


def test_the_command_line_does_it_too(quiet_board: Board) -> None:
    done = quiet_board.run("normalize", "--type", "EXT", "--no-force")
    assert done.returncode == 0, done.stderr
    assert "0 failed" in done.stdout


def test_only_hosts_begin_it(quiet_board: Board) -> None:
    member = quiet_board.member()
    assert code_of(member.post("/sounds/normalize/all")) == (403, "forbidden")


def test_what_is_not_there_is_404(host: Person) -> None:
    assert code_of(host.http.get(f"/sounds/normalize/{uuid4()}")) == (404, "not_found")
    assert code_of(host.post(f"/sounds/normalize/{uuid4()}")) == (404, "not_found")
    assert code_of(host.post("/sounds/normalize/type/XYZ")) == (422, "invalid_request")


def test_a_member_edits_how_a_sound_is_heard_and_undoes_it(quiet_board: Board) -> None:
    member = quiet_board.member()
    path = f"/sounds/{a_tone(member, 2)['sound_id']}"
    edited = patch(member, f"{path}/edit", {"gain_db": -3, "start_ms": 20, "end_ms": 120})
    assert edited == 204
    heard = member.get(path)
    assert (heard["gain_db"], heard["duration_ms"], heard["file_ms"]) == (-3.0, 100, 200)
    play = member.play(heard["sound_id"]).json()
    assert member.outcome(play["play_id"])["state"] == "finished"
    assert rendered(quiet_board) != []
    assert patch(member, f"{path}/edit", {}) == 204
    assert member.get(path)["duration_ms"] == 200


def test_a_slider_on_a_long_sound_holds_nobody_up(quiet_board: Board) -> None:
    (quiet_board.originals / "soundboard" / "long.wav").write_bytes(noise(7, LONG_SECONDS))
    quiet_board.scan()
    member = quiet_board.member()
    path = f"/sounds/{member.sounds()['long']['sound_id']}"
    began = time.monotonic()

    def slide(step: int) -> int:
        return patch(member, f"{path}/edit", {"gain_db": -step})

    with ThreadPoolExecutor(SLIDES) as hands:
        slid = list(hands.map(slide, range(1, SLIDES + 1)))
        assert member.http.get("/health").status_code == 200
    assert slid == [204] * SLIDES
    assert time.monotonic() - began < ANSWERED_WITHIN_SECONDS
    download = member.http.get(f"/files{path}/download")
    assert (download.status_code, download.headers["content-type"]) == (200, "audio/flac")


def test_an_edit_of_which_nothing_would_be_heard_is_refused(quiet_board: Board) -> None:
    member = quiet_board.member()
    path = f"/sounds/{a_tone(member)['sound_id']}/edit"
    for wrong in ({"gain_db": 13}, {"start_ms": 190}, {"end_ms": 5_000}, {"start_ms": -1}):
        assert code_of(member.http.patch(path, json=wrong)) == (422, "invalid_edit")


def patch(person: Person, path: str, body: object) -> int:
    answer = person.http.patch(path, json=body)
    if position := answer.headers.get("soundboard-position"):
        person.http.headers["Soundboard-Position"] = position
    return answer.status_code


def rendered(board: Board) -> list[Path]:
    return list((board.folder / "sounds" / "rendered").iterdir())
