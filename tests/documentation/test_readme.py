"""What the README tells a newcomer to type works as it stands there."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.board import ADMIN_EMAIL, OPENING_CREDITS, Board, running_board

README = Path(__file__).parents[2] / "README.md"

FIRST_PAGE = re.compile(r"^## The first page\n(.*?)^## ", re.MULTILINE | re.DOTALL)
BASH = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)

HOST_EMAIL = "admin@soundboard.example"
PASSWORD = "the password that was printed"


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    with running_board(tmp_path / "board") as running:
        yield running


def first_page() -> list[str]:
    [section] = FIRST_PAGE.findall(README.read_text(encoding="utf-8"))
    blocks: list[str] = BASH.findall(section)
    return blocks


def for_this_board(script: str, board: Board) -> str:
    [password] = re.findall(r"^  password +(\S+)", board.output, re.MULTILINE)
    for written, meant in {
        "http://localhost:8000/api/v1": board.url,
        HOST_EMAIL: ADMIN_EMAIL,
        PASSWORD: password,
    }.items():
        assert script.count(written) == 1, written
        script = script.replace(written, meant)
    return script


def test_it_is_five_calls() -> None:
    assert "\n".join(first_page()).count("curl ") == 5


def test_the_first_page_plays_a_sound_for_one_credit(board: Board, tmp_path: Path) -> None:
    assert shutil.which("curl"), "This test pastes the README's curl calls: curl must be installed."
    pasted = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", for_this_board("\n".join(first_page()), board)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert pasted.returncode == 0, pasted.stderr
    assert '"spendable": 19' in pasted.stdout
    assert '"title": "' in pasted.stdout
    host = board.admin()
    [play] = host.get("/plays", mine=True)["items"]
    assert host.outcome(play["play_id"])["state"] == "finished"
    assert host.settled_balance() == OPENING_CREDITS - 1
