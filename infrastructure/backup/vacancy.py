"""Where a board may be restored: where nothing is yet."""

from collections.abc import Iterator
from pathlib import Path

from infrastructure.backup.errors import NotEmptyError
from infrastructure.settings import Settings

STAGE = ".restoring"
"""What is restored lies in folders of this name until all of it is known to be right."""

PLACES = ("originals", "normalized")


def ensure_vacant(settings: Settings) -> None:
    """Raises NotEmptyError. What a restore that was cut short left in its own folders does not count."""
    data, sounds = settings.data_dir.resolve(), settings.sounds_dir.resolve()
    taken = [each for each in (data / "log.db", data / "read.db") if each.exists()]
    taken += [each for each in (data / "secrets",) if any(files_below(each))]
    taken += [sounds / each for each in PLACES if any(files_below(sounds / each))]
    if taken:
        named = ", ".join(map(str, taken))
        raise NotEmptyError(
            f"Something is there already: {named}. A restore never writes over anything: name an empty "
            "DATA_DIR and SOUNDS_DIR, or move that away first."
        )


def files_below(folder: Path) -> Iterator[Path]:
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        if each.is_dir() and not each.is_symlink():
            if each.name != STAGE:
                yield from files_below(each)
        else:
            yield each


def remove_empty_folders(folder: Path) -> None:
    """What is below `folder`; there are no files."""
    for each in sorted(folder.rglob("*"), reverse=True):
        if STAGE not in each.relative_to(folder).parts:
            each.rmdir()
