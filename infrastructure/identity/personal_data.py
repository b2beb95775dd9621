"""Personal data: sealed in the log with a key of each person's own, readable while that key exists."""

import hashlib
import hmac
import os
import unicodedata
from base64 import b64decode, b64encode
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infrastructure.log_store.log_store import LogStore

NONCE_BYTES = 12
ERASED = ""


class PersonalData:
    def __init__(self, log: LogStore) -> None:
        self._log = log

    def unseal(self, user_id: UUID, sealed: str) -> str:
        """The plain text; empty where the person's key is gone."""
        key = self._log.personal_keys([user_id]).get(user_id)
        if key is None:
            return ERASED
        data = b64decode(sealed)
        try:
            return AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], user_id.bytes).decode()
        except InvalidTag:
            raise ValueError(f"The personal data of {user_id} were sealed with another key.") from None


def new_key() -> bytes:
    return AESGCM.generate_key(256)


def seal(key: bytes, user_id: UUID, text: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), user_id.bytes)).decode()


def email_mac(key: bytes, email: str) -> str:
    """What an e-mail address is found by; spelling of letters does not matter."""
    normalised = unicodedata.normalize("NFKC", email).strip().casefold()
    return hmac.new(key, normalised.encode(), hashlib.sha256).hexdigest()


def identity_mac(key: bytes, provider: str, subject: str) -> str:
    """What somebody at another service is found by."""
    return hmac.new(key, f"{provider}\0{subject}".encode(), hashlib.sha256).hexdigest()
