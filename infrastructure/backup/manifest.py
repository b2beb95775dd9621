"""What a backup says of itself: which moment it is of, what is in it, and the hash of every part."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

import msgspec

from infrastructure.backup.errors import InvalidBackupError, NewerBackupError
from infrastructure.seals.seal import Head

FORMAT = "soundboard-backup"
FORMAT_VERSION = 1
NAME = "manifest.json"

Kind = Literal["uuid", "bytes", "text", "integer", "real"]
Place = Literal["originals", "normalized"]


class Part(msgspec.Struct, frozen=True):
    """A member of the archive; its name is ours, never that of a file outside."""

    name: str
    size_bytes: int
    sha256: str


class TablePart(msgspec.Struct, frozen=True):
    table: str
    columns: Sequence[tuple[str, Kind]]
    rows: int
    part: Part


class SecretPart(msgspec.Struct, frozen=True):
    file: str
    part: Part


class SoundPart(msgspec.Struct, frozen=True):
    """Files of the same content have one part. `modified_ns` is since the epoch."""

    place: Place
    path: str
    modified_ns: int
    part: Part


class Lost(msgspec.Struct, frozen=True):
    """A file that the log knows, and that is not in the backup."""

    place: Place
    path: str
    reason: str


class Manifest(msgspec.Struct, frozen=True):
    format: str
    format_version: int
    product_version: str
    database: str
    revision: str
    """Of the tables of the log store."""
    taken_at: datetime
    """What was acknowledged before that is in it."""
    position: int
    head: Head | None
    """The newest seal; what came behind it is unsealed."""
    tables: Sequence[TablePart]
    secrets: Sequence[SecretPart]
    sounds: Sequence[SoundPart]
    lost: Sequence[Lost]

    @property
    def is_whole(self) -> bool:
        """Whether every original is in it: what is normalised can be made again."""
        return not self.lost_originals

    @property
    def lost_originals(self) -> Sequence[Lost]:
        return [each for each in self.lost if each.place == "originals"]


class _Beginning(msgspec.Struct):
    format: str
    format_version: int
    product_version: str


def encoded(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decoded(document: bytes) -> Manifest:
    """Raises InvalidBackupError."""
    try:
        beginning = msgspec.json.decode(document, type=_Beginning)
        if beginning.format != FORMAT:
            raise InvalidBackupError("This is no backup of a soundboard.")
        if beginning.format_version > FORMAT_VERSION:
            raise NewerBackupError(
                f"Soundboard {beginning.product_version} made this backup in a form that is newer than this "
                "program. Install that version, or a later one."
            )
        manifest = msgspec.json.decode(document, type=Manifest)
    except msgspec.MsgspecError as error:
        raise InvalidBackupError(f"The manifest cannot be read: {error}") from None
    for each in manifest.sounds:
        _ensure_below_its_folder(each.path)
    for secret in manifest.secrets:
        if PurePosixPath(secret.file).parts != (secret.file,) or secret.file == "..":
            raise InvalidBackupError(f"{secret.file!r} is no name of a secret.")
    return manifest


def _ensure_below_its_folder(path: str) -> None:
    parts = PurePosixPath(path).parts
    if not parts or parts[0].startswith("/") or ".." in parts or "\0" in path:
        raise InvalidBackupError(f"{path!r} is no path below the folder of sounds.")
