"""The one writer put together: what handles which command, and what follows from events."""

from collections.abc import Callable

from application.accounts.handlers import AccountHandlers
from application.accounts.hosts import Hosts
from application.credits.charging import Charging, with_charges
from application.credits.handlers import CreditHandlers
from application.credits.sweep import SweepHandlers
from application.credits.tariff_handlers import TariffHandlers
from application.decision import Commit
from application.executor.batch import BatchWriter
from application.executor.working_set import WorkingSet
from application.library.handlers import LibraryHandlers
from application.library.import_handlers import ImportHandlers
from application.plays.handlers import PlayHandlers
from application.ports import Clock, CommandHandlers
from application.process_managers.holding import Holding
from application.process_managers.importing import Importing
from application.process_managers.leaving import Leaving
from application.process_managers.normalizing import Normalizing
from application.process_managers.playing import Playing
from application.process_managers.recharging import Recharging
from application.process_managers.scanning import Scanning
from application.process_managers.speaking import Speaking
from application.sign_in.handlers import SignInHandlers
from application.soundboard import Soundboard
from application.sounds.favourite_handlers import FavouriteHandlers
from application.sounds.handlers import SoundHandlers
from application.speeches.handlers import SpeechHandlers
from infrastructure.log_store.log_store import LogStore
from infrastructure.playback.speakers import Speakers
from infrastructure.settings import Settings
from infrastructure.work.work_table import WorkTable


def compose_writer(
    settings: Settings,
    soundboard: Soundboard,
    log: LogStore,
    clock: Clock,
    *,
    speakers: Speakers,
    work_table: WorkTable,
    after_commit: Callable[[int, Commit], None],
) -> BatchWriter:
    """For a process that owns the log: nobody else writes to it."""
    working_set = WorkingSet(soundboard)
    handlers: list[CommandHandlers] = [
        AccountHandlers(working_set, clock),
        SignInHandlers(working_set, clock),
        CreditHandlers(working_set, clock),
        TariffHandlers(working_set, clock),
        SweepHandlers(working_set, clock),
        LibraryHandlers(working_set, clock),
        ImportHandlers(working_set, clock),
        SoundHandlers(working_set, clock),
        FavouriteHandlers(working_set, clock),
        SpeechHandlers(working_set, clock),
        PlayHandlers(working_set, clock, speakers, work_table),
    ]
    return BatchWriter(
        soundboard,
        log,
        working_set,
        with_charges(
            {command: handle for each in handlers for command, handle in each.by_command().items()},
            Charging(working_set, clock),
        ),
        [
            Playing(),
            Holding(),
            Recharging(),
            Scanning(),
            Importing(),
            Normalizing(of_new_sounds=settings.normalize_new_sounds),
            Speaking(),
            Leaving(),
        ],
        hosts=Hosts(working_set),
        is_only_writer=True,
        after_commit=after_commit,
    )
