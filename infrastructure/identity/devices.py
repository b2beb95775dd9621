"""Known devices: a mark that says that this one signed in to an account before."""

import hashlib
from datetime import timedelta
from uuid import uuid4

from itsdangerous import BadData, URLSafeTimedSerializer

from infrastructure.identity.secret_files import derived_key

DEVICE_LIFE = timedelta(days=365)
"""Longer than people stay away; each login begins it anew."""

MARK_LENGTH_MAX = 512


class Devices:
    """A mark opens nothing: whoever has it still needs the password, and is counted apart from strangers."""

    def __init__(self, secret: bytes, life: timedelta = DEVICE_LIFE) -> None:
        self._life = int(life.total_seconds())
        self._signed = URLSafeTimedSerializer(
            derived_key(secret, "devices"), signer_kwargs={"digest_method": hashlib.sha256}
        )

    def issue(self, account_key: str) -> str:
        return str(self._signed.dumps([account_key, uuid4().hex]))

    def known(self, mark: str | None, account_key: str) -> str | None:
        """The device's id; None for a mark that is forged, stale, or another account's."""
        if mark is None or len(mark) > MARK_LENGTH_MAX:
            return None
        try:
            marked_key, device = self._signed.loads(mark, max_age=self._life)
        except BadData:
            return None
        return device if marked_key == account_key else None
