"""Guessing is slow, and locks nobody out: with the limits as they are out of the box."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from infrastructure.settings import Settings
from tests.support import plain_http
from tests.support.board import MANY_PEOPLE_AT_ONE_ADDRESS, Board
from tests.support.postgresql import PostgresqlServer

PASSWORD = "correct horse"
LIMITS = {name: str(Settings.model_fields[name.lower()].default) for name in MANY_PEOPLE_AT_ONE_ADDRESS}

TRUSTED = {"TRUSTED_PROXIES": "127.0.0.1"}
"""What the tests say about addresses is believed: each test has some that nobody came from before."""

"""Made once: each client would load the world's certificates."""

Addresses = Iterator[str]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.campaign)])
def board(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    url = ""
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
    board = Board(tmp_path_factory.mktemp("board"), url, {**LIMITS, **TRUSTED})
    board.start()
    yield board
    board.close()


@pytest.fixture(scope="module")
def addresses() -> Addresses:
    return (f"198.18.{number // 250}.{number % 250}" for number in count())


class Stranger:
    """Comes from one address, or says so."""

    def __init__(self, board: Board, address: str) -> None:
        headers = {"X-Forwarded-For": address}
        self.http = plain_http.client(base_url=board.url, headers=headers, timeout=60)

    def guess(self, email: str, password: str = "wrong horse") -> httpx.Response:
        return self.http.post("/auth/login", json={"email": email, "password": password})

    def register(self, email: str = "") -> httpx.Response:
        new = {"name": "Anna", "email": email or f"{uuid4().hex}@board.example", "password": PASSWORD}
        return self.http.post("/auth/register", json=new)


class Crowd:
    """Strangers who go home after the test."""

    def __init__(self, board: Board, addresses: Addresses) -> None:
        self._board = board
        self._addresses = addresses
        self._strangers: list[Stranger] = []

    def stranger(self, address: str = "") -> Stranger:
        self._strangers.append(Stranger(self._board, address or next(self._addresses)))
        return self._strangers[-1]

    def member(self) -> str:
        """The e-mail address of an account."""
        email = f"{uuid4().hex}@board.example"
        assert self.stranger().register(email).status_code == 201
        return email

    def guess_often(self, email: str, times: int) -> Counter[int]:
        """Many at once, from ten addresses."""
        strangers = [self.stranger() for _ in range(10)]
        with ThreadPoolExecutor(len(strangers)) as guessers:
            answers = guessers.map(lambda number: strangers[number % 10].guess(email), range(times))
            return Counter(answer.status_code for answer in answers)

    def go_home(self) -> None:
        for each in self._strangers:
            each.http.close()


@pytest.fixture
def crowd(board: Board, addresses: Addresses) -> Iterator[Crowd]:
    crowd = Crowd(board, addresses)
    yield crowd
    crowd.go_home()


@pytest.fixture
def anna(crowd: Crowd) -> str:
    return crowd.member()


@pytest.mark.parametrize("guesses", [200, pytest.param(10_000, marks=pytest.mark.campaign)])
def test_ten_guesses_are_tried_and_the_owners_device_still_gets_in(
    crowd: Crowd, anna: str, guesses: int
) -> None:
    phone = crowd.stranger()
    assert phone.guess(anna, PASSWORD).status_code == 200
    assert crowd.guess_often(anna, guesses) == {401: 10, 429: guesses - 10}
    assert crowd.stranger().guess(anna, PASSWORD).status_code == 429
    assert phone.guess(anna, PASSWORD).status_code == 200


def test_guesses_at_one_known_device_lock_no_other_out(crowd: Crowd, anna: str) -> None:
    lent, phone = crowd.stranger(), crowd.stranger()
    for each in (lent, phone):
        assert each.guess(anna, PASSWORD).status_code == 200
    assert Counter(lent.guess(anna).status_code for _ in range(50)) == {401: 20, 429: 30}
    assert phone.guess(anna, PASSWORD).status_code == 200


def test_who_signs_in_again_at_a_device_has_no_more_guesses_there(crowd: Crowd, anna: str) -> None:
    phone = crowd.stranger()
    for _ in range(3):
        assert phone.guess(anna, PASSWORD).status_code == 200
        assert {phone.guess(anna).status_code for _ in range(3)} == {401}
    assert Counter(phone.guess(anna).status_code for _ in range(20)) == {401: 11, 429: 9}


def test_many_marks_of_one_account_give_sixty_guesses_in_all_and_those_of_a_stranger(
    crowd: Crowd, anna: str
) -> None:
    phones = [crowd.stranger() for _ in range(8)]
    for phone in phones:
        assert phone.guess(anna, PASSWORD).status_code == 200
    answers = Counter(phone.guess(anna).status_code for phone in phones for _ in range(10))
    assert answers == {401: 70, 429: 10}


def test_guesses_of_strangers_stop_nobody_who_is_signed_in_from_changing_what_they_get_in_by(
    crowd: Crowd, anna: str
) -> None:
    phone = crowd.stranger()
    token = phone.guess(anna, PASSWORD).json()["access_token"]
    phone.http.headers["Authorization"] = f"Bearer {token}"
    phone.http.cookies.clear()
    crowd.guess_often(anna, 20)
    for _ in range(100):
        phone.guess(anna)
    change = {"old": PASSWORD, "new": "battery staple"}
    assert phone.http.post("/auth/me/password", json=change).status_code == 204
    assert phone.guess(anna, "battery staple").status_code == 200
    wrong = [phone.http.post("/auth/me/password", json=change).status_code for _ in range(12)]
    assert wrong == [401] * 10 + [429] * 2


def test_the_mark_of_another_account_helps_nobody(crowd: Crowd, anna: str) -> None:
    mallory, ben = crowd.stranger(), crowd.member()
    assert mallory.guess(ben, PASSWORD).status_code == 200
    crowd.guess_often(anna, 20)
    assert mallory.guess(anna).status_code == 429


def test_a_mark_helps_nobody_once_all_sessions_were_ended(crowd: Crowd, anna: str) -> None:
    phone = crowd.stranger()
    token = phone.guess(anna, PASSWORD).json()["access_token"]
    phone.http.post("/auth/logout/everywhere", headers={"Authorization": f"Bearer {token}"})
    crowd.guess_often(anna, 20)
    assert phone.guess(anna).status_code == 429


def test_a_restart_gives_no_guess_back(board: Board, crowd: Crowd, anna: str) -> None:
    assert crowd.guess_often(anna, 20)[401] == 10
    board.stop()
    board.start()
    assert crowd.guess_often(anna, 20) == {429: 20}


def test_who_is_refused_is_told_in_how_many_seconds_to_come_back(crowd: Crowd, anna: str) -> None:
    crowd.guess_often(anna, 10)
    refused = crowd.stranger().guess(anna)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (429, "too_many_attempts")
    assert int(refused.headers["retry-after"]) == problem["retry_after"]
    assert 880 <= problem["retry_after"] <= 900


def test_an_absent_account_is_refused_with_the_same_words(crowd: Crowd, anna: str) -> None:
    answers = []
    for email in (anna, f"{uuid4().hex}@absent.example"):
        assert crowd.guess_often(email, 20) == {401: 10, 429: 10}
        problem = crowd.stranger().guess(email).json()
        answers.append({name: problem[name] for name in ("type", "title", "status", "code")})
    assert answers[0] == answers[1]


def test_one_address_tries_a_hundred_accounts(crowd: Crowd) -> None:
    stranger = crowd.stranger()
    with ThreadPoolExecutor(8) as guessers:
        answers = guessers.map(lambda number: stranger.guess(f"{number}@many.example"), range(110))
        assert Counter(answer.status_code for answer in answers) == {401: 100, 429: 10}


def test_one_address_registers_twenty_accounts_an_hour(crowd: Crowd) -> None:
    stranger = crowd.stranger()
    answers = Counter(stranger.register().status_code for _ in range(22))
    assert answers == {201: 20, 429: 2}
    crowd.member()


def test_what_strangers_say_about_their_address_is_not_believed(crowd: Crowd) -> None:
    """The proxy adds what it sees on the right; what stands before is the stranger's own."""
    seen = "203.0.113.9"
    strangers = [crowd.stranger(f"198.51.100.{number}, {seen}") for number in range(21)]
    assert all_register(strangers) == {201: 20, 429: 1}


def test_addresses_of_one_ipv6_network_are_one(crowd: Crowd) -> None:
    strangers = [crowd.stranger(f"2001:db8:1:2::{number:x}") for number in range(21)]
    assert all_register(strangers) == {201: 20, 429: 1}


def test_without_a_trusted_proxy_nobody_is_believed(tmp_path: Path, addresses: Addresses) -> None:
    board = Board(tmp_path, environment=LIMITS)
    board.start()
    crowd = Crowd(board, addresses)
    assert all_register([crowd.stranger() for _ in range(21)]) == {201: 20, 429: 1}
    crowd.go_home()
    board.close()


def all_register(strangers: Sequence[Stranger]) -> Counter[int]:
    return Counter(each.register().status_code for each in strangers)
