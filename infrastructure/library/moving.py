"""Moves a file to where it belongs: it is there whole or not at all, also where that is another disk."""

import errno
import os
import shutil
from pathlib import Path


def move_file(file: Path, place: Path) -> None:
    """Raises OSError. On another disk `file` stays, and a copy that was cut off is left beside the place."""
    try:
        os.replace(file, place)  # noqa: PTH105 - a step that tests of crashes can see
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_across(file, place)


def copy_beside(place: Path) -> Path:
    """Hidden, so that no scan takes it for a sound."""
    return place.with_name(f".{place.name}.part")


def _move_across(file: Path, place: Path) -> None:
    copy = copy_beside(place)
    try:
        shutil.copy2(file, copy)
        with copy.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(copy, place)  # noqa: PTH105 - the same
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
