"""Normalises sounds as they come in, and as somebody asks. It has threads of its own: plays do not wait."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import ClassVar
from uuid import UUID, uuid4

from application.command import from_system
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from application.process_managers.normalizing import NORMALIZE_SOUND, WITHIN
from application.soundboard import Soundboard
from application.sounds.commands import RecordNormalizingFailed
from domain.sound import Sound
from infrastructure.bounded_process import CutOffError
from infrastructure.loudness.gate import AT_ONCE
from infrastructure.loudness.normalizing import Normalizing
from infrastructure.work.work_table import Lease, WorkTable

MARK_LENGTH = 12

logger = logging.getLogger(__name__)


class NormalizeSoundWorker:
    kind: ClassVar[str] = NORMALIZE_SOUND
    seconds_max: ClassVar[float] = WITHIN.total_seconds()
    """What waits here is held until it is done; the next start frees it."""

    def __init__(
        self,
        soundboard: Soundboard,
        executor: CommandExecutor,
        work_table: WorkTable,
        normalizing: Normalizing,
    ) -> None:
        self._soundboard = soundboard
        self._executor = executor
        self._work_table = work_table
        self._normalizing = normalizing
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="normalize")

    def close(self) -> None:
        """What is left goes on after the next start."""
        self._threads.shutdown(cancel_futures=True)

    def carry_out(self, leases: Sequence[Lease]) -> None:
        with suppress(RuntimeError):  # it is closed: the next start takes them up
            for lease in leases:
                self._threads.submit(self._normalize, lease)

    def give_up(self, reference: UUID, reason: str) -> None:
        sound = self._soundboard.load(Sound, reference)
        self._executor.begin(RecordNormalizingFailed(reference, sound.sha256, reason), from_system())

    def _normalize(self, lease: Lease) -> None:
        try:
            if self._work_table.is_owed(lease.id):
                self._normalizing.normalize(lease.reference, mark=uuid4().hex[:MARK_LENGTH])
        except CutOffError:
            """The server stops."""
        except Exception:
            logger.exception("not normalised", extra={"sound": str(lease.reference)})
            with suppress(ApplicationError):
                self.give_up(lease.reference, "It ended with an error. The server's log says which.")
