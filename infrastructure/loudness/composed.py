"""All that has to do with loudness, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from application.executor.command_executor import CommandExecutor
from application.soundboard import Soundboard
from domain.edit import Edit
from domain.errors import InvalidEditError
from domain.sound import Sound
from infrastructure.bounded_process import Processes
from infrastructure.library.level_catalogue import LevelCatalogue
from infrastructure.library.sound_files import SoundFiles
from infrastructure.library.sound_store import SoundStore
from infrastructure.loudness.ffmpeg import Ffmpeg
from infrastructure.loudness.gate import gate
from infrastructure.loudness.janitor import Janitor
from infrastructure.loudness.lost_files import LostFiles
from infrastructure.loudness.normalize_batch import NormalizeBatchWorker
from infrastructure.loudness.normalize_sound import NormalizeSoundWorker
from infrastructure.loudness.normalizer import Normalizer
from infrastructure.loudness.normalizing import Normalizing
from infrastructure.loudness.rendering import HOURS_MAX, TOO_LONG, Renderer
from infrastructure.loudness.renders import Renders
from infrastructure.settings import Settings
from infrastructure.work.work_table import WorkTable
from infrastructure.work.worker import Worker

NORMALIZING_PROGRESS = "normalizing_progress"

Tell = Callable[[str, Mapping[str, object]], None]


@dataclass(frozen=True)
class Loudness:
    soundboard: Soundboard
    files: SoundFiles
    renders: Renders
    normalizing: Normalizing
    sounds: NormalizeSoundWorker
    batches: NormalizeBatchWorker
    janitor: Janitor
    lost_files: LostFiles
    processes: Processes

    def ensure_can_be_made(self, sound_id: UUID, edit: Edit) -> None:
        """Raises InvalidEditError, NotFoundError, TooManyRendersError."""
        sound = self.soundboard.load(Sound, sound_id)
        heard_ms = edit.heard_ms(sound.file_ms)
        if not edit.is_none and heard_ms > HOURS_MAX * 3_600_000:
            raise InvalidEditError(TOO_LONG)
        self.renders.ensure_room(heard_ms)

    def has_lost_its_result(self, sound_id: UUID) -> bool:
        """Whether it was normalised, and the file is gone. Raises NotFoundError."""
        path = self.soundboard.load(Sound, sound_id).normalized_path
        return bool(path) and not self.normalizing.is_there(path)

    @property
    def chores(self) -> Sequence[Callable[[], None]]:
        """To be asked again and again whether they are due."""
        return [self.janitor.tidy_if_due, self.lost_files.look_if_due]

    @property
    def workers(self) -> Sequence[Worker]:
        return [self.sounds, self.batches]

    def close(self) -> None:
        """What runs is killed, and done after the next start."""
        self.normalizing.close()
        self.processes.close()
        self.renders.close()
        self.batches.close()
        self.sounds.close()


def compose_loudness(
    settings: Settings,
    soundboard: Soundboard,
    executor: CommandExecutor,
    *,
    work_table: WorkTable,
    catalogue: LevelCatalogue,
    tell: Tell,
) -> Loudness:
    """`tell`: for what hosts hear of while it goes on."""

    def on_progress(batch_id: UUID, done: int, of: int) -> None:
        tell(NORMALIZING_PROGRESS, {"batch_id": batch_id, "done": done, "of": of})

    processes = Processes()
    target, form = settings.loudness_target, settings.normalized_form
    store = SoundStore(settings.sounds_dir.resolve())
    files = SoundFiles(store, Renderer(Ffmpeg(processes), target))
    normalizing = Normalizing(
        soundboard,
        executor,
        store,
        files,
        normalizer=Normalizer(Ffmpeg(processes, is_background=True), target, form),
        gate=gate(),
        passes=settings.normalized_audio_passes,
    )
    return Loudness(
        soundboard,
        files,
        Renders(soundboard, files),
        normalizing,
        NormalizeSoundWorker(soundboard, executor, work_table, normalizing),
        NormalizeBatchWorker(soundboard, executor, catalogue, normalizing, on_progress),
        Janitor(store, catalogue),
        LostFiles(store, catalogue, executor, is_wanted=settings.normalize_new_sounds),
        processes,
    )
