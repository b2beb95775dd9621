"""A library is taken home through its door, and to another board: from SQLite to PostgreSQL and back."""

import io
import json
import socket
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest

from infrastructure.new_file import new_file
from tests.conftest import DATABASES
from tests.support.answers import code_of
from tests.support.archives import a_sound, archive_of, lines_in, zip_of
from tests.support.board import Board, Person, running_board, wait_for
from tests.support.postgresql import PostgresqlServer
from tests.support.sound_bytes import noise

A_BACKUP = Path(__file__).parents[1] / "infrastructure" / "backup" / "golden" / "form-1.zip"
MADE = {"title": "Höllenlärm", "description": "From the ship", "tags": ["loud", "ship"], "colour": "#ff8800"}


@pytest.fixture(scope="module")
def boards(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresqlServer
) -> Iterator[dict[str, Board]]:
    folder, small = tmp_path_factory.mktemp("boards"), {"IMPORT_MAX_GB": "1"}
    with (
        running_board(folder / "sqlite", environment=small) as one,
        running_board(folder / "postgresql", postgresql.create_database(), small) as other,
    ):
        yield {"sqlite": one, "postgresql": other}


@pytest.fixture
def board(boards: dict[str, Board]) -> Board:
    return boards["sqlite"]


@pytest.fixture
def host(board: Board) -> Person:
    return board.admin()


def a_lived_in_sound(board: Board) -> str:
    """Brought in, labelled, edited, liked, played, and thrown away."""
    anna = board.member()
    brought = anna.http.post("/sounds/upload", files={"file": ("horn.wav", noise(uuid4().int % 2**32))})
    path = f"/sounds/{brought.json()['sound_id']}"
    for asked in (
        anna.http.patch(path, json=MADE),
        anna.http.patch(f"{path}/edit", json={"gain_db": -3.5, "start_ms": 10}),
        anna.http.put(f"{path}/favourite"),
    ):
        assert asked.is_success, asked.text
    for _ in range(2):
        anna.outcome(anna.play(brought.json()["sound_id"]).json()["play_id"])
    assert anna.http.delete(path).is_success
    return str(brought.json()["sound_id"])


def export(board: Board) -> bytes:
    answer = board.admin().http.get("/library/export")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    return answer.content


def bring_in(host: Person, archive: bytes, **headers: str) -> dict[str, Any]:
    """The report, once it is there."""
    answer = host.http.post("/library/import", content=archive, headers=headers)
    assert answer.status_code == 202, answer.text
    host.http.headers["Soundboard-Position"] = answer.headers["soundboard-position"]
    found: dict[str, Any] = wait_for(
        lambda: host.get(f"/library/imports/{answer.json()['import_id']}"),
        lambda report: report["state"] != "running",
        seconds_max=60,
    )
    return found


@pytest.mark.parametrize(("source", "target"), [DATABASES, DATABASES[::-1]])
def test_a_sound_is_elsewhere_what_it_was(boards: dict[str, Board], source: str, target: str) -> None:
    sound_id = a_lived_in_sound(boards[source])
    archive = export(boards[source])
    [line] = [each for each in lines_in(archive) if each["id"] == sound_id]
    assert {**line, **MADE, "play_count": 2, "is_trashed": True, "brought_in_by": "Anna"} == line
    host = boards[target].admin()
    report = bring_in(host, archive)
    assert (report["state"], report["counts"]["added"]) == ("completed", 1)
    [there] = [each for each in lines_in(export(boards[target])) if each["id"] == sound_id]
    assert there == {**line, "brought_in_by": "Admin"}
    shown = host.get(f"/sounds/{sound_id}")
    assert (shown["play_count"], shown["registered_by"]) == (2, str(host.user_id))
    content = (boards[target].originals / shown["path"]).read_bytes()
    assert sha256(content).hexdigest() == line["sha256"]
    top = host.get("/dashboard/top-sounds", period="all_time", limit=100)
    assert [each["plays"] for each in top if each["sound_id"] == sound_id] == [2]


def test_who_the_people_are_does_not_leave_with_the_library(board: Board) -> None:
    anna = board.member()
    with ZipFile(io.BytesIO(export(board))) as archive:
        document = archive.read("library.json").decode()
    assert str(anna.user_id) not in document
    assert not [each for each in json.loads(document)["sounds"] if "@" in str(each)]


REFUSED = {
    "words": (b"only words", 422, "invalid_archive"),
    "another ZIP": (zip_of({"a.txt": b"words"}), 422, "invalid_archive"),
    "cut off": (archive_of(a_sound())[:-5], 422, "invalid_archive"),
    "newer": (archive_of(version=2), 422, "archive_version"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_archive_is_refused_and_leaves_nothing(board: Board, host: Person, what: str) -> None:
    content, status, code = REFUSED[what]
    begun = len(host.get("/library/imports")["items"])
    assert code_of(host.http.post("/library/import", content=content)) == (status, code)
    assert len(host.get("/library/imports")["items"]) == begun
    assert not waiting_in(board)


def waiting_in(board: Board) -> list[Path]:
    folders = (board.folder / "sounds" / each for each in ("temp/incoming", "imports", "placing"))
    return [file for folder in folders for file in folder.glob("*")]


def test_an_archive_that_announces_too_much_is_refused_before_it_comes(board: Board) -> None:
    head = f"POST /api/v1/library/import HTTP/1.1\r\nHost: board\r\nContent-Length: {2 << 30}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", board.port), timeout=5) as line:
        line.sendall(head.encode())
        assert b" 413 " in line.recv(1_000).partition(b"\r\n")[0]


