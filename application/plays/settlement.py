"""What an ended play does to the credit that was reserved for it."""

from datetime import datetime

from domain.credit_ledger import CreditLedger
from domain.play import Play, PlayState


def settle_by_outcome(ledger: CreditLedger, play: Play, *, at: datetime) -> None:
    """Heard, in whole or in part, is spent; what failed comes back, with the reason."""
    match play.state:
        case PlayState.FINISHED | PlayState.STOPPED:
            ledger.spend(play.id, at=at)
        case PlayState.FAILED:
            ledger.release(play.id, reason=play.reason, at=at)
