"""Known devices: a mark that says that this one signed in to an account before."""

import hashlib
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer

from infrastructure.identity.secret_files import derived_key

DEVICE_LIFE = timedelta(days=365)
"""Longer than people stay away; each login begins it anew."""

MARK_LENGTH_MAX = 512


class Mark(NamedTuple):
    """Worth something until all sessions of that account are ended: then its epoch is another.

    `device_id` is drawn at the first login, and tells devices of one account apart.
    """

    user_id: UUID
    epoch: int
    device_id: UUID


class Devices:
    """A mark opens nothing: whoever has it still needs the password, and is counted apart from strangers."""

    def __init__(self, secret: bytes, life: timedelta = DEVICE_LIFE) -> None:
        self._life = int(life.total_seconds())
        self._signed = URLSafeTimedSerializer(
            derived_key(secret, "devices"), signer_kwargs={"digest_method": hashlib.sha256}
        )

    def issue(self, mark: Mark) -> str:
        return str(self._signed.dumps([mark.user_id.hex, mark.epoch, mark.device_id.hex]))

    def read(self, mark: str | None) -> Mark | None:
        """None for what is no mark of ours, or an old one."""
        if mark is None or len(mark) > MARK_LENGTH_MAX:
            return None
        try:
            user_id, epoch, device_id = self._signed.loads(mark, max_age=self._life)
        except (BadData, ValueError):
            return None
        return Mark(UUID(user_id), epoch, UUID(device_id))