def test_one_archive_is_received_at_a_time_and_who_goes_away_leaves_nothing(
    board: Board, host: Person
) -> None:
    head = (
        "POST /api/v1/library/import HTTP/1.1\r\nHost: board\r\nContent-Length: 100000\r\n"
        f"Authorization: Bearer {host.token}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", board.port), timeout=5) as line:
        line.sendall(head.encode() + bytes(5_000))
        wait_for(lambda: waiting_in(board), bool)
        refused = host.http.post("/library/import", content=archive_of())
        assert code_of(refused) == (409, "import_running")
    wait_for(lambda: waiting_in(board), lambda files: not files)


def test_the_same_key_brings_an_archive_in_once(host: Person) -> None:
    key, archive = {"Idempotency-Key": str(uuid4())}, archive_of(a_sound())
    first, second = bring_in(host, archive, **key), bring_in(host, archive, **key)
    assert first == second
    assert first["counts"]["added"] == 1
    other = host.http.post("/library/import", content=archive_of(a_sound()), headers=key)
    assert code_of(other) == (422, "idempotency_key_reused")


def test_an_import_that_nobody_began_is_not_found(host: Person) -> None:
    nobodys = f"/library/imports/{uuid4()}"
    assert (host.http.get(nobodys).status_code, host.post(f"{nobodys}/cancel").status_code) == (404, 404)


def test_hosts_hear_how_far_an_import_is(board: Board, host: Person) -> None:
    with board.listen(host) as line:
        report = bring_in(host, archive_of(a_sound(), a_sound()))
        story: list[dict[str, Any]] = []
        while not story or story[-1]["type"] != "import_progress" or story[-1]["data"]["done"] < 2:
            story.append(json.loads(line.recv(timeout=10)))
    told = [each for each in story if each["type"] == "import_progress"]
    assert told[-1]["data"] == {"done": 2, "added": 2, "of": 2}
    assert {each["id"] for each in told} == {report["import_id"]}


# At the command line.


def test_a_library_goes_into_a_file_and_comes_out_of_it(boards: dict[str, Board], tmp_path: Path) -> None:
    a_lived_in_sound(boards["sqlite"])
    file = tmp_path / "library.zip"
    done = boards["sqlite"].run("export", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600, "It has the names of members."
    assert "each file is what its hash says" in done.stdout
    assert lines_in(file.read_bytes()) == lines_in(export(boards["sqlite"]))
    done = boards["postgresql"].run("import", str(file))
    assert done.returncode == 0, done.stderr
    assert "0 refused" in done.stdout
    assert "“bell”" in done.stdout


def refusal_of(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_file_that_is_there_is_kept(board: Board, tmp_path: Path) -> None:
    file = tmp_path / "library.zip"
    file.write_bytes(b"dear to somebody")
    assert "With --force" in refusal_of(board.run("export", str(file)))
    assert file.read_bytes() == b"dear to somebody"


def test_two_exports_do_not_write_into_one_file_and_a_neighbour_is_kept(board: Board, tmp_path: Path) -> None:
    file, neighbour = tmp_path / "library.zip", tmp_path / "library.zip.part"
    neighbour.write_bytes(b"dear to somebody")
    with new_file(file, force=True) as unfinished:
        assert "at this moment" in refusal_of(board.run("export", str(file)))
        unfinished.content.write(b"the first")
    assert (file.read_bytes(), neighbour.read_bytes()) == (b"the first", b"dear to somebody")


def test_who_holds_out_the_wrong_archive_is_told_which_word_takes_it(board: Board, tmp_path: Path) -> None:
    library = tmp_path / "library.zip"
    library.write_bytes(archive_of(a_sound()))
    for word, file, other in (("import", A_BACKUP, "restore"), ("restore", library, "import")):
        said = refusal_of(board.run(word, str(file)))
        assert f"`soundboard {other}` takes it" in " ".join(said.split())


def test_an_export_names_what_is_damaged_and_has_the_others(
    board: Board, host: Person, tmp_path: Path
) -> None:
    bring_in(host, archive_of(horn := a_sound(), bell := a_sound()))
    path = board.originals / host.get(f"/sounds/{horn.line['id']}")["path"]
    path.write_bytes(noise(1))
    done = board.run("export", str(tmp_path / "library.zip"))
    assert (done.returncode, horn.line["id"] in done.stderr) == (3, True)
    audio = {each["id"]: each["audio"] for each in lines_in((tmp_path / "library.zip").read_bytes())}
    assert audio[horn.line["id"]] is None
    assert audio[bell.line["id"]] is not None
    path.write_bytes(horn.content)
