"""A backup is no library, a library is no backup: who holds out the wrong one is told of the other word."""

from pathlib import Path

from infrastructure.backup.archive_reader import opened_archive
from infrastructure.backup.errors import InvalidBackupError, NewerBackupError
from infrastructure.files.errors import ArchiveVersionError, FilesError
from infrastructure.library_archive.reading import opened


def is_backup(file: Path) -> bool:
    """Also one of a newer program."""
    try:
        with opened_archive(file):
            return True
    except NewerBackupError:
        return True
    except (InvalidBackupError, OSError):
        return False


def is_library(file: Path) -> bool:
    """Also one of a newer program."""
    try:
        with opened(file):
            return True
    except ArchiveVersionError:
        return True
    except (FilesError, OSError):
        return False
