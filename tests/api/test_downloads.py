"""The files of sounds at the doors: whole, in parts, by addresses that end, and never of anything else."""

import hashlib
import time
from itertools import count
from uuid import UUID

import httpx
import jwt
import pytest

from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import Board, Person, wait_for
from tests.support.sound_bytes import noise
from tests.support.ways_in import by_api_token, register

seeds = count(10_000)


@pytest.fixture(scope="module")
def somebody(file_board: Board) -> Person:
    return file_board.member()


@pytest.fixture(scope="module")
def content() -> bytes:
    return noise(next(seeds), seconds=2)


@pytest.fixture(scope="module")
def horn(somebody: Person, content: bytes) -> str:
    form = {"file": ("horn.wav", content)}
    answer = somebody.http.post("/sounds/upload", files=form, data={"title": "Zoë / “horn”"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["sound_id"])


@pytest.fixture(scope="module")
def download(horn: str) -> str:
    return f"/files/sounds/{horn}/download"


def test_a_download_is_the_file_with_its_kind_its_hash_and_a_name(
    somebody: Person, download: str, content: bytes
) -> None:
    answer = somebody.http.get(download, params={"variant": "original"})
    assert (answer.status_code, answer.content) == (200, content)
    headers = answer.headers
    assert headers["content-type"] == "audio/wav"
    assert headers["content-length"] == str(len(content))
    assert headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert headers["accept-ranges"] == "bytes"
    assert headers["x-content-type-options"] == "nosniff"
    name = "filename=\"Zoe _ horn.wav\"; filename*=UTF-8''Zo%C3%AB%20_%20%E2%80%9Chorn%E2%80%9D.wav"
    assert headers["content-disposition"] == f"attachment; {name}"


def test_a_head_announces_what_a_get_sends(somebody: Person, download: str) -> None:
    head, get = somebody.http.head(download), somebody.http.get(download)
    assert (head.status_code, head.content) == (200, b"")
    del head.headers["date"], get.headers["date"]
    assert head.headers == get.headers


def test_a_range_is_that_part_of_the_file(somebody: Person, download: str, content: bytes) -> None:
    size = len(content)
    for asked, start, end in (("0-9", 0, 10), (f"{size - 5}-", size - 5, size), ("-7", size - 7, size)):
        answer = somebody.http.get(download, headers={"Range": f"bytes={asked}"})
        assert (answer.status_code, answer.content) == (206, content[start:end])
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
    several = somebody.http.get(download, headers={"Range": "bytes=0-1,4-5"})
    assert (several.status_code, several.content) == (200, content)


def test_a_range_beyond_the_end_is_416(somebody: Person, download: str, content: bytes) -> None:
    answer = somebody.http.get(download, headers={"Range": f"bytes={len(content)}-"})
    assert code_of(answer) == (416, "range_not_satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(content)}"


def test_what_somebody_has_is_not_sent_again(somebody: Person, download: str) -> None:
    got = somebody.http.get(download).headers
    for known in (got["etag"], f'"other", {got["etag"]}', f"W/{got['etag']}", "*"):
        answer = somebody.http.get(download, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == got["etag"]
    since = {"If-Modified-Since": got["last-modified"]}
    assert somebody.http.get(download, headers=since).status_code == 304
    for headers in (
        *({"If-None-Match": name, **since} for name in ('"other"', '"*x"')),
        {"If-Modified-Since": "nonsense"},
    ):
        assert somebody.http.get(download, headers=headers).status_code == 200


def test_who_wants_the_file_as_it_was_is_told_that_it_is_another(somebody: Person, download: str) -> None:
    got = somebody.http.get(download).headers
    etag, modified, part = got["etag"], got["last-modified"], {"Range": "bytes=0-9"}
    for header, told, status in (
        ("If-Match", f'"other", {etag}', 206),
        ("If-Match", "*", 206),
        ("If-Match", '"other"', 412),
        ("If-Match", f"W/{etag}", 412),
        ("If-Unmodified-Since", modified, 206),
        ("If-Unmodified-Since", "Thu, 01 Jan 2015 00:00:00 GMT", 412),
        ("If-Unmodified-Since", "nonsense", 206),
    ):
        answer = somebody.http.get(download, headers={header: told, **part})
        assert answer.status_code == status, (header, told)
    answer = somebody.http.get(download, headers={"If-Match": '"other"', "If-None-Match": etag})
    assert code_of(answer) == (412, "precondition_failed")


def test_a_part_of_another_file_is_not_joined_to_this_one(somebody: Person, download: str) -> None:
    got = somebody.http.get(download).headers
    for validator, status in ((got["etag"], 206), ('"other"', 200), (got["last-modified"], 200)):
        answer = somebody.http.get(download, headers={"Range": "bytes=0-9", "If-Range": validator})
        assert answer.status_code == status


def test_what_is_not_there_is_told_apart(file_board: Board, somebody: Person) -> None:
    absent = somebody.http.get(f"/files/sounds/{UUID(int=404)}/download")
    assert code_of(absent) == (404, "not_found")
    answer = somebody.http.post("/sounds/upload", files={"file": ("gone.wav", noise(next(seeds)))})
    gone = answer.json()["sound_id"]
    (file_board.originals / "soundboard" / f"{gone}.wav").unlink()
    for door in (
        f"/files/sounds/{gone}/download",
        f"/files/sounds/{gone}/thumbnail",
        f"/sounds/{gone}/waveform",
    ):
        assert code_of(somebody.http.get(door)) == (409, "sound_missing")


# Addresses.


def an_address(person: Person, sound_id: str, **query: str) -> str:
    answer = person.http.post(f"/files/sounds/{sound_id}/address", params=query)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])


def heard(board: Board, address: str, **headers: str) -> httpx.Response:
    return plain_http.get(f"{board.origin}{address}", headers=headers)


def test_an_address_is_heard_without_a_header_also_in_parts(
    file_board: Board, somebody: Person, horn: str, content: bytes
) -> None:
    address = an_address(somebody, horn)
    answer = heard(file_board, address)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-disposition"].startswith("inline; ")
    assert heard(file_board, address, Range="bytes=4-7").content == content[4:8]
    head = plain_http.head(f"{file_board.origin}{address}")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(content)))


