"""A soundboard in this process, without doors, and with people in it who have credits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid5

from application.command import from_system
from application.credits.commands import OpenTariff
from application.credits.standard_tariff import PRICES, standard_plans
from domain.aggregate import AggregateRoot
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.settings import load_settings
from tests.support.aggregates import ANNA, a_ledger, an_account
from tests.support.moving_in import move_in

OPENING = 100_000
PEOPLE = [uuid5(ANNA, f"of the board {number}") for number in range(8)]


@contextmanager
def running_parts(
    folder: Path, database_url: str, *others: AggregateRoot, normalizes: bool = False
) -> Iterator[Container]:
    """The write side, the read side, the player and the work, as the server has them."""
    settings = load_settings(
        data_dir=folder / "data",
        sounds_dir=folder / "sounds",
        database_url=database_url,
        audio_output="null",
        audio_voices_max=1_000,
        credits_daily=0,
        credits_cooldown_seconds=0,
        normalize_new_sounds=normalizes,
    )
    settings.data_dir.mkdir(parents=True)
    move_in(settings.log_database_url, [*_people(), *others])
    container = compose(settings)
    container.executor.start()
    container.follower.start()
    container.audio_host.start()
    container.dispatcher.start()
    container.executor.run(OpenTariff(standard_plans(settings.free_plan), PRICES), from_system())
    container.sweeper.start()
    try:
        yield container
    finally:
        container.close()


def _people() -> Iterator[AggregateRoot]:
    for each in PEOPLE:
        yield an_account(each)
        yield a_ledger(OPENING, each)
