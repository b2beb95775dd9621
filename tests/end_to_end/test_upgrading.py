"""Who kept a board from before there were sessions, tokens and a roster finds everything in it again.

`fixtures/before_sessions.tar.xz` is the data folder that the program of commit c85fa3f left behind, with the
settings of `tests/support/board.py` and a SQLite that does not overwrite what is deleted (`secure_delete`
off, as most are built): Zoraida and Osbert registered, Zoraida played the bell once and was given 7 credits,
every read model was built anew twice, Osbert was disabled, and Ctrl-C came.
"""

import sqlite3
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from sqlalchemy import create_engine, insert, select, text

from infrastructure.databases import WritingDatabase, reading_engine
from infrastructure.log_store.log_store import SCHEMA
from infrastructure.log_store.migrate import migrate
from infrastructure.log_store.tables import credentials, events, personal_keys, receipts, snapshots, work
from tests.conftest import DATABASES
from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import ADMIN_EMAIL, OPENING_CREDITS, Board, Person, wait_for
from tests.support.postgresql import PostgresqlServer
from tests.support.traces import files_below, traces

STORE = Path(__file__).with_name("fixtures") / "before_sessions.tar.xz"
VERSION_THEN = "0002"
TABLES_THEN = (events, snapshots, work, receipts, credentials, personal_keys)

HOST = UUID("b293ab00-ab4f-4b8f-b083-cebc13dbc92c")
ZORAIDA = UUID("319e565c-6a3d-4dba-af9f-cbb3175c4b84")
OSBERT = UUID("b1d77898-2bfa-4101-b229-8869eddf78a8")
PASSWORDS = {
    ADMIN_EMAIL: "8PK2vn1Noaua6Usn",
    "zoraida.quisby@board.example": "correct horse of Zoraida",
    "osbert.flimwell@board.example": "correct horse of Osbert",
}
ZORAIDAS, OSBERTS = list(PASSWORDS)[1:]
GIVEN, PLAYED = 7, 1
WHY = {"reason": "for the test"}


def lay_out(folder: Path) -> None:
    with tarfile.open(STORE) as archive:
        archive.extractall(folder / "data", filter="data")


def move_to_postgresql(data: Path, url: str) -> None:
    """The same rows, as they were in PostgreSQL then. There the read models begin anew."""
    file, database = data / "log.db", WritingDatabase(url, SCHEMA, durability="FULL")
    migrate(database, SCHEMA, to=VERSION_THEN)
    kept = create_engine(f"sqlite:///{file}")
    with kept.connect() as source, database.transaction() as target:
        for table in TABLES_THEN:
            if rows := [dict(row) for row in source.execute(select(table)).mappings()]:
                target.execute(insert(table), rows)
        target.execute(text("SELECT setval('events_position_seq', (SELECT max(position) FROM events))"))
    kept.dispose()
    database.engine.dispose()
    for each in (file, data / "read.db"):
        each.unlink()


def started(folder: Path, url: str = "") -> Board:
    board = Board(folder, url)
    board.start()
    board.admin_password = PASSWORDS[ADMIN_EMAIL]
    return board


@pytest.fixture(scope="module", params=DATABASES)
def board(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """A store of then, and the program of today."""
    folder, url = tmp_path_factory.mktemp("kept"), ""
    lay_out(folder)
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
        move_to_postgresql(folder / "data", url)
    board = started(folder, url)
    yield board
    board.close()


@pytest.fixture
def of_its_own(tmp_path: Path) -> Iterator[Board]:
    """For who changes what others look at."""
    lay_out(tmp_path)
    for name in ("log.db", "read.db"):
        leave_behind(tmp_path / "data" / name, ("Zoraida Quisby", ZORAIDAS))
    board = started(tmp_path)
    yield board
    board.close()


def login(board: Board, email: str) -> httpx.Response:
    body = {"email": email, "password": PASSWORDS[email]}
    return plain_http.post(f"{board.url}/auth/login", json=body)


def people(host: Person) -> Sequence[dict[str, Any]]:
    """Newest first, once the read model of today's program is built."""
    answer = wait_for(lambda: host.http.get("/admin/users/"), lambda answer: answer.status_code == 200)
    found: Sequence[dict[str, Any]] = answer.json()["items"]
    return found


def everybody_of_then(host: Person) -> dict[str, dict[str, Any]]:
    return {each["user_id"]: each for each in people(host)}


def test_everybody_gets_in_with_the_password_they_had(board: Board) -> None:
    assert board.sign_in(ADMIN_EMAIL, PASSWORDS[ADMIN_EMAIL]).user_id == HOST
    assert board.sign_in(ZORAIDAS, PASSWORDS[ZORAIDAS]).user_id == ZORAIDA
    assert board.sign_in(ADMIN_EMAIL, PASSWORDS[ADMIN_EMAIL]).get("/auth/me")["role"] == "admin"


def test_nobody_gets_in_with_another_password(board: Board) -> None:
    body = {"email": ZORAIDAS, "password": PASSWORDS[OSBERTS]}
    answer = plain_http.post(f"{board.url}/auth/login", json=body)
    assert code_of(answer) == (401, "wrong_credentials")


def test_the_host_sees_everybody_with_a_plan(board: Board) -> None:
    found = everybody_of_then(board.admin())
    seen = {id: (each["name"], each["role"], each["plan"]) for id, each in found.items()}
    assert seen == {
        str(HOST): ("Admin", "admin", "free"),
        str(ZORAIDA): ("Zoraida Quisby", "member", "free"),
        str(OSBERT): ("Osbert Flimwell", "member", "free"),
    }


def test_credits_and_plays_are_as_they_were(board: Board) -> None:
    zoraida = board.sign_in(ZORAIDAS, PASSWORDS[ZORAIDAS])
    assert zoraida.settled_balance() == OPENING_CREDITS + GIVEN - PLAYED
    assert board.admin().settled_balance() == OPENING_CREDITS
    [play] = zoraida.get("/plays", mine=True)["items"]
    assert (play["state"], play["price"]) == ("finished", PLAYED)
    assert "Birthday" in [each["reason"] for each in zoraida.get("/credits/transactions")["items"]]


def test_the_only_admin_of_then_cannot_be_demoted(board: Board) -> None:
    """Nobody wrote a roster then: it was opened from the log."""
    host = board.admin()
    answer = host.http.patch(f"/admin/users/{HOST}", json=WHY | {"role": "member"})
    assert code_of(answer) == (409, "last_admin")
    assert code_of(host.post(f"/admin/users/{HOST}/disable", WHY)) == (409, "last_admin")


def test_another_start_finds_the_same_roster(of_its_own: Board) -> None:
    of_its_own.stop()
    of_its_own.start()
    host = of_its_own.admin()
    answer = host.http.patch(f"/admin/users/{HOST}", json=WHY | {"role": "member"})
    assert code_of(answer) == (409, "last_admin")
    promoted = host.http.patch(f"/admin/users/{ZORAIDA}", json=WHY | {"role": "admin"})
    assert promoted.status_code == 204, promoted.text
    demoted = host.http.patch(f"/admin/users/{HOST}", json=WHY | {"role": "member"})
    assert demoted.status_code == 204, demoted.text


def test_nothing_is_wrong_with_what_was_kept(board: Board) -> None:
    host = board.admin()
    people(host)
    assert host.verified()["faults"] == []


def test_an_access_token_of_then_is_politely_refused(board: Board) -> None:
    """It was of no session, and sessions are what is ended now."""
    now = datetime.now(UTC)
    claims = {
        "aud": "soundboard-api",
        "exp": now + timedelta(minutes=15),
        "iat": now,
        "iss": "soundboard",
        "jti": str(uuid4()),
        "sub": str(ZORAIDA),
        "typ": "access",
    }
    token = jwt.encode(claims, board.secret("tokens.key"), "HS256")
    headers = {"Authorization": f"Bearer {token}"}
    answer = plain_http.get(f"{board.url}/auth/me", headers=headers)
    assert code_of(answer) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_who_was_disabled_still_is_until_a_host_lets_them_in(board: Board) -> None:
    host = board.admin()
    assert everybody_of_then(host)[str(OSBERT)]["is_disabled"]
    assert code_of(login(board, OSBERTS)) == (401, "account_disabled")
    assert code_of(host.post(f"/admin/users/{OSBERT}/enable")) == (422, "invalid_request")
    enabled = host.post(f"/admin/users/{OSBERT}/enable", WHY)
    assert enabled.status_code == 204, enabled.text
    osbert = board.sign_in(OSBERTS, PASSWORDS[OSBERTS])
    assert osbert.user_id == OSBERT
    assert osbert.settled_balance() == OPENING_CREDITS
    host.post(f"/admin/users/{OSBERT}/disable", WHY)


def leave_behind(file: Path, words: Iterable[str]) -> None:
    """As years of generations that were dropped do, in a SQLite that overwrites nothing."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE dropped (said TEXT)")
        many = [(f"{number} {word} {'-' * 1_000}",) for word in words for number in range(200)]
        connection.executemany("INSERT INTO dropped VALUES (?)", many)
        connection.execute("DROP TABLE dropped")
    connection.close()


def user_version(file: Path) -> int:
    with sqlite3.connect(file) as connection:
        [[version]] = connection.execute("PRAGMA user_version")
    connection.close()
    return int(version)


def kept_beside_the_log(data: Path) -> dict[str, str]:
    log = reading_engine(f"sqlite:///{data / 'log.db'}", SCHEMA)
    with log.connect() as connection:
        key = select(personal_keys.c.key).where(personal_keys.c.user_id == ZORAIDA)
        hashed = select(credentials.c.password_hash).where(credentials.c.user_id == ZORAIDA)
        found = {
            "personal key": connection.execute(key).scalar_one(),
            "hash of the password": connection.execute(hashed).scalar_one(),
        }
    log.dispose()
    return found


def test_no_byte_of_who_registered_then_is_in_any_file_once_they_left(of_its_own: Board) -> None:
    data, log = of_its_own.folder / "data", of_its_own.folder / "logs" / "app.log"
    words = {
        "name": "Zoraida Quisby",
        "first name": "Zoraida",
        "address": ZORAIDAS,
        **kept_beside_the_log(data),
    }
    host = of_its_own.admin()
    people(host)
    assert traces(words, files_below(of_its_own.folder)).keys() == words.keys()
    erased = host.http.delete(f"/admin/users/{ZORAIDA}", params=WHY)
    assert erased.status_code == 204, erased.text
    host.http.headers["Soundboard-Position"] = erased.headers["soundboard-position"]
    wait_for(lambda: '"event": "scrubbed"' in log.read_text(), bool)
    assert traces(words, files_below(of_its_own.folder)) == {}
    assert str(ZORAIDA) not in everybody_of_then(host)
    assert code_of(login(of_its_own, ZORAIDAS)) == (401, "wrong_credentials")
    assert host.verified()["faults"] == []
    of_its_own.stop()
    assert traces(words, files_below(of_its_own.folder)) == {}
    assert [user_version(data / name) for name in ("log.db", "read.db")] == [1, 1]
