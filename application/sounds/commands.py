"""What can be asked of a sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from application.command import Command
from domain.edit import Edit
from domain.recording import Normalization, Recording
from domain.values import SoundType


@dataclass(frozen=True)
class SoundRegistered:
    sound_id: UUID


@dataclass(frozen=True)
class RegisterSound(Command[SoundRegistered]):
    """`path` is relative to the folder of originals, with forward slashes."""

    sound_id: UUID
    sound_type: SoundType
    title: str
    path: str
    recording: Recording
    original_name: str
    by: UUID


@dataclass(frozen=True)
class MoveSound(Command[None]):
    sound_id: UUID
    path: str
    modified_ns: int


@dataclass(frozen=True)
class ChangeContent(Command[None]):
    """Another file lies where the sound's was."""

    sound_id: UUID
    recording: Recording


@dataclass(frozen=True)
class TouchSound(Command[None]):
    sound_id: UUID
    modified_ns: int


@dataclass(frozen=True)
class MarkSoundMissing(Command[None]):
    sound_id: UUID


@dataclass(frozen=True)
class MarkSoundBack(Command[None]):
    sound_id: UUID


@dataclass(frozen=True)
class NormalizeSound(Command[None]):
    """Answers at once: the sound is normalised as soon as there is time. Forced: also where it was before."""

    sound_id: UUID
    passes: int | None
    is_forced: bool = True


@dataclass(frozen=True)
class RecordNormalized(Command[None]):
    """What was made of the content with that hash."""

    sound_id: UUID
    source_sha256: str
    result: Normalization


@dataclass(frozen=True)
class RecordNormalizingFailed(Command[None]):
    sound_id: UUID
    source_sha256: str
    reason: str


@dataclass(frozen=True)
class ChangeLabels(Command[None]):
    """None leaves what is there."""

    sound_id: UUID
    title: str | None = None
    description: str | None = None
    tags: Sequence[str] | None = None
    colour: str | None = None


@dataclass(frozen=True)
class EditSound(Command[None]):
    sound_id: UUID
    edit: Edit


@dataclass(frozen=True)
class TrashSound(Command[None]):
    """What a host throws away only a host restores."""

    sound_id: UUID
    by_host: bool = False


@dataclass(frozen=True)
class RestoreSound(Command[None]):
    sound_id: UUID
    by_host: bool = False


@dataclass(frozen=True)
class AddFavourite(Command[None]):
    user_id: UUID
    sound_id: UUID


@dataclass(frozen=True)
class RemoveFavourite(Command[None]):
    user_id: UUID
    sound_id: UUID
