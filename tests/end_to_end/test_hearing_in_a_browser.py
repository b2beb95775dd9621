"""In a real browser an audio element plays and seeks a sound of the board, and a link takes it home."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.board import Board, Person, running_board, wait_for
from tests.support.chromium import Page, chromium
from tests.support.sound_bytes import noise

SECONDS = 60
HTML = "<!doctype html><title>A page of the board</title><audio></audio><a href='#' download>home</a>"


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    with running_board(tmp_path_factory.mktemp("board")) as running:
        yield running


@pytest.fixture
def page(tmp_path: Path, board: Board) -> Iterator[Page]:
    """A page of the board, as there is none yet, signed in as pages do."""
    (tmp_path / "browser").mkdir()
    with chromium(tmp_path / "browser") as page:
        page.open(f"{board.origin}/a-page", HTML)
        yield page


def asked(page: Page, method: str, path: str, body: object = None) -> object:
    init = json.dumps(
        {"method": method, "headers": {"Content-Type": "application/json"}, "body": body and json.dumps(body)}
    )
    return json.loads(page.run(f"fetch('/api/v1{path}', {init}).then(answer => answer.text())"))


def sign_in(page: Page, anna: Person) -> None:
    email = anna.get("/auth/me")["email"]
    asked(page, "POST", "/auth/login", {"email": email, "password": "correct horse", "cookies": True})


def statuses_of_streams(board: Board) -> list[int]:
    lines = (board.folder / "logs" / "app.log").read_text().splitlines()
    requests = [json.loads(line) for line in lines if "/stream" in line]
    return [each["status"] for each in requests]


def test_an_audio_element_plays_and_seeks_and_a_link_takes_the_file_home(
    board: Board, page: Page, tmp_path: Path
) -> None:
    anna = board.member()
    content = noise(30_000, seconds=SECONDS)
    form = {"file": ("long.wav", content)}
    sound_id = anna.http.post("/sounds/upload", files=form, data={"title": "Zoë, long"}).json()["sound_id"]
    sign_in(page, anna)

    address = asked(page, "POST", f"/files/sounds/{sound_id}/address")
    assert isinstance(address, dict)
    page.run("globalThis.audio = document.querySelector('audio'); true")
    page.run(f"audio.src = {json.dumps(address['url'])}; audio.play()")
    assert page.run("audio.duration") == pytest.approx(SECONDS)
    wait_for(lambda: page.run("audio.currentTime"), lambda seconds: seconds > 0.2)
    page.run(f"audio.currentTime = {SECONDS - 5}; new Promise(done => audio.onseeked = () => done(true))")
    wait_for(lambda: page.run("audio.currentTime"), lambda seconds: seconds > SECONDS - 4.8)
    assert page.run("audio.error") is None
    page.run("audio.pause()")
    assert set(wait_for(lambda: statuses_of_streams(board), bool)) == {206}

    (home := tmp_path / "home").mkdir()
    page.download_to(home)
    page.run(
        f"document.querySelector('a').href = '/api/v1/files/sounds/{sound_id}/download?variant=original'"
    )
    page.run("document.querySelector('a').click()")
    wait_for(lambda: [each.name for each in home.iterdir()], lambda names: names == ["Zoë, long.wav"])
    [file] = home.iterdir()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == hashlib.sha256(content).hexdigest()
