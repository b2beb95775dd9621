"""Sounds that people bring in: each becomes one, or is refused with its reason and leaves nothing."""

import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support.answers import code_of
from tests.support.board import Board, Person, children_of, wait_for
from tests.support.sound_bytes import claiming_4_gib, noise, silence

seeds = count(20_000)

REFUSED_WITHIN_SECONDS = 20.0
"""A probe may take so long; what is below takes a moment, on a machine that has one."""

Files = list[tuple[str, tuple[str, bytes]]]


def new() -> bytes:
    return noise(next(seeds))


def bring(person: Person, content: bytes, name: str = "horn.wav", **headers: str) -> httpx.Response:
    answer = person.http.post("/sounds/upload", files={"file": (name, content)}, headers=headers)
    if position := answer.headers.get("soundboard-position"):
        person.http.headers["Soundboard-Position"] = position
    return answer


def on_the_disk(board: Board) -> set[str]:
    incoming = board.folder / "sounds" / "temp" / "incoming"
    return {
        str(each) for folder in (board.originals, incoming) for each in folder.rglob("*") if each.is_file()
    }


@contextmanager
def leaving_nothing(board: Board) -> Iterator[None]:
    """No file, no process, and no long time."""
    files, programs, begun = on_the_disk(board), children_of(board.process_id), time.monotonic()
    yield
    assert time.monotonic() - begun < REFUSED_WITHIN_SECONDS
    wait_for(lambda: on_the_disk(board), lambda now: now == files)
    assert children_of(board.process_id) == programs


def test_a_file_becomes_a_sound_that_is_listed_and_played(file_board: Board, bringer: Person) -> None:
    content = new()
    answer = bring(bringer, content, "my_new-horn.WAV")
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["title"], shown["duration_ms"], shown["size_bytes"]) == ("my new horn", 100, len(content))
    sound = bringer.get(f"/sounds/{shown['sound_id']}")
    assert sound["path"] == f"soundboard/{shown['sound_id']}.wav"
    assert (sound["original_name"], sound["registered_by"]) == ("my_new-horn.WAV", str(bringer.user_id))
    assert (file_board.originals / sound["path"]).read_bytes() == content
    play = bringer.play(shown["sound_id"])
    assert bringer.outcome(play.json()["play_id"])["state"] == "finished"


def test_of_several_each_has_its_outcome(bringer: Person) -> None:
    there = bring(bringer, old := new()).json()
    files: Files = [
        ("file", ("one.wav", new())),
        ("file", ("old.wav", old)),
        ("file", ("words.mp3", b"words")),
    ]
    answer = bringer.http.post("/sounds/upload", files=files, data={"title": ["First"]})
    assert answer.status_code == 200
    one, again, words = answer.json()["outcomes"]
    assert (one["name"], one["status"], one["sound"]["title"]) == ("one.wav", 201, "First")
    assert (again["status"], again["problem"]["code"]) == (409, "sound_there")
    assert again["problem"]["sound_id"] == there["sound_id"]
    assert (words["status"], words["problem"]["code"], words["sound"]) == (422, "not_a_sound", None)


def test_content_that_is_there_is_named(file_board: Board, bringer: Person) -> None:
    there = bring(bringer, content := new(), "fog_horn.wav").json()
    with leaving_nothing(file_board):
        answer = bring(bringer, content, "other.wav")
    assert code_of(answer) == (409, "sound_there")
    assert (answer.json()["sound_id"], answer.json()["sound_title"]) == (there["sound_id"], "fog horn")
    assert answer.json()["is_trashed"] is False


def test_the_same_key_brings_a_file_in_once(file_board: Board, bringer: Person) -> None:
    key, content = str(uuid4()), new()
    first = bring(bringer, content, **{"Idempotency-Key": key})
    with leaving_nothing(file_board):
        second = bring(bringer, content, **{"Idempotency-Key": key})
        other = bring(bringer, new(), **{"Idempotency-Key": key})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert code_of(other) == (422, "idempotency_key_reused")


def test_what_a_host_threw_away_comes_back_by_a_host_alone(file_board: Board, bringer: Person) -> None:
    sound_id = bring(bringer, new()).json()["sound_id"]
    host, restore = file_board.admin(), f"/sounds/{sound_id}/restore"
    assert bringer.http.delete(f"/sounds/{sound_id}").status_code == 204
    assert bringer.http.post(restore).status_code == 204
    assert host.http.delete(f"/sounds/{sound_id}").status_code == 204
    assert code_of(bringer.http.post(restore)) == (403, "not_yours")
    wait_for(lambda: bringer.get(f"/sounds/{sound_id}")["is_trashed"], bool)
    assert host.http.post(restore).status_code == 204


