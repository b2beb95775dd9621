"""Opens files below one folder: no path and no link leads out of it."""

import io
import os
import stat
from pathlib import Path


class OutsideError(OSError):
    """It is not a file below the folder, whatever it is."""


def real_path_below(folder: Path, path: Path) -> Path:
    """Without links. Raises OSError."""
    try:
        real = path.resolve(strict=True)
    except (ValueError, RuntimeError) as error:
        raise OutsideError("There can be no such path.") from error
    if not real.is_relative_to(folder.resolve()):
        raise OutsideError("It lies elsewhere.")
    return real


def open_below(folder: Path, path: Path) -> io.FileIO:
    """To be read. Raises OSError."""
    real = real_path_below(folder, path)
    descriptor = os.open(real, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OutsideError("It is not a file.")
    return io.FileIO(descriptor)
