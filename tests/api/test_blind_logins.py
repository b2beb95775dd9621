"""How long a login takes does not tell whether there is an account."""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from statistics import median
from uuid import uuid4

import pytest

from tests.support import plain_http
from tests.support.board import Board, Person

PAIRS = 1_000
MEDIANS_APART_MAX = 0.1
GUESSED_RIGHT_MAX = 0.6
"""Of those who look at the time of two logins and say which of them has an account; half is chance."""


def guessed_right(existing: Sequence[float], absent: Sequence[float]) -> float:
    ordered = sorted(absent)
    wins = sum(bisect_left(ordered, each) + bisect_right(ordered, each) for each in existing)
    return wins / 2 / len(existing) / len(absent)


@pytest.mark.campaign
def test_existing_and_absent_accounts_take_the_same_time(board: Board, anna: Person) -> None:
    email = anna.get("/auth/me")["email"]
    with plain_http.client(base_url=board.url, timeout=60) as http:

        def seconds(email: str) -> float:
            begun = time.perf_counter()
            answer = http.post("/auth/login", json={"email": email, "password": "wrong horse"})
            taken = time.perf_counter() - begun
            assert answer.status_code == 401
            return taken

        pairs = [(seconds(email), seconds(f"{uuid4().hex}@board.example")) for _ in range(PAIRS)]
    existing, absent = zip(*pairs, strict=True)
    assert abs(median(existing) / median(absent) - 1) <= MEDIANS_APART_MAX
    share = guessed_right(existing, absent)
    assert 1 - GUESSED_RIGHT_MAX <= share <= GUESSED_RIGHT_MAX
