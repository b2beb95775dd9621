"""What can be asked while another board's library is brought in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from application.command import Command
from domain.edit import Edit
from domain.recording import Recording
from domain.values import SoundType


@dataclass(frozen=True)
class ImportBegun:
    import_id: UUID


@dataclass(frozen=True)
class StartImport(Command[ImportBegun]):
    """Of an archive that was received and checked, with so many sounds on its list."""

    import_id: UUID
    asked_by: UUID
    sha256: str
    sounds: int


@dataclass(frozen=True)
class CompleteImport(Command[None]):
    import_id: UUID
    counts: dict[str, int]
    details: list[dict[str, str]]


@dataclass(frozen=True)
class FailImport(Command[None]):
    import_id: UUID
    reason: str


@dataclass(frozen=True)
class CancelImport(Command[None]):
    import_id: UUID


@dataclass(frozen=True)
class Told:
    """What people made of a sound elsewhere."""

    title: str
    description: str
    tags: Sequence[str]
    colour: str
    edit: Edit
    plays: int
    last_played_at: datetime | None
    is_trashed: bool


@dataclass(frozen=True)
class ImportSound(Command[None]):
    """A sound as it was elsewhere: all of it, or nothing. `path` as in `RegisterSound`."""

    sound_id: UUID
    sound_type: SoundType
    path: str
    recording: Recording
    original_name: str
    by: UUID
    told: Told


@dataclass(frozen=True)
class TakeOver(Command[None]):
    """A sound that nobody here said anything of is as it was elsewhere. Not news, once it has moved on from
    `version`.
    """

    sound_id: UUID
    version: int
    told: Told
