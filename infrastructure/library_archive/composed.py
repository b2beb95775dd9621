"""All that has to do with libraries that leave and come as archives, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from application.executor.command_executor import CommandExecutor
from application.soundboard import Soundboard
from infrastructure.files.uploads import Uploads
from infrastructure.library.level_catalogue import LevelCatalogue
from infrastructure.library_archive.import_library import ImportLibraryWorker
from infrastructure.library_archive.imports import LibraryImports
from infrastructure.library_archive.writing import LibraryExport
from infrastructure.settings import Settings


@dataclass(frozen=True)
class LibraryArchives:
    export: LibraryExport
    imports: LibraryImports
    worker: ImportLibraryWorker


def compose_archives(
    settings: Settings,
    soundboard: Soundboard,
    executor: CommandExecutor,
    catalogue: LevelCatalogue,
    uploads: Uploads,
    *,
    tell: Callable[[UUID, Mapping[str, int]], None],
) -> LibraryArchives:
    imports = LibraryImports(
        soundboard,
        executor,
        settings.sounds_dir.resolve(),
        uploads.incoming,
        gigabytes=settings.import_max_gb,
    )
    worker = ImportLibraryWorker(
        soundboard, executor, imports, uploads, lambda id, progress: tell(id, progress.told())
    )
    return LibraryArchives(
        LibraryExport(catalogue, settings.originals_dir, settings.temp_dir), imports, worker
    )