# What is no sound, or not one for this board.


def truncated(content: bytes) -> Iterator[bytes]:
    cuts = random.Random(4)  # noqa: S311 - the same at every run
    return (content[: cuts.randrange(1, 60)] for _ in range(8))


BAD: dict[str, Callable[[], Iterator[bytes]]] = {
    "empty.wav": lambda: iter([b""]),
    "words.mp3": lambda: iter([b"only words", b"\0" * 5_000, b"\xff" * 5_000]),
    "cut.wav": lambda: truncated(noise(1)),
    "playlist.mp3": lambda: iter([b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"]),
    "script.mp3": lambda: iter([b"ffconcat version 1.0\nfile /etc/passwd\n", b"file '/etc/passwd'\n"]),
    "manifest.m4a": lambda: iter([b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>']),
    "page.ogg": lambda: iter([b"<html><script>alert(1)</script>"]),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_sound_is_refused_and_leaves_nothing(
    file_board: Board, bringer: Person, name: str
) -> None:
    with leaving_nothing(file_board):
        for content in BAD[name]():
            answer = bring(bringer, content, name)
            assert code_of(answer) == (422, "not_a_sound"), content[:20]
            assert "root:" not in answer.text
            assert "incoming" not in answer.text


def test_what_was_cut_short_is_refused_and_says_how_much_is_missing(bringer: Person) -> None:
    whole = noise(next(seeds), seconds=1)
    for content in (whole[: len(whole) // 2], claiming_4_gib(new())):
        answer = bring(bringer, content, "cut.wav")
        assert code_of(answer) == (422, "not_a_sound")
        assert "cut off" in answer.json()["detail"]


def test_a_day_of_silence_is_too_long(file_board: Board, bringer: Person, tmp_path: Path) -> None:
    day = silence(tmp_path, hours=24)
    assert len(day) < 1_000_000
    with leaving_nothing(file_board):
        answer = bring(bringer, day, "silence.flac")
    assert code_of(answer) == (422, "sound_too_long")


NAMES = {
    "newline": (b"two%0Alines.wav", "two%0Alines.wav", "two%0Alines"),
    "right to left": ("right\u202egpj.wav".encode(), "right\u202egpj.wav", "rightgpj"),
    "255 bytes": (b"x" * 251 + b".wav", "x" * 251 + ".wav", "x" * 80),
    "upwards": (b"../../../etc/cron.d/x.wav", "x.wav", "x"),
    "windows": (b"C:\\\\Windows\\\\x.wav", "x.wav", "x"),
    "nul": (b"nul\0l.wav", "nul\N{REPLACEMENT CHARACTER}l.wav", "nul\N{REPLACEMENT CHARACTER}l"),
    "not utf-8": (b"\xff\xfe.wav", 2 * "\N{REPLACEMENT CHARACTER}" + ".wav", 2 * "\N{REPLACEMENT CHARACTER}"),
    "nothing": (b"", "", "Untitled"),
    "hidden": (b".wav", ".wav", ".wav"),
}


def raw_form(content: bytes, name: bytes) -> bytes:
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n\r\n'
    return head + content + b"\r\n--cut--\r\n"


def send_raw(person: Person, body: Any, boundary: str = "cut", **headers: str) -> httpx.Response:
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}", **headers}
    return person.http.post("/sounds/upload", content=body, headers=kind)


@pytest.mark.parametrize("what", NAMES)
def test_a_strange_name_is_kept_as_data_and_leads_nowhere(
    file_board: Board, bringer: Person, what: str
) -> None:
    sent, kept, title = NAMES[what]
    answer = send_raw(bringer, raw_form(new(), sent))
    assert answer.status_code == 201, answer.text
    bringer.http.headers["Soundboard-Position"] = answer.headers["soundboard-position"]
    sound = bringer.get(f"/sounds/{answer.json()['sound_id']}")
    assert (sound["original_name"], sound["title"]) == (kept, title)
    assert sound["path"] == f"soundboard/{sound['sound_id']}.wav"


# Forms that are too much, or none.


def test_a_file_that_is_too_large_is_413_and_the_others_are_not(file_board: Board, bringer: Person) -> None:
    files: Files = [("file", ("large.wav", noise(1, seconds=80))), ("file", ("small.wav", new()))]
    large, small = bringer.http.post("/sounds/upload", files=files).json()["outcomes"]
    assert (large["status"], large["problem"]["code"]) == (413, "file_too_large")
    assert small["status"] == 201
    with leaving_nothing(file_board):
        assert code_of(bring(bringer, noise(1, seconds=80))) == (413, "file_too_large")


def test_more_files_than_allowed_are_refused_together(file_board: Board, bringer: Person) -> None:
    files: Files = [("file", ("x.wav", new())) for _ in range(4)]
    with leaving_nothing(file_board):
        assert code_of(bringer.http.post("/sounds/upload", files=files)) == (413, "too_many_files")


def test_ten_thousand_parts_are_refused(file_board: Board, bringer: Person) -> None:
    part = b'--cut\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n'
    with leaving_nothing(file_board):
        assert code_of(send_raw(bringer, part * 10_000 + b"--cut--\r\n")) == (413, "too_many_files")


@pytest.mark.parametrize(
    ("body", "boundary"),
    [
        (raw_form(b"x", b"x.wav"), ""),
        (raw_form(b"x", b"x.wav"), "other"),
        (raw_form(b"x", b"x.wav")[:-8], "cut"),
        (b"", "cut"),
        (b"--cut--\r\n", "cut"),
    ],
)
def test_what_is_no_form_with_a_file_is_422(
    file_board: Board, bringer: Person, body: bytes, boundary: str
) -> None:
    with leaving_nothing(file_board):
        assert code_of(send_raw(bringer, body, boundary)) == (422, "invalid_form")


def test_a_form_that_never_ends_is_refused_at_its_limit(file_board: Board, bringer: Person) -> None:
    def endless() -> Iterator[bytes]:
        yield raw_form(b"", b"x.wav").partition(b"\r\n--cut--")[0]
        yield from (bytes(100_000) for _ in range(1_000))

    with leaving_nothing(file_board):
        assert code_of(send_raw(bringer, endless())) == (413, "body_too_large")


def test_a_form_that_announces_too_much_is_refused_before_it_comes(
    file_board: Board, bringer: Person
) -> None:
    head = "POST /api/v1/sounds/upload HTTP/1.1\r\nHost: board\r\nContent-Length: 4000000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", file_board.port), timeout=5) as line:
        line.sendall(head.encode())
        assert b" 413 " in line.recv(1_000).partition(b"\r\n")[0]


def test_no_other_door_takes_as_much(bringer: Person) -> None:
    for path in ("/sounds/upload/", "/sounds/stop", "/sounds//upload", "/auth/login"):
        assert code_of(bringer.http.post(path, content=bytes(70_000))) == (413, "body_too_large")
    assert code_of(bringer.http.put("/sounds/upload", content=bytes(70_000))) == (413, "body_too_large")


@contextmanager
def half_an_upload(board: Board, person: Person) -> Iterator[socket.socket]:
    head = (
        "POST /api/v1/sounds/upload HTTP/1.1\r\nHost: board\r\nContent-Length: 100000\r\n"
        f"Authorization: Bearer {person.token}\r\nContent-Type: multipart/form-data; boundary=cut\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", board.port), timeout=5) as line:
        line.sendall(head.encode() + raw_form(bytes(5_000), b"x.wav")[:-8])
        yield line


def test_who_sends_without_end_has_a_few_turns_and_others_have_the_rest(
    file_board: Board, bringer: Person
) -> None:
    other, late = file_board.member(), file_board.member()
    with leaving_nothing(file_board):
        with ExitStack() as lines:

            def one_more(by: Person, asked_by: Person) -> httpx.Response:
                """Who asks has a turn as well, and may be there before the others."""
                lines.enter_context(half_an_upload(file_board, by))
                time.sleep(0.1)
                return bring(asked_by, b"words")

            for person, refused in ((bringer, bringer), (other, late)):
                answer = wait_for(partial(one_more, person, refused), lambda said: said.status_code == 503)
                assert code_of(answer) == (503, "too_many_uploads")
                assert answer.headers["retry-after"] == "1"
                if person is bringer:
                    assert bring(other, b"words").status_code == 422
        wait_for(lambda: bring(bringer, b"words"), lambda answer: answer.status_code == 422)


def test_somebody_who_goes_away_leaves_nothing_and_no_word_in_the_log(
    file_board: Board, bringer: Person
) -> None:
    with leaving_nothing(file_board), half_an_upload(file_board, bringer):
        pass
    assert "Traceback" not in file_board.output
    assert "Traceback" not in (file_board.folder / "logs" / "app.log").read_text()


def memory_peak(board: Board) -> int:
    status = Path(f"/proc/{board.process_id}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def test_what_is_brought_in_is_never_in_memory_as_a_whole(file_board: Board, bringer: Person) -> None:
    """Twenty times what a file may have on this board."""
    bring(bringer, new())
    before = memory_peak(file_board)
    files: Files = [("file", ("words", b"words" * 200_000)) for _ in range(3)]
    for _ in range(7):
        assert bringer.http.post("/sounds/upload", files=files).status_code == 200
    assert memory_peak(file_board) - before < 15_000_000