def test_an_address_that_is_changed_or_of_something_else_is_403(
    file_board: Board, somebody: Person, horn: str
) -> None:
    address = an_address(somebody, horn)
    key = address.partition("?key=")[2]
    bell = somebody.sounds()["bell"]["sound_id"]
    changed = [
        address.replace(horn, str(bell)),
        address[:-2] + ("AA" if address[-2:] != "AA" else "BB"),
        address.partition("?")[0],
        f"{address}&key=",
        address.replace(key, somebody.token),
        address.replace(key, "%00%FF"),
        address.replace(key, key.swapcase()),
    ]
    for each in changed:
        assert code_of(heard(file_board, each)) == (403, "invalid_address"), each


def signed_with(board: Board, claims: dict[str, object]) -> str:
    return jwt.encode(claims, board.secret("tokens.key"), "HS256")


def test_an_address_ends_in_time(file_board: Board, somebody: Person, horn: str) -> None:
    answer = somebody.http.post(f"/files/sounds/{horn}/address").json()
    path, _, key = answer["url"].partition("?key=")
    claims = jwt.decode(key, options={"verify_signature": False})
    assert 0 < claims["exp"] - time.time() <= 300
    for exp, status in ((claims["exp"], 200), (int(time.time()), 403)):
        again = signed_with(file_board, claims | {"exp": exp})
        assert heard(file_board, f"{path}?key={again}").status_code == status


@pytest.mark.parametrize("ending", ["disabled", "erased", "signed out everywhere"])
def test_an_address_ends_with_whoever_asked_for_it(file_board: Board, horn: str, ending: str) -> None:
    guest, host = file_board.member(), file_board.admin()
    address = an_address(guest, horn)
    assert heard(file_board, address).status_code == 200
    path = f"/admin/users/{guest.user_id}"
    if ending == "disabled":
        assert host.post(f"{path}/disable", {"reason": "Too loud"}).status_code == 204
    elif ending == "erased":
        assert host.http.delete(path, params={"reason": "They asked for it"}).status_code == 204
    else:
        assert guest.post("/auth/logout/everywhere").status_code == 204
    assert code_of(heard(file_board, address)) == (403, "invalid_address")


def test_an_address_is_in_no_log(file_board: Board, somebody: Person, horn: str) -> None:
    key = an_address(somebody, horn).partition("?key=")[2]
    heard(file_board, f"/api/v1/files/sounds/{horn}/stream?key={key}")
    heard(file_board, f"/api/v1/files/sounds/nonsense/stream?key={key}")
    log = file_board.folder / "logs" / "app.log"
    written = wait_for(log.read_text, lambda text: "nonsense/stream" in text)
    assert key[-43:] not in written
    assert key[-43:] not in file_board.output


def test_an_address_is_for_who_may_see_sounds(file_board: Board, horn: str) -> None:
    guest = register(file_board)
    for scope, status in (("read", 200), ("play", 403)):
        headers = by_api_token(file_board, guest, scope).headers
        url = f"{file_board.url}/files/sounds/{horn}/address"
        assert plain_http.post(url, headers=headers).status_code == status


# What is seen of a sound.


def test_a_waveform_is_small_and_known_by_its_tag(somebody: Person, horn: str) -> None:
    answer = somebody.http.get(f"/sounds/{horn}/waveform")
    shown = answer.json()
    assert (shown["duration_ms"], len(shown["peaks"])) == (2_000, 400)
    assert len(answer.content) < 10_000
    assert answer.headers["cache-control"] == "private, no-cache"
    known = {"If-None-Match": answer.headers["etag"]}
    assert somebody.http.get(f"/sounds/{horn}/waveform", headers=known).status_code == 304


def test_a_thumbnail_is_a_picture_that_is_kept_for_an_hour(somebody: Person, horn: str) -> None:
    answer = somebody.http.get(f"/files/sounds/{horn}/thumbnail")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "private, max-age=3600"
    assert answer.text.startswith("<svg ")
    assert "script" not in answer.text
    head = somebody.http.head(f"/files/sounds/{horn}/thumbnail")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])
    known = {"If-None-Match": answer.headers["etag"]}
    assert somebody.http.get(f"/files/sounds/{horn}/thumbnail", headers=known).status_code == 304
