"""However a path is written, it leads to a door or to none, and never to a file of the machine."""

import socket
from collections.abc import Iterator
from itertools import product
from uuid import UUID

import pytest

from tests.support.board import Board, Person

TARGETS = ("etc/passwd", "data/secrets/tokens.key", "data/log.db", "sounds/originals/soundboard/bell.wav")

UPWARDS = (
    "../",
    "..\\",
    "/../",
    "....//",
    "..././",
    "..;/",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%2f",
    "%2E%2E%5C",
    "..%5c",
    "%252e%252e%252f",
    "..%252f",
    "%25%32%65%25%32%65%25%32%66",
    "..%c0%af",
    "%c0%ae%c0%ae/",
    "..%e0%80%af",
    "%uff0e%uff0e%u2215",
    "%ef%bc%8e%ef%bc%8e%ef%bc%8f",
    "..%e2%88%95",
    "..%00/",
    "%00../",
    "..%0d%0a/",
    "..%09/",
    ".%2e/",
    "%2e./",
    "./.././",
    "\\\\..\\",
)
ABSOLUTE = (
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "%252fetc%252fpasswd",
    "file:///etc/passwd",
    "file:%2f%2f%2fetc%2fpasswd",
    "C:\\Windows\\win.ini",
    "C:%5CWindows%5Cwin.ini",
    "\\\\?\\C:\\boot.ini",
    "%5c%5chost%5cshare%5cx",
    "CON",
    "NUL",
    "aux.wav",
    "COM1",
    "LPT1.wav",
    "bell.wav::$DATA",
    "bell.wav%00.mp3",
    "bell.wav%20",
    "bell.wav.",
    "~root/.bashrc",
    "%7eroot",
    "$HOME",
    "/proc/self/environ",
    "%2fproc%2fself%2ffd%2f0",
    "/dev/zero",
    "a" * 5_000,
    "%00",
    "%",
    "%zz",
)
LEADS_AWAY = [up * times + target for up, times, target in product(UPWARDS, (1, 6), TARGETS)] + [*ABSOLUTE]

PLACES = ("/api/v1/files/sounds/{}/download", "/api/v1/files/sounds/{id}/{}", "/api/v1/files/{}")
QUERIES = ("/api/v1/files/sounds/{id}/download?variant={}", "/api/v1/files/sounds/{id}/stream?key={}")

TELLTALE = (b"root:", b"SQLite format", b"RIFF")


def asked(board: Board, path: str, token: str) -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: board\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", board.port), timeout=10) as line:
        line.sendall(head.encode())
        return b"".join(iter(lambda: line.recv(65_536), b""))


def spellings() -> Iterator[str]:
    sound_id = str(UUID(int=1))
    for place in PLACES:
        yield from (place.replace("{id}", sound_id).replace("{}", each) for each in LEADS_AWAY)
    for query in QUERIES:
        yield from (query.replace("{id}", sound_id).replace("{}", each) for each in ABSOLUTE)


def test_no_spelling_of_a_path_leads_out_of_the_sounds(file_board: Board) -> None:
    somebody: Person = file_board.member()
    secret = file_board.secret("tokens.key")
    paths = list(spellings())
    assert len(set(paths)) >= 400
    wrong = []
    for path in paths:
        answer = asked(file_board, path, somebody.token)
        status = int(answer.split(b" ")[1])
        if (
            status not in (307, 400, 403, 404, 405, 422)
            or secret in answer
            or any(map(answer.__contains__, TELLTALE))
        ):
            wrong.append((path, answer[:100]))
    assert wrong == []
    assert "Traceback" not in file_board.output


@pytest.mark.parametrize("name", ["sounds", "data", "logs"])
def test_no_folder_is_served(file_board: Board, name: str) -> None:
    somebody = file_board.member()
    for path in (f"/{name}/", f"/{name}/originals", f"/api/v1/files/{name}/", f"/static/{name}"):
        assert b" 404 " in asked(file_board, path, somebody.token).partition(b"\r\n")[0]
