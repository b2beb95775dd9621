"""Normalises many sounds, on both cores. Cut off by a restart, it goes on where it was."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from typing import ClassVar
from uuid import UUID

from application.command import from_system
from application.executor.command_executor import CommandExecutor
from application.library.commands import CompleteNormalizing, FailNormalizing
from application.process_managers.normalizing import NORMALIZE_BATCH, WITHIN
from application.soundboard import Soundboard
from domain.identifiers import LIBRARY_ID
from domain.loudness import Loudness
from domain.sound import Sound
from domain.sound_library import SoundLibrary
from infrastructure.bounded_process import CutOffError
from infrastructure.library.level_catalogue import LevelCatalogue
from infrastructure.library.sound_store import mark_of
from infrastructure.loudness.batch_report import BatchReport
from infrastructure.loudness.gate import AT_ONCE
from infrastructure.loudness.normalize_sound import MARK_LENGTH
from infrastructure.loudness.normalizing import Normalizing, Outcome, Verdict, verdict_on
from infrastructure.loudness.target import Target
from infrastructure.work.work_table import Lease
from projections.sounds.normalized import SoundToNormalize, sounds_to_normalize

TOLD_EVERY_SECONDS = 0.25

OnProgress = Callable[[UUID, int, int], None]
"""Called with the batch, sounds done and sounds in all."""

logger = logging.getLogger(__name__)


class NormalizeBatchWorker:
    kind: ClassVar[str] = NORMALIZE_BATCH
    seconds_max: ClassVar[float] = WITHIN.total_seconds()

    def __init__(
        self,
        soundboard: Soundboard,
        executor: CommandExecutor,
        catalogue: LevelCatalogue,
        normalizing: Normalizing,
        on_progress: OnProgress,
    ) -> None:
        self._soundboard = soundboard
        self._executor = executor
        self._catalogue = catalogue
        self._normalizing = normalizing
        self._on_progress = on_progress
        self._is_closing = Event()
        self._threads: list[Thread] = []
        self._progress: dict[UUID, tuple[int, int]] = {}

    def progress(self, batch_id: UUID) -> tuple[int, int] | None:
        """Sounds done and sounds in all; None for a batch that does not run here."""
        return self._progress.get(batch_id)

    def close(self) -> None:
        """What is left goes on after the next start."""
        self._is_closing.set()
        for thread in self._threads:
            thread.join()

    def carry_out(self, leases: Sequence[Lease]) -> None:
        """In a thread of its own, as it may take days."""
        for lease in leases:
            thread = Thread(target=self._run, args=(lease.reference,), name="normalize-batch", daemon=True)
            self._threads.append(thread)
            thread.start()

    def give_up(self, reference: UUID, reason: str) -> None:
        self._executor.begin(FailNormalizing(reference, reason), from_system())

    def _run(self, batch_id: UUID) -> None:
        try:
            library = self._soundboard.load(SoundLibrary, LIBRARY_ID)
            if library.running_batch == batch_id:
                self._normalize_all(batch_id, library)
        except CutOffError:
            """The server stops."""
        except Exception:
            logger.exception("the batch failed", extra={"batch": str(batch_id)})
            self.give_up(batch_id, "It ended with an error. The server's log says which.")
        finally:
            self._progress.pop(batch_id, None)

    def _normalize_all(self, batch_id: UUID, library: SoundLibrary) -> None:
        """A result of this batch bears its mark: after a restart that is how it is known to be done.

        A result that is gone from the disk is none.
        """
        mark = batch_id.hex[:MARK_LENGTH]
        report = BatchReport()
        todo: list[SoundToNormalize] = []
        for sound in self._catalogue.ask(sounds_to_normalize, library.batch["sound_type"]):
            is_there = self._normalizing.is_there(sound.normalized_path)
            if is_there and mark_of(sound.normalized_path) == mark:
                report.add(sound, _verdict_of(sound))
            elif sound.is_missing:
                report.add_missing(sound)
            elif library.batch["is_forced"] or sound.has_failed or not is_there:
                todo.append(sound)
            else:
                report.add_unchanged()
        is_forced, passes = library.batch["is_forced"], library.batch["passes"]

        def normalize(sound: SoundToNormalize) -> Verdict | None:
            if self._is_closing.is_set():
                raise CutOffError("The soundboard is stopping.")
            if not is_forced and self._is_done_meanwhile(sound):
                return None
            try:
                return self._normalizing.normalize(sound.sound_id, mark=mark, passes=passes)
            except CutOffError:
                raise
            except Exception:
                logger.exception("not normalised", extra={"sound": str(sound.sound_id)})
                return Verdict(Outcome.FAILED, "It ended with an error. The server's log says which.")

        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="normalize-batch") as pool:
            verdicts = zip(todo, pool.map(normalize, todo), strict=True)
            self._follow(batch_id, report, verdicts, of=len(todo) + report.total)
        counts = report.as_counts()
        self._executor.run(
            CompleteNormalizing(batch_id, counts=counts, details=report.details), from_system(is_bulk=True)
        )
        logger.info("sounds were normalised", extra={"batch": str(batch_id), **counts})

    def _follow(
        self,
        batch_id: UUID,
        report: BatchReport,
        verdicts: Iterable[tuple[SoundToNormalize, Verdict | None]],
        of: int,
    ) -> None:
        told_at = -TOLD_EVERY_SECONDS
        self._progress[batch_id] = (report.total, of)
        for sound, verdict in verdicts:
            if verdict is None:
                report.add_unchanged()
            else:
                report.add(sound, verdict)
            self._progress[batch_id] = (report.total, of)
            if report.total == of or time.monotonic() - told_at > TOLD_EVERY_SECONDS:
                told_at = time.monotonic()
                self._on_progress(batch_id, report.total, of)

    def _is_done_meanwhile(self, sound: SoundToNormalize) -> bool:
        """Another was quicker, or it is in the trash by now."""
        now = self._soundboard.load(Sound, sound.sound_id)
        return now.is_trashed or now.normalized_path not in ("", sound.normalized_path)


def _verdict_of(sound: SoundToNormalize) -> Verdict:
    told = sound.normalization
    return verdict_on(told["method"], Loudness.of(told["after"]), Target(**told["target"]))
