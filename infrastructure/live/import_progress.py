"""How far an import is, as hosts are told."""

from collections.abc import Mapping
from uuid import UUID

from infrastructure.live.messages import Message, passing

IMPORT_PROGRESS = "import_progress"


def import_progress(import_id: UUID, counts: Mapping[str, int]) -> Message:
    return passing(IMPORT_PROGRESS, counts, id=import_id)
