"""Has results made again that are gone, as after a restore without them."""

import logging
from contextlib import suppress
from uuid import uuid4

from application.command import from_system
from application.executor.command_executor import CommandExecutor
from application.library.commands import StartNormalizing
from domain.errors import DomainError
from infrastructure.library.level_catalogue import LevelCatalogue
from infrastructure.library.sound_store import SoundStore
from projections.sounds.normalized import sounds_to_normalize

logger = logging.getLogger(__name__)


class LostFiles:
    def __init__(
        self, store: SoundStore, catalogue: LevelCatalogue, executor: CommandExecutor, *, is_wanted: bool
    ) -> None:
        """`is_wanted`: where sounds are normalised by themselves, and not only when somebody asks."""
        self._store = store
        self._catalogue = catalogue
        self._executor = executor
        self.is_due = is_wanted

    def look_if_due(self) -> None:
        """Once, after the start, as soon as the catalogue is level."""
        if self.is_due and self._catalogue.is_level:
            self.is_due = False
            self.look()

    def look(self) -> None:
        lost = sum(
            not sound.is_missing
            and bool(sound.normalized_path)
            and not self._store.is_normalized(sound.normalized_path)
            for sound in self._catalogue.ask(sounds_to_normalize)
        )
        if lost:
            logger.warning("files of normalised sounds are gone, and are made again", extra={"files": lost})
            with suppress(DomainError):  # a batch runs: it makes them
                self._executor.run(StartNormalizing(uuid4(), "", False, None), from_system())
