"""Killed before any step that changes a file: nothing half made has a name, and then it heals."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.listener import heard
from tests.conftest import DATABASES
from tests.support import dying_normalizer
from tests.support.many_lives import DEAD, DONE, Live, many_lives
from tests.support.normalizing import LENGTH_MS
from tests.support.postgresql import PostgresqlServer

STEPS_AT_LEAST = 8
"""Two folders, three programs, the disk twice, the name, the former result."""


class Patient:
    def __init__(self, folder: Path, live: Live) -> None:
        self._folder = folder
        self._live = live

    def dies_at(self, step: int, *, asks: bool) -> bool:
        """Whether it did; it may have been through before."""
        return self._live(dies_at=step, asks=asks) == DEAD

    def heals(self) -> None:
        assert self._live(dies_at=0, asks=False) == DONE

    def ensure_nothing_is_half_made(self) -> None:
        for file in (self._folder / "sounds" / "normalized").rglob("*.mp3"):
            assert heard(file, LENGTH_MS / 1000).integrated == pytest.approx(-23.0, abs=0.5)


@contextmanager
def patient(folder: Path, database_url: str) -> Iterator[Patient]:
    (folder / "data").mkdir()
    with many_lives(dying_normalizer, folder, database_url) as live:
        yield Patient(folder, live)


def test_killed_at_step_after_step_it_ends_with_one_whole_result(tmp_path: Path) -> None:
    with patient(tmp_path, "") as alive:
        alive.heals()
        step = 1
        while alive.dies_at(step, asks=True):
            alive.ensure_nothing_is_half_made()
            step += 1
        alive.heals()
    assert step > STEPS_AT_LEAST


@pytest.mark.campaign
@pytest.mark.parametrize("database", DATABASES)
def test_killed_at_any_step_it_heals(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = ""
    if database == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
    with patient(tmp_path, url) as alive:
        alive.heals()
        step = 1
        while alive.dies_at(step, asks=True):
            alive.ensure_nothing_is_half_made()
            alive.heals()
            step += 1
    assert step > STEPS_AT_LEAST
