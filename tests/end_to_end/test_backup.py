"""A board is backed up while people press, and goes on elsewhere, in a database of the other kind."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Connection, func, select

from domain.identifiers import ledger_id
from domain.play import Play
from infrastructure.backup.manifest import Manifest, decoded
from infrastructure.databases import reading_engine
from infrastructure.log_store.log_store import SCHEMA
from infrastructure.log_store.tables import events
from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import Board, Person, wait_for
from tests.support.load import Presser, press_for
from tests.support.postgresql import PostgresqlServer

CREDITS = 5_000
PASSWORD = "correct horse"
EVENT = (
    events.c.position,
    events.c.originator_id,
    events.c.originator_version,
    events.c.topic,
    events.c.state,
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.campaign)])
def urls(request: pytest.FixtureRequest) -> tuple[str, str]:
    """From where, and to where; empty for SQLite."""
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    url = server.create_database()
    return ("", url) if request.param == "sqlite" else (url, "")


@contextmanager
def log_of(board: Board, url: str) -> Iterator[Connection]:
    engine = reading_engine(url or f"sqlite:///{board.folder / 'data' / 'log.db'}", SCHEMA)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def digest(log: Connection, until: int) -> str:
    rows = log.execute(select(*EVENT).where(events.c.position <= until).order_by(events.c.position))
    return hashlib.sha256("\n".join(repr(tuple(row)) for row in rows).encode()).hexdigest()


def count(log: Connection, topic: str, *conditions: Any) -> int:
    query = select(func.count()).where(events.c.topic == topic, *conditions)
    return log.execute(query).scalar_one()


def requested(log: Connection) -> set[str]:
    query = select(events.c.originator_id).where(events.c.topic == Play.Requested.TOPIC)
    return {str(id) for id in log.execute(query).scalars()}


def manifest_of(file: Path) -> Manifest:
    with zipfile.ZipFile(file) as archive:
        return decoded(archive.read("manifest.json"))


def backed_up_while_they_press(board: Board, pressers: list[Presser], file: Path) -> set[str]:
    """The plays that were acknowledged before it began."""
    acknowledged: set[str] = set()

    def back_up() -> None:
        acknowledged.update(id for each in pressers for id in each.accepted.values())
        done = board.run("backup", str(file))
        assert done.returncode == 0, done.stderr

    press_for(pressers, 1.0, "press", back_up)
    return acknowledged


def leave(host: Person, person: Person, erased: Path) -> None:
    path = f"/admin/users/{person.user_id}"
    assert host.http.delete(path, params={"reason": "Asked to go"}).status_code == 204
    wait_for(lambda: erased.exists() and str(person.user_id) in erased.read_text(), bool)


def login(board: Board, email: str) -> httpx.Response:
    body = {"email": email, "password": PASSWORD}
    return plain_http.post(f"{board.url}/auth/login", json=body)


def spent(log: Connection, person: UUID, until: int) -> int:
    mine = events.c.originator_id == ledger_id(person)
    return count(log, "credit_ledger.spent", mine, events.c.position <= until)


def test_a_board_goes_on_elsewhere_with_all_that_was_acknowledged(
    urls: tuple[str, str], tmp_path: Path
) -> None:
    here, there = Board(tmp_path / "here", urls[0]), Board(tmp_path / "there", urls[1])
    file, erased = tmp_path / "board.zip", here.folder / "data" / "erased-people"
    try:
        here.start()
        here.has_starter_sounds()
        host, anna, bert = here.admin(), here.member(credits=CREDITS), here.member()
        anna_email, bert_email = (each.get("/auth/me")["email"] for each in (anna, bert))
        bell = anna.sounds()["bell"]["sound_id"]
        acknowledged = backed_up_while_they_press(here, [Presser(anna, bell), Presser(anna, bell)], file)
        assert acknowledged
        leave(host, bert, erased)
        here.stop()

        done = there.run("restore", str(file), "--erased", str(erased))
        assert done.returncode == 0, done.stderr
        assert "Erased again: 1." in done.stdout
        there.admin_password = here.admin_password
        there.start()

        end = manifest_of(file).position
        with log_of(here, urls[0]) as old, log_of(there, urls[1]) as new:
            assert digest(new, end) == digest(old, end)
            assert acknowledged <= requested(new)
            assert count(new, Play.Started.TOPIC, events.c.position > end) == 0, "An old play sounds."
            left = CREDITS - spent(old, anna.user_id, end)
        assert there.admin().verified()["faults"] == []
        again = there.sign_in(anna_email, PASSWORD)
        assert again.settled_balance() == left
        assert code_of(login(there, bert_email)) == (401, "wrong_credentials")
        assert code_of(there.close_with_it(session_of(anna, there)).get("/auth/me"))[0] == 401
        assert again.outcome(again.play(bell).json()["play_id"])["state"] == "finished"
    finally:
        here.close()
        there.close()


def session_of(person: Person, board: Board) -> httpx.Client:
    """As they were signed in before."""
    headers = {"Authorization": f"Bearer {person.token}"}
    return plain_http.client(base_url=board.url, headers=headers)


def test_half_a_restore_is_not_served_and_the_reason_is_said(tmp_path: Path) -> None:
    board = Board(tmp_path / "board")
    (board.folder / "data").mkdir(parents=True)
    (board.folder / "data" / "restore-unfinished").touch()
    done = board.run("serve")
    assert done.returncode == 1
    assert "cut short" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
