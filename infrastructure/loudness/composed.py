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
from infrastructure.loudness.ffmpeg import Ffmpeg, FfmpegError
from infrastructure.loudness.gate import Gate
from infrastructure.loudness.janitor import Janitor
from infrastructure.loudness.normalize_batch import NormalizeBatchWorker
from infrastructure.loudness.normalize_sound import NormalizeSoundWorker
from infrastructure.loudness.normalizer import Normalizer
from infrastructure.loudness.normalizing import Normalizing
from infrastructure.loudness.rendering import Renderer
from infrastructure.settings import Settings
from infrastructure.work.work_table import WorkTable
from infrastructure.work.worker import Worker

NORMALIZING_PROGRESS = "normalizing_progress"

Tell = Callable[[str, Mapping[str, object]], None]


@dataclass(frozen=True)
class Loudness:
    soundboard: Soundboard
    files: SoundFiles
    normalizing: Normalizing
    sounds: NormalizeSoundWorker
    batches: NormalizeBatchWorker
    janitor: Janitor
    processes: Processes

    def prepare(self, sound_id: UUID, edit: Edit) -> None:
        """Makes the file in which it would be heard so, before anybody does. Raises DomainError."""
        sound = self.soundboard.load(Sound, sound_id)
        edit.ensure_within(sound.file_ms)
        try:
            self.files.heard_as(sound, sound.normalized_path, edit)
        except FfmpegError as error:
            raise InvalidEditError(f"It cannot be heard like that: {error}") from None

    @property
    def workers(self) -> Sequence[Worker]:
        return [self.sounds, self.batches]

    def close(self) -> None:
        """What runs is killed, and done after the next start."""
        self.normalizing.close()
        self.processes.close()
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

    processes, gate = Processes(), Gate()
    target, form = settings.loudness_target, settings.normalized_form
    store = SoundStore(settings.sounds_dir.resolve())
    files = SoundFiles(store, Renderer(Ffmpeg(processes), target, form), turn=gate.for_somebody)
    normalizing = Normalizing(
        soundboard,
        executor,
        store,
        files,
        normalizer=Normalizer(Ffmpeg(processes, is_background=True), target, form),
        gate=gate,
        passes=settings.normalized_audio_passes,
    )
    return Loudness(
        soundboard,
        files,
        normalizing,
        NormalizeSoundWorker(soundboard, executor, work_table, normalizing),
        NormalizeBatchWorker(soundboard, executor, catalogue, normalizing, on_progress),
        Janitor(store, catalogue, form.suffix),
        processes,
    )
