"""Secrets of this installation: made at first start, kept with owner-only rights, part of every backup."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

SECRET_BYTES = 32
OWNER_ONLY = 0o600
OWNER_ONLY_DIR = 0o700


@dataclass(frozen=True)
class Secrets:
    token_key: bytes = field(repr=False)
    email_key: bytes = field(repr=False)
    """Never rotates: e-mail addresses are found by it."""
    report_key: bytes = field(repr=False)
    """Signs reports; who keeps one checks it by the public half."""


def load_secrets(folder: Path) -> Secrets:
    folder.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_DIR)
    return Secrets(
        token_key=_secret(folder / "tokens.key"),
        email_key=_secret(folder / "email.key"),
        report_key=_secret(folder / "reports.key"),
    )


def derived_key(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose alone: what is made with it is of no use for another."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


def _secret(file: Path) -> bytes:
    if not file.exists():
        temporary = file.with_suffix(f".{os.getpid()}.tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as new:
            new.write(secrets.token_bytes(SECRET_BYTES))
            new.flush()
            os.fsync(new.fileno())
        temporary.replace(file)
    if (found := file.read_bytes()) and len(found) == SECRET_BYTES:
        return found
    raise ValueError(f"{file} is not a secret of {SECRET_BYTES} bytes. Restore it from a backup.")
