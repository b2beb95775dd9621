"""What can be asked of the library and its sounds."""

from dataclasses import dataclass
from uuid import UUID

from application.command import Command
from domain.values import SoundType


@dataclass(frozen=True)
class ScanBegun:
    scan_id: UUID


@dataclass(frozen=True)
class StartScan(Command[ScanBegun]):
    scan_id: UUID


@dataclass(frozen=True)
class CompleteScan(Command[None]):
    scan_id: UUID
    counts: dict[str, int]
    details: list[dict[str, str]]


@dataclass(frozen=True)
class FailScan(Command[None]):
    scan_id: UUID
    reason: str


@dataclass(frozen=True)
class RegisterSound(Command[None]):
    """`path` is relative to the folder of originals, with forward slashes."""

    sound_id: UUID
    sound_type: SoundType
    title: str
    path: str
    size_bytes: int
    duration_ms: int
    sha256: str
    by: UUID


@dataclass(frozen=True)
class MarkSoundMissing(Command[None]):
    sound_id: UUID


@dataclass(frozen=True)
class MarkSoundBack(Command[None]):
    sound_id: UUID
