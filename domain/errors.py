"""Every way the domain says no.

DomainError
├── AlreadyClaimedError
├── AlreadyLinkedError
├── AlreadySettledError
├── CooldownError
├── ImportRunningError
├── InsufficientCreditsError
├── InvalidAmountError
├── InvalidColourError
├── InvalidDescriptionError
├── InvalidEditError
├── InvalidPathError
├── InvalidPlaysError
├── InvalidSpeechError
├── InvalidTagError
├── InvalidTermsError
├── InvalidTitleError
├── LastAdminError
├── LastWayInError
├── LinkStaleError
├── NormalizingRunningError
├── PlanExistsError
├── PlanRetiredError
├── PlayEndedError
├── ReasonRequiredError
├── ScanRunningError
├── SessionStaleError
├── SoundMissingError
├── SoundTrashedError
├── ThrownAwayByHostError
├── TooManyFavouritesError
├── TooManyTokensError
├── UnknownActionError
└── UnknownPlanError
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


class AlreadySettledError(DomainError):
    """The first settlement won: there is nothing left to give back."""

    code = "already_settled"


class CooldownError(DomainError):
    """The same again, too soon: the others in the room want a turn."""

    code = "cooldown"

    def __init__(self, seconds_left: int) -> None:
        super().__init__(f"Not the same again so soon. Try in {seconds_left} s.")
        self.seconds_left = seconds_left


class ImportRunningError(DomainError):
    code = "import_running"


class InsufficientCreditsError(DomainError):
    code = "insufficient_credits"

    def __init__(self, *, spendable: int, price: int) -> None:
        super().__init__(f"This costs {price} and you have {spendable} to spend.")
        self.spendable = spendable
        self.price = price
        self.is_recharged = False
        """Whether some come back tomorrow; whoever knows the plan says so."""


class InvalidAmountError(DomainError):
    code = "invalid_amount"


class InvalidColourError(DomainError):
    code = "invalid_colour"


class InvalidDescriptionError(DomainError):
    code = "invalid_description"


class InvalidEditError(DomainError):
    """Nothing would be heard, or too much."""

    code = "invalid_edit"


class InvalidPathError(DomainError):
    code = "invalid_path"


class InvalidPlaysError(DomainError):
    code = "invalid_plays"


class InvalidSpeechError(DomainError):
    code = "invalid_speech"


class InvalidTagError(DomainError):
    code = "invalid_tag"


class InvalidTermsError(DomainError):
    """A plan that nobody could be on."""

    code = "invalid_terms"


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


class NormalizingRunningError(DomainError):
    code = "normalizing_running"


class PlanExistsError(DomainError):
    code = "plan_exists"


class PlanRetiredError(DomainError):
    code = "plan_retired"


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


class SoundTrashedError(DomainError):
    code = "sound_trashed"


class ThrownAwayByHostError(DomainError):
    code = "not_yours"


class TooManyFavouritesError(DomainError):
    code = "too_many_favourites"


class TooManyTokensError(DomainError):
    code = "too_many_tokens"


class UnknownActionError(DomainError):
    """Nothing that has a price."""

    code = "unknown_action"


class UnknownPlanError(DomainError):
    code = "unknown_plan"
