"""How far a scan is, as hosts are told."""

from collections.abc import Mapping
from uuid import UUID

from infrastructure.live.messages import Message, passing

SCAN_PROGRESS = "scan_progress"


def scan_progress(scan_id: UUID, counts: Mapping[str, int]) -> Message:
    return passing(SCAN_PROGRESS, counts, id=scan_id)
