"""What a host does without a browser, with a running server and without one."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support import plain_http
from tests.support.board import ADMIN_EMAIL, Board, running_board
from tests.support.hearing import write_tone


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Board:
    """A board that was started once."""
    with running_board(tmp_path_factory.mktemp("begun"), is_cold=True) as board:
        pass
    return board


@pytest.fixture(params=["with a running server", "without one"])
def board(request: pytest.FixtureRequest, begun: Board, tmp_path: Path) -> Iterator[Board]:
    with closing(begun.copied_to(tmp_path / "board")) as board:
        if request.param == "with a running server":
            board.start()
        yield board


def test_scan_reports_what_it_found(board: Board) -> None:
    write_tone(board.originals / "soundboard" / "tone.wav", hertz=440, seconds=0.2)
    (board.originals / "soundboard" / "[red]\x1b[2J\u202e[bold].txt").write_text("no sound")
    done = board.run("scan", "--deep")
    assert done.returncode == 0, done.stderr
    assert "1 added" in done.stdout
    assert "8 unchanged" in done.stdout
    assert "[red]�[2J�[bold].txt" in done.stdout, "A name painted the terminal."


def test_rebuild_compares_and_switches(board: Board) -> None:
    done = board.run("rebuild", "sounds")
    assert done.returncode == 0, done.stderr
    assert "generation 2 is read now; 8 rows compared, 0 differed" in done.stdout


def test_rebuild_of_what_is_not_there_says_so(board: Board) -> None:
    done = board.run("rebuild", "nonsense")
    assert done.returncode == 1
    assert "nonsense" in done.stderr
    assert "Traceback" not in done.stderr


def test_verify_finds_no_fault(board: Board) -> None:
    done = board.run("verify")
    assert done.returncode == 0, done.stderr
    assert "0 faults" in done.stdout
    assert "Unsealed: what came after position" in done.stdout


def test_a_head_is_exported_and_compared_with_later(board: Board, tmp_path: Path) -> None:
    kept, newer = str(tmp_path / "head.json"), tmp_path / "newer.json"
    done = board.run("verify", "--export-head", kept)
    assert done.returncode == 0, done.stderr
    done = board.run("verify", "--against", kept, "--export-head", str(newer))
    assert done.returncode == 0, done.stderr
    assert newer.exists()


def test_a_head_is_not_exported_where_something_is_wrong(board: Board, tmp_path: Path) -> None:
    other, newer = tmp_path / "head.json", tmp_path / "newer.json"
    head = {"segment": 1, "position": 1, "hash": "0" * 64, "sealed_at": "2026-06-01T12:00:00Z"}
    other.write_text(json.dumps(head))
    done = board.run("verify", "--against", str(other), "--export-head", str(newer))
    assert done.returncode == 1
    assert f"head {head['hash']}: Segment 1 is not what it was" in done.stderr
    assert not newer.exists()


@pytest.mark.parametrize("content", ["", "{", '{"segment": 1}', "[]"])
def test_what_is_no_exported_head_is_refused(board: Board, tmp_path: Path, content: str) -> None:
    file = tmp_path / "head.json"
    file.write_text(content)
    done = board.run("verify", "--against", str(file))
    assert done.returncode != 0
    assert "0 faults" not in done.stdout
    assert "Traceback" not in done.stderr


def test_somebody_who_is_added_can_sign_in(board: Board) -> None:
    done = board.run(
        "user", "add", "dora@board.example", "--name", "Dora", "--admin", stdin="correct horse\n"
    )
    assert done.returncode == 0, done.stderr
    if board.is_down:
        board.start()
    assert board.sign_in("dora@board.example", "correct horse").get("/auth/me")["role"] == "admin"


def test_version_is_a_number(board: Board) -> None:
    assert board.run("version").stdout.strip().count(".") == 2


def test_the_command_line_may_come_first_and_shows_the_password(tmp_path: Path) -> None:
    new = Board(tmp_path / "new")
    done = new.run("scan")
    assert done.returncode == 0, done.stderr
    assert "This password is shown once" in done.stdout
    assert "8 added" in done.stdout


def test_the_first_host_signs_in_by_any_spelling_of_the_address(tmp_path: Path) -> None:
    typed = "host@xn--bcher-kva.example"
    new = Board(tmp_path / "new", environment={"ADMIN_EMAIL": typed})
    new.start()
    with closing(new):
        for email in (typed, "host@b\u00fccher.example"):
            assert new.sign_in(email, new.admin_password).get("/auth/me")["role"] == "admin"


def test_people_are_listed_promoted_disabled_and_let_in_again(board: Board) -> None:
    email, why = "Dora@board.example", ("--reason", "for the test")
    board.run("user", "add", email, "--name", "[Dora]", stdin="correct horse\n")
    for arguments in (("role", email, "admin"), ("disable", email)):
        done = board.run("user", *arguments, *why)
        assert done.returncode == 0, done.stderr
    listed = board.run("user", "list", "--search", "dora").stdout
    [line] = [line for line in listed.splitlines() if email in line]
    assert [cell.strip() for cell in line.split("│")[1:-1]] == [email, "[Dora]", "admin", "free", "disabled"]
    assert board.run("user", "enable", email.lower(), *why).returncode == 0
    if board.is_down:
        board.start()
    assert board.sign_in(email, "correct horse").get("/auth/me")["role"] == "admin"
    told = board.admin().get("/admin/audit", limit=3)["items"]
    assert [(each["reason"], each["is_command_line"]) for each in told] == [("for the test", True)] * 3


def test_people_are_found_by_the_address_that_was_typed_when_they_were_added(board: Board) -> None:
    email = "Dora@xn--bcher-kva.example"
    assert board.run("user", "add", email, "--name", "Dora", stdin="correct horse\n").returncode == 0
    done = board.run("user", "disable", email, "--reason", "for the test")
    assert done.returncode == 0, done.stderr


def test_a_forgotten_password_is_reset(board: Board) -> None:
    done = board.run("user", "reset-password", ADMIN_EMAIL, "--reason", "Forgot it")
    assert done.returncode == 0, done.stderr
    if board.is_down:
        board.start()
    choice = {"token": done.stdout.strip(), "password": "another horse"}
    answer = plain_http.post(f"{board.url}/auth/password/reset", json=choice)
    assert answer.status_code == 204
    assert board.sign_in(ADMIN_EMAIL, "another horse").get("/auth/me")["email"] == ADMIN_EMAIL


def test_what_is_refused_at_the_command_line_says_why(board: Board) -> None:
    for arguments, said in (
        (("disable", "nobody@board.example", "--reason", "x"), "Nobody here has the address"),
        (("disable", ADMIN_EMAIL, "--reason", "x"), "This is the only admin."),
        (("role", ADMIN_EMAIL, "member", "--reason", " "), "This needs a reason"),
    ):
        done = board.run("user", *arguments)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr
