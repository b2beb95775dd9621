"""Who leaves is gone: from what people see, and from every file. What they did stays, and adds up."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import create_engine, select, text

from infrastructure.databases import reading_engine
from infrastructure.log_store.log_store import SCHEMA
from infrastructure.log_store.tables import credentials, personal_keys
from tests.end_to_end.conftest import MakeBoard
from tests.support import plain_http
from tests.support.board import OPENING_CREDITS, Board, Person, wait_for
from tests.support.postgresql import PostgresqlServer
from tests.support.traces import files_below, traces

DEVICE = "Unmistakable-Deck/9.7"
PASSWORD = "unmistakable horse battery"


class Leaver:
    """Somebody who has used everything that keeps something of them."""

    def __init__(self, board: Board) -> None:
        self._board = board
        unique = uuid4().hex[:12]
        self.words = {
            "old name": f"Zoë-{unique}-Früher",
            "name": f"Zora-{unique}-Später",
            "old address": f"Zoe.{unique}.Old@Board.example",
            "address": f"zora.{unique}.new@board.example",
            "device": f"{DEVICE} {unique}",
            "name of a token": f"Deck of {unique}",
            "password": PASSWORD,
        }
        self._register()
        self.person = self._sign_in(self.words["old address"])

    def _register(self) -> None:
        new = {"name": self.words["old name"], "email": self.words["old address"], "password": PASSWORD}
        answer = plain_http.post(f"{self._board.url}/auth/register", json=new)
        assert answer.status_code == 201, answer.text

    def _sign_in(self, email: str) -> Person:
        person = self._board.sign_in(email, PASSWORD)
        person.http.headers["User-Agent"] = self.words["device"]
        login = person.http.post("/auth/login", json={"email": email, "password": PASSWORD}).json()
        self.words |= {"access token": login["access_token"], "refresh token": login["refresh_token"]}
        return person

    def live_here(self, host: Person) -> None:
        """Play, be given something, take another name and address, press with a token of one's own."""
        person, sounds = self.person, self.person.sounds()
        person.outcome(person.play(sounds["bell"]["sound_id"]).json()["play_id"])
        host.post(f"/admin/users/{person.user_id}/credits/grant", {"amount": 5, "reason": "Birthday"})
        assert person.http.patch("/auth/me", json={"name": self.words["name"]}).status_code == 204
        email = {"email": self.words["address"], "password": PASSWORD}
        assert person.post("/auth/me/email", email).status_code == 204
        token = {"name": self.words["name of a token"], "scopes": ["read", "play"]}
        self.words["API token"] = person.post("/auth/tokens", token).json()["token"]
        self.words["secret of the token"] = self.words["API token"].split("_", 2)[2]
        pressed = plain_http.post(
            f"{self._board.url}/sounds/play/{sounds['bell']['sound_id']}",
            headers={"Authorization": f"Bearer {self.words['API token']}"},
        )
        person.http.headers["Soundboard-Position"] = pressed.headers["soundboard-position"]
        person.outcome(pressed.json()["play_id"])
        person.settled_balance()

    def leave(self) -> httpx.Response:
        return self.person.http.request("DELETE", "/auth/me", json={"password": PASSWORD})


@pytest.fixture
def board(make_board: MakeBoard, database_url: str) -> Board:
    board = make_board(database_url)
    board.has_starter_sounds()
    return board


@pytest.fixture
def files(board: Board, database_url: str, request: pytest.FixtureRequest) -> "Files":
    if not database_url:
        return Files(board.folder)
    return Files(board.folder, request.getfixturevalue("postgresql"), database_url)


class Files:
    """Every file that the board, or its database, has written."""

    def __init__(self, folder: Path, server: PostgresqlServer | None = None, url: str = "") -> None:
        self._folder = folder
        self._server = server
        self._url = url

    def all(self) -> list[Path]:
        """PostgreSQL's own write-ahead log is not ours to empty: the manual says so."""
        files = files_below(self._folder)
        if self._server is not None:
            self._ask("CHECKPOINT")
            files += files_below(self._server.folder_of(self._url))
        return files

    def kept_beside_the_log(self, user_id: UUID) -> dict[str, str]:
        """The key that opens what the log has of them, and the hash of their password."""
        log = reading_engine(self._url or f"sqlite:///{self._folder / 'data' / 'log.db'}", SCHEMA)
        with log.connect() as connection:
            key = select(personal_keys.c.key).where(personal_keys.c.user_id == user_id)
            hashed = select(credentials.c.password_hash).where(credentials.c.user_id == user_id)
            found = {
                "personal key": connection.execute(key).scalar_one(),
                "hash of the password": connection.execute(hashed).scalar_one(),
            }
        log.dispose()
        return found

    def gather_statistics(self) -> None:
        """As PostgreSQL does by itself, once in a while."""
        if self._server is not None:
            self._ask("ANALYZE")

    def _ask(self, statement: str) -> None:
        url = self._url.replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def wait_until_scrubbed(board: Board) -> None:
    log = board.folder / "logs" / "app.log"
    wait_for(lambda: '"event": "scrubbed"' in log.read_text(), bool)


def test_no_byte_of_who_left_is_in_any_file(board: Board, files: Files) -> None:
    host, leaver, other = board.admin(), Leaver(board), board.member()
    leaver.live_here(host)
    host.post("/admin/projections/members/rebuild")
    leaver.words |= files.kept_beside_the_log(leaver.person.user_id)
    files.gather_statistics()
    found = traces(leaver.words, files.all()).keys()
    assert found >= {"device", "name of a token", "personal key", "hash of the password"}
    assert found & {"name", "old name"}
    assert found & {"address", "old address"}
    before = what_stays(host, other)
    assert host.verified()["faults"] == []

    left = leaver.leave()
    assert left.status_code == 204
    host.http.headers["Soundboard-Position"] = left.headers["soundboard-position"]
    wait_until_scrubbed(board)

    assert what_stays(host, other) == before
    assert host.verified()["faults"] == []
    files.gather_statistics()
    assert traces(leaver.words, files.all()) == {}
    nobody_gets_in_by_what_they_had(leaver, board)
    board.stop()
    assert traces(leaver.words, files.all()) == {}


def test_who_comes_back_is_somebody_new(board: Board) -> None:
    host, leaver = board.admin(), Leaver(board)
    leaver.live_here(host)
    host.http.headers["Soundboard-Position"] = leaver.leave().headers["soundboard-position"]
    again = {"name": "Again", "email": leaver.words["address"].upper(), "password": "another horse"}
    registered = plain_http.post(f"{board.url}/auth/register", json=again)
    assert registered.status_code == 201
    back = board.sign_in(leaver.words["address"], "another horse")
    assert back.user_id != leaver.person.user_id
    assert back.get("/auth/me")["name"] == "Again"
    assert back.get("/plays", mine=True)["items"] == back.get("/auth/tokens") == []
    assert back.settled_balance() == OPENING_CREDITS
    wait_until_scrubbed(board)
    number = host.post("/admin/projections/members/rebuild").json()["number"]
    wait_for(
        lambda: [each["state"] for each in host.get("/admin/projections") if each["number"] == number],
        lambda states: "live" in states,
    )
    names = {each["name"] for each in host.get("/admin/users")["items"]}
    assert names == {"Admin", "Again"}


def test_what_a_kill_kept_from_being_scrubbed_is_scrubbed_after_the_next_start(
    board: Board, files: Files
) -> None:
    leaver = Leaver(board)
    leaver.live_here(board.admin())
    assert leaver.leave().status_code == 204
    board.kill()
    board.start()
    wait_until_scrubbed(board)
    board.stop()
    assert traces(leaver.words, files.all()) == {}


def what_stays(host: Person, other: Person) -> Any:
    """The plays of everybody, and what others have."""
    plays = [
        (each["play_id"], each["requested_by"], each["state"])
        for each in host.get("/plays", limit=200)["items"]
    ]
    return plays, other.get("/auth/me"), other.get("/credits/balance"), host.get("/credits/balance")


def nobody_gets_in_by_what_they_had(leaver: Leaver, board: Board) -> None:
    for token in ("access token", "API token"):
        headers = {"Authorization": f"Bearer {leaver.words[token]}"}
        assert plain_http.get(f"{board.url}/auth/me", headers=headers).status_code == 401
    refresh = {"refresh_token": leaver.words["refresh token"]}
    login = {"email": leaver.words["address"], "password": PASSWORD}
    for door, body in (("refresh", refresh), ("login", login)):
        assert plain_http.post(f"{board.url}/auth/{door}", json=body).status_code == 401
