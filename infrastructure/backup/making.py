"""Makes a backup of a board, while it runs or not: the log of one moment, then the files that it knows."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from infrastructure.backup.archive_writer import ArchiveWriter, new_archive
from infrastructure.backup.errors import NoBoardError
from infrastructure.backup.known_sounds import KnownSounds
from infrastructure.backup.log_copy import LogCopy
from infrastructure.backup.log_snapshot import log_snapshot, streams_of_today
from infrastructure.backup.manifest import FORMAT, FORMAT_VERSION, Manifest, SecretPart
from infrastructure.backup.sound_copies import SoundCopies
from infrastructure.data_folder import DataFolder
from infrastructure.databases import is_sqlite
from infrastructure.log_store.migrate import NEWEST
from infrastructure.settings import Settings
from infrastructure.version import VERSION

SECRETS = ("email.key", "reports.key")
"""`tokens.key` is left out: who stole a backup could sign in as anybody on the board that runs."""

LOG, SOUNDS = "rows of the log", "bytes of sounds"

OnProgress = Callable[[str, int, int], None]
"""What is being done, how much of it is, and of how much."""


class Counter:
    """How much of something is done."""

    def __init__(self, what: str, of: int, on_progress: OnProgress) -> None:
        self._what = what
        self._of = of
        self._on_progress = on_progress
        self._done = 0
        self.count(0)

    def count(self, more: int) -> None:
        self._done += more
        self._on_progress(self._what, self._done, self._of)


def make_backup(settings: Settings, file: Path, *, force: bool = False, on_progress: OnProgress) -> Manifest:
    """What was acknowledged before it is in it.

    Raises BackupError, FileInTheWayError, and OSError where a disk says no.
    """
    url = settings.log_database_url
    if DataFolder(settings.data_dir).is_unfinished:
        raise NoBoardError(f"A restore into {settings.data_dir} was cut short: there is no board to back up.")
    with new_archive(file, force=force) as archive:
        taken_at = datetime.now(UTC)
        with log_snapshot(url) as snapshot:
            log = LogCopy(archive, Counter(LOG, snapshot.rows, on_progress).count)
            log.copy(snapshot)
            position, head = snapshot.position(), snapshot.head()
        secrets = [_secret(archive, settings.secrets_dir / each) for each in SECRETS]
        sounds = _copy_sounds(archive, settings, log.known, on_progress)
        manifest = Manifest(
            format=FORMAT,
            format_version=FORMAT_VERSION,
            product_version=VERSION,
            database="SQLite" if is_sqlite(url) else "PostgreSQL",
            revision=NEWEST,
            taken_at=taken_at,
            position=position,
            head=head,
            tables=log.tables,
            secrets=secrets,
            sounds=sounds.sounds,
            lost=sounds.lost,
        )
        archive.finish(manifest)
    return manifest


def _secret(archive: ArchiveWriter, file: Path) -> SecretPart:
    if not file.is_file():
        raise NoBoardError(f"The key {file} is not there: nobody could sign in after a restore.")
    with archive.part(f"secrets/{file.name}", is_compressible=False) as part:
        part.write(file.read_bytes())
    return SecretPart(file.name, part.finished())


def _copy_sounds(
    archive: ArchiveWriter, settings: Settings, known: KnownSounds, on_progress: OnProgress
) -> SoundCopies:
    files = known.files()
    copied = Counter(SOUNDS, sum(each.size_bytes for each in files), on_progress)
    with streams_of_today(settings.log_database_url) as streams:
        sounds = SoundCopies(archive, settings.sounds_dir.resolve(), streams, copied.count)
        sounds.copy(files)
    return sounds
