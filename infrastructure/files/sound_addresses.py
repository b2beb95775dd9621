"""Addresses that let a browser's player in without a header: for one sound and one person, for minutes."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from infrastructure.files.errors import InvalidAddressError
from infrastructure.files.served_files import Variant
from infrastructure.identity.access import AccessRegister
from infrastructure.identity.signed_tokens import InvalidTokenError, SignedTokens

KIND = "sound-address"
ADDRESS_LIFE = timedelta(minutes=5)
"""Enough to press play; a page that seeks later asks for another."""


class SignedKey(NamedTuple):
    key: str
    expires_at: datetime


class SoundAddresses:
    """They end with whoever they were made for: erased, disabled, signed out everywhere.

    All of this reads the log: not for the event loop.
    """

    def __init__(self, signed: SignedTokens, access: AccessRegister) -> None:
        self._signed = signed
        self._access = access

    def make(self, sound_id: UUID, variant: Variant, *, user_id: UUID) -> SignedKey:
        epoch = self._access.epoch_of(user_id)
        signed = self._signed.issue(
            KIND, sound_id, ADDRESS_LIFE, variant=variant, user=str(user_id), epoch=epoch
        )
        return SignedKey(*signed)

    def check(self, key: str, sound_id: UUID) -> Variant:
        """What it is for. Raises InvalidAddressError."""
        try:
            claims = self._signed.check(key, KIND)
        except InvalidTokenError:
            raise _refusal() from None
        user_id = UUID(claims["user"])
        if UUID(claims["sub"]) != sound_id or self._has_ended(user_id, claims["epoch"]):
            raise _refusal()
        variant: Variant = claims["variant"]
        return variant

    def _has_ended(self, user_id: UUID, epoch: int) -> bool:
        register = self._access
        return (
            register.is_gone(user_id) or register.is_disabled(user_id) or register.epoch_of(user_id) != epoch
        )


def _refusal() -> InvalidAddressError:
    return InvalidAddressError("This address is not, or no longer, good. Ask for another.")
