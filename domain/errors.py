"""Every way the domain says no.

DomainError
├── AlreadyClaimedError
├── AlreadyLinkedError
├── InsufficientCreditsError
├── InvalidAmountError
├── InvalidPathError
├── InvalidTitleError
├── LastAdminError
├── LastWayInError
├── LinkStaleError
├── PlayEndedError
├── ReasonRequiredError
├── ScanRunningError
├── SessionStaleError
├── SoundMissingError
└── TooManyTokensError
"""

from typing import ClassVar
from uuid import UUID


class DomainError(Exception):
    """A rule said no: the message is for people, the code for programs."""

    code: ClassVar[str] = "refused"


class AlreadyClaimedError(DomainError):
    """Somebody else holds what only one may hold."""

    code = "already_claimed"

    def __init__(self, kind: str, holder_id: UUID) -> None:
        super().__init__(f"This {kind} is taken already.")
        self.kind = kind
        self.holder_id = holder_id


class AlreadyLinkedError(DomainError):
    code = "already_linked"


class InsufficientCreditsError(DomainError):
    code = "insufficient_credits"

    def __init__(self, *, spendable: int, price: int) -> None:
        super().__init__(f"This costs {price} and you have {spendable} to spend.")
        self.spendable = spendable
        self.price = price


class InvalidAmountError(DomainError):
    code = "invalid_amount"


class InvalidPathError(DomainError):
    code = "invalid_path"


class InvalidTitleError(DomainError):
    code = "invalid_title"


class LastAdminError(DomainError):
    """A board is never without a host."""

    code = "last_admin"


class LastWayInError(DomainError):
    """Nobody locks themselves out."""

    code = "last_way_in"


class LinkStaleError(DomainError):
    """A one-time link that was used, or that another took the place of."""

    code = "link_stale"


class PlayEndedError(DomainError):
    code = "play_ended"


class ReasonRequiredError(DomainError):
    code = "reason_required"


class ScanRunningError(DomainError):
    code = "scan_running"


class SessionStaleError(DomainError):
    """The account changed while somebody signed in to it."""

    code = "session_stale"


class SoundMissingError(DomainError):
    code = "sound_missing"


class TooManyTokensError(DomainError):
    code = "too_many_tokens"
