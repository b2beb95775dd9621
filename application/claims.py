"""Taking what only one may hold, whether or not somebody held it before, and giving it up."""

from datetime import datetime
from uuid import UUID

from application.errors import ConflictError
from application.ports import Aggregates
from domain.claim import Claim
from domain.identifiers import claim_id

EMAIL = "e-mail address"
CONTENT = "content"
IDENTITY = "identity"
INVITATION = "invitation"


def take_claim(aggregates: Aggregates, kind: str, value: str, holder_id: UUID, *, at: datetime) -> Claim:
    """Raises AlreadyClaimedError where another holds it."""
    claim = aggregates.find(Claim, claim_id(kind, value))
    if claim is None:
        return Claim.make(kind, value, holder_id=holder_id, at=at)
    claim.take(holder_id, at=at)
    return claim


def release_claim(aggregates: Aggregates, kind: str, value: str, holder_id: UUID, *, at: datetime) -> Claim:
    """Raises ConflictError where this is not, or no longer, who holds it."""
    claim = aggregates.find(Claim, claim_id(kind, value))
    if claim is None or claim.holder_id != holder_id:
        raise ConflictError(f"This {kind} changed hands meanwhile. Look again.")
    claim.release(at=at)
    return claim
