"""What survives a power cut."""

import os
from pathlib import Path


def to_disk(path: Path) -> None:
    """A file's content; of a folder, which names it has. Returns when it is there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
