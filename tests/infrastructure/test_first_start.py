"""What the start of a board that was there before brings to it."""

from pathlib import Path
from shutil import rmtree

from application.credits.standard_tariff import PRICES, standard_plans
from application.decision import Commit
from application.soundboard import Soundboard
from domain.identifiers import TARIFF_ID
from domain.price import Price
from domain.tariff import Tariff
from domain.values import CreditAction
from infrastructure.composition import compose
from infrastructure.log_store.log_store import LogStore
from infrastructure.settings import load_settings
from tests.support.aggregates import collected
from tests.support.clock import NOON


async def test_an_older_board_gets_the_prices_of_new_actions_once(tmp_path: Path, log_url: str) -> None:
    settings = load_settings(
        data_dir=tmp_path / "data",
        sounds_dir=tmp_path / "sounds",
        database_url=log_url if log_url.startswith("postgresql") else "",
        audio_output="null",
        scan_watch=False,
    )
    settings.data_dir.mkdir(parents=True)
    log = LogStore(settings.log_database_url)
    prices: dict[str, Price] = {CreditAction.VLC_PLAY_SOUND: Price(7)}
    tariff = Tariff.open(standard_plans(settings.free_plan), prices, at=NOON)
    Soundboard(log).commit(Commit(events=collected(tariff)))
    log.close()
    for _ in range(2):
        container = compose(settings)
        try:
            await container.start()
            found = container.soundboard.load(Tariff, TARIFF_ID)
        finally:
            container.close()
        assert found.prices.keys() == PRICES.keys()
        assert found.price(CreditAction.VLC_PLAY_SOUND, "free") == Price(7)
        assert found.version == len(PRICES)


async def test_a_folder_of_originals_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    """An empty one in its place would say that all its sounds are missing."""
    settings = load_settings(
        data_dir=tmp_path / "data", sounds_dir=tmp_path / "sounds", audio_output="null", scan_watch=False
    )
    settings.data_dir.mkdir(parents=True)
    for _ in range(2):
        container = compose(settings)
        try:
            await container.start()
        finally:
            container.close()
        is_there = settings.originals_dir.exists()
        rmtree(settings.originals_dir, ignore_errors=True)
    assert not is_there
