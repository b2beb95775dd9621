"""How far a scan is, as hosts are told: no event, so it has no position, and who missed it missed nothing."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from infrastructure.live.messages import Message

SCAN_PROGRESS = "scan_progress"

NO_POSITION = 0


def scan_progress(scan_id: UUID, counts: Mapping[str, int]) -> Message:
    text = msgspec.json.encode({"type": SCAN_PROGRESS, "id": scan_id, "data": counts}).decode()
    return Message(NO_POSITION, text, only_for_admins=True)
