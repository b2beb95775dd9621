"""All that has to do with files that come in and go out, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from application.executor.command_executor import CommandExecutor
from application.soundboard import Soundboard
from infrastructure.files.covers import Covers
from infrastructure.files.served_files import ServedFiles
from infrastructure.files.upload_limits import upload_limits
from infrastructure.files.uploads import Uploads
from infrastructure.files.waveforms import Waveforms
from infrastructure.library.sound_files import SoundFiles
from infrastructure.loudness.renders import Renders
from infrastructure.settings import Settings


@dataclass(frozen=True)
class Files:
    served: ServedFiles
    uploads: Uploads
    waveforms: Waveforms
    covers: Covers


def compose_files(
    settings: Settings,
    soundboard: Soundboard,
    executor: CommandExecutor,
    sound_files: SoundFiles,
    renders: Renders,
    *,
    last_position: Callable[[], int],
) -> Files:
    sounds = settings.sounds_dir.resolve()
    incoming = settings.temp_dir / "incoming"
    limits = upload_limits(
        megabytes=settings.upload_max_mb,
        files=settings.upload_max_files,
        minutes=settings.upload_max_minutes,
    )
    return Files(
        ServedFiles(soundboard, sound_files, sounds, renders.wanted),
        Uploads(
            soundboard,
            executor,
            last_position,
            limits,
            originals=settings.originals_dir,
            incoming=incoming,
            notes=sounds / "placing",
        ),
        Waveforms(sounds / "waveforms", sound_files.original, sounds=sounds, incoming=incoming),
        Covers(sounds / "thumbnails", sound_files.original, sounds=sounds, incoming=incoming),
    )
