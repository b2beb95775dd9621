"""A word that follows long work: past the life of a token, until Ctrl-C, and past the end of its server."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.cli.client import Doors, RefusedError, doors_at
from api.cli.operator import TOKEN_LIFE
from infrastructure.settings import load_settings
from tests.support.archives import a_sound, archive_of
from tests.support.board import Board, Word, free_port, running_board, wait_for
from tests.support.clock import StandingClock

SOUNDS = 40
"""More than are brought in while a test looks."""


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    with running_board(tmp_path_factory.mktemp("board")) as board:
        yield board


@pytest.fixture
def board(living: Board) -> Board:
    if living.is_down:
        living.start()
    return living


def test_the_operator_is_let_in_after_the_life_of_a_token_too(board: Board) -> None:
    clock = StandingClock(datetime.now(UTC) - 2 * TOKEN_LIFE)
    settings = load_settings(data_dir=board.folder / "data")
    with doors_at(board.origin, settings, clock) as ask:
        with pytest.raises(RefusedError, match="expired"):
            ask.get("/auth/me")
        clock.advance(seconds=2 * TOKEN_LIFE.total_seconds())
        assert ask.get("/library/imports")["items"] == []


@contextmanager
def an_import_that_is_followed(board: Board, file: Path) -> Iterator[Word]:
    file.write_bytes(archive_of(*(a_sound() for _ in range(SOUNDS))))
    log = board.folder / "logs" / "app.log"
    before = log.stat().st_size
    with board.begun("import", str(file)) as word:
        wait_for(lambda: b"/library/imports/" in log.read_bytes()[before:], bool)
        yield word


def test_ctrl_c_cancels_an_import(board: Board, tmp_path: Path) -> None:
    with an_import_that_is_followed(board, tmp_path / "library.zip") as word:
        word.process.send_signal(signal.SIGINT)
        done = word.ended()
    assert (done.returncode, "Cancelled." in done.stderr) == (1, True), done.stderr
    [found] = board.admin().get("/library/imports", limit=1)["items"]
    assert found["state"] == "cancelled"


def downloaded(ask: Doors) -> None:
    with ask.download("/library/export"):
        """Nobody is there."""


CALLS: dict[str, Callable[[Doors], object]] = {
    "get": lambda ask: ask.get("/health"),
    "post": lambda ask: ask.post("/sounds/scan"),
    "patch": lambda ask: ask.patch("/auth/me", {}),
    "send": lambda ask: ask.send("/library/import", [b"an archive"], size=10),
    "download": downloaded,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_server_that_is_gone_is_named_in_one_sentence(
    tmp_path: Path, call: Callable[[Doors], object]
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with (
        pytest.raises(RefusedError, match=f"^The soundboard at {url} does not answer any more: "),
        doors_at(url, load_settings(data_dir=tmp_path)) as ask,
    ):
        call(ask)


def test_a_server_that_is_killed_leaves_no_traceback_behind(board: Board, tmp_path: Path) -> None:
    with an_import_that_is_followed(board, tmp_path / "library.zip") as word:
        board.kill()
        done = word.ended()
    assert done.returncode == 1
    assert f"The soundboard at {board.origin} does not answer any more" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
