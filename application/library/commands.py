"""What can be asked of the library as a whole."""

from dataclasses import dataclass
from uuid import UUID

from application.command import Command


@dataclass(frozen=True)
class ScanBegun:
    scan_id: UUID


@dataclass(frozen=True)
class StartScan(Command[ScanBegun]):
    """A deep one hashes files again that look unchanged."""

    scan_id: UUID
    is_deep: bool = False


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
class CancelScan(Command[None]):
    scan_id: UUID


@dataclass(frozen=True)
class NormalizingBegun:
    batch_id: UUID


@dataclass(frozen=True)
class StartNormalizing(Command[NormalizingBegun]):
    """An empty type is every type. Forced: also what is normalised already."""

    batch_id: UUID
    sound_type: str
    is_forced: bool
    passes: int | None


@dataclass(frozen=True)
class CompleteNormalizing(Command[None]):
    batch_id: UUID
    counts: dict[str, int]
    details: list[dict[str, str]]


@dataclass(frozen=True)
class FailNormalizing(Command[None]):
    batch_id: UUID
    reason: str
