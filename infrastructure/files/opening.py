"""Opens files below the sounds folder: no path leads out of it, and no link but those of its own folders.

Whoever runs the board may have put one of these on another disk. Links below them may be anybody's.
"""

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from infrastructure.library.sound_folders import FOLDERS


class OutsideError(OSError):
    """It is not a file below the folder, whatever it is."""


def real_path_below(sounds: Path, path: Path) -> Path:
    """Without links. Raises OSError."""
    try:
        real = path.resolve(strict=True)
    except (ValueError, RuntimeError) as error:
        raise OutsideError("There can be no such path.") from error
    if not any(real.is_relative_to(folder.resolve()) for folder in _folders(sounds)):
        raise OutsideError("It lies elsewhere.")
    return real


def open_below(sounds: Path, path: Path) -> io.FileIO:
    """To be read. Raises OSError."""
    real = real_path_below(sounds, path)
    descriptor = os.open(real, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OutsideError("It is not a file.")
    return io.FileIO(descriptor)


def _folders(sounds: Path) -> Iterator[Path]:
    yield sounds
    for place in (sounds / "originals", sounds / "normalized"):
        yield place
        yield from (place / name for name in FOLDERS.values())
