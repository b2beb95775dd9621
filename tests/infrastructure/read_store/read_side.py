"""A log, a follower on it, and somebody who reads: all real."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from infrastructure.log_store.log_store import LogStore
from infrastructure.read_store.announcer import Listener
from infrastructure.read_store.follower import Follower
from infrastructure.read_store.pages import LogPages
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.status import GenerationStatus
from infrastructure.read_store.verification import Verifier
from projections.projector import Projector
from projections.read_models import read_models
from tests.support.log import Log, unseal
from tests.support.postgresql import PostgresqlServer


class ReadSide:
    def __init__(self, log_url: str, read_url: str) -> None:
        self.log_url, self.read_url = log_url, read_url
        self.store = LogStore(log_url)
        self.log = Log(self.store)
        self.pages = LogPages(self.store.recorder, self.store.event_mapper)
        self.queries = ReadDatabase(read_url)
        self.followers: list[Follower] = []

    def follow(
        self, projectors: Sequence[Projector] | None = None, on_page: Sequence[Listener] = ()
    ) -> Follower:
        """A follower that has started; with every read model, unless others are given."""
        chosen = read_models(unseal) if projectors is None else projectors
        follower = Follower(self.pages, self.read_url, self.queries, chosen, on_page=on_page)
        self.followers.append(follower)
        follower.start()
        return follower

    def catch_up(self, follower: Follower, models: Sequence[str] = ()) -> None:
        follower.wake()
        asyncio.run(follower.watermark.reached(self.store.last_position(), models, timeout=10))

    def restart(self, projectors: Sequence[Projector] | None = None) -> Follower:
        self.close_followers()
        return self.follow(projectors)

    def close_followers(self) -> None:
        for follower in self.followers:
            follower.stop()
        for follower in self.followers:
            follower.close()
        self.followers.clear()

    def close(self) -> None:
        for follower in self.followers:
            follower.stop()
        self.queries.close()
        self.close_followers()
        self.store.close()

    # What tests look at.

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self.queries.run(query, *args, **kwargs)

    def count(self, table: str) -> int:
        return int(self.queries.run(_count, table))

    def verifier(self, projectors: Sequence[Projector] | None = None) -> Verifier:
        chosen = read_models(unseal) if projectors is None else projectors
        return Verifier(self.pages, self.queries, chosen)

    def equals_its_rebuild(self) -> dict[str, bool]:
        return {each.model: each.is_equal for each in self.verifier().verify_all()}


def on_the_database_asked_for(request: pytest.FixtureRequest, folder: Path) -> Iterator[ReadSide]:
    if request.param == "sqlite":
        side = ReadSide(f"sqlite:///{folder}/log.db", f"sqlite:///{folder}/read.db")
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
        side = ReadSide(url, url)
    yield side
    side.close()


def generations_of(follower: Follower, model: str) -> list[GenerationStatus]:
    return [each for each in follower.generations() if each.model == model]


def live(follower: Follower, model: str) -> GenerationStatus:
    [found] = [each for each in generations_of(follower, model) if each.role == "live"]
    return found


def eventually(is_so: Callable[[], bool], within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline, "It did not come to pass."
        time.sleep(0.01)


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608
