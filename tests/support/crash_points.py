"""A process in which the real parts carry out commands, and which dies as by kill -9, on the nth step."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from application.command import envelope, from_system
from application.credits.commands import OpenTariff
from application.credits.standard_tariff import PRICES, standard_plans
from application.process_managers.leaving import SCRUB
from application.sessions import InSession
from application.sign_in.commands import BeginSession, IssueToken, LinkIdentity
from domain.errors import AlreadyClaimedError
from domain.identifiers import TARIFF_ID
from domain.tariff import Tariff
from domain.values import Scope
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.identity.api_tokens import hash_of
from infrastructure.log_store.tables import work
from infrastructure.settings import load_settings
from tests.support.fuses import Fuse
from tests.support.many_lives import be_born

PATIENCE_SECONDS = 20.0

A_SESSION = InSession(uuid4(), epoch=0)
PASSWORD_OF_ALL = "correct horse battery"


def email_of(number: int) -> str:
    return f"person.{number}.unmistakable@board.example"


def name_of(number: int) -> str:
    return f"Unmistakable {number} Person"


def subject_of(number: int) -> str:
    return f"subject {number}"


def device_of(number: int) -> str:
    return f"unmistakable-device-{number}/1"


async def register(container: Container, number: int) -> None:
    """Again is refused."""
    command = await container.accounts.registration(
        name=name_of(number),
        email=email_of(number),
        password=PASSWORD_OF_ALL,
        external=container.accounts.external("github", subject_of(number)),
    )
    with suppress(AlreadyClaimedError):
        await container.executor.execute(command, envelope(command.user_id))


async def settle_in(container: Container, number: int) -> None:
    """A session and an API token."""
    user_id = await who_is(container, number)
    session = BeginSession(uuid4(), user_id, 0, timedelta(days=1), device_of(number))
    await container.executor.execute(session, envelope(user_id))
    token = IssueToken(
        uuid4(), user_id, A_SESSION, frozenset({Scope.READ}), None, device_of(number), hash_of("secret")
    )
    await container.executor.execute(token, envelope(user_id))


async def link(container: Container, number: int) -> None:
    user_id = await who_is(container, number)
    external = container.accounts.external("google", subject_of(number))
    await container.executor.execute(LinkIdentity(user_id, A_SESSION, external), envelope(user_id))


async def erase(container: Container, number: int) -> None:
    """Again finds nobody."""
    user = await container.accounts.signed_in(email=email_of(number), password=PASSWORD_OF_ALL)
    if user is not None:
        command = container.accounts.erasure(user.user_id)
        await container.executor.execute(command, from_system())


async def who_is(container: Container, number: int) -> UUID:
    found = await container.accounts.signed_in(email=email_of(number), password=PASSWORD_OF_ALL)
    assert found is not None, f"{number} has no account."
    return found.user_id


WISHES: Mapping[str, Callable[[Container, int], Any]] = {
    "register": register,
    "settle in": settle_in,
    "link": link,
    "erase": erase,
}


def carry_out(folder: Path, database_url: str, what: str, people: Sequence[int], dies_at: int = 0) -> None:
    """What is asked for, of people, a number each. `dies_at` 0 is a start that finishes all that is owed."""
    begun_at = time.time()
    fuse = Fuse()
    fuse.watch()
    container = compose(
        load_settings(data_dir=folder / "data", sounds_dir=folder / "sounds", database_url=database_url)
    )
    container.executor.start()
    container.follower.start()
    container.dispatcher.start()
    if not dies_at:
        container.sweeper.take_up(SCRUB)
        container.sweeper.start()
    _open_tariff(container)
    fuse.light(dies_at)
    asyncio.run(_grant(container, what, people))
    _wait_until_done(container, work_since=begun_at if dies_at else 0.0)


def _open_tariff(container: Container) -> None:
    """As the first start does; accounts begin with what it says. Done before anything is counted."""
    if container.soundboard.find(Tariff, TARIFF_ID) is None:
        plans = standard_plans(container.settings.free_plan)
        container.executor.run(OpenTariff(plans, PRICES), from_system())
        _wait_until_done(container, work_since=time.time())


async def _grant(container: Container, what: str, people: Sequence[int]) -> None:
    for number in people:
        await WISHES[what](container, number)


def _wait_until_done(container: Container, work_since: float) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    end = container.log.last_position()
    while not (container.watermark.has_reached(end) and not _is_owed(container, work_since)):
        assert time.monotonic() < deadline, "It is not through yet."
        time.sleep(0.01)


def _is_owed(container: Container, since: float) -> bool:
    with container.log.reading.connect() as connection:
        return bool(connection.execute(select(work.c.id).where(work.c.asked_at >= since)).all())


if __name__ == "__main__":
    be_born(carry_out)
