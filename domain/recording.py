"""What a sound's file holds, and what normalising made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from domain.errors import InvalidPathError
from domain.loudness import Loudness


def valid_path(path: str) -> str:
    """Raises InvalidPathError."""
    parts = PurePosixPath(path).parts
    if not parts or parts[0] == "/" or ".." in parts or "\0" in path:
        raise InvalidPathError("A sound's file lies below the folder of originals.")
    return path


@dataclass(frozen=True)
class Recording:
    """One content of one file, as it was found."""

    size_bytes: int
    duration_ms: int
    sha256: str
    modified_ns: int = 0
    """The file's time since the epoch; 0 where nobody looked."""

    def told(self) -> dict[str, Any]:
        """As events tell it."""
        return asdict(self)


@dataclass(frozen=True)
class Normalization:
    """The file that was made, measured: not what a filter said of it."""

    path: str
    """Below the folder of what is normalised."""
    method: str
    size_bytes: int
    duration_ms: int
    sha256: str
    before: Loudness
    after: Loudness
    target: Mapping[str, float]

    def told(self) -> dict[str, Any]:
        """As events tell it."""
        told = {**vars(self), "before": self.before.told(), "after": self.after.told()}
        return {**told, "target": dict(self.target)}
